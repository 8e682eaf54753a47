"""What the sources tell together, and what apart."""

import pytest

from rag.verify.names import abbreviations_in, names_in
from rag.verify.numbers import numbers_in
from rag.verify.told import Told, apart, loose_figure, loose_name, other_forms, told_of
from rag.verify.words import Word

SOURCES = ["Jo Roth spoke of 36 dead.", "Ana Ek said that 68 were missing."]


def same(one: Word, other: Word) -> float:
    return float(one.stem == other.stem)


@pytest.mark.parametrize(
    ("claim", "loose"),
    [
        ("In May Ana Ek spoke of 36 dead.", "Ana Ek"),
        ("In May Jo Roth spoke of 36 dead.", ""),
        ("In May Ana Ek said that 68 were missing.", ""),
        ("36 were dead.", ""),
    ],
)
def test_loose_name(claim: str, loose: str) -> None:
    assert loose_name(claim, names_in(claim), told_of(SOURCES), same) == loose


def test_a_pronoun_carries_the_names_of_the_sentence_before() -> None:
    told = told_of(["Ana Ek came.", "She paid 36 crowns.", "Jo Roth left."])
    assert [n.text for n in told[1].names] == ["Ana Ek"]
    claim = "In May Ana Ek paid 36 crowns."
    assert loose_name(claim, names_in(claim), told, same) == ""


def test_a_figure_of_something_else() -> None:
    told = [
        Told("37% of the dirt that reaches the town comes from the mill."),
        Told("The mill burns coal for 91% of its power."),
    ]
    wrong = "91% of the dirt that reaches the town comes from the mill."
    right = "37% of the dirt that reaches the town comes from the mill."
    assert loose_figure(wrong, numbers_in(wrong), told, same) == "91%"
    assert loose_figure(right, numbers_in(right), told, same) == ""


def test_short_and_long_forms() -> None:
    short = abbreviations_in("The Mallo Ferry Board (MFB) met.")
    names = names_in("Then MFB left.")
    assert "Mallo Ferry Board" in [n.text for n in other_forms(names, short)]


def test_apart() -> None:
    claim = "Ana Ek called it a “stunt” and paid 5 million."
    together = [Told("Ana Ek paid 5 million for what she called a “stunt”.")]
    assert apart(claim, names_in(claim), together) == 0.0
    halves = [Told("Ana Ek paid 5 million, while Jo Roth spoke of a “stunt”.")]
    assert apart(claim, names_in(claim), halves) == 0.5
    assert apart("It rained.", (), halves) == 0.0
