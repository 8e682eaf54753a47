"""Citation markers as models write them, whole and half."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.generate.markers import numbers_of, opening, settled, without


@pytest.mark.parametrize(
    ("text", "numbers", "plain"),
    [
        ("It rained [2].", (2,), "It rained."),
        ("It rained.[1][3]", (1, 3), "It rained."),
        ("It rained [1, 2 and 4].", (1, 2, 4), "It rained."),
        ("It rained [2–4].", (2, 3, 4), "It rained."),
        ("It rained 【3†source】.", (3,), "It rained."),
        ("It rained [passage 2].", (2,), "It rained."),
        ("It rained [Passages 2, 3].", (2, 3), "It rained."),
        ("It rained (passage 2).", (2,), "It rained."),
        ("It rained (sources 1 and 3).", (1, 3), "It rained."),
        ("It rained (2) and (in 1998).", (), "It rained (2) and (in 1998)."),
        ("It rained [^1].", (1,), "It rained."),
        ("It rained [1](#one).", (1,), "It rained."),
        ("It rained [1] and [1] again.", (1,), "It rained and again."),
        ("No marker here.", (), "No marker here."),
        ("“The [second] day,” he said [sic].", (), "“The [second] day,” he said [sic]."),
        ("In [1998] it rained.", (), "In [1998] it rained."),
        ("", (), ""),
    ],
)
def test_markers_are_read_and_left_out(text: str, numbers: tuple[int, ...], plain: str) -> None:
    assert numbers_of(text) == numbers
    assert without(text) == plain


@pytest.mark.parametrize(
    ("text", "rest", "numbers"),
    [
        ("According to passage 2, it rained.", "It rained.", (2,)),
        ("Based on the passages 1 and 3, it rained.", "It rained.", (1, 3)),
        ("In passage 4, Ana left.", "Ana left.", (4,)),
        ("According to Ana, it rained.", "According to Ana, it rained.", ()),
        ("In 4, it rained.", "In 4, it rained.", ()),
    ],
)
def test_a_passage_may_be_named_in_words(text: str, rest: str, numbers: tuple[int, ...]) -> None:
    assert opening(text) == (rest, numbers)


def test_a_wide_range_is_not_opened_up() -> None:
    assert numbers_of("[1–900]") == (1, 900)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("It rained [", "It rained"),
        ("It rained [1", "It rained"),
        ("It rained [1, pas", "It rained"),
        ("It rained [1]", "It rained [1]"),
        ("It rained 【3†so", "It rained"),
        ("the [second] day", "the [second] day"),
    ],
)
def test_half_a_marker_is_held_back(text: str, shown: str) -> None:
    assert settled(text) == shown


@settings(deadline=None)
@given(st.lists(st.integers(1, 99), min_size=1, unique=True))
def test_whatever_is_cited_is_read(numbers: list[int]) -> None:
    text = "It rained" + "".join(f"[{n}]" for n in numbers) + "."
    assert numbers_of(text) == tuple(numbers)
    assert without(text) == "It rained."
