"""An article as the blocks of a page: headline, standfirst, headings, paragraphs, repeats.

The blocks tile the article's text: every character belongs to one of them, once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from index.articles import Article

Kind = Literal["title", "standfirst", "heading", "paragraph", "repeat"]

_SYNTAX = re.compile(r"[^\S\n]*#{1,6}[^\S\n]+")
_LABEL = re.compile(r"[^\n]*\n?")


@dataclass(frozen=True, slots=True)
class Block:
    """The range ``[start, end)`` of the text; what is shown of it is ``[shown, shown_end)``.

    Around the shown range lie white space and the marks of Markdown, which are kept in the page,
    unseen, so that offsets stay true. ``number`` counts the paragraphs in reading order from 1;
    it is 0 for other blocks.
    """

    kind: Kind
    start: int
    shown: int
    shown_end: int
    end: int
    number: int = 0


def blocks_of(article: Article) -> tuple[Block, ...]:
    """The blocks in reading order: the headline and the standfirst first, wherever they stand."""
    placed = list(_tile(article))
    order: dict[Kind, int] = {"title": 0, "standfirst": 1}
    placed.sort(key=lambda b: (order.get(b.kind, 2), b.start))
    blocks: list[Block] = []
    number = 0
    for block in placed:
        number += block.kind == "paragraph"
        count = number if block.kind == "paragraph" else 0
        blocks.append(
            Block(block.kind, block.start, block.shown, block.shown_end, block.end, count)
        )
    return tuple(blocks)


def _named(article: Article) -> list[tuple[int, int, Kind]]:
    """The article's own spans with what they are, in order, none overlapping another."""
    spans: list[tuple[int, int, Kind]] = []
    if article.title_span:
        spans.append((article.title_span.start, article.title_span.end, "title"))
    if article.standfirst:
        spans.append((article.standfirst.start, article.standfirst.end, "standfirst"))
    spans += [(s.start, s.end, "paragraph") for s in article.paragraphs]
    spans += [(s.start, s.end, "repeat") for s in article.repeats]
    kept: list[tuple[int, int, Kind]] = []
    at = 0
    for start, end, kind in sorted(spans):
        start = max(start, at)
        if start < end:
            kept.append((start, end, kind))
            at = end
    return kept


def _tile(article: Article) -> Iterator[Block]:
    text = article.text
    at = 0
    named = _named(article)
    for i, (start, end, kind) in enumerate(named):
        before = text[at:start]
        if "\n" in before.strip():
            # Words that belong to no block stand on lines of their own.
            cut = at + before.rindex("\n") + 1
            yield _shown(text, "paragraph", at, cut, at, cut)
            at = cut
        following = named[i + 1][0] if i + 1 < len(named) else len(text)
        stop = end + _tail(text[end:following])
        yield _shown(text, kind, at, stop, start, end)
        at = stop
    if at < len(text):
        yield _shown(text, "paragraph", at, len(text), at, len(text))


def _tail(gap: str) -> int:
    """How much of the gap after a block goes with it: the rest of its line and white space."""
    line = _LABEL.match(gap)
    size = line.end() if line else 0
    return size + len(gap[size:]) - len(gap[size:].lstrip())


def _shown(text: str, kind: Kind, start: int, end: int, shown: int, shown_end: int) -> Block:
    part = text[shown:shown_end]
    shown += len(part) - len(part.lstrip())
    shown_end = max(shown, shown_end - (len(part) - len(part.rstrip())))
    syntax = _SYNTAX.match(text, shown, shown_end)
    if kind == "paragraph" and syntax and syntax.end() < shown_end:
        return Block("heading", start, syntax.end(), shown_end, end)
    return Block(kind, start, shown, shown_end, end)
