"""A claim that is the source's own words: it stands as it is, unless a word was exchanged."""

from __future__ import annotations

from collections.abc import Sequence

from rag.verify.numbers import agrees, numbers_in
from rag.verify.quoted import plain
from rag.verify.words import Word, opposite, words_in

_EDGES = " .,;:!?…\"'"
_LONGEST = 4
"""Sentences that a claim may take over word for word."""

_MOST = 4
_FEWEST = 1
"""How many words may differ at most between a sentence and its alteration, be the same at least."""


def stands(text: str, sources: Sequence[str]) -> tuple[int, int] | None:
    """The run ``[first, last)`` of sentences that are ``text`` word for word; None where none is.

    Case, spacing, the form of marks, and marks at the ends do not count. Part of a sentence does
    not stand: "he denied that it rained" holds the words "it rained".

    >>> stands("“It rained”", ["He left.", "It rained."])
    (1, 2)
    >>> stands("it rained", ["He denied that it rained."]) is None
    True
    """
    wanted = plain(text).strip(_EDGES)
    if not wanted:
        return None
    for first in range(len(sources)):
        joined = ""
        for last in range(first, min(len(sources), first + _LONGEST)):
            joined = f"{joined} {plain(sources[last])}" if joined else plain(sources[last])
            if len(joined.strip(_EDGES)) >= len(wanted):
                if joined.strip(_EDGES) == wanted:
                    return first, last + 1
                break
    return None


def altered(text: str, sources: Sequence[str]) -> str:
    """The word of ``text`` that took the place of another in a sentence it otherwise repeats.

    Only numbers, opposites and names that change places count; where another source is ``text``
    word for word nothing was altered.

    >>> altered("On Monday 13 people fled.", ["On Monday 12 people fled."])
    '13'
    >>> altered("In May Ek sued Roth.", ["In May Roth sued Ek."])
    'Ek'
    >>> altered("On Monday 12 people left.", ["On Monday 12 people fled."])
    ''
    """
    said = [w for w in words_in(text) if not w.punctuation]
    found = ""
    for source in sources:
        told = [w for w in words_in(source) if not w.punctuation]
        if len(told) != len(said):
            continue
        pairs = [p for p in zip(said, told, strict=True) if _key(p[0]) != _key(p[1])]
        if not pairs:
            return ""
        if len(pairs) <= _MOST and len(said) - len(pairs) >= _FEWEST and _tells_apart(pairs):
            found = found or pairs[0][0].text
    return found


def _key(word: Word) -> str:
    return word.lower.replace("’", "'")


def _tells_apart(pairs: Sequence[tuple[Word, Word]]) -> bool:
    """Whether the exchanged words are all numbers, or opposites, or the same names elsewhere."""
    if all(_numbers_apart(a.text, b.text) or opposite(a.stem, b.stem) for a, b in pairs):
        return True
    if len(pairs) < 2 or not all(a.text[0].isupper() and b.text[0].isupper() for a, b in pairs):
        return False
    return sorted(_key(a) for a, _ in pairs) == sorted(_key(b) for _, b in pairs)


def _numbers_apart(one: str, other: str) -> bool:
    a, b = numbers_in(one), numbers_in(other)
    if len(a) == len(b) == 1:
        return not agrees(a[0], b[0])
    return any(c.isdigit() for c in one) and any(c.isdigit() for c in other)
