"""An answer's text taken apart: what leads, what is prose, and which lines are whole quotes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.answer import Citation
from web.escape import one_line

_QUOTED = re.compile(r"^(?:[•*-]\s*)?[“\"](?P<quote>.*)[”\"]\s*\[(?P<number>\d+)\]$", re.DOTALL)
_MARKER = re.compile(r"\s*\[(\d+)\]")
_LONGEST_LEAD = 160


@dataclass(frozen=True, slots=True)
class Prose:
    """A line in the answerer's own words, in which ``[1]``-style markers may stand."""

    text: str


@dataclass(frozen=True, slots=True)
class Lead:
    """A short line that stands above its quotes; ``numbers`` are theirs."""

    text: str
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """A line that is nothing but the quote of citation ``number``."""

    number: int


Part = Prose | Lead | Quote


def parts_of(text: str, citations: Sequence[Citation]) -> tuple[Part, ...]:
    """The parts of an answer in order; citations that are no line of their own come last.

    A line counts as a quote only where its words are those of the citation it names.
    """
    quotes = {c.number: one_line(c.quote) for c in citations}
    parts = list(_leads([_line(line, quotes) for line in text.split("\n") if line.strip()]))
    shown = {p.number for p in parts if isinstance(p, Quote)}
    return (*parts, *(Quote(c.number) for c in citations if c.number not in shown))


def _line(line: str, quotes: dict[int, str]) -> Prose | Quote:
    match = _QUOTED.match(line.strip())
    if match and quotes.get(int(match["number"])) == one_line(match["quote"]):
        return Quote(int(match["number"]))
    return Prose(line.strip())


def _leads(lines: Sequence[Prose | Quote]) -> Iterator[Part]:
    for i, line in enumerate(lines):
        below = []
        for following in lines[i + 1 :]:
            if not isinstance(following, Quote):
                break
            below.append(following.number)
        if isinstance(line, Prose) and below and len(line.text) <= _LONGEST_LEAD:
            yield Lead(_MARKER.sub("", line.text), tuple(dict.fromkeys(below)))
        else:
            yield line


def split_markers(text: str, known: Sequence[int]) -> list[str | int]:
    """Prose cut at its markers: text and the numbers of known citations, in turn.

    >>> split_markers("It rained [1][2]. Then [9] stopped [1]", [1, 2])
    ['It rained', 1, 2, '. Then [9] stopped', 1]
    """
    pieces: list[str | int] = []
    at = 0
    for match in _MARKER.finditer(text):
        if int(match[1]) in known:
            if match.start() > at:
                pieces.append(text[at : match.start()])
            pieces.append(int(match[1]))
            at = match.end()
    if at < len(text):
        pieces.append(text[at:])
    return pieces
