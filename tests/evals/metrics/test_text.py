from __future__ import annotations

import json
from pathlib import Path

import pytest

from evals.metrics.text import (
    best_over,
    best_threshold,
    exact_match,
    normalise,
    squad_scores,
    token_f1,
)

DATA = Path(__file__).parents[1] / "data"


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("The  Bell's tower!", "bells tower"),
        ("A man, an oak and the sea", "man oak and sea"),
        ("theatre", "theatre"),
        ("U.S.", "us"),
        ("...", ""),
        ("the", ""),
    ],
)
def test_normalising(text: str, normal: str) -> None:
    assert normalise(text) == normal


def test_f1_by_hand() -> None:
    # gold: head of defence forces (4), given: head of the navy (3 without the article); 2 shared.
    # precision 2/3, recall 2/4, F1 = 2·(2/3)(1/2) / (2/3 + 1/2) = 4/7.
    assert token_f1("head of defence forces", "head of the navy") == pytest.approx(4 / 7)


def test_a_repeated_token_counts_as_often_as_both_have_it() -> None:
    # gold: two "very"; given: one. 1 + "cold" shared: precision 2/2, recall 2/3, F1 = 0.8.
    assert token_f1("very very cold", "very cold") == pytest.approx(0.8)


@pytest.mark.parametrize(("gold", "given", "f1"), [("", "", 1.0), ("", "x", 0.0), ("x", "", 0.0)])
def test_no_answer_agrees_with_no_answer_only(gold: str, given: str, f1: float) -> None:
    assert token_f1(gold, given) == f1
    assert exact_match(gold, given) == f1


def test_the_best_gold_counts() -> None:
    assert best_over(["54", "54 years old"], "54 years") == (0.0, pytest.approx(0.8))
    assert best_over([], "") == (1.0, 1.0)
    assert best_over([], "54") == (0.0, 0.0)


@pytest.fixture(scope="module")
def fixed() -> tuple[dict[str, list[str]], dict[str, str], dict[str, float]]:
    data = json.loads((DATA / "squad-like.json").read_text())["data"]
    given = json.loads((DATA / "squad-like-answers.json").read_text())
    golds = {
        qa["id"]: [a["text"] for a in qa["answers"]]
        for article in data
        for paragraph in article["paragraphs"]
        for qa in paragraph["qas"]
    }
    return golds, given["answers"], given["none"]


@pytest.mark.parametrize(
    ("threshold", "part", "exact", "f1"),
    # What evaluate-v2.0.py prints for the two files in tests/evals/data.
    [
        (1.0, None, 37.5, 47.5),
        (1.0, True, 40.0, 56.0),
        (1.0, False, 100 / 3, 100 / 3),
        (0.5, None, 37.5, 47.5),
        (0.5, True, 20.0, 36.0),
        (0.5, False, 200 / 3, 200 / 3),
    ],
)
def test_the_scores_are_the_official_scripts(
    fixed: tuple[dict[str, list[str]], dict[str, str], dict[str, float]],
    threshold: float,
    part: bool | None,
    exact: float,
    f1: float,
) -> None:
    golds, given, none = fixed
    asked = {k: v for k, v in golds.items() if part is None or bool(v) == part}
    scores = squad_scores(asked, given, none, threshold)
    assert (scores.exact, scores.f1) == (pytest.approx(exact), pytest.approx(f1))


def test_the_best_threshold_is_the_official_scripts(
    fixed: tuple[dict[str, list[str]], dict[str, str], dict[str, float]],
) -> None:
    golds, given, none = fixed
    exact = {k: best_over(v, given[k])[0] for k, v in golds.items()}
    f1 = {k: best_over(v, given[k])[1] for k, v in golds.items()}
    assert best_threshold(exact, golds, given, none) == (pytest.approx(50.0), 0.2)
    assert best_threshold(f1, golds, given, none) == (pytest.approx(60.0), 0.2)
