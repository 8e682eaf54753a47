"""Cuts a text where marks begin and end, so that overlapping marks can be drawn side by side.

Everything moves by offsets; no words are searched for, so of two equal sentences the right one is
marked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Mark:
    """A half-open range ``[start, end)`` of one article's text, to be shown as ``name``.

    ``name`` is a citation's number as text, ``"short"`` for the words of the short answer, or
    another word that the page's styles know. An empty range marks nothing.
    """

    start: int
    end: int
    name: str


@dataclass(frozen=True, slots=True)
class Segment:
    """A range that exactly the marks in ``names`` cover, in the order the marks were given."""

    start: int
    end: int
    names: tuple[str, ...]


def segments(start: int, end: int, marks: Iterable[Mark]) -> list[Segment]:
    """``[start, end)`` cut at every border of a mark; the segments tile it without gaps.

    >>> [(s.start, s.end, s.names) for s in segments(0, 9, [Mark(2, 6, "1"), Mark(4, 12, "2")])]
    [(0, 2, ()), (2, 4, ('1',)), (4, 6, ('1', '2')), (6, 9, ('2',))]
    """
    inside = [m for m in marks if m.start < m.end and m.start < end and start < m.end]
    borders = {start, end}
    borders.update(b for m in inside for b in (m.start, m.end) if start < b < end)
    cuts = sorted(borders)
    return [Segment(a, b, _covering(inside, a, b)) for a, b in pairwise(cuts)]


def _covering(marks: Sequence[Mark], start: int, end: int) -> tuple[str, ...]:
    names = (m.name for m in marks if m.start <= start and end <= m.end)
    return tuple(dict.fromkeys(names))
