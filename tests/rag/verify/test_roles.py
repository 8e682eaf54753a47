"""Who does what: names that have changed places are found, other words for it are not."""

import pytest

from rag.verify.roles import slots_in, swapped
from rag.verify.words import Word

SOURCE = "In May Roth sued Ek."


def same(one: Word, other: Word) -> float:
    return float(one.stem == other.stem)


@pytest.mark.parametrize(
    ("claim", "found"),
    [
        ("Ek sued Roth.", "Ek"),
        ("Roth sued Ek.", ""),
        ("Ek was sued by Roth.", ""),
        ("Roth was sued by Ek.", "Roth"),
        ("Roth left.", ""),
        ("Somebody was sued.", ""),
    ],
)
def test_swapped(claim: str, found: str) -> None:
    assert swapped(claim, [SOURCE], same) == found


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        # Doings in which either side may come first.
        ("Ek met Roth.", "In May Roth met Ek."),
        # A pronoun may be anybody.
        ("Ek sued Roth.", "She sued him."),
        # Several who do it together.
        ("Ek sued Moss.", "In May Roth and Ek sued Moss."),
    ],
)
def test_not_swapped(claim: str, source: str) -> None:
    assert swapped(claim, [source], same) == ""


def test_slots_by_hand() -> None:
    slots = [(s.who.text, s.role, s.word.text) for s in slots_in("Ana sued Ek's bank.") if s.who]
    assert ("Ana", "does", "sued") in slots
    assert ("Ek's", "owns", "bank") in slots
    assert ("Ek's", "is done", "sued") in slots
