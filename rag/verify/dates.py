"""Days and times of day in a text, as far as the words tell them.

A weekday, "yesterday" or "last week" is worth a date where the day is known on which the text was
written; that is how the news tells dates.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTH = (
    r"(?P<month>January|February|March|April|May|June|July|August|September|October|November"
    r"|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?"
)
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:1[5-9]|20)\d\d)"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE if "weekday" in form or "relative" in form else 0)
    for form in (
        rf"\b{_MONTH}\s+{_DAY}\b(?!,\d)(?:,?\s+{_YEAR}\b)?",
        rf"\b{_DAY}\s+(?:of\s+)?{_MONTH}(?:,?\s+{_YEAR}\b)?",
        rf"\b{_YEAR}-(?P<month>\d\d)-{_DAY}\b",
        rf"\b{_MONTH}(?:,?\s+(?:of\s+)?{_YEAR}\b)?",
        rf"(?<![\d,.$£€-]){_YEAR}(?!\d|[,.]\d|%|\s*(?:people|km|kg|miles|m\b|dollars))",
        r"\b(?P<weekday>(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)s?\b",
        r"\b(?P<relative>yesterday|today|tonight|tomorrow|this\s+morning|last\s+night)\b",
    )
)
_MAY = re.compile(r"(?:\b(?:in|on|of|by|since|until|from|early|late|mid|last|next|this)\s+)$", re.I)
_TIME = re.compile(
    r"\b(?P<hour>[01]?\d|2[0-3])(?:[:.](?P<minute>[0-5]\d))?\s*(?P<half>a\.?m\b\.?|p\.?m\b\.?)"
    r"|\b(?P<hour24>[01]?\d|2[0-3]):(?P<minute24>[0-5]\d)\b"
    r"|\b(?P<word>noon|midday|midnight)\b",
    re.IGNORECASE,
)
_RELATIVE = {"yesterday": -1, "last night": -1, "tomorrow": 1}


@dataclass(frozen=True, slots=True)
class Day:
    """A date as far as it is told; ``weekday`` 0 is Monday. ``start`` and ``end`` are offsets."""

    start: int
    end: int
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    relative: str = ""


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day in minutes; ``twelve`` where the text leaves morning or evening open."""

    start: int
    end: int
    minutes: int
    twelve: bool = False


def days_in(text: str) -> tuple[Day, ...]:
    """The dates of a text, in order, the fuller form where forms overlap.

    >>> [(d.year, d.month, d.day) for d in days_in("On 4 January 2019 and again on March 3rd")]
    [(2019, 1, 4), (None, 3, 3)]
    """
    found: list[Day] = []
    for form in _FORMS:
        for match in form.finditer(text):
            day = _read(text, match)
            if day and not any(d.start < day.end and day.start < d.end for d in found):
                found.append(day)
    return tuple(sorted(found, key=lambda d: d.start))


def _read(text: str, match: re.Match[str]) -> Day | None:
    part = match.groupdict()
    start, end = match.span()
    if part.get("weekday"):
        return Day(start, end, weekday=_DAYS.index(part["weekday"].lower()))
    if part.get("relative"):
        return Day(start, end, relative=" ".join(part["relative"].lower().split()))
    number = _month(part.get("month"))
    day = int(part["day"]) if part.get("day") else None
    year = int(part["year"]) if part.get("year") else None
    if part.get("month") in ("May", "March") and day is year is None:
        before = text[:start]
        if part["month"] == "May" and not _MAY.search(before):
            return None
        if part["month"] == "March" and not _MAY.search(before):
            return None
    if day is not None and not 1 <= day <= 31:
        return None
    return Day(start, end, year, number, day)


def _month(name: str | None) -> int | None:
    if not name:
        return None
    if name.isdigit():
        return int(name)
    return next(n for n, full in enumerate(_MONTHS, 1) if full.startswith(name.lower()[:3]))


def resolved(day: Day, written: date | None) -> Day:
    """The day with year, month and date filled in, where the day of writing tells them.

    A weekday is the last one up to the day of writing.
    """
    if written is None or (day.day is not None and day.year is not None):
        return day
    when: date | None = None
    if day.relative:
        when = written + timedelta(days=_RELATIVE.get(day.relative, 0))
    elif day.weekday is not None and day.day is None:
        when = written - timedelta(days=(written.weekday() - day.weekday) % 7)
    if when is not None:
        return Day(day.start, day.end, when.year, when.month, when.day, when.weekday())
    if day.month is not None and day.year is None:
        year = written.year - (day.month > written.month)
        return Day(day.start, day.end, year, day.month, day.day, day.weekday)
    return day


def same_day(said: Day, source: Day, written: date | None = None) -> bool:
    """Whether the source's date bears out the one that is said.

    Whatever is said must be told by the source, in its words or through its day of writing; a
    source that tells less does not.

    >>> from datetime import date
    >>> monday, last = days_in("on Monday")[0], days_in("on December 31, 2018")[0]
    >>> same_day(last, monday, date(2019, 1, 4)), same_day(monday, last)
    (True, True)
    """
    full = resolved(source, written)
    if said.relative:
        if said.relative == source.relative:
            return True
        return _agree(resolved(said, written), full) if written else False
    if said.weekday is not None and said.day is None:
        return _weekday(full) == said.weekday
    return _agree(said, full)


def _agree(said: Day, full: Day) -> bool:
    pairs = ((said.year, full.year), (said.month, full.month), (said.day, full.day))
    return all(a is None or a == b for a, b in pairs)


def _weekday(day: Day) -> int | None:
    if day.weekday is not None:
        return day.weekday
    if day.year and day.month and day.day:
        try:
            return date(day.year, day.month, day.day).weekday()
        except ValueError:
            return None
    return None


def clocks_in(text: str) -> tuple[Clock, ...]:
    """The times of day of a text, in order.

    >>> [c.minutes for c in clocks_in("at 6 a.m., 18:30 and noon")]
    [360, 1110, 720]
    """
    return tuple(_clock(match) for match in _TIME.finditer(text))


def _clock(match: re.Match[str]) -> Clock:
    if match["word"]:
        minutes = 0 if match["word"].lower() == "midnight" else 720
        return Clock(match.start(), match.end(), minutes)
    if match["half"]:
        hour = int(match["hour"]) % 12 + (12 if match["half"].lower().startswith("p") else 0)
        return Clock(match.start(), match.end(), hour * 60 + int(match["minute"] or 0))
    hour = int(match["hour24"])
    return Clock(match.start(), match.end(), hour * 60 + int(match["minute24"]), twelve=hour <= 12)


def same_time(said: Clock, source: Clock) -> bool:
    """Whether two times are the same; one without morning or evening may be either."""
    if said.minutes == source.minutes:
        return True
    return (said.twelve or source.twelve) and said.minutes % 720 == source.minutes % 720


def redated(text: str, written: date | None, claim: str, days: Sequence[Day]) -> str:
    """The text with its dates in the claim's words, wherever both mean the same day.

    Whether they do is told exactly here; a model that compares the two need not know the calendar.

    >>> said = "It rained on December 31."
    >>> redated("Rain fell on Monday.", date(2019, 1, 4), said, days_in(said))
    'Rain fell on December 31.'
    """
    parts, at = [], 0
    for day in days_in(text):
        twin = next((d for d in days if same_day(d, day, written)), None)
        if twin:
            parts += [text[at : day.start], claim[twin.start : twin.end]]
            at = day.end
    return "".join([*parts, text[at:]])
