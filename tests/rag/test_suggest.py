from __future__ import annotations

from pathlib import Path

import pytest

from index.articles import parse_article
from index.spans import Span
from rag import Answer, ArticleQA
from rag.answer import Citation
from rag.inquire import Inquiry
from rag.settings import Settings
from rag.suggest import SURE, Suggestion, drafts, reads_well, related, suggest

QUAY = (
    "A storm over the quay\n\nMonday, March 4, 2019\n\n"
    "A storm destroyed forty houses in Port Lindow on Sunday. The mayor of Port Lindow, Edith "
    "Marlow, thanked the fire brigade for its help. The old lighthouse was closed because the "
    "waves had cracked its walls.\n\n"
    "It was the worst storm for years. He said that it would rain again. The new harbour cost $9 "
    "million and was opened by Tomas Ek, 61, in 2011.\n"
)
EMPTY = "Thoughts\n\nIt is what it is. They say so, and we agree with them about that.\n"


@pytest.fixture(scope="module")
def quay() -> ArticleQA:
    return ArticleQA.from_texts(
        {"quay": QUAY, "empty": EMPTY}, Settings(threads=1, answers="extractive")
    )


def test_every_suggestion_is_answered_surely_from_its_own_sentence(quay: ArticleQA) -> None:
    found = quay.suggest("quay")
    assert len(found) >= 3
    assert len({s.question for s in found}) == len({s.sentence for s in found}) == len(found)
    for s in found:
        answer = quay.ask(s.question, article="quay")
        assert not answer.abstained
        assert answer.confidence == s.confidence >= SURE
        assert any(c.start < s.sentence.end and s.sentence.start < c.end for c in answer.citations)


def test_the_shipped_article_gets_some(qa: ArticleQA) -> None:
    (article,) = qa.articles()
    found = [s.question for s in qa.suggest(article.id)]
    assert len(found) >= 3
    assert "How old was Igor Kirillov?" in found


def test_an_article_that_gives_none_gets_none(quay: ArticleQA) -> None:
    assert quay.suggest("empty") == ()


def test_what_is_not_answered_is_not_suggested(quay: ArticleQA) -> None:
    article = parse_article(QUAY, id="quay", source="quay")
    silent = quay.ask("Which volcano erupted in Peru in 1986?")
    assert silent.abstained
    asked: list[str] = []

    def never(question: str) -> Answer:
        asked.append(question)
        return silent

    assert suggest(article, never, lambda _: True) == ()
    assert asked


def test_an_answer_from_elsewhere_does_not_count(quay: ArticleQA) -> None:
    article = parse_article(QUAY, id="quay", source="quay")
    other = quay.ask("How old is Tomas Ek?")
    assert not other.abstained
    found = suggest(article, lambda _: other, lambda _: True)
    (where,) = other.citations
    assert all(s.sentence.overlaps(Span("quay", where.start, where.end)) for s in found)


@pytest.mark.parametrize(
    ("question", "well"),
    [
        ("When did the river rise by two metres?", True),
        ("When did it rise by two metres?", False),
        ("What did the mayor open on?", False),
        ("Who said “no” to the mayor?", False),
        ("Why was she late for the fair?", False),
        ("Where was the man a worker?", False),
        ("When did the mayor of the old town that lies by the sea open the very old fair?", False),
    ],
)
def test_what_reads_badly_is_left_out(question: str, well: bool) -> None:
    assert reads_well(Inquiry(question, "when", Span("a", 0, 5))) is well


def test_no_draft_leans_on_what_came_before(root: Path) -> None:
    article = parse_article(QUAY, id="quay", source="quay")
    found = [i.question for i in drafts(article, lambda _: True)]
    assert len(found) >= 4
    assert not [q for q in found if " it " in q or " he " in q.lower()]


def test_what_is_near_and_new_comes_next() -> None:
    def one(question: str, start: int) -> Suggestion:
        return Suggestion(question, "when", Span("a", start, start + 20), 0.9)

    pool = (
        one("When did the fair open?", 0),
        one("When was the bridge closed?", 100),
        one("Who built the bridge?", 140),
        one("Where is the mill?", 900),
    )
    cited = (Citation(1, "a", 100, 120, "The bridge was closed on Monday."),)
    found = related(pool, ["when was the bridge closed", "When did the fair open?"], cited, 2)
    assert [s.question for s in found] == ["Who built the bridge?", "Where is the mill?"]
