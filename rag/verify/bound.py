"""Whether a number or a date is bound to the same words in a claim and in its sources.

"12 died and 39 were hurt" holds the same numbers as "39 died and 12 were hurt"; they are told apart
by the words that each stands next to.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date

from rag.verify.dates import Day, days_in, same_day
from rag.verify.numbers import Number, agrees, numbers_in
from rag.verify.words import Word, words_in

_NOUN = re.compile(r"\s+([A-Za-z]{3,})")
_SINGLE = r"\b(?:one|an?|single|lone|another|each|every|the|that|this)\s+"

Near = Callable[[Word, Word], float]

SAME_WORD = 0.75
_REACH = 3
_BREAKS = frozenset({",", ";", ":", "—", "–", "(", ")"})
_ENDS = frozenset({"and", "while", "but"})
_LEAD = 0.35
"""By how much of the words around it another item must fit better."""


def _around(words: Sequence[Word], start: int, end: int) -> list[tuple[Word, float]]:
    """Words of content and names beside a number, with weights: the nearest behind it most."""
    found: list[tuple[Word, float]] = []
    for step, weights in ((1, (1.0, 0.7, 0.4)), (-1, (0.7, 0.4, 0.2))):
        inside = [w for w in words if (w.start >= end if step > 0 else w.end <= start)][::step]
        near: list[Word] = []
        for word in inside:
            if word.text[0].isdigit() and word in inside[:2] and _range(words, start, end, word):
                continue
            if word.text[0].isdigit() or word.text in _BREAKS or word.lower in _ENDS:
                break
            if word.content:
                near.append(word)
            if len(near) == _REACH:
                break
        found += list(zip(near, weights, strict=False))
    return found


def _range(words: Sequence[Word], start: int, end: int, other: Word) -> bool:
    """Whether two numbers are the ends of a range, and so stand beside the same words."""
    low, high = sorted(((start, end), (other.start, other.end)))
    between = [w.lower for w in words if low[1] <= w.start < high[0]]
    return between in ([], ["to"], ["or"], ["-"], ["–"])


def _fit(
    one: Sequence[tuple[Word, float]], other: Sequence[tuple[Word, float]], near: Near
) -> float:
    """The share of ``one``'s words, by weight, that stand beside the other item too."""
    total = sum(weight for _, weight in one)
    if not total:
        return 0.0
    shared = sum(w for word, w in one if any(near(word, v) >= SAME_WORD for v, _ in other))
    return shared / total


def loose_number(claim: str, numbers: Sequence[Number], sources: Sequence[str], near: Near) -> str:
    """A number that the sources have elsewhere, while another stands where the claim puts it.

    >>> same = lambda a, b: float(a.stem == b.stem)
    >>> text = "12 died and 39 were hurt."
    >>> loose_number(text, numbers_in(text), ["39 died and 12 were hurt."], same)
    '12'
    """
    said = words_in(claim)
    told = [
        (m, _around(words_in(source), m.start, m.end))
        for source in sources
        for m in numbers_in(source)
    ]
    for number in numbers:
        own = _around(said, number.start, number.end)
        right = [around for m, around in told if agrees(number, m)]
        wrong = [
            around
            for m, around in told
            if not agrees(number, m) and not (number.unit and m.unit and number.unit != m.unit)
        ]
        if not own or not wrong or not right or not all(right):
            continue
        best = max(_fit(own, around, near) for around in right)
        other = max(_fit(own, around, near) for around in wrong)
        if best < 0.15 and other - best >= _LEAD:
            return claim[number.start : number.end]
    return ""


def other_count(claim: str, numbers: Sequence[Number], sources: Sequence[str]) -> str:
    """A "one" of what the sources count otherwise, where they speak of no single one.

    >>> text = "It cost one crown."
    >>> other_count(text, numbers_in(text), ["It cost nine million crowns."])
    'one crown'
    >>> other_count(text, numbers_in(text), ["A crown is little; nine million crowns are not."])
    ''
    """
    for number in numbers:
        noun = _NOUN.match(claim, number.end)
        if not number.loose or number.ordinal or number.value != 1 or not noun:
            continue
        stem = re.escape(noun[1].lower().removesuffix("s"))
        single = re.compile(rf"{_SINGLE}(?:[\w-]+\s+)?{stem}\b", re.IGNORECASE)
        counted = re.compile(rf"[\s-]+{stem}(?:s|es)\b", re.IGNORECASE)
        several = any(
            m.value > 1 and counted.match(source, m.end)
            for source in sources
            for m in numbers_in(source)
        )
        if several and not any(single.search(source) for source in sources):
            return claim[number.start : noun.end()]
    return ""


def clauses_of(text: str) -> list[tuple[list[Word], int, int]]:
    """The clauses of a sentence: their words of content, where they start and end."""
    words = words_in(text)
    parts: list[tuple[list[Word], int, int]] = []
    for number in dict.fromkeys(w.clause for w in words):
        inside = [w for w in words if w.clause == number]
        parts.append(([w for w in inside if w.content], inside[0].start, inside[-1].end))
    return parts


def _share(wanted: Sequence[Word], words: Sequence[Word], near: Near) -> float:
    if not wanted:
        return 0.0
    return sum(any(near(w, v) >= SAME_WORD for v in words) for w in wanted) / len(wanted)


def loose_day(
    claim: str, days: Sequence[Day], sources: Sequence[str], written: date | None, near: Near
) -> str:
    """A date that the sources tell of something else, while they tell another of this.

    >>> same = lambda a, b: float(a.stem == b.stem)
    >>> text = "Work resumed on Tuesday."
    >>> loose_day(text, days_in(text), ["On Tuesday talks failed, and work resumed on Friday."], None, same)
    'Tuesday'
    """
    parts = [
        (words, [d for d in days_in(source) if start <= d.start < end])
        for source in sources
        for words, start, end in clauses_of(source)
    ]
    wanted = [w for w in words_in(claim) if w.content and not _is_day(w, days)]
    for day in days:
        right = [
            _share(wanted, ws, near)
            for ws, ds in parts
            if any(same_day(day, d, written) for d in ds)
        ]
        wrong = [
            _share(wanted, ws, near)
            for ws, ds in parts
            if ds and not any(same_day(day, d, written) for d in ds)
        ]
        if right and wrong and max(wrong) - max(right) >= _LEAD and max(right) < 0.35:
            return claim[day.start : day.end]
    return ""


def _is_day(word: Word, days: Sequence[Day]) -> bool:
    return any(d.start <= word.start < d.end for d in days)
