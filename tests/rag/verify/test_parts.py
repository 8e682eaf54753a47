"""Sentences cut into the statements that they join."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.verify.parts import parts_of


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "It rained for days, and Ana Ek left Ulm.",
            ("It rained for days", "Ana Ek left Ulm."),
        ),
        ("Ek left Ulm; Roth stayed there.", ("Ek left Ulm", "Roth stayed there.")),
        (
            "Ek left Ulm, while the mayor was in Bonn, but nobody saw the car.",
            ("Ek left Ulm", "the mayor was in Bonn", "nobody saw the car."),
        ),
        # Lists, and a second verb of the same subject, are one statement.
        ("Ek left Ulm, Bonn, and Mainz.", ("Ek left Ulm, Bonn, and Mainz.",)),
        ("Ek left Ulm, and came back.", ("Ek left Ulm, and came back.",)),
        # What is quoted is never cut.
        ("Ek said “it rained, and we left”.", ("Ek said “it rained, and we left”.",)),
        ("", ("",)),
    ],
)
def test_parts_of(text: str, parts: tuple[str, ...]) -> None:
    assert parts_of(text) == parts


@settings(deadline=None)
@given(st.text(alphabet="Ek left Ulm,;and “”.", max_size=60))
def test_parts_are_stretches_of_the_sentence_in_order(text: str) -> None:
    at = 0
    for part in parts_of(text):
        at = text.index(part, at) + len(part)
    assert at == len(text)
