from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.articles import parse_article
from rag.did import inquire_past
from rag.inquire import sentences_of

_LIST = "hail fall rise destroy open kill thank visit cost reach local police"
WORDS = frozenset(_LIST.split())


def asked(body: str) -> dict[str, str]:
    """Answer by question."""
    article = parse_article(f"A Day at the Quay\n\n{body}", id="a", source="a")
    return {
        i.question: article.span_text(i.answer) if i.answer else ""
        for s in sentences_of(article, WORDS.__contains__)
        for i in inquire_past(s, WORDS.__contains__)
    }


@pytest.mark.parametrize(
    ("sentence", "question", "answer"),
    [
        (
            "The river rose by two metres on Monday.",
            "When did the river rise by two metres?",
            "Monday",
        ),
        (
            "On Monday, the river rose by two metres.",
            "When did the river rise by two metres?",
            "Monday",
        ),
        (
            "The mayor opened a school in Port Lindow.",
            "Where did the mayor open a school?",
            "Port Lindow",
        ),
        (
            "Hail fell on the town for twelve minutes.",
            "How long did hail fall on the town?",
            "twelve minutes",
        ),
        (
            "The fire destroyed at least 40 houses in May.",
            "How many houses did the fire destroy in May?",
            "at least 40",
        ),
        (
            "The new bridge cost $9 million in the end.",
            "How much did the new bridge cost in the end?",
            "$9 million",
        ),
        (
            "The mayor opened the fair because nobody else came.",
            "Why did the mayor open the fair?",
            "nobody else came",
        ),
        (
            "The mayor opened the old town hall on Monday.",
            "What did the mayor open on Monday?",
            "the old town hall",
        ),
        (
            "Edith Marlow thanked the fire brigade for it.",
            "Who thanked the fire brigade for it?",
            "Edith Marlow",
        ),
        ("The bell was stolen by Edith Marlow in May.", "", ""),
        (
            "The house was visited by Edith Marlow in May.",
            "Who visited the house in May?",
            "Edith Marlow",
        ),
        (
            "The mayor (who is ill) quickly opened the fair in May.",
            "When did the mayor open the fair?",
            "May",
        ),
        (
            "Officials said the fire destroyed 40 houses.",
            "How many houses did the fire destroy?",
            "40",
        ),
    ],
)
def test_a_statement_in_the_past_is_turned(sentence: str, question: str, answer: str) -> None:
    found = asked(sentence)
    if question:
        assert found[question] == answer
    else:
        assert found == {}


@pytest.mark.parametrize(
    "sentence",
    [
        "The man arrested on Monday was freed by the judge.",  # not "did the man arrest"
        "The ship named Vega sank on Monday near the quay.",
        "She opened the fair in the old town on Monday.",
        "The river blarfed by two metres on Monday morning.",
        "They sold the chemical, biological and nuclear plants on Monday.",
    ],
)
def test_what_could_be_turned_wrongly_is_left(sentence: str) -> None:
    assert asked(sentence) == {}


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from('aBd .,\n"“”the mayor opened in May1787'), max_size=160))
def test_every_answer_is_a_span_of_its_sentence(text: str) -> None:
    article = parse_article(f"A title\n\n{text} x", id="a", source="a")
    for sentence in sentences_of(article):
        assert len(sentence.plain) == len(sentence.text)
        for inquiry in inquire_past(sentence, lambda _: True):
            assert inquiry.answer is not None
            assert inquiry.sentence.contains(inquiry.answer)
            assert article.span_text(inquiry.answer).strip()
