"""The day an article says it was published, from its date line; never from its story."""

from __future__ import annotations

import re
from datetime import date

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_WEEKDAY = r"(?:(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?\.?,?\s+)?"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"\b{_WEEKDAY}{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})\b",
        rf"\b{_WEEKDAY}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH},?\s+(?P<year>\d{{4}})\b",
        r"(?<![\d/-])(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?![\d-])",
        r"(?<![\d/])(?P<year>\d{4})/(?P<month>\d{2})/(?P<day>\d{2})(?![\d/])",
    )
)
_LABEL = re.compile(
    r"\b(?:published|updated|posted|issued|date|dated|last modified|first published|on|at|by)\b:?",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"T?\b\d{1,2}[:.]\d{2}(?::\d{2})?(?:\.\d+)?\s*(?:[ap]\.?m\.?)?(?:\s*(?:Z|UTC|GMT|[A-Z]{2,4}))?(?:[+-]\d{2}:?\d{2})?",
    re.IGNORECASE,
)


def _iso(match: re.Match[str]) -> str | None:
    month = match["month"].casefold()[:3]  # a long s is an s here, as the patterns have it
    number = (
        int(month)
        if month.isdigit()
        else next(i for i, m in enumerate(_MONTHS, 1) if m[:3] == month)
    )
    try:
        return date(int(match["year"]), number, int(match["day"])).isoformat()
    except ValueError:
        return None


def find_date(text: str) -> tuple[str, int, int] | None:
    """The first full date in ``text`` as ``(ISO date, start, end)``, or None."""
    matches = [m for form in _FORMS for m in form.finditer(text)]
    for match in sorted(matches, key=lambda m: m.start()):
        iso = _iso(match)
        if iso:
            return iso, match.start(), match.end()
    return None


def date_of_line(line: str) -> str | None:
    """The ISO date of a line that says little else: ``Published: Friday, January 4, 2019``."""
    found = find_date(line)
    if not found:
        return None
    iso, start, end = found
    rest = _CLOCK.sub(" ", _LABEL.sub(" ", line[:start] + " " + line[end:]))
    return iso if len(re.findall(r"\w+", rest)) <= 4 and len(line) <= 120 else None


_DATELINE = re.compile(
    r"^[A-Z][\w.'’ ,/-]{1,50}?[^—–]{0,40}?(?:\([^()]{2,30}\)\s*)?\s*(?:—|–|--|\s-\s)"
)
_PLACE_WORDS = {"and", "de", "del", "la", "le", "of", "on", "the", "upon"}


def date_of_dateline(paragraph: str) -> str | None:
    """The ISO date of a dateline: ``PARIS, Jan. 4, 2019 (Wire) — The …``.

    What stands before the dash beside the date must be names of places and agencies; a sentence
    that has a dash in it is none.
    """
    head = _DATELINE.match(paragraph[:120])
    found = find_date(head.group()) if head else None
    if not head or not found:
        return None
    iso, start, end = found
    rest = re.findall(
        r"[^\W\d_]+", _CLOCK.sub(" ", head.group()[:start] + " " + head.group()[end:])
    )
    named = bool(rest) and rest[0] not in ("On", "In", "The", "By", "Since", "Until", "From")
    return iso if named and all(w[0].isupper() or w in _PLACE_WORDS for w in rest) else None
