"""A claim asked back, of a reader that answers as it is told to."""

import pytest

from rag.candidates import Candidate, Reading
from rag.verify.asked import asked, questions, rival
from rag.verify.claim import Claim, read_claim
from rag.verify.names import Name
from rag.verify.numbers import Number

CLAIM = read_claim("In May Ana Ek paid 12 fines.")


def reading(*answers: tuple[str, float]) -> Reading:
    found = tuple(Candidate("a", 0, 1, text, score, 0) for text, score in answers)
    return Reading(found, 0.0, 0.0, (0.0,), (0.0,))


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("It rained.", "Is it true that it rained?"),
        ("Ana Ek left.", "Is it true that Ana Ek left?"),
        ("I left.", "Is it true that I left?"),
        ("", "Is it true that ?"),
    ],
)
def test_asked(text: str, question: str) -> None:
    assert asked(text) == question


def test_questions() -> None:
    assert [q for q, _ in questions(CLAIM)] == [
        "In May who paid 12 fines?",
        "In May Ana Ek paid how many fines?",
    ]


def wanted(claim: Claim) -> list[Name | Number]:
    return [n for _, n in questions(claim)]


def test_another_that_answers_better_is_a_rival() -> None:
    answers = [
        reading(("Jo Roth", 5.0), ("Ana Ek", 2.0)),
        reading(("12", 4.0), ("three", 1.0)),
    ]
    assert rival(wanted(CLAIM), answers) == (3.0, -3.0)


def test_what_the_reader_does_not_find_has_the_lowest_score() -> None:
    assert rival(wanted(CLAIM), [reading(("a fine", 9.0))] * 2) == (0.0, 0.0)
    assert rival(wanted(read_claim("It rained.")), []) == (0.0, 0.0)
