"""How the lines of a text make paragraphs. Offsets only: nothing is rewritten."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

Range = tuple[int, int]

LINE = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
"""A line's characters; the class is that of ``str.splitlines``."""

_BULLET = re.compile(r"(?:[-*•‣▪–—]|\d{1,3}[.)]|#{1,6}|>)\s")
_MAX_WRAP = 120
_MIN_PAIRS = 5


def strip_range(text: str, start: int, end: int) -> Range:
    """``[start, end)`` without the white space at either end; empty at ``start`` if all is."""
    part = text[start:end]
    lead = len(part) - len(part.lstrip())
    if lead == len(part):
        return start, start
    return start + lead, end - (len(part) - len(part.rstrip()))


def line_spans(text: str, start: int = 0, end: int | None = None) -> list[Range]:
    """The lines of ``text[start:end]`` that hold something, stripped, in order."""
    stop = len(text) if end is None else end
    found = (strip_range(text, m.start(), m.end()) for m in LINE.finditer(text, start, stop))
    return [(a, b) for a, b in found if a < b]


def _adjacent(text: str, first: Range, second: Range) -> bool:
    """Whether the second line follows the first with no empty line between."""
    return len(text[first[1] : second[0]].strip(" \t").replace("\r\n", "\n")) == 1


@lru_cache(maxsize=64)
def is_wrapped(text: str) -> bool:
    """Whether the lines were broken by an editor at a fixed width, rather than by the author.

    In text that was filled greedily to a width, the first word of the next line would not have
    fitted on the line before. That is asked of every pair of adjacent lines, so a title above a
    paragraph does not count as wrapping, however short it is.
    """
    lines = line_spans(text)
    width = max((b - a for a, b in lines), default=0)
    if not 40 <= width <= _MAX_WRAP:
        return False
    pairs = filled = 0
    for first, second in pairwise(lines):
        if not _adjacent(text, first, second) or _BULLET.match(text, second[0]):
            continue
        word = text[second[0] : second[1]].split(None, 1)[0]
        pairs += 1
        filled += first[1] - first[0] + 1 + len(word) > width - 4
    return pairs >= _MIN_PAIRS and filled >= 0.8 * pairs


def paragraph_spans(text: str, start: int = 0, end: int | None = None) -> list[Range]:
    """The paragraphs of ``text[start:end]``: one a line, or one a block where lines are wrapped."""
    lines = line_spans(text, start, end)
    if not is_wrapped(text):
        return lines
    joined: list[Range] = []
    for line in lines:
        follows = joined and _adjacent(text, joined[-1], line)
        if follows and not _BULLET.match(text, line[0]):
            joined[-1] = (joined[-1][0], line[1])
        else:
            joined.append(line)
    return joined
