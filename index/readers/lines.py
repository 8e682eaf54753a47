"""Lines of a page to paragraphs: what a line break means, told from where the lines stand."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.readers.blocks import BULLET, heading, item, line
from index.readers.hyphens import Joiner


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page: its words, where it begins (points from the lower left), and its looks."""

    text: str
    x: float
    y: float
    size: float
    bold: bool = False


@dataclass(slots=True)
class _Block:
    """Lines that belong together, and the page that the last of them stands on."""

    lines: list[Line]
    page: int

    @property
    def last(self) -> Line:
        return self.lines[-1]

    @property
    def open(self) -> bool:
        """Whether its last sentence is still to be ended."""
        return not _ENDED.search(self.last.text)


@dataclass(frozen=True, slots=True)
class _Looks:
    """How a document is set: its lines' distance, in sizes, and the size of most of its letters."""

    leading: float
    body: float


_ENDED = re.compile(r"[.!?…:;][\"'”’)\]]*(?:\[?\d{1,3}\]?)?$")
_SENTENCE_ENDED = re.compile(r"[.!?…][\"'”’)\]]*$")
_NUMBER = re.compile(r"(?:page\s*)?[-–—(\[]?\s*\d{1,4}\s*[-–—)\]]?(?:\s*(?:/|of)\s*\d{1,4})?", re.I)
_LARGER = 1.15
"""How much larger than the body's the letters of a heading are, at least."""
_LONGEST_HEADING = 250
_FULL, _HALF_FULL = 0.75, 0.6
"""The share of a full line's characters that a line must have, for the next to go on with it: after
a full stop, and elsewhere."""
_NEAR = 6
_MARGIN_LINES = 3
"""How many lines from the top and the bottom of a page are looked at for what every page has."""

Page = Sequence[Line]


def blocks_of(pages: Sequence[Page]) -> list[str]:
    """The blocks of a document, from its pages' lines in the order they are read."""
    bare = without_margins(pages)
    flat = [one for page in bare for one in page]
    if not flat:
        return []
    sizes: Counter[float] = Counter()
    for one in flat:
        sizes[one.size] += len(one.text)
    body = sizes.most_common(1)[0][0]
    joiner = Joiner(one.text for one in flat)
    levels = sorted((size for size in sizes if size >= _LARGER * body), reverse=True)
    looks = _Looks(_leading(bare), body)
    return [_text(block, levels, joiner) for block in _grouped(bare, looks)]


def _leading(pages: Sequence[Page]) -> float:
    """How far apart, in sizes, lines of one paragraph stand: little more than the least."""
    steps = sorted(
        (a.y - b.y) / a.size
        for page in pages
        for a, b in pairwise(page)
        if a.size and abs(a.size - b.size) < 0.05 * a.size and 0.8 < (a.y - b.y) / a.size < 3
    )
    return steps[len(steps) // 5] if steps else 1.3


def without_margins(pages: Sequence[Page]) -> list[list[Line]]:
    """The pages without running heads, feet and page numbers.

    They stand at the edge of their page, apart from its text, and on other pages too.
    """
    if len(pages) < 2:
        return [list(page) for page in pages]
    edges = [_edges(page) for page in pages]
    seen = Counter(key for both in edges for key in {_key(one) for edge in both for one in edge})
    often = max(2, round(0.3 * len(pages)))
    usual = {key for key, count in seen.items() if count >= often}
    return [
        _without(page, [one for edge in both for one in _margin(edge, usual)])
        for page, both in zip(pages, edges, strict=True)
    ]


def _edges(page: Page) -> tuple[list[Line], list[Line]]:
    """The lines nearest to the top and to the bottom, from the edge inwards, at most half each;
    the last is the first that cannot be of the margin.
    """
    placed = sorted(page, key=lambda one: one.y)
    most = min(_MARGIN_LINES, max(1, len(page) // 2))
    return placed[: -most - 2 : -1], placed[: most + 1]


def _margin(edge: Sequence[Line], usual: set[str]) -> list[Line]:
    """The lines of an edge that are of the page rather than of the text."""
    run = []
    for one in edge[:-1] or edge:
        if _key(one) not in usual and not _NUMBER.fullmatch(one.text):
            break
        run.append(one)
    while run and not _apart(run[-1], next(iter(edge[len(run) :]), None)):
        run.pop()
    return run


def _apart(one: Line, inner: Line | None) -> bool:
    """Whether a line stands apart from the text; so does a number that is alone on its page."""
    if inner is None:
        return bool(_NUMBER.fullmatch(one.text))
    return abs(one.y - inner.y) > 1.6 * inner.size or not _same_size(one, inner)


def _without(page: Page, dropped: Sequence[Line]) -> list[Line]:
    return [one for one in page if not any(one is other for other in dropped)]


def _key(one: Line) -> str:
    """A line of a margin without its page number."""
    return re.sub(r"[0-9]+", "#", one.text.casefold())


# --- grouping ----------------------------------------------------------------------------------


def _grouped(pages: Sequence[Page], looks: _Looks) -> list[_Block]:
    """The lines in blocks, in reading order."""
    blocks: list[_Block] = []
    for number, page in enumerate(pages):
        for place, one in enumerate(page):
            block = _continued(blocks, one, number, looks, _width(page, place))
            if block is None:
                blocks.append(_Block([one], number))
            else:
                block.lines.append(one)
                block.page = number
    return blocks


def _width(page: Page, place: int) -> int:
    """How many characters a full line has thereabouts, in letters of that size."""
    near = page[max(0, place - _NEAR) : place + _NEAR]
    return max(len(one.text) for one in near if _same_size(one, page[place]))


def _continued(
    blocks: list[_Block], one: Line, page: int, looks: _Looks, width: int
) -> _Block | None:
    """The block that a line goes on with, or None where it begins one."""
    if not blocks or BULLET.match(one.text):
        return None
    block = blocks[-1]
    leaps = page > block.page or block.last.y - one.y < -0.3 * one.size  # to a page, a column
    if leaps and one.size >= _LARGER * looks.body:
        return None
    if page > block.page:
        return _across(blocks, one)
    if leaps:
        return block if block.open and _alike(block.last, one) else None
    if block.last.y - one.y > (1.25 * looks.leading + 0.02) * one.size:
        return None
    if not _alike(block.last, one):
        # Words of another font in the midst of a sentence: names of files, of ships.
        flows = block.open and len(block.last.text) >= _FULL * len(one.text)
        return block if flows and _same_size(block.last, one, 0.14) else None
    return None if _begins(block, one, width) else block


def _across(blocks: list[_Block], one: Line) -> _Block | None:
    """The block of an earlier page whose sentence goes on here, past the notes at its foot."""
    for block in reversed(blocks):
        if _alike(block.last, one):
            return block if block.open else None
        if block.last.size >= one.size:
            return None
    return None


def _alike(first: Line, second: Line) -> bool:
    return _same_size(first, second) and first.bold == second.bold


def _same_size(first: Line, second: Line, most: float = 0.06) -> bool:
    return abs(first.size - second.size) <= most * first.size


def _begins(block: _Block, one: Line, width: int) -> bool:
    """Whether a line that stands close under another begins a paragraph all the same.

    It does where it is set in, and where the line before it was left before it was full.
    """
    last = block.last
    indented = one.x - last.x > 0.8 * one.size
    if indented and not BULLET.match(block.lines[0].text) and not block.open:
        return True
    full = _FULL if _SENTENCE_ENDED.search(last.text) else _HALF_FULL
    return len(last.text) < full * width and not one.text[0].islower()


# --- writing down ------------------------------------------------------------------------------


def _text(block: _Block, levels: Sequence[float], joiner: Joiner) -> str:
    """A block in one line, marked for what it is."""
    said = block.lines[0].text
    for one in block.lines[1:]:
        said = joiner.join(said, one.text)
    if BULLET.match(said):
        return item(said)
    size = block.lines[0].size
    if size in levels and len(said) <= _LONGEST_HEADING and any(c.isalpha() for c in said):
        return heading(said, levels.index(size) + 1)
    return line(said)
