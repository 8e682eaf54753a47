from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from evals.errors import OptionsClash, SetNotFound, UnknownFormat
from evals.formats import load_beir, load_canard, load_clapnq, load_squad
from evals.load import load_set
from evals.samples import EvalSet

SQUAD = Path(__file__).parent / "data" / "squad-like.json"


def exact(chosen: EvalSet) -> bool:
    """Whether every gold answer with a span is its article's text there."""
    spans = [(g.text, g.span) for s in chosen.samples for g in s.answers if g.span]
    assert spans
    return all(
        chosen.articles[span.article_id][span.start : span.end] == text for text, span in spans
    )


def test_squad_by_article() -> None:
    chosen = load_squad(SQUAD)
    assert list(chosen.articles) == ["Harrow Quay"]
    assert chosen.articles["Harrow Quay"].startswith("Harrow Quay\n\nThe bronze bell")
    assert [s.answerable for s in chosen.samples].count(False) == 3
    assert exact(chosen)
    assert chosen.samples[0].kind == "factoid"
    assert chosen.samples[4].kind == "unanswerable"


def test_squad_by_paragraph() -> None:
    chosen = load_squad(SQUAD, by_paragraph=True)
    assert list(chosen.articles) == ["Harrow Quay#0"]
    assert chosen.articles["Harrow Quay#0"].startswith("The bronze bell")
    assert exact(chosen)


def test_every_place_of_an_answer_is_evidence(tmp_path: Path) -> None:
    context = "Anna met Bo. Bo met Anna."
    qa = {"id": "1", "question": "Who?", "answers": [{"text": "Anna", "answer_start": 0}]}
    data = {"data": [{"title": "A_b", "paragraphs": [{"context": context, "qas": [qa]}]}]}
    (tmp_path / "s.json").write_text(json.dumps(data))
    (sample,) = load_squad(tmp_path / "s.json").samples
    assert [e.span.start - len("A b\n\n") for e in sample.evidence] == [0, 20]


def clapnq(folder: Path) -> Path:
    passage = {"title": "Tides", "text": "Tides rise . Tides fall . Boats wait .", "sentences": []}
    rows = [
        {
            "id": "1",
            "input": "what do tides do",
            "passages": [passage],
            "output": [{"answer": "…", "selected_sentences": ["Tides rise .", "Tides fall ."]}],
        },
        {
            "id": "2",
            "input": "who owns the boats",
            "passages": [passage],
            "output": [{"answer": "", "selected_sentences": []}],
        },
        {
            "id": "3",
            "input": "answered, but from nowhere",
            "passages": [passage],
            "output": [{"answer": "…", "selected_sentences": []}],
        },
    ]
    path = folder / "clap.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)))
    return path


def test_clapnq(tmp_path: Path) -> None:
    chosen = load_clapnq(clapnq(tmp_path))
    assert list(chosen.articles) == ["Tides"]
    first, second = chosen.samples
    assert [len(need) for need in first.needs] == [1, 1]
    assert exact(chosen)
    assert not second.answerable


def beir(folder: Path) -> Path:
    corpus = [{"_id": "d1", "title": "Tides", "text": "They rise."}, {"_id": "d2", "text": "No."}]
    queries = [{"_id": "q1", "text": "rise?"}, {"_id": "q2", "text": "unjudged"}]
    (folder / "qrels").mkdir(parents=True)
    (folder / "corpus.jsonl").write_text("\n".join(map(json.dumps, corpus)))
    (folder / "queries.jsonl").write_text("\n".join(map(json.dumps, queries)))
    rows = ["query-id\tcorpus-id\tscore", "q1\td2\t1", "q1\td1\t2", "q1\tgone\t1", "q2\td1\t0"]
    (folder / "qrels" / "test.tsv").write_text("\n".join(rows))
    return folder


def test_beir(tmp_path: Path) -> None:
    chosen = load_beir(beir(tmp_path / "tides"))
    assert chosen.name == "tides"
    assert chosen.articles == {"d1": "Tides\n\nThey rise.", "d2": "No."}
    (sample,) = chosen.samples
    assert [(e.span.article_id, e.grade) for e in sample.evidence] == [("d2", 1.0), ("d1", 2.0)]
    assert len(sample.needs) == 2
    with pytest.raises(SetNotFound, match="test"):
        load_beir(tmp_path / "tides", "dev")


def test_canard(tmp_path: Path) -> None:
    rows = [
        {"QuAC_dialog_id": "C", "Question_no": 1, "History": ["Ann", "Life"], "Question": "Who?"},
        {
            "QuAC_dialog_id": "C",
            "Question_no": 2,
            "History": ["Ann", "Life", "Who?", "Ann."],
            "Question": "When?",
        },
    ]
    rows = [row | {"Rewrite": "When was Ann born?"} for row in rows]
    (tmp_path / "c.json").write_text(json.dumps(rows))
    with pytest.raises(OptionsClash, match="followups --canard"):
        load_set(tmp_path / "c.json")
    (found,) = load_canard(tmp_path / "c.json")
    assert found.rewrite == "When was Ann born?"
    assert found.topic == "Ann, Life"
    assert found.turns == [
        {"role": "user", "content": "Who?"},
        {"role": "assistant", "content": "Ann."},
    ]


def test_a_published_set_is_known_by_what_it_holds(tmp_path: Path) -> None:
    assert load_set(SQUAD) == load_squad(SQUAD)
    assert load_set(clapnq(tmp_path)).samples[0].kind == "summary"
    assert load_set(beir(tmp_path / "tides")).name == "tides"


@pytest.mark.parametrize(
    ("load", "text"),
    [
        (load_squad, "[]"),
        (load_squad, '{"data": [{"title": "x"}]}'),
        (load_squad, '{"data": []}'),
        (load_squad, "{"),
        (load_clapnq, '{"input": "x"}'),
        (load_clapnq, "no json"),
        (load_canard, '[{"History": []}]'),
        (load_canard, "{}{}"),
    ],
)
def test_other_files_are_refused(load: Callable[[Path], Any], text: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text(text)
    with pytest.raises(UnknownFormat, match="file"):
        load(tmp_path / "file")


@pytest.mark.parametrize("load", [load_squad, load_clapnq, load_canard])
def test_a_file_that_is_not_there(load: Callable[[Path], Any], tmp_path: Path) -> None:
    with pytest.raises(SetNotFound, match="nothing"):
        load(tmp_path / "nothing.json")
