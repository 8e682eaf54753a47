from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.values import Sort, differ, value_of

WRITTEN = date(2019, 3, 4)  # a Monday


def two(sort: Sort, one: str, other: str) -> bool:
    values = [value_of(w, "", sort, WRITTEN) for w in (one, other)]
    assert values[0] and values[1], (one, other)
    assert differ(values[0], values[1]) == differ(values[1], values[0])
    return differ(values[0], values[1])


@pytest.mark.parametrize(
    ("sort", "one", "other", "differs"),
    [
        ("number", "twelve", "fourteen people", True),
        ("number", "1,000", "a thousand", False),
        ("number", "12", "a dozen", False),
        ("number", "1,034 people", "about 1,000", False),
        ("number", "1,034", "1,000", False),
        ("number", "$9 million", "£9 million", False),  # not the same unit, so not compared
        ("number", "9%", "9", False),
        ("number", "half a million", "500,000", False),
        ("number", "54 years", "45 years", True),
        ("date", "May 3", "3 May 2020", False),
        ("date", "3 May 2020", "5 May 2020", True),
        ("date", "2019", "2020", True),
        ("date", "May 2019", "2019", False),
        ("date", "on Sunday", "March 3, 2019", False),
        ("date", "on Sunday", "March 2, 2019", True),
        ("date", "on Friday", "2019", False),
        ("name", "Ines Roth", "Mayor Roth", False),
        ("name", "Ines Roth", "Tomas Ek", True),
        ("name", "the United States", "America", False),
    ],
)
def test_forms_of_one_value_do_not_differ(sort: Sort, one: str, other: str, differs: bool) -> None:
    assert two(sort, one, other) is differs


@pytest.mark.parametrize(
    ("sort", "words"),
    [
        ("number", "between 9 and 12"),
        ("number", "many"),
        ("number", "3 May 2020"),
        ("date", "soon"),
        ("name", "the mayor"),
        ("name", "Ines Roth and Tomas Ek"),
    ],
)
def test_what_has_no_single_value_has_none(sort: Sort, words: str) -> None:
    assert value_of(words, "", sort) is None


@settings(deadline=None)
@given(st.integers(0, 10**9))
def test_no_number_differs_from_itself_however_it_is_written(number: int) -> None:
    assert not two("number", f"{number}", f"{number:,}")
