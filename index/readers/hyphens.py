"""Undoes the hyphens that end lines: a word that was broken is whole again, a compound stays one.

``investi-`` and ``gation`` make a word; ``well-`` and ``known`` keep their hyphen. Which it is,
the document tells where it has the word elsewhere; else the embedder's list of words does.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

_WORDS_FILE = Path(__file__).parents[1] / "models" / "minilm" / "tokenizer.json"
_LETTERS = r"[^\W\d_]+"
_WORD = re.compile(rf"{_LETTERS}(?:[-‐]{_LETTERS})*")
_BROKEN = re.compile(rf"({_LETTERS})[-‐]$")
_BEGUN = re.compile(_LETTERS)
_TIED = re.compile(r"(?<=\w)[-‐–]$|(?<=\S)—$")
"""A hyphen or a dash with no space before it: none comes after it either."""

_SHORTEST = 3


@lru_cache(maxsize=1)
def common_words() -> frozenset[str]:
    """The words that the bundled embedder has a token of its own for, in lower case."""
    vocabulary = json.loads(_WORDS_FILE.read_text(encoding="utf-8"))["model"]["vocab"]
    return frozenset(word for word in vocabulary if word.isalpha())


class Joiner:
    """Joins the lines of one document, whose own words say best how it writes them."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._words: set[str] = set()
        for line in lines:
            self._words.update(
                w.casefold().replace("‐", "-") for w in _WORD.findall(_BROKEN.sub("", line))
            )

    def join(self, first: str, second: str) -> str:
        """Two lines that follow each other, as one.

        >>> Joiner([]).join("the investi-", "gation of a well-")
        'the investigation of a well-'
        """
        if first.endswith("\u00ad"):
            return first[:-1] + second
        broken, begun = _BROKEN.search(first), _BEGUN.match(second)
        if broken and begun and begun[0].islower() and not self._compound(broken[1], begun[0]):
            return first[:-1] + second
        return first + ("" if _TIED.search(first) else " ") + second

    def _compound(self, first: str, second: str) -> bool:
        """Whether a hyphen between two parts is one of the word's own."""
        a, b = first.casefold(), second.casefold()
        if f"{a}-{b}" in self._words:
            return True
        if self._known(a + b):
            return False
        return self._known(a) and self._known(b)

    def _known(self, word: str) -> bool:
        return word in self._words or (len(word) > _SHORTEST and word in common_words())
