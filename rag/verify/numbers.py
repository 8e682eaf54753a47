"""Numbers in a text by value, however they are written: digits, words, ordinals, with a unit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_UNITS = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14,
    "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20,
    "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_SCALES = {
    "hundred": 100, "thousand": 1_000, "million": 10**6, "billion": 10**9, "trillion": 10**12,
    "m": 10**6, "bn": 10**9, "tn": 10**12, "k": 1_000, "mn": 10**6,
}  # fmt: skip
_ORDINALS = {
    "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14,
    "fifteenth": 15, "sixteenth": 16, "seventeenth": 17, "eighteenth": 18, "nineteenth": 19,
    "twentieth": 20, "thirtieth": 30, "hundredth": 100,
}  # fmt: skip
_GROUPS = {"dozen": 12, "couple": 2, "pair": 2, "decade": 10, "score": 20}
_MEASURES = {
    "km": "km", "kilometre": "km", "kilometer": "km", "mile": "mi", "mi": "mi", "metre": "m",
    "meter": "m", "foot": "ft", "feet": "ft", "ft": "ft", "inch": "in", "kg": "kg",
    "kilogram": "kg", "kilo": "kg", "pound": "lb", "tonne": "t", "ton": "t", "year": "year",
    "month": "month", "week": "week", "day": "day", "hour": "hour", "minute": "minute",
    "second": "second", "percent": "%", "%": "%", "acre": "acre", "hectare": "ha", "litre": "l",
    "liter": "l", "gallon": "gal", "degree": "degree", "mph": "mph", "kph": "kph",
}  # fmt: skip
_MONEY = {"$": "$", "£": "£", "€": "€", "¥": "¥", "₹": "₹", "dollar": "$", "euro": "€", "yen": "¥"}

_WORD = "|".join(sorted({**_UNITS, **_SCALES, **_GROUPS}, key=len, reverse=True))
_TOKEN = re.compile(
    r"(?P<digits>(?<![\w.])\d{1,3}(?:,\d{3})+(?:\.\d+)?|(?<![\w.,])\d+(?:\.\d+)?"
    r"|(?<=[£$€¥₹])\d[\d,]*(?:\.\d+)?)"
    r"(?P<suffix>st|nd|rd|th|[mk]|bn|tn|mn|%|s)?(?![\w])"
    rf"|\b(?P<ordinal>(?:(?:{'|'.join(k for k in _UNITS if k.endswith('ty'))})[- ])?"
    rf"(?:{'|'.join(_ORDINALS)}|first|second))\b|\b(?P<word>{_WORD})\b",
    re.IGNORECASE,
)
_FRACTION = re.compile(
    r"(?<!first )(?<!second )(?<!other )"
    r"\b(?:(?P<count>one|two|three|a|an)[\s-]+)?(?P<part>half|quarters?|thirds?|fifths?|tenths?)"
    r"(?:\s+(?:of\s+)?(?:a\s+)?(?P<scale>dozen|hundred|thousand|million|billion|trillion)\b"
    r"|(?=\s+(?:of|the|a|an|all)\b))",
    re.IGNORECASE,
)
_PARTS = {"half": 1 / 2, "quarter": 1 / 4, "third": 1 / 3, "fifth": 1 / 5, "tenth": 1 / 10}
_COUNTS = {"two": 2, "three": 3}
_JOINT = re.compile(r"\s*(?:-|and\b)?\s*", re.IGNORECASE)
_UNIT = re.compile(r"[\s-]*(per\s?cent\b|%|[a-z]+)", re.IGNORECASE)
_CURRENCY = re.compile(r"(?:US|A|C|AU|CA|HK|NZ|S)?([$£€¥₹])\s*$")
_ABOUT = re.compile(
    r"\b(about|around|roughly|approximately|nearly|almost|close to|some|over|more than|at least|"
    r"upwards of|under|(?<!no )(?:less|fewer) than|no (?:less|fewer) than|up to|at most|(?:no|not) more than|above|below|exceeding)\s+"
    r"(?:US|A)?[$£€]?$",
    re.IGNORECASE,
)
_UP = frozenset(
    {
        "no less than",
        "no fewer than",
        "over",
        "more than",
        "at least",
        "upwards of",
        "above",
        "exceeding",
    }
)
_DOWN = frozenset({"nearly", "almost", "under", "less than", "fewer than", "up to", "at most",
                   "no more than", "not more than", "below"})  # fmt: skip
_NEAR = 0.1


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a text: its value, where it stands, its unit (``""`` where it has none).

    ``about`` holds the word that makes it a rough one; ``loose`` marks words like "one" and
    "couple", which need not count anything.
    """

    value: float
    start: int
    end: int
    unit: str = ""
    about: str = ""
    ordinal: bool = False
    loose: bool = False


def numbers_in(text: str) -> tuple[Number, ...]:
    """The numbers of a text, in order.

    >>> [n.value for n in numbers_in("Twenty-two of the 1,200 fled; $3.5 million burnt, 3rd time")]
    [22.0, 1200.0, 3500000.0, 3.0]
    """
    found = list(_fractions(text))
    taken = [(n.start, n.end) for n in found]
    at = 0
    while match := _TOKEN.search(text, at):
        number = _read(text, match)
        at = max(number.end, match.end())
        if not any(a < number.end and number.start < b for a, b in taken):
            found.append(number)
    return tuple(sorted((n for n in found if not _idle(text, n)), key=lambda n: n.start))


def _fractions(text: str) -> Iterator[Number]:
    """Halves, quarters and the like: of a million they are a number, of the rest a share."""
    for match in _FRACTION.finditer(text):
        scale = (match["scale"] or "").lower()
        counted = bool(match["count"])
        part = match["part"].lower().removesuffix("s")
        if part != "half" and not counted and not scale:
            continue  # "the third of May", "the quarter"
        value = _PARTS[part] * _COUNTS.get((match["count"] or "").lower(), 1)
        if scale:
            value *= _SCALES.get(scale, 12)
        yield Number(
            value, match.start(), match.end(), "" if scale else "part", _about(text, match.start())
        )


def _read(text: str, match: re.Match[str]) -> Number:
    if match["ordinal"]:
        tens, _, last = match["ordinal"].lower().replace("-", " ").rpartition(" ")
        value = _UNITS.get(tens, 0) + _ORDINALS.get(last, 1 if last == "first" else 2)
        return Number(float(value), match.start(), match.end(), ordinal=True, loose=value < 3)
    total, part, end, loose = 0.0, 0.0, match.end(), False
    start, suffix = match.start(), ""
    if match["digits"]:
        part = float(match["digits"].replace(",", ""))
        suffix = (match["suffix"] or "").lower()
        if suffix in ("st", "nd", "rd", "th"):
            return Number(part, start, end, ordinal=True)
        part *= _SCALES.get(suffix, 1)
    else:
        word = match["word"].lower()
        loose = word == "one" or word in _GROUPS
        part = float(_UNITS.get(word, _GROUPS.get(word, _SCALES.get(word, 0))))
    small = not match["digits"]
    while True:
        joint = _JOINT.match(text, end)
        following = _TOKEN.match(text, joint.end()) if joint and suffix not in ("%", "s") else None
        word = following["word"].lower() if following and following["word"] else ""
        if following is None or not word or (word in _GROUPS and word != "dozen"):
            break
        if word in _SCALES or word == "dozen":
            if "and" in joint[0].lower():  # type: ignore[index]
                break
            scale = _SCALES.get(word, 12)
            if scale >= 1000:
                total, part = (total + part) * scale, 0.0
            else:
                part *= scale
        elif small and _continues(part, _UNITS[word]):
            part += _UNITS[word]
        else:
            break
        end, loose = following.end(), False
    amount = total + part
    unit, end = _unit(text, start, end, suffix)
    return Number(amount, start, end, unit, _about(text, start), loose=loose)


def _continues(part: float, unit: int) -> bool:
    """Whether "twenty" goes on with "two", "hundred" with "five": not "five six"."""
    return (part == 0 or part >= 100) or (part % 10 == 0 and 20 <= part < 100 and 0 < unit < 10)


def _about(text: str, start: int) -> str:
    match = _ABOUT.search(text[max(0, start - 24) : start])
    return match[1].lower() if match else ""


def _unit(text: str, start: int, end: int, suffix: str) -> tuple[str, int]:
    """The measure or currency of a number, and where the number ends with it."""
    if suffix == "%":
        return "%", end
    money = _CURRENCY.search(text[max(0, start - 4) : start])
    if money:
        return money[1], end
    match = _UNIT.match(text, end)
    if not match:
        return "", end
    word = match[1].lower()
    if word == "%" or re.fullmatch(r"per\s?cent", word):
        return "%", match.end()
    single = word if word in _MEASURES or word in _MONEY else word.removesuffix("s")
    return _MEASURES.get(single, _MONEY.get(single, "")), end


def _idle(text: str, number: Number) -> bool:
    """Whether a loose number word counts nothing: "one of", "no one", "the first", "one another"."""
    if not number.loose:
        return False
    after, before = text[number.end : number.end + 12].lower(), text[: number.start].lower()
    if re.match(r"\s+(?:of|another|day|more|by|such)\b", after):
        return True
    return bool(
        re.search(r"\b(?:no|any|some|every|each|the|this|that|only|another|score)\s+$", before)
    )


def agrees(said: Number, source: Number) -> bool:
    """Whether the source's number bears out the one that is said: same value and no other unit.

    A rough number may be off by a tenth, on the side that its word names.

    >>> one, two = numbers_in("over 1,000 people")[0], numbers_in("1,034 people")[0]
    >>> agrees(one, two), agrees(two, one)
    (True, False)
    """
    if {said.unit, source.unit} == {"part", "%"}:
        one, other = (n.value * (100 if n.unit == "part" else 1) for n in (said, source))
        return abs(one - other) < 1.5
    if said.unit and source.unit and said.unit != source.unit:
        return False
    if said.unit == "%" and source.unit != "%":
        return False
    if said.value == source.value:
        return not _contrary(said.about, source.about)
    if not said.about or said.ordinal or source.ordinal or not source.value:
        return False
    if _figures(said.value) >= _figures(source.value):
        return False  # "at least 1,919" is no rounding of 1,991
    off = (source.value - said.value) / source.value
    if said.about in _UP:
        return 0 <= off <= _NEAR
    if said.about in _DOWN:
        return -_NEAR <= off <= 0
    return abs(off) <= _NEAR


def _figures(value: float) -> int:
    """How many figures of a number count: 1 of 3,000, 2 of 0.75."""
    return len(f"{value:.10g}".replace(".", "").strip("0"))


def _contrary(said: str, source: str) -> bool:
    """Whether one says "over" and the other "under" the same value."""
    return (said in _UP and source in _DOWN) or (said in _DOWN and source in _UP)
