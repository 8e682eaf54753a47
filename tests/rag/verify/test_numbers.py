"""Numbers by value, and whether one bears out another."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.verify.numbers import agrees, numbers_in


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Twelve of the 1,200 fled.", [12, 1200]),
        ("two hundred and five", [205]),
        ("one hundred thousand", [100_000]),
        ("twenty-two thousand three hundred", [22_300]),
        ("$3.5 million and £20bn", [3.5e6, 20e9]),
        ("half a million", [500_000]),
        ("three dozen", [36]),
        ("the 3rd and the twenty-first", [3, 21]),
        ("a 26-26 draw", [26, 26]),
        ("one of them, no one else, the one", []),
        ("It is 7% or 7 per cent", [7, 7]),
        ("born in the 1990s", [1990]),
        ("", []),
        ("no number", []),
    ],
)
def test_values(text: str, values: list[float]) -> None:
    assert [n.value for n in numbers_in(text)] == values


@pytest.mark.parametrize(
    ("said", "source", "bears_out"),
    [
        ("12 died", "twelve died", True),
        ("13 died", "12 died", False),
        ("7% of it", "7 percent of it", True),
        ("7% of it", "7 of it", False),
        ("5 km", "5 miles", False),
        ("over 1,000 people", "1,034 people", True),
        ("1,034 people", "over 1,000 people", False),
        ("over 1,000 people", "990 people", False),
        ("nearly 1,000 people", "990 people", True),
        ("about 100 people", "150 people", False),
        ("at least 1,919 votes", "1,991 votes", False),
        ("at least 1,900 votes", "1,991 votes", True),
        ("half of them", "50% of them", True),
        ("over 20 people", "under 20 people", False),
        ("the fourth", "4 people", True),
    ],
)
def test_agrees(said: str, source: str, bears_out: bool) -> None:
    assert agrees(numbers_in(said)[0], numbers_in(source)[0]) is bears_out


@settings(deadline=None)
@given(st.integers(min_value=4, max_value=10**9))
def test_digits_are_read_with_and_without_commas(value: int) -> None:
    for written in (f"{value:,}", str(value)):
        (number,) = numbers_in(f"There were {written} of them.")
        assert number.value == value


@settings(deadline=None)
@given(st.text(max_size=80))
def test_offsets_stay_inside_any_text(text: str) -> None:
    for number in numbers_in(text):
        assert 0 <= number.start < number.end <= len(text)
