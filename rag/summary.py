"""Summaries and key points: the sentences that carry an article, in its own order, cited."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from index.articles import Article
from index.sentences import sentence_spans
from index.spans import Span
from rag.answer import Answer, Hit
from rag.quote import cite
from rag.terms import words_of

SENTENCES = 4
_LEAD_BONUS = 0.12
_REDUNDANCY = 0.3
_LONGEST = 60

Embed = Callable[[Sequence[str]], NDArray[np.float32]]


def key_sentences(article: Article, embed: Embed, count: int = SENTENCES) -> list[Span]:
    """The ``count`` sentences nearest the article's centre and least alike, in reading order.

    Centroid scoring (Radev et al. 2004) with a bonus for early sentences, chosen by maximal
    marginal relevance (Carbonell & Goldstein 1998). Titles are not sentences of the body.
    """
    repeated = {(r.start, r.end) for r in article.repeats}
    heads = [article.standfirst] if article.standfirst else []
    spans = [
        (a, b)
        for p in sorted({*heads, *article.paragraphs})
        if (p.start, p.end) not in repeated
        for a, b in sentence_spans(article.text, p.start, p.end)
        if 6 <= len(words_of(article.text[a:b])) <= _LONGEST
    ]
    if not spans:
        spans = [(p.start, p.end) for p in article.paragraphs] or [(0, len(article.text))]
    vectors = embed([article.text[a:b] for a, b in spans])
    centre = vectors.mean(axis=0)
    centre = centre / max(float(np.linalg.norm(centre)), 1e-9)
    early = np.array([_LEAD_BONUS / (1 + i) for i in range(len(spans))])
    worth = vectors @ centre + early
    chosen: list[int] = []
    while len(chosen) < min(count, len(spans)):
        alike = (vectors @ vectors[chosen].T).max(axis=1) if chosen else np.zeros(len(spans))
        gain = (1 - _REDUNDANCY) * worth - _REDUNDANCY * alike
        gain[chosen] = -np.inf
        chosen.append(int(np.argmax(np.round(gain, 5))))
    return [Span(article.id, *spans[i]) for i in sorted(chosen)]


def summarise(question: str, article: Article, hits: Sequence[Hit], embed: Embed) -> Answer:
    """The article's key sentences as an answer, each with its citation."""
    citations = cite(key_sentences(article, embed), {article.id: article})
    lines = [f"• “{' '.join(c.quote.split())}” [{c.number}]" for c in citations]
    return Answer(
        question=question,
        text="\n".join([f"{article.title}: key points", *lines]),
        short=None,
        abstained=False,
        confidence=0.9,
        citations=citations,
        hits=tuple(hits),
        kind="summary",
    )
