"""Orders hits by what the reader found in them, beside how they were retrieved."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from rag.answer import Hit

WEIGHT = 0.6
"""How much the reader's word counts beside the retrieval score, both in [0, 1]."""


def rerank(hits: Sequence[Hit], best: Sequence[float], weight: float = WEIGHT) -> list[Hit]:
    """Hits with blended scores, best first; ``best`` holds each hit's best span score in logits.

    >>> from index.chunk import Passage
    >>> a, b = (Hit(Passage(i, "x", 0, 1, "t"), s) for i, s in (("a", 0.9), ("b", 0.8)))
    >>> [h.passage.id for h in rerank([a, b], [-9.0, 9.0])]
    ['b', 'a']
    """
    scored = [
        replace(hit, score=round((1 - weight) * hit.score + weight * _squash(score), 6))
        for hit, score in zip(hits, best, strict=True)
    ]
    return sorted(scored, key=lambda h: -h.score)


def _squash(score: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, score / 2))))
