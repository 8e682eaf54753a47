"""Days and times, and whether a source tells the one that is said."""

from datetime import date

import pytest

from rag.verify.dates import clocks_in, days_in, redated, resolved, same_day, same_time

FRIDAY = date(2019, 1, 4)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("on 4 January 2019", [(2019, 1, 4)]),
        ("on January 4, 2019", [(2019, 1, 4)]),
        ("2019-01-04", [(2019, 1, 4)]),
        ("the 4th of January", [(None, 1, 4)]),
        ("in Jan. 2019", [(2019, 1, None)]),
        ("in 1921 and 2019", [(1921, None, None), (2019, None, None)]),
        ("2,019 people and $2019", []),
        ("It may rain; they march", []),
        ("in May", [(None, 5, None)]),
        ("", []),
    ],
)
def test_days(text: str, days: list[tuple[int | None, ...]]) -> None:
    assert [(d.year, d.month, d.day) for d in days_in(text)] == days


@pytest.mark.parametrize(
    ("said", "source", "written", "same"),
    [
        ("on Monday", "on Monday", None, True),
        ("on Monday", "on Tuesday", None, False),
        ("on December 31", "on Monday", FRIDAY, True),
        ("on Thursday", "yesterday", FRIDAY, True),
        ("on Thursday", "today", FRIDAY, False),
        ("yesterday", "on Thursday", FRIDAY, True),
        ("in 2018", "on Monday", FRIDAY, True),
        ("in 2019", "on Monday", FRIDAY, False),
        ("on January 4, 2019", "on January 4", FRIDAY, True),
        ("on January 4, 2019", "on January 4", None, False),
        ("in January", "on 4 January 2019", None, True),
        ("on 4 January", "in January", None, False),
    ],
)
def test_same_day(said: str, source: str, written: date | None, same: bool) -> None:
    assert same_day(days_in(said)[0], days_in(source)[0], written) is same


def test_a_weekday_is_the_last_one() -> None:
    monday = resolved(days_in("Monday")[0], FRIDAY)
    assert (monday.year, monday.month, monday.day) == (2018, 12, 31)
    same_weekday = resolved(days_in("Friday")[0], FRIDAY)
    assert (same_weekday.year, same_weekday.month, same_weekday.day) == (2019, 1, 4)


@pytest.mark.parametrize(
    ("said", "source", "same"),
    [
        ("6 p.m.", "18:00", True),
        ("6 a.m.", "6 p.m.", False),
        ("at 6:30", "6:30 p.m.", True),
        ("noon", "12 p.m.", True),
        ("midnight", "noon", False),
    ],
)
def test_same_time(said: str, source: str, same: bool) -> None:
    assert same_time(clocks_in(said)[0], clocks_in(source)[0]) is same


@pytest.mark.parametrize(
    ("text", "claim", "told"),
    [
        ("It rained on Monday.", "Rain fell on December 31.", "It rained on December 31."),
        ("It rained yesterday.", "Rain fell on Thursday.", "It rained Thursday."),
        ("It rained on Monday.", "Rain fell on Tuesday.", "It rained on Monday."),
        ("It rained.", "Rain fell on Tuesday.", "It rained."),
    ],
)
def test_days_in_the_words_of_the_claim(text: str, claim: str, told: str) -> None:
    assert redated(text, FRIDAY, claim, days_in(claim)) == told


def test_a_day_stays_as_it_is_without_a_day_of_writing() -> None:
    claim = "Rain fell on December 31."
    text = "It rained on Monday."
    assert redated(text, None, claim, days_in(claim)) == text
