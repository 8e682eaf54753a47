"""What an answer's words come to: a number, a date or a name, and whether two of them differ.

Two forms of one value never differ ("1,000" and "a thousand"; "3 May" and "3 May 2020"; a family
name and a full one), nor do values that cannot be compared, such as a weekday and a year.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from rag.terms import stems_of
from rag.verify.dates import Day, days_in, resolved
from rag.verify.names import Name, names_in, same_name
from rag.verify.numbers import Number, agrees, numbers_in

Sort = Literal["number", "date", "name"]

_ROUNDING = 0.05


@dataclass(frozen=True, slots=True)
class Value:
    """The one value of an answer, of the sort that the question asks for."""

    sort: Sort
    words: str
    number: Number | None = None
    day: Day | None = None
    name: Name | None = None


def value_of(words: str, before: str, sort: Sort, written: date | None = None) -> Value | None:
    """The value of an answer's words; None where they hold none of that sort, or several.

    ``before`` is what stands in front of them, where "about" may be; ``written`` is the day on
    which their article was written.

    >>> value_of("at least 45 people", "", "number").number.value
    45.0
    >>> value_of("Ines Roth and Olle Fint", "", "name")
    """
    if sort == "number":
        lead = before[-24:]
        counted = [n for n in numbers_in(lead + words) if n.end > len(lead)]
        # A year alone may as well be a count.
        dated = any(d.month or d.relative or d.weekday is not None for d in days_in(words))
        if len(counted) == 1 and not dated:
            return Value("number", words, number=counted[0])
    elif sort == "date":
        days = days_in(words)
        if len(days) == 1:
            # A year that is not told may be the last or the next.
            return Value(
                "date", words, day=days[0] if days[0].month else resolved(days[0], written)
            )
    else:
        names = names_in(f"so {words}")  # so that its first word opens no sentence
        if len(names) == 1:
            return Value("name", words, name=names[0])
    return None


def differ(one: Value, other: Value) -> bool:
    """Whether two values of one sort cannot both be meant.

    >>> def number(words): return value_of(words, "", "number")
    >>> differ(number("1,000"), number("a thousand")), differ(number("twelve"), number("14 dead"))
    (False, True)
    """
    if one.number and other.number:
        return _numbers_differ(one.number, other.number)
    if one.day and other.day:
        return _days_differ(one.day, other.day)
    if one.name and other.name:
        return _names_differ(one, other, one.name, other.name)
    return False


def _numbers_differ(one: Number, other: Number) -> bool:
    if one.unit and other.unit and one.unit != other.unit:
        return False
    if bool(one.unit) != bool(other.unit) and "%" in (one.unit, other.unit):
        return False
    if one.ordinal != other.ordinal or agrees(one, other) or agrees(other, one):
        return False
    low, high = sorted((abs(one.value), abs(other.value)))
    return high - low > _ROUNDING * high or not (_round(one.value) or _round(other.value))


def _round(value: float) -> bool:
    """Whether a number looks rounded: one or two digits that are not zeros, and zeros."""
    digits = f"{value:.0f}"
    return len(digits) >= 3 and len(digits.rstrip("0")) <= 2


def _days_differ(one: Day, other: Day) -> bool:
    """Whether two dates differ in the finest thing that both tell.

    Of a weekday it is not known whether the last or the next is meant, so it is compared as one.
    """
    if one.weekday is not None or other.weekday is not None:
        days = _weekday(one), _weekday(other)
        return None not in days and days[0] != days[1]
    if one.month and other.month and one.day and other.day:
        years = one.year and other.year and one.year != other.year
        return bool(years) or (one.month, one.day) != (other.month, other.day)
    if one.year and other.year and one.year != other.year:
        return True
    if one.month and other.month and one.month != other.month:
        return not (one.year and other.year) or one.year == other.year
    return False


def _weekday(day: Day) -> int | None:
    if day.weekday is not None or not (day.year and day.month and day.day):
        return day.weekday
    try:
        return date(day.year, day.month, day.day).weekday()
    except ValueError:
        return None


def _names_differ(one: Value, other: Value, first: Name, second: Name) -> bool:
    """Whether two names share nothing: no word, no initials, no people with its country."""
    if same_name(first, second) or same_name(second, first):
        return False
    return not set(stems_of(one.words)) & set(stems_of(other.words))
