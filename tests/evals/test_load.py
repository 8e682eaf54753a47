from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from evals.errors import BadRows, SetNotFound
from evals.load import load_articles, load_set, shipped_sets
from evals.rows import KINDS, to_row
from evals.samples import EvalSet, Sample
from index.errors import IndexingError, SourceNotFound
from index.spans import Span

TEXTS = {"bell": "Edith Marlow cast it in 1787.\u2028It weighs 940 kilograms.", "sea": "The sea."}
ROW: dict[str, Any] = {
    "id": "q1",
    "article": "bell",
    "kind": "factoid",
    "question": "Who cast it?",
    "history": [],
    "answers": [{"text": "Edith Marlow", "start": 0, "end": 12}],
    "evidence": [{"start": 0, "end": 29}],
    "answerable": True,
}


def write(folder: Path, *rows: Any, texts: dict[str, str] = TEXTS) -> Path:
    lines = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
    (folder / "mine.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    articles = [json.dumps({"id": k, "text": v}, ensure_ascii=False) for k, v in texts.items()]
    (folder / "articles.jsonl").write_text("\n".join(articles), encoding="utf-8")
    return folder / "mine.jsonl"


def only(folder: Path, **changed: Any) -> Sample:
    (sample,) = load_set(write(folder, ROW | changed)).samples
    return sample


@pytest.mark.parametrize("name", shipped_sets())
def test_a_shipped_set_is_valid_and_varied(name: str) -> None:
    chosen = load_set(name)
    assert isinstance(chosen, EvalSet)
    kinds = {s.kind for s in chosen.samples}
    assert kinds <= set(KINDS)
    assert len(kinds) >= 10
    assert len({(s.question, s.history) for s in chosen.samples}) == len(chosen.samples)


def test_the_shipped_articles_set_is_large_and_asks_for_silence_too() -> None:
    chosen = load_set("shipped")
    assert len(chosen.samples) >= 150
    assert sum(not s.answerable for s in chosen.samples) >= 45
    assert {s.kind for s in chosen.samples} == set(KINDS)
    assert any(not s.answerable for s in chosen.samples if s.kind == "followup")


def test_the_shipped_article_is_the_one_in_seeds(seeds: Path) -> None:
    chosen = load_set("shipped")
    files = {p.stem: p.read_text(encoding="utf-8") for p in seeds.iterdir()}
    assert all(files[key] == text for key, text in chosen.articles.items())


def test_the_news_set_has_just_its_articles() -> None:
    chosen = load_set("news")
    assert len(chosen.samples) == 718
    assert {s.article for s in chosen.samples} == set(chosen.articles)


@pytest.mark.parametrize("name", shipped_sets())
def test_gold_answers_lie_within_gold_evidence(name: str) -> None:
    for sample in load_set(name).samples:
        spans = [e.span for e in sample.evidence]
        for gold in sample.answers:
            assert gold.span is None or any(s.overlaps(gold.span) for s in spans), sample.id


def test_a_row_becomes_a_sample(tmp_path: Path) -> None:
    sample = only(
        tmp_path,
        history=[{"role": "user", "content": "Hm?"}, {"role": "assistant", "content": "Yes."}],
        tags=["keyword"],
    )
    assert sample.answers[0].span == Span("bell", 0, 12)
    assert sample.evidence[0].span == Span("bell", 0, 29)
    assert sample.turns == [
        {"role": "user", "content": "Hm?"},
        {"role": "assistant", "content": "Yes."},
    ]
    assert sample.tags == ("keyword",)


def test_parts_are_numbered_or_in_lists_each_their_own(tmp_path: Path) -> None:
    answers = [
        {"text": "Edith Marlow", "start": 0, "end": 12},
        {"text": "1787", "start": 24, "end": 28},
    ]
    assert [len(p) for p in only(tmp_path, answers=answers).parts] == [2]
    assert [len(p) for p in only(tmp_path, answers=answers, kind="list").parts] == [1, 1]
    numbered = [answers[0] | {"part": 0}, answers[1] | {"part": 1}, answers[1] | {"part": 0}]
    assert [len(p) for p in only(tmp_path, answers=numbered).parts] == [2, 1]


def test_a_sample_becomes_its_row(tmp_path: Path) -> None:
    evidence = [{"start": 0, "end": 29}, {"article": "sea", "start": 0, "end": 8, "grade": 2}]
    (tmp_path / "again").mkdir()
    for changed in (
        {"evidence": evidence},
        {"answers": [{"text": "yes"}], "kind": "yesno", "tags": ["x"], "rewrite": "Who, then?"},
        {"answers": [], "evidence": [], "answerable": False, "kind": "unanswerable"},
        {"kind": "list", "history": [{"role": "user", "content": "Hm?"}]},
    ):
        sample = only(tmp_path, **changed)
        chosen = load_set(write(tmp_path / "again", to_row(sample)))
        assert chosen.samples == (sample,)


def test_evidence_may_lie_in_another_article(tmp_path: Path) -> None:
    evidence = [{"start": 0, "end": 29}, {"article": "sea", "start": 0, "end": 8, "grade": 2}]
    sample = only(tmp_path, evidence=evidence)
    assert sample.evidence[1].span == Span("sea", 0, 8)
    assert sample.evidence[1].grade == 2.0


def test_line_separators_in_a_text_do_not_part_rows(tmp_path: Path) -> None:
    assert only(tmp_path, evidence=[{"start": 30, "end": 54}]).evidence[0].span.start == 30


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"id": ""}, "id is ''"),
        ({"question": "  "}, "question is '  '"),
        ({"kind": "riddle"}, "kind 'riddle' is none of factoid"),
        ({"article": "bells"}, "article 'bells' is not among the 2"),
        ({"answerable": "yes"}, "answerable is 'yes'"),
        ({"history": "hello"}, "history is 'hello'"),
        ({"history": [{"role": "system", "content": "x"}]}, "turn 0 has the role 'system'"),
        ({"history": [{"role": "user", "content": ""}]}, "content is ''"),
        ({"answers": [{"text": "Edith", "start": 1, "end": 6}]}, "its span holds 'dith '"),
        ({"answers": [{"text": "x", "start": 0, "end": 99}]}, "answers[0] is 0–99"),
        ({"answers": [{"start": 0, "end": 5}]}, "text is None"),
        ({"answers": "Edith"}, 'answers is "Edith"'),
        ({"evidence": []}, "evidence is empty"),
        ({"evidence": [{"start": 5, "end": 5}]}, "evidence[0] is 5–5"),
        ({"evidence": [{"start": "0", "end": 5}]}, "evidence[0] is 0–5"),
        ({"evidence": [{"article": "x", "start": 0, "end": 5}]}, "the article 'x'"),
        ({"evidence": [{"start": 0, "end": 5, "part": "one"}]}, "part is 'one'"),
        ({"answerable": False}, "leave them empty"),
        ({"kind": "unanswerable"}, "'unanswerable' cannot be answerable"),
        ({"colour": "red"}, "unknown field 'colour'"),
    ],
)
def test_what_is_wrong_with_a_row_is_said_with_its_line(
    tmp_path: Path, changed: dict[str, Any], said: str
) -> None:
    path = write(tmp_path, ROW | {"id": "q0"}, "", ROW | changed)
    with pytest.raises(BadRows) as raised:
        load_set(path)
    assert len(raised.value.problems) == 1
    assert raised.value.problems[0].startswith("line 3: ")
    assert said in raised.value.problems[0]


def test_every_bad_line_is_said_at_once(tmp_path: Path) -> None:
    path = write(tmp_path, "{", ROW, ROW, "[1]", ROW | {"id": "q2", "kind": "x"})
    with pytest.raises(BadRows) as raised:
        load_set(path)
    assert [p.split(":")[0] for p in raised.value.problems] == [
        *("line 1", "line 3", "line 4", "line 5")
    ]
    assert "taken by line 2" in raised.value.problems[1]
    assert str(path) in str(raised.value)


def test_parts_of_answer_and_evidence_must_agree(tmp_path: Path) -> None:
    answers = [{"text": "1787", "start": 24, "end": 28, "part": n} for n in range(3)]
    evidence = [{"start": 0, "end": 29, "part": n} for n in range(2)]
    with pytest.raises(BadRows, match="3 parts of the answer but 2 of the evidence"):
        only(tmp_path, answers=answers, evidence=evidence)


def test_no_such_set_names_those_that_ship(tmp_path: Path) -> None:
    with pytest.raises(SetNotFound, match=r"nonesuch.*news, shipped"):
        load_set("nonesuch")


def test_a_set_without_articles_says_how_to_give_them(tmp_path: Path) -> None:
    path = write(tmp_path, ROW)
    (tmp_path / "articles.jsonl").unlink()
    with pytest.raises(SetNotFound, match="--articles"):
        load_set(path)


def test_a_set_is_called_by_its_file_or_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert load_set(write(tmp_path, ROW)).name == "mine"
    (tmp_path / "mine.jsonl").rename(tmp_path / "questions.jsonl")
    monkeypatch.chdir(tmp_path)
    assert {load_set(p).name for p in (tmp_path, Path(), "questions.jsonl")} == {tmp_path.name}


def test_articles_may_be_a_folder_of_files(tmp_path: Path) -> None:
    path = write(tmp_path, ROW)
    folder = tmp_path / "texts"
    folder.mkdir()
    for key, text in TEXTS.items():
        (folder / f"{key}.txt").write_text(text, encoding="utf-8")
    (folder / "notes.csv").write_text("no article")
    assert load_set(path, folder) == load_set(path)
    assert load_set(path, folder).name == "mine"
    (folder / "bad.md").write_bytes(b"\x00\x01\x02\x81")
    with pytest.raises(IndexingError, match=r"bad\.md"):
        load_set(path, folder)


def test_a_folder_without_articles_is_said(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(SourceNotFound, match="empty"):
        load_articles(tmp_path / "empty")


def test_an_article_that_changed_is_refused(tmp_path: Path) -> None:
    text = "Edith Marlow cast it."
    (tmp_path / "bell.txt").write_text(text)
    row = {"id": "bell", "file": "bell.txt", "sha256": sha256(text.encode()).hexdigest()}
    (tmp_path / "articles.jsonl").write_text(json.dumps(row))
    assert load_articles(tmp_path) == {"bell": text}
    (tmp_path / "bell.txt").write_text(text + " ")
    with pytest.raises(BadRows, match=r"line 1: file 'bell\.txt' has changed"):
        load_articles(tmp_path)
    (tmp_path / "bell.txt").unlink()
    with pytest.raises(BadRows, match="cannot be read"):
        load_articles(tmp_path)


def test_two_articles_of_one_id_are_refused(tmp_path: Path) -> None:
    row = json.dumps({"id": "a", "text": "x"})
    (tmp_path / "articles.jsonl").write_text(f"{row}\n{row}\n")
    with pytest.raises(BadRows, match="line 2: id 'a' is taken"):
        load_articles(tmp_path / "articles.jsonl")


def test_the_checksum_tells_sets_apart(tmp_path: Path) -> None:
    before = load_set(write(tmp_path, ROW)).checksum
    assert load_set(write(tmp_path, ROW)).checksum == before
    assert load_set(write(tmp_path, ROW | {"question": "Who?"})).checksum != before
    longer = TEXTS | {"sea": "The sea!"}
    assert load_set(write(tmp_path, ROW, texts=longer)).checksum != before
