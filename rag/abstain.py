"""Silence that helps: that the article does not say, what was not found, and what is nearest."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from index.articles import Article
from rag.answer import Answer, Hit
from rag.kinds import Kind
from rag.quote import sentences_around
from rag.resolve import SILENT
from rag.terms import Terms, coverage, missing, terms_of

_NEAREST = 2


def abstention(
    question: str,
    kind: Kind,
    hits: Sequence[Hit],
    confidence: float,
    articles: Callable[[str], Article],
) -> Answer:
    """The answer that says there is none; ``hits`` are the nearest passages, not evidence."""
    terms = terms_of(question)
    texts = [articles(i).text for i in dict.fromkeys(h.passage.article_id for h in hits)]
    absent = missing(terms, "\n".join(texts))
    many = len(texts) > 1
    lines = [f"{SILENT[many]}."]
    if absent:
        lines[0] += f" Not found: {', '.join(f'“{t}”' for t in absent[:4])}."
    nearest = [_nearest_sentence(terms, h, articles(h.passage.article_id)) for h in hits[:_NEAREST]]
    if nearest:
        lines.append("Nearest, but no answer:")
        lines += [f"“{' '.join(sentence.split())}”" for sentence in dict.fromkeys(nearest)]
    return Answer(
        question=question,
        text="\n\n".join(lines),
        short=None,
        abstained=True,
        confidence=confidence,
        citations=(),
        hits=tuple(hits),
        kind=kind,
        missing=absent,
    )


def _nearest_sentence(terms: Terms, hit: Hit, article: Article) -> str:
    """The sentence of a hit that holds most of the question's words, the earlier on a tie."""
    spans = []
    for line in hit.passage.text.split("\n"):
        if line.strip():
            at = hit.passage.start + hit.passage.text.index(line)
            spans += sentences_around(article, at, at + len(line))
    return max((article.text[a:b] for a, b in spans), key=lambda s: coverage(terms.all(), s))
