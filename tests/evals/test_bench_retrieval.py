"""The retrieval benchmark, on paragraphs small enough to check by hand."""

import json
from pathlib import Path

import pytest

from evals.bench_retrieval import Asked, main, measure, read_squad
from evals.errors import UnknownFormat

BRIDGE = "The bridge at Mallo opened on Friday. Ines Roth built it in nine years."
FERRY = "The ferry crews went back to work on Monday.\nThey had been on strike for eleven days."


def question(text: str, answered: bool = True) -> dict[str, object]:
    return {"question": text, "answers": [{"text": "x", "answer_start": 0}] if answered else []}


@pytest.fixture
def squad(tmp_path: Path) -> Path:
    paragraphs = [
        {"context": BRIDGE, "qas": [question("Who built the bridge?")]},
        {"context": FERRY, "qas": [question("How long was the strike?"), question("?", False)]},
    ]
    again = [{"context": BRIDGE, "qas": [question("Who built the bridge?")]}]
    data = [{"title": "News", "paragraphs": paragraphs}, {"title": "Copy", "paragraphs": again}]
    path = tmp_path / "squad.json"
    path.write_text(json.dumps({"data": data}))
    return path


def test_a_paragraph_and_a_question_count_once(squad: Path) -> None:
    texts, asked = read_squad([squad, squad])
    assert texts == {"News#0": BRIDGE, "News#1": FERRY}
    assert [(a.question, a.paragraph) for a in asked] == [
        ("Who built the bridge?", "News#0"),
        ("How long was the strike?", "News#1"),
    ]


def test_shares_by_hand() -> None:
    asked = [Asked(q, "gold", q) for q in ("first", "third", "never")]
    found = {"first": ["gold", "x"], "third": ["x", "y", "gold"], "never": ["x"]}
    at = measure(lambda q, k: found[q][:k], asked)["at"]
    assert [round(at[k]["value"], 3) for k in ("1", "5", "10")] == [0.333, 0.667, 0.667]
    assert at["1"]["n"] == 3 and at["1"]["low"] <= 0.333 <= at["1"]["high"]


def test_the_command_prints_what_it_measured(
    squad: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(squad), "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert (result["paragraphs"], result["passages"], result["questions"]) == (2, 2, 2)
    assert {name: r["at"]["1"]["value"] for name, r in result["results"].items()} == {
        "dense": 1.0,
        "lexical": 1.0,
        "fused": 1.0,
    }
    assert main([str(squad), "--limit", "1"]) == 0
    assert "1 questions on 1 articles, 2 paragraphs" in capsys.readouterr().out


def test_a_file_of_another_format_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "other.json"
    path.write_text('{"rows": []}')
    with pytest.raises(UnknownFormat, match=r"other\.json"):
        read_squad([path])
    assert main([str(path)]) == 2
    assert "SQuAD" in capsys.readouterr().err
