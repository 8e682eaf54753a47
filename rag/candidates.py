"""Candidate answers: the best spans of token logits, and equal words of several windows summed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_TOP = 12

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible answer: a span of an article, its window and its score in logits above "none"."""

    article_id: str
    start: int
    end: int
    text: str
    score: float
    window: int


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader made of a question and its windows.

    ``candidates`` are best first and do not overlap; ``none`` is log p("none");
    ``total`` the log of the normaliser, so that ``score - total`` is a span's log p;
    ``windows`` holds each window's best span score, ``polarity`` each window's log-odds of "yes".
    """

    candidates: tuple[Candidate, ...]
    none: float
    total: float
    windows: tuple[float, ...]
    polarity: tuple[float, ...]


def best_spans(
    start: Floats, end: Floats, longest: int, top: int = _TOP
) -> list[tuple[int, int, float]]:
    """The ``top`` token spans ``(i, j, score)``, ``i <= j < i + longest``, best first.

    ``start`` and ``end`` are the logits of one window's passage tokens; a span scores the sum of
    its two. Ties go to the earlier, then the shorter span.

    >>> best_spans(np.float32([0, 3, 0]), np.float32([1, 0, 2]), longest=2, top=2)
    [(1, 2, 5.0), (1, 1, 3.0)]
    """
    starts = np.argsort(-start, kind="stable")[: top * 2]
    found = []
    for i in starts.tolist():
        ends = end[i : i + longest]
        for offset in np.argsort(-ends, kind="stable")[:4].tolist():
            found.append((i, i + offset, float(start[i] + ends[offset])))
    return sorted(found, key=lambda s: (-s[2], s[0], s[1]))[:top]


def log_sum(values: Iterable[float]) -> float:
    """``log(sum(exp(v)))`` without overflow; -inf for nothing."""
    array = np.fromiter(values, dtype=np.float64)
    if not array.size:
        return float("-inf")
    peak = float(array.max())
    return peak + float(np.log(np.exp(array - peak).sum()))


def merge(candidates: Iterable[Candidate], keep: int = _TOP) -> tuple[Candidate, ...]:
    """Sums the scores of equal words in different windows and drops what overlaps a better span.

    The words stand where their best-scored span stands (idea of summing over equal spans: Cheng et
    al. 2020, "Probabilistic assumptions matter").
    """
    ranked = sorted(candidates, key=lambda c: (-c.score, c.article_id, c.start, c.end))
    kept: list[Candidate] = []
    for c in ranked:
        if not any(
            k.article_id == c.article_id and k.start < c.end and c.start < k.end for k in kept
        ):
            kept.append(c)
    same: dict[str, list[Candidate]] = {}
    for c in kept:
        same.setdefault(" ".join(c.text.lower().split()), []).append(c)
    summed = [
        Candidate(
            g[0].article_id,
            g[0].start,
            g[0].end,
            g[0].text,
            log_sum(c.score for c in g),
            g[0].window,
        )
        for g in same.values()
    ]
    return tuple(sorted(summed, key=lambda c: (-c.score, c.article_id, c.start, c.end))[:keep])
