"""How near words are in meaning: the same stem, or near in the space of the bundled embedder."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from rag.verify.lists import SAYING
from rag.verify.words import Word, opposite

Embed = Callable[[Sequence[str]], NDArray[np.float32]]

LOW, HIGH = 0.38, 0.62
"""Cosines of single words below the one mean nothing, from the other they mean the same."""

_KEPT = 20_000


class Lexicon:
    """Nearness of words, remembered; safe to share between threads."""

    def __init__(self, embed: Embed) -> None:
        self._embed = embed
        self._vectors: dict[str, NDArray[np.float32]] = {}
        self._lock = Lock()

    def learn(self, words: Sequence[str]) -> None:
        """Embeds words that are not known yet, all at once."""
        with self._lock:
            new = sorted({w for w in words if w not in self._vectors})
            if not new:
                return
            if len(self._vectors) > _KEPT:
                self._vectors.clear()
                new = sorted(set(words))
            for word, vector in zip(new, self._embed(new), strict=True):
                self._vectors[word] = vector

    def near(self, one: Word, other: Word) -> float:
        """Nearness of two words in [0, 1]: 1 for the same stem, 0 for opposites and strangers."""
        if one.stem == other.stem:
            return 1.0
        if opposite(one.stem, other.stem):
            return 0.0
        if one.lower in SAYING and other.lower in SAYING:
            return 0.7
        a, b = self._vectors.get(one.lower), self._vectors.get(other.lower)
        if a is None or b is None or _same_kind(one, other):
            return 0.0
        return scale(float(a @ b))

    def best(self, word: Word, others: Sequence[Word]) -> float:
        """Nearness of a word to the nearest of ``others``."""
        return max((self.near(word, o) for o in others), default=0.0)


def _same_kind(one: Word, other: Word) -> bool:
    """Names and numbers are the same or they are not; near does not count."""
    return one.name or other.name or one.text[0].isdigit() or other.text[0].isdigit()


def scale(cosine: float) -> float:
    """A cosine of two words as nearness in [0, 1].

    >>> scale(0.2), scale(0.5), scale(0.9)
    (0.0, 0.5, 1.0)
    """
    return min(1.0, max(0.0, round((cosine - LOW) / (HIGH - LOW), 6)))
