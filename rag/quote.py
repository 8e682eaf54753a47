"""Quotes: which whole sentences a span stands in, and the numbered citations made of them.

Everything here moves offsets; no words are ever matched, so a quote is exact by construction.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from index.articles import Article
from index.sentences import sentence_spans
from index.spans import Span
from rag.answer import Citation

_OPENERS = "“«„"
_CLOSERS = "”»"
_SPEECH = re.compile(
    r"\b(?:said|says|say|told|tells|added|adds|wrote|writes|stated|states|announced|explained|"
    r"claimed|claims|warned|according to|insisted|argued|noted|commented|tweeted|replied|"
    r"continued|asked|reported|declared|recalled|remarked)\b",
    re.IGNORECASE,
)
_MAX_SPEECH = 4


def block_of(text: str, at: int) -> tuple[int, int]:
    """The line of ``text`` that offset ``at`` stands on: paragraphs are never crossed."""
    start = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    return start, len(text) if end < 0 else end


def _open_quotes(text: str) -> int:
    """Quotation marks left open at the end of ``text``; -n for n closed but never opened."""
    curly = sum(text.count(c) for c in _OPENERS) - sum(text.count(c) for c in _CLOSERS)
    return curly if curly else text.count('"') % 2


def sentences_around(article: Article, start: int, end: int) -> list[tuple[int, int]]:
    """The whole sentences that ``[start, end)`` touches, in order."""
    low, _ = block_of(article.text, start)
    _, high = block_of(article.text, max(start, end - 1))
    touched = [s for s in sentence_spans(article.text, low, high) if s[0] < end and start < s[1]]
    return touched or [(start, end)]


def quote_span(article: Article, start: int, end: int) -> Span:
    """The sentences of ``[start, end)``, grown until no quotation is cut off from its speaker.

    A claim stays a claim: where the sentence is inside direct speech that runs over several
    sentences, the neighbours are taken in until the speech is whole and its speaker named, within
    the paragraph and at most four sentences.
    """
    low, high = block_of(article.text, start)
    every = sentence_spans(article.text, low, max(high, end))
    touched = [i for i, s in enumerate(every) if s[0] < end and start < s[1]]
    if not touched:
        return Span(article.id, start, end)
    first, last = touched[0], touched[-1]
    while last - first < _MAX_SPEECH:
        text = article.text[every[first][0] : every[last][1]]
        before = _open_quotes(article.text[low : every[first][0]])
        if before > 0 and first > 0:
            first -= 1
        elif _open_quotes(text) > 0 and last + 1 < len(every):
            last += 1
        elif _wholly_speech(text) and not _SPEECH.search(text):
            after, before_it = _speaks(article, every, last + 1), _speaks(article, every, first - 1)
            if not after and not before_it:
                break
            first, last = (first, last + 1) if after else (first - 1, last)
        else:
            break
    return Span(article.id, every[first][0], every[last][1])


def _speaks(article: Article, every: list[tuple[int, int]], at: int) -> bool:
    """Whether sentence ``at`` exists and names who speaks."""
    if not 0 <= at < len(every):
        return False
    return bool(_SPEECH.search(article.text[every[at][0] : every[at][1]]))


def _wholly_speech(text: str) -> bool:
    stripped = text.strip()
    return stripped[:1] in ('"', "“") and stripped[-1:] in ('"', "”")


def join_spans(spans: Iterable[Span]) -> list[Span]:
    """Overlapping spans of one article made one; the order of first mention is kept.

    >>> join_spans([Span("a", 5, 9), Span("b", 0, 3), Span("a", 8, 12)])
    [Span(article_id='a', start=5, end=12), Span(article_id='b', start=0, end=3)]
    """
    joined: list[Span] = []
    for span in spans:
        at = next((i for i, s in enumerate(joined) if s.overlaps(span)), None)
        if at is None:
            joined.append(span)
        else:
            old = joined[at]
            joined[at] = Span(span.article_id, min(old.start, span.start), max(old.end, span.end))
    return joined


def cite(spans: Sequence[Span], articles: dict[str, Article]) -> tuple[Citation, ...]:
    """Numbered citations of the spans, from 1, each with the words that stand there."""
    return tuple(
        Citation(n, s.article_id, s.start, s.end, articles[s.article_id].text[s.start : s.end])
        for n, s in enumerate(spans, start=1)
    )
