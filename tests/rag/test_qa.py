"""The whole chain over real parts: the contract that other code relies on."""

import json
from pathlib import Path

import pytest

from rag import ArticleQA
from rag.answer import Answer
from rag.errors import EmptyQuestion, HistoryError, QuestionTooLong, UnknownArticle
from rag.settings import Settings
from tests.rag.texts import BRIDGE, FERRY


@pytest.fixture(scope="module")
def qa() -> ArticleQA:
    return ArticleQA.from_texts({"bridge": BRIDGE, "ferry": FERRY})


def check_exact(qa: ArticleQA, answer: Answer) -> None:
    texts = {a.id: a.text for a in qa.articles()}
    for c in answer.citations:
        assert texts[c.article_id][c.start : c.end] == c.quote
        assert f"[{c.number}]" in answer.text
    if answer.short:
        s = answer.short
        assert texts[s.article_id][s.start : s.end] == s.text


@pytest.mark.parametrize(
    ("question", "words", "article"),
    [
        ("How old is Ines Roth?", "61", "bridge"),
        ("When did the bridge at Mallo open?", "Friday", "bridge"),
        ("How much did the bridge cost?", "nine million crowns", "bridge"),
        ("How long was the ferry strike?", "eleven days", "ferry"),
        ("Who leads the ferry crews' union?", "Tomas Bui", "ferry"),
    ],
)
def test_an_answer_is_short_cited_and_exact(
    qa: ArticleQA, question: str, words: str, article: str
) -> None:
    answer = qa.ask(question)
    assert not answer.abstained and answer.mode == "extractive"
    assert answer.short and words in answer.short.text
    assert answer.citations[0].article_id == article
    assert 0 < answer.confidence <= 1
    check_exact(qa, answer)


def test_silence_names_what_is_missing_and_cites_nothing(qa: ArticleQA) -> None:
    answer = qa.ask("Which volcano erupted in Peru in 1986?")
    assert answer.abstained and answer.short is None and answer.citations == ()
    assert answer.text.startswith("The article") and "volcano" in answer.missing
    assert answer.hits


def test_a_follow_up_is_asked_of_what_was_talked_about(qa: ArticleQA) -> None:
    first = qa.ask("Who designed the bridge at Mallo?")
    history = [
        {"role": "user", "content": "Who designed the bridge at Mallo?"},
        {"role": "assistant", "content": first.text},
    ]
    answer = qa.ask("How old is she?", history)
    assert answer.short and "61" in answer.short.text
    check_exact(qa, answer)


def test_asking_within_an_article(qa: ArticleQA) -> None:
    assert {h.passage.article_id for h in qa.retrieve("Who?", article="ferry")} == {"ferry"}
    assert qa.ask("How long was the strike?", article=["ferry"]).citations


def test_retrieve_gives_the_best_first(qa: ArticleQA) -> None:
    hits = qa.retrieve("What did the company cut?", k=2)
    assert len(hits) <= 2
    assert hits[0].passage.article_id == "ferry"
    assert [h.score for h in hits] == sorted((h.score for h in hits), reverse=True)


def test_a_summary_cites_sentences_of_the_article_in_order(qa: ArticleQA) -> None:
    answer = qa.ask("Summarise the article on the ferry strike")
    assert {c.article_id for c in answer.citations} == {"ferry"}
    assert [c.start for c in answer.citations] == sorted(c.start for c in answer.citations)
    check_exact(qa, answer)


def test_the_same_question_gives_the_same_bytes(qa: ArticleQA) -> None:
    again = ArticleQA.from_texts({"bridge": BRIDGE, "ferry": FERRY})
    one, two = (json.dumps(q.ask("How old is Ines Roth?").to_dict()) for q in (qa, again))
    assert one == two


def test_stream_ends_with_the_answer(qa: ArticleQA) -> None:
    *_, last = qa.stream("How old is Ines Roth?")
    assert last == qa.ask("How old is Ines Roth?")


@pytest.mark.parametrize("question", ["", "   ", "?!", "\n"])
def test_an_empty_question_is_refused(qa: ArticleQA, question: str) -> None:
    with pytest.raises(EmptyQuestion, match="ask something"):
        qa.ask(question)
    with pytest.raises(EmptyQuestion):
        qa.retrieve(question)


def test_a_long_question_is_refused(qa: ArticleQA) -> None:
    with pytest.raises(QuestionTooLong, match="10,000"):
        qa.ask("why?" * 2500)


def test_an_unknown_article_is_named(qa: ArticleQA) -> None:
    with pytest.raises(UnknownArticle, match="nope"):
        qa.ask("Who?", article="nope")


@pytest.mark.parametrize(
    "history", [["x"], [{"role": "robot", "content": "x"}], [{"role": "user", "content": 3}]]
)
def test_a_broken_history_is_refused(qa: ArticleQA, history: list[dict[str, str]]) -> None:
    with pytest.raises(HistoryError, match="turn 1"):
        qa.ask("Who?", history)


def test_open_keeps_an_index_on_disk_and_asks_the_same(tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "bridge.txt").write_text(BRIDGE, encoding="utf-8")
    settings = Settings(data=tmp_path / "data")
    first = ArticleQA.open(folder, settings)
    assert first.library.report.embedded > 0
    second = ArticleQA.open(str(folder), settings)
    assert second.library.report.embedded == 0
    answer = second.ask("How old is Ines Roth?")
    assert answer.short and "61" in answer.short.text
