"""Mends words of a question that no article holds, by the words that articles do hold."""

from __future__ import annotations

from collections.abc import Iterable

LEAST = 4
"""Shorter words are left alone: one edit makes another common word of them."""


def grams(word: str) -> set[str]:
    """The letter pairs and triples of ``word`` with its ends marked: what candidates share."""
    marked = f"^{word}$"
    return {marked[i : i + 3] for i in range(len(marked) - 2)}


def allowed_edits(word: str) -> int:
    """How many edits a word of this length may be away from the word that was meant."""
    if len(word) < LEAST or any(c.isdigit() for c in word):
        return 0
    return 1 if len(word) < 8 else 2


def edit_distance(a: str, b: str, most: int) -> int:
    """Edits from ``a`` to ``b``, neighbours swapped counting as one; ``most + 1`` if beyond.

    Optimal string alignment (Damerau, 1964). For example ``libary`` to ``library`` is 1.
    """
    if abs(len(a) - len(b)) > most:
        return most + 1
    older: list[int] = []
    old = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        row = [i]
        for j, y in enumerate(b, 1):
            best = min(old[j] + 1, row[j - 1] + 1, old[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                best = min(best, older[j - 2] + 1)
            row.append(best)
        if min(row) > most:
            return most + 1
        older, old = old, row
    return old[-1]


def closest(word: str, candidates: Iterable[tuple[str, int]]) -> str | None:
    """The candidate nearest to ``word``, the commoner of equals, or None if none is near enough.

    ``candidates`` are words with how many articles hold them.
    """
    most = allowed_edits(word)
    ranked = []
    for candidate, articles in candidates:
        edits = edit_distance(word, candidate, most)
        if edits <= most:
            first = candidate[:1] != word[:1]
            ranked.append((edits, first, -articles, candidate))
    return min(ranked)[3] if ranked else None
