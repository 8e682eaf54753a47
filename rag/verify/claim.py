"""A sentence of the model's, taken apart into what can be checked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from rag.verify.dates import Clock, Day, clocks_in, days_in
from rag.verify.lists import LIGHT, SAYING
from rag.verify.names import Name, alike, names_in
from rag.verify.numbers import Number, numbers_in
from rag.verify.polarity import denial
from rag.verify.quoted import quotes_in
from rag.verify.words import Word, words_in


@dataclass(frozen=True, slots=True)
class Claim:
    """``words`` are the words of content that are no name, number or date.

    ``maybe`` holds a word that has its capital from opening the sentence, or is a name.
    """

    text: str
    words: tuple[Word, ...]
    names: tuple[Name, ...]
    numbers: tuple[Number, ...]
    days: tuple[Day, ...]
    clocks: tuple[Clock, ...]
    quotes: tuple[str, ...]
    maybe: tuple[Name, ...] = ()

    def with_names(self, known: Sequence[Name]) -> Claim:
        """The claim with what may be a name taken for one where ``known`` names say so."""
        more = tuple(m for m in self.maybe if any(alike(m.last, w) for k in known for w in k.words))
        if not more:
            return self
        starts = {m.start for m in more}
        words = tuple(w for w in self.words if w.start not in starts)
        return replace(self, words=words, names=(*more, *self.names), maybe=())

    @property
    def denies(self) -> bool:
        """Whether the claim says that something is not so."""
        return denial(words_in(self.text))

    @property
    def size(self) -> int:
        """How many parts there are."""
        return sum(
            len(p)
            for p in (
                self.words, self.names, self.numbers, self.days, self.clocks, self.quotes
            )
        )  # fmt: skip

    def day_of(self, written: str | None) -> date | None:
        """An article's day as a date; None where it is not known."""
        try:
            return date.fromisoformat(written) if written else None
        except ValueError:
            return None


@lru_cache(maxsize=256)
def read_claim(text: str) -> Claim:
    """Takes a sentence apart.

    >>> claim = read_claim("Ana Ek said “it rains” on May 3 and paid two fines.")
    >>> [n.text for n in claim.names], [n.value for n in claim.numbers], claim.quotes
    (['Ana Ek'], [2.0], ('it rains',))
    """
    names = names_in(text)
    days, clocks = days_in(text), clocks_in(text)
    taken = [*((d.start, d.end) for d in days), *((c.start, c.end) for c in clocks)]
    numbers = tuple(n for n in numbers_in(text) if not _inside(n.start, n.end, taken))
    names = tuple(n for n in names if not _inside(n.start, n.end, taken))
    sure = tuple(n for n in names if n.sure)
    taken += [*((n.start, n.end) for n in numbers), *((n.start, n.end) for n in sure)]
    words = tuple(
        w
        for w in words_in(text)
        if w.content and w.lower not in LIGHT and not _inside(w.start, w.end, taken)
    )
    maybe = tuple(n for n in names if not n.sure)
    return Claim(text, words, sure, numbers, days, clocks, quotes_in(text), maybe)


def _inside(start: int, end: int, taken: list[tuple[int, int]]) -> bool:
    return any(a < end and start < b for a, b in taken)


def weight(word: Word) -> float:
    """How much a word of content counts: who says a thing is checked elsewhere."""
    return 0.4 if word.lower in SAYING else 1.0
