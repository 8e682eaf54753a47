"""Words between quotation marks: each must stand in the source as it is quoted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

_MARKS = re.compile(
    r"“([^“”]+)”|„([^„“”]+)[“”]|«([^«»]+)»|\"([^\"]+)\"|(?<!\w)‘([^‘’]*(?:’\w[^‘’]*)*)’(?!\w)"
    r"|(?<!\w)'([^']*(?:'\w[^']*)*)'(?!\w)"
)
_CUT = re.compile(r"\s*(?:\[?(?:…|\.\s?\.\s?\.)\]?|\[[^\]]*\])\s*")
_EDGES = " .,;:!?…-–—"


def quotes_in(text: str) -> tuple[str, ...]:
    """What stands between quotation marks, without the marks, in order.

    >>> quotes_in("He said “no, 'never'” and left the “field”.")
    ("no, 'never'", 'field')
    """
    found = (next(g for g in m.groups() if g is not None) for m in _MARKS.finditer(text))
    return tuple(q for q in found if any(c.isalnum() for c in q))


def without_quotes(text: str) -> str:
    """The text with what is quoted blanked out, character for character."""
    return _MARKS.sub(lambda m: " " * len(m[0]), text)


def runs_on(text: str) -> bool:
    """Whether a quotation is opened and not closed, or closed and not opened.

    >>> runs_on('"We won.'), runs_on("“We won,” she said.")
    (True, False)
    """
    return text.count("“") != text.count("”") or text.count('"') % 2 == 1


@lru_cache(maxsize=1024)
def plain(text: str) -> str:
    """Text for comparing quotations: one kind of mark, dash and space, small letters."""
    table = str.maketrans(
        {"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00a0": " "}
    )
    return " ".join(text.translate(table).casefold().split())


def holds(source: str, quote: str) -> bool:
    """Whether ``source`` holds the quoted words, whole words, in one piece or at its ellipses.

    Words in square brackets are the quoter's; so is a mark at either end.

    >>> holds("She said it was a very long day.", "a … day"), holds("a longer day", "long day")
    (True, False)
    """
    text, at = plain(source), 0
    pieces = [plain(p).strip(_EDGES + "\"'") for p in _CUT.split(quote)]
    for piece in (p for p in pieces if p):
        match = re.search(rf"(?<!\w){re.escape(piece)}(?!\w)", text[at:])
        if not match:
            return False
        at += match.end()
    return True


def missing(text: str, sources: Sequence[str]) -> str:
    """The first quotation of ``text`` that none of the sources holds; empty where all stand."""
    for quote in quotes_in(text):
        if not any(holds(source, quote) for source in sources):
            return quote
    return ""


def where(source: str, quote: str) -> int:
    """Where the first words of a quotation stand in a source that holds it; -1 where they do not.

    >>> where("She said it was a very long day.", "it was … day")
    9
    """
    words = re.findall(r"\w+", _CUT.split(quote)[0])[:4]
    match = re.search(r"\b" + r"\W+".join(map(re.escape, words)), source, re.IGNORECASE)
    return match.start() if words and match else -1
