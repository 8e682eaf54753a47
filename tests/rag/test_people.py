from __future__ import annotations

import pytest

from index.articles import parse_article
from rag.inquire import sentences_of
from rag.people import inquire_people, inquire_toll, people_of


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("The mayor, Ines Roth, left. Roth said so.", ("Ines Roth",)),
        ("General Ines Roth left Port Mallo.", ("Ines Roth",)),
        ("Ines Roth, 54, left Port Mallo.", ("Ines Roth",)),
        ("Nobody left Port Mallo on Good Friday.", ()),
        ("The Weather Office said so. Port Mallo is wet.", ()),
        ("The baker Olle Fint sells bread.", ("Olle Fint",)),
    ],
)
def test_people_are_told_from_places(text: str, people: tuple[str, ...]) -> None:
    assert people_of(text) == people


def asked(body: str) -> dict[str, str]:
    article = parse_article(f"A Day at the Quay\n\n{body}", id="a", source="a")
    people = people_of(body)
    return {
        i.question: article.span_text(i.answer)
        for s in sentences_of(article)
        for i in (*inquire_people(s, people), *inquire_toll(s))
        if i.answer
    }


@pytest.mark.parametrize(
    ("sentence", "question", "answer"),
    [
        ("Ines Roth, 54, opened the fair on Monday.", "How old is Ines Roth?", "54"),
        ("Mayor Ines Roth, who was 54 years old, died on Monday.", "How old was Ines Roth?", "54"),
        ("The 54-year-old mayor Ines Roth opened the fair.", "How old is Ines Roth?", "54"),
        (
            "Ines Roth, the mayor of Mallo, said it would be open.",
            "Who is Ines Roth?",
            "the mayor of Mallo",
        ),
        (
            "The mayor of Mallo, Ines Roth, opened the fair.",
            "Who is the mayor of Mallo?",
            "Ines Roth",
        ),
        (
            "At least 12 people were injured in the hall.",
            "How many people were injured?",
            "At least 12",
        ),
        ("A storm hit the coast, killing 30 on Monday.", "How many people were killed?", "30"),
        (
            "Nine sailors stayed, and 24 have been hospitalised.",
            "How many people were hospitalised?",
            "24",
        ),
    ],
)
def test_what_is_said_in_passing_is_asked(sentence: str, question: str, answer: str) -> None:
    assert asked(sentence).get(question) == answer
