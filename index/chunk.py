"""Cuts an article into passages: whole sentences, exact offsets, no overlap."""

from __future__ import annotations

import re
from bisect import bisect_left as bisect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256

from index.articles import Article
from index.layout import Range, strip_range
from index.sentences import sentence_spans
from index.spans import Span

BUDGET = 128
"""Tokens of the embedder that a passage may hold."""

CHUNKER_VERSION = 1
"""Raise it when passages come out differently, so that stored articles are cut again."""

_CLAUSE = re.compile(r"[;:,—–)]\s+|\s[—–-]\s")


@dataclass(frozen=True, slots=True)
class Passage:
    """A contiguous part of an article: ``article.text[start:end] == text``, always."""

    id: str
    article_id: str
    start: int
    end: int
    text: str

    @property
    def span(self) -> Span:
        """Where the passage stands in its article."""
        return Span(self.article_id, self.start, self.end)


def passage_id(article_id: str, start: int, end: int, text: str) -> str:
    """An id that is the same for the same words at the same place of the same article."""
    digest = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return f"{article_id}:{start}-{end}:{digest}"


def chunk_article(
    article: Article, *, budget: int = BUDGET, count_tokens: Callable[[str], int]
) -> list[Passage]:
    """Packs the article's sentences into passages of at most ``budget`` tokens.

    Paragraphs are kept whole and joined while they fit; a longer one is cut between sentences into
    parts of about equal size; a sentence over the budget is cut at clauses, then at white space.
    Repeated text is left out. Raises ``ValueError`` for a budget below 1.
    """
    if budget < 1:
        raise ValueError(f"budget={budget}: a passage holds at least 1 token")
    ranges: list[Range] = []
    for run in _runs(article):
        ranges += _pack_run(article.text, run, budget, count_tokens)
    return [_passage(article, start, end) for start, end in ranges]


def _passage(article: Article, start: int, end: int) -> Passage:
    text = article.text[start:end]
    return Passage(passage_id(article.id, start, end, text), article.id, start, end, text)


def _runs(article: Article) -> Iterator[list[Range]]:
    """Blocks of the article in reading order, interrupted where repeated text is left out."""
    heads = [span for span in (article.title_span, article.standfirst) if span]
    blocks = sorted({(s.start, s.end) for s in [*heads, *article.paragraphs]})
    repeats = sorted(s.start for s in article.repeats)
    run: list[Range] = []
    for block in blocks:
        if run and bisect(repeats, run[-1][1]) < bisect(repeats, block[0]):
            yield run
            run = []
        run.append(block)
    if run:
        yield run


def _pack_run(
    text: str, blocks: list[Range], budget: int, count: Callable[[str], int]
) -> list[Range]:
    packed: list[Range] = []
    size = 0
    for start, end in blocks:
        tokens = count(text[start:end])
        if packed and size + tokens <= budget:
            packed[-1] = (packed[-1][0], end)
            size += tokens
        elif tokens <= budget:
            packed.append((start, end))
            size = tokens
        else:
            packed += _split_block(text, (start, end), budget, count)
            size = budget
    return packed


def _split_block(text: str, block: Range, budget: int, count: Callable[[str], int]) -> list[Range]:
    """Cuts a long paragraph between sentences, into parts of about the same size."""
    pieces: list[tuple[Range, int]] = []
    for start, end in sentence_spans(text, *block):
        tokens = count(text[start:end])
        if tokens <= budget:
            pieces.append(((start, end), tokens))
        else:
            pieces += [
                (part, count(text[part[0] : part[1]]))
                for part in _split_sentence(text, (start, end), budget, count)
            ]
    total = sum(tokens for _, tokens in pieces)
    target = total / -(-total // budget)
    parts: list[Range] = []
    size = 0.0
    for (start, end), tokens in pieces:
        if parts and size + tokens <= budget and size + tokens / 2 <= target:
            parts[-1] = (parts[-1][0], end)
            size += tokens
        else:
            parts.append((start, end))
            size = tokens
    return parts


def _split_sentence(
    text: str, span: Range, budget: int, count: Callable[[str], int]
) -> list[Range]:
    """Halves an over-long sentence at the clause nearest its middle until all parts fit."""
    start, end = span
    if count(text[start:end]) <= budget or end - start < 2:
        return [span]
    middle = (start + end) // 2
    cuts = [m.end() for m in _CLAUSE.finditer(text, start + 1, end - 1)]
    near = [c for c in cuts if abs(c - middle) <= (end - start) // 4]
    if not near:
        near = [m.end() for m in re.finditer(r"\s+", text[start:end])]
        near = [start + c for c in near if 0 < c < end - start]
    cut = min(near, key=lambda c: abs(c - middle)) if near else middle
    halves = strip_range(text, start, cut), strip_range(text, cut, end)
    return [
        part
        for half in halves
        if half[0] < half[1]
        for part in _split_sentence(text, half, budget, count)
    ]
