from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from evals.compare import compare_records, compare_runs, comparison_tables, in_words
from evals.errors import NotARun, RunMismatch
from evals.job import Plan, execute
from evals.samples import EvalSet
from evals.summary import CURVES


def record(key: int, right: bool, *, silent: bool = False, article: str = "a") -> dict[str, Any]:
    scores = {"right_and_cited": float(right), "wrongly_silent": float(silent), "error": 0.0}
    return {
        **{"id": f"q{key}", "article": article, "kind": "factoid", "question": f"{key}?"},
        **{"answerable": True, "answer": {"abstained": silent}, "error": None, "scores": scores},
    }


def test_a_change_by_hand() -> None:
    # Of twenty, eight got better and one worse: McNemar's exact p = 2·(1 + 9)/2⁹ = 0.039.
    before = [record(n, right=n >= 8) for n in range(20)]
    after = [record(n, right=n != 19) for n in range(20)]
    found = compare_records("tiny", ("a", "b"), before, after)
    one, other, test = found.measures["right_and_cited"]
    assert (one, other) == (12 / 20, 19 / 20)
    assert (test.better, test.worse) == (8, 1)
    plain = found.to_dict()["measures"]["right_and_cited"]
    assert plain["p"] == pytest.approx(20 / 512, abs=1e-6)
    assert plain["verdict"] == "better"
    assert found.to_dict()["measures"]["error"]["verdict"] == "same"


def test_one_flip_is_noise() -> None:
    before = [record(n, right=True) for n in range(20)]
    after = [record(n, right=n > 0) for n in range(20)]
    plain = compare_records("tiny", ("a", "b"), before, after).to_dict()
    assert plain["measures"]["right_and_cited"]["verdict"] == "noise"
    assert [flip["id"] for flip in plain["flips"]] == ["q0"]


def test_less_silence_is_better_where_an_answer_was_wanted() -> None:
    before = [record(n, right=False, silent=True) for n in range(10)]
    after = [record(n, right=True) for n in range(10)]
    found = compare_records("tiny", ("a", "b"), before, after)
    silence = found.to_dict()["measures"]["wrongly_silent"]
    assert (silence["verdict"], silence["better"], silence["worse"]) == ("better", 10, 0)
    assert in_words(found).splitlines()[:2] == [
        "Better: right and rightly cited, wrongly silent.",
        "Worse: nothing.",
    ]
    assert {(f.before, f.after, f.better) for f in found.flips} == {
        ("wrongly silent", "right", True)
    }


def test_tables_name_what_flipped() -> None:
    before = [record(n, right=True) for n in range(3)]
    after = [record(n, right=n > 0) for n in range(3)]
    measures, flips = comparison_tables(compare_records("tiny", ("a", "b"), before, after))
    assert "right and rightly cited" in list(measures.columns[0].cells)
    assert list(flips.columns[0].cells) == ["q0"]
    assert len(comparison_tables(compare_records("tiny", ("a", "b"), before, before))) == 1


def test_other_questions_cannot_be_compared() -> None:
    with pytest.raises(RunMismatch, match="the questions of set 'tiny'"):
        compare_records("tiny", ("a", "b"), [record(1, True)], [record(2, True)])
    edited = [record(1, True) | {"question": "one?"}]
    with pytest.raises(RunMismatch, match=r"'q1' \(one\?\)"):
        compare_records("tiny", ("a", "b"), [record(1, True)], edited)
    with pytest.raises(RunMismatch, match="2 questions and 1 questions"):
        compare_records("tiny", ("a", "b"), [record(1, True), record(2, True)], [record(1, True)])


def test_one_that_only_retrieves_is_compared_by_what_it_retrieves() -> None:
    before = [record(n, right=True) for n in range(4)]
    after = [r | {"answer": None, "scores": {"error": 0.0}} for r in before]
    assert set(compare_records("tiny", ("a", "b"), before, after).measures) == {"error"}


@pytest.fixture
def runs(tiny: EvalSet, word_match: Any, tmp_path: Path) -> tuple[Path, Path]:
    for name, least in (("one", 1), ("two", 4)):
        systems = {"word-match": lambda texts, least=least: word_match(texts, least)}
        execute(Plan((tiny,), systems, tmp_path / name))
    return tmp_path / "one", tmp_path / "two"


def test_two_runs_in_their_folders(runs: tuple[Path, Path]) -> None:
    (found,) = compare_runs(*runs)
    assert (found.set_name, found.n) == ("tiny", 8)
    assert {flip.id for flip in found.flips} == {"q2"}
    # With the higher bar q2, which was right, falls silent.
    one, other, test = found.measures["answered_right"]
    assert (one, other) == (0.4, 0.25)  # two of five, one of four
    assert test.is_noise
    assert set(CURVES) <= set(found.measures) | {"abstention_precision"}
    (same,) = compare_runs(runs[0] / "tiny" / "word-match", runs[1])
    assert same.to_dict()["flips"] == found.to_dict()["flips"]


def test_folders_that_are_no_runs(runs: tuple[Path, Path], tmp_path: Path) -> None:
    with pytest.raises(NotARun, match=r"run\.json"):
        compare_runs(tmp_path / "nothing", runs[0])
    (runs[1] / "tiny").rename(runs[1] / "other")
    with pytest.raises(RunMismatch, match="same set"):
        compare_runs(*runs)
