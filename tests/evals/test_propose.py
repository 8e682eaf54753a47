from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.load import load_set
from evals.propose import propose
from evals.rows import parse_sample, to_row
from evals.samples import Sample
from index.articles import Article, parse_article


def article(body: str) -> Article:
    return parse_article(f"A Day at the Quay\n\n{body}", id="a", source="a")


def asked(body: str) -> dict[str, tuple[str, str]]:
    """Kind and answer by question."""
    return {
        s.question: (s.kind, s.answers[0].text if s.answers else "") for s in propose(article(body))
    }


@pytest.mark.parametrize(
    ("sentence", "question", "kind", "answer"),
    [
        (
            "The bronze bell was cast by Edith Marlow in 1787.",
            "By whom was the bronze bell cast in 1787?",
            "factoid",
            "Edith Marlow",
        ),
        (
            "The bronze bell was cast by Edith Marlow in 1787.",
            "When was the bronze bell cast by Edith Marlow?",
            "factoid",
            "1787",
        ),
        (
            "The bronze bell was cast by Edith Marlow in 1787.",
            "Was the bronze bell cast by Edith Marlow in 1787?",
            "yesno",
            "yes",
        ),
        (
            "Edith Marlow was buried in Lower Lindow, far from home.",
            "Who was buried in Lower Lindow?",
            "factoid",
            "Edith Marlow",
        ),
        (
            "Edith Marlow was buried in Lower Lindow, far from home.",
            "Where was Edith Marlow buried?",
            "factoid",
            "Lower Lindow",
        ),
        (
            "At least 45 sailors were rescued from the icy water.",
            "How many sailors were rescued from the icy water?",
            "factoid",
            "At least 45",
        ),
        (
            "The tower was closed because a storm had cracked its walls.",
            "Why was the tower closed?",
            "why",
            "a storm had cracked its walls",
        ),
        (
            "The harbour master said that nobody was hurt.",
            "Who said that nobody was hurt?",
            "attribution",
            "The harbour master",
        ),
        (
            "The harbour master said that nobody was hurt.",
            "What did the harbour master say?",
            "attribution",
            "nobody was hurt",
        ),
        (
            "The bell has hung silent and cold.",
            "Why has the bell hung silent and cold?",
            "unanswerable",
            "",
        ),
    ],
)
def test_a_sentence_is_turned_into_questions(
    sentence: str, question: str, kind: str, answer: str
) -> None:
    assert asked(sentence)[question] == (kind, answer)


@pytest.mark.parametrize(
    "sentence",
    [
        "It was cast by Edith Marlow in 1787.",  # nobody knows what "it" is
        "Although the bell was old, it rang clearly enough.",
        "Rain fell on the quay all day long.",  # no auxiliary to turn round
    ],
)
def test_what_cannot_be_turned_round_is_left(sentence: str) -> None:
    assert {kind for kind, _ in asked(sentence).values()} <= {"summary"}


def valid(sample: Sample, texts: dict[str, str]) -> bool:
    return parse_sample(to_row(sample), texts) == sample


@pytest.mark.parametrize("name", ["shipped", "news"])
def test_proposals_on_real_articles_are_valid_and_varied(name: str) -> None:
    chosen = load_set(name)
    kinds = set()
    for key, text in chosen.articles.items():
        found = propose(parse_article(text, id=key, source=key), limit=12)
        assert 1 <= len(found) <= 12
        assert len({s.id for s in found}) == len({s.question for s in found}) == len(found)
        assert all(valid(s, chosen.articles) for s in found)
        kinds |= {s.kind for s in found}
    assert {"factoid", "yesno", "unanswerable", "summary"} <= kinds


@given(st.text(alphabet=st.sampled_from('aB .,\n"“was inby1787'), max_size=200))
def test_no_text_gives_a_proposal_that_is_not_valid(text: str) -> None:
    made = article(text + " x")
    assert all(valid(s, {"a": made.text}) for s in propose(made))
