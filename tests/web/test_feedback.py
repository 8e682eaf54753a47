"""What readers say becomes rows, and the evaluation runs them as they are."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.drafts import draft_rows
from evals.load import load_set
from evals.queue import Queue
from evals.rows import parse_sample, to_row
from index.articles import parse_article
from rag import ArticleQA
from rag.settings import Settings
from tests.web.stories import BRIDGE, RAIN, RAINED, SNOW, SNOWED
from web import feedback
from web.feedback import Feedback, NotKept, corrected, praised, silent
from web.turns import Turn, answered

TEXTS = {"rain": RAIN, "snow": SNOW}
ARTICLES = {i: parse_article(t, id=i, source=i) for i, t in TEXTS.items()}


@pytest.fixture(scope="module")
def library() -> ArticleQA:
    return ArticleQA.from_texts(TEXTS, Settings(threads=1, answers="extractive"))


def ask(library: ArticleQA, question: str, turns: list[Turn] | None = None) -> Turn:
    history = [
        {"role": role, "content": text}
        for t in turns or []
        for role, text in (("user", t.question), ("assistant", t.text))
    ]
    return answered(question, library.ask(question, history))


def test_praise_keeps_the_short_answer_and_the_quotes(library: ArticleQA) -> None:
    sample = parse_sample(praised([ask(library, RAINED)], 0), TEXTS)
    assert [g.text for g in sample.answers] == ["six days"]
    assert RAIN[slice(sample.answers[0].span.start, sample.answers[0].span.end)] == "six days"  # type: ignore[union-attr]
    assert RAIN[sample.evidence[0].span.start :].startswith("It rained for six days")
    assert (sample.kind, sample.article, sample.tags) == ("factoid", "rain", ("feedback", "up"))


def test_praise_of_silence_says_that_there_is_no_answer(library: ArticleQA) -> None:
    turn = ask(library, "Which volcano erupted in Peru in 1986?")
    assert turn.abstained
    sample = parse_sample(praised([turn], 0), TEXTS)
    assert (sample.kind, sample.answerable) == ("unanswerable", False)


@pytest.mark.parametrize("question", ["What is the article about rain about?", "Did it rain?"])
def test_praise_of_every_kind_is_a_valid_row(library: ArticleQA, question: str) -> None:
    turn = ask(library, question)
    sample = parse_sample(praised([turn], 0), TEXTS)
    assert sample.answers or not sample.answerable


def test_the_right_words_are_kept_with_their_sentence(library: ArticleQA) -> None:
    start = RAIN.index("two metres")
    row = corrected([ask(library, RAINED)], 0, ARTICLES["rain"], start - 1, start + 10)
    sample = parse_sample(row, TEXTS)
    assert [g.text for g in sample.answers] == ["two metres"]
    (evidence,) = sample.evidence
    assert RAIN[evidence.span.start : evidence.span.end].startswith("It rained")
    assert sample.tags == ("feedback", "down")


def test_of_two_equal_sentences_the_chosen_one_is_kept(library: ArticleQA) -> None:
    again = RAIN.rindex("Nobody was hurt")
    assert RAIN.index("Nobody was hurt") != again
    row = corrected([ask(library, BRIDGE)], 0, ARTICLES["rain"], again, again + 15)
    assert row["answers"][0]["start"] == again
    assert row["evidence"][0]["start"] == again


def test_a_yes_no_question_keeps_the_answer_and_the_words_as_evidence(library: ArticleQA) -> None:
    turn = replace(ask(library, RAINED), kind="yesno")
    sample = parse_sample(corrected([turn], 0, ARTICLES["rain"], 30, 60, "no"), TEXTS)
    assert sample.kind == "yesno"
    assert [(g.text, g.span) for g in sample.answers] == [("no", None)]
    assert sample.evidence


def test_a_follow_up_keeps_what_came_before(library: ArticleQA) -> None:
    first = ask(library, "Who thanked the fire brigade?")
    second = ask(library, "What did she thank?", [first])
    assert second.standalone != second.question
    start = RAIN.index("the fire brigade")
    sample = parse_sample(corrected([first, second], 1, ARTICLES["rain"], start, start + 16), TEXTS)
    assert sample.kind == "followup"
    assert [turn["role"] for turn in sample.turns] == ["user", "assistant"]
    assert sample.rewrite == second.standalone


@pytest.mark.parametrize(("start", "end"), [(5, 5), (-1, 3), (10**6, 10**6 + 3), (13, 15)])
def test_no_words_are_refused(library: ArticleQA, start: int, end: int) -> None:
    with pytest.raises(NotKept, match="Select"):
        corrected([ask(library, RAINED)], 0, ARTICLES["rain"], start, end)


@settings(deadline=None)
@given(st.integers(0, len(RAIN)), st.integers(1, 120))
def test_whatever_is_selected_is_a_row_that_the_evaluation_reads(start: int, size: int) -> None:
    turn = Turn(RAINED, standalone=RAINED, text="x", abstained=True)
    try:
        row = corrected([turn], 0, ARTICLES["rain"], start, start + size)
    except NotKept:
        assert not RAIN[start : start + size].strip()
        return
    sample = parse_sample(row, TEXTS)
    (gold,) = sample.answers
    assert gold.span
    assert RAIN[gold.span.start : gold.span.end] == gold.text
    assert sample.evidence[0].span.contains(gold.span)
    assert parse_sample(to_row(sample), TEXTS) == sample


# --- the folder -----------------------------------------------------------------------------------


def rows(folder: Path) -> list[dict[str, object]]:
    lines = (folder / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_the_folder_is_a_set_that_runs_and_that_a_person_can_judge(
    library: ArticleQA, tmp_path: Path
) -> None:
    kept = Feedback(tmp_path / "said")
    turns = [ask(library, RAINED), ask(library, SNOWED)]
    kept.keep(praised(turns, 0), [ARTICLES["rain"]])
    kept.keep(silent(turns, 1, article_id="snow"), [ARTICLES["snow"]])
    loaded = load_set(str(tmp_path / "said"))
    assert [s.question for s in loaded.samples] == [RAINED, SNOWED]
    assert loaded.articles == TEXTS
    queue = Queue(tmp_path / "judged")
    assert draft_rows(queue, tmp_path / "said" / "questions.jsonl") == 2


def test_a_second_verdict_takes_the_place_of_the_first(library: ArticleQA, tmp_path: Path) -> None:
    kept, turns = Feedback(tmp_path / "said"), [ask(library, RAINED)]
    kept.keep(praised(turns, 0), [ARTICLES["rain"]])
    start = RAIN.index("two metres")
    kept.keep(corrected(turns, 0, ARTICLES["rain"], start, start + 10), [ARTICLES["rain"]])
    (row,) = rows(tmp_path / "said")
    assert row["tags"] == ["feedback", "down"]


def test_an_article_that_has_changed_keeps_both_its_texts(
    library: ArticleQA, tmp_path: Path
) -> None:
    kept, turns = Feedback(tmp_path / "said"), [ask(library, RAINED)]
    kept.keep(praised(turns, 0), [ARTICLES["rain"]])
    other = parse_article(RAIN + "\nMore rain is on its way.\n", id="rain", source="rain")
    turns = [replace(turns[0], question="How long did it rain?")]
    kept.keep(praised(turns, 0), [other])
    loaded = load_set(str(tmp_path / "said"))
    assert len(loaded.samples) == len(loaded.articles) == 2
    assert loaded.articles[loaded.samples[1].article] == other.text


def test_nothing_is_lost_when_many_say_something_at_once(tmp_path: Path) -> None:
    kept = Feedback(tmp_path / "said")
    turns = [Turn(f"Is it {n}?", text="x", abstained=True) for n in range(24)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: kept.keep(silent(turns, n, article_id="rain"), [ARTICLES["rain"]]),
                      range(24)))  # fmt: skip
    assert len(rows(tmp_path / "said")) == 24


def test_a_full_folder_is_said_and_takes_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feedback, "MAX_ROWS", 1)
    kept = Feedback(tmp_path / "said")
    turns = [Turn(f"Is it {n}?", text="x", abstained=True) for n in range(2)]
    kept.keep(silent(turns, 0, article_id="rain"), [ARTICLES["rain"]])
    with pytest.raises(NotKept, match="full"):
        kept.keep(silent(turns, 1, article_id="rain"), [ARTICLES["rain"]])
    assert len(rows(tmp_path / "said")) == 1


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "said").write_text("a file", encoding="utf-8")
    turn = Turn("Is it?", text="x", abstained=True)
    with pytest.raises(NotKept, match="PULLQUOTE_FEEDBACK"):
        Feedback(tmp_path / "said").keep(silent([turn], 0, article_id="rain"), [ARTICLES["rain"]])
