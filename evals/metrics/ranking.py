"""How well evidence is ranked: recall@k, reciprocal rank, nDCG.

A question has one or more *needs*: the parts of its evidence, each met by any of its alternatives.
Nothing here knows of passages' ids, so that cutting articles differently invalidates no gold.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log2

from evals.metrics.judging import overlap
from evals.samples import Evidence, Sample
from index.spans import Span


def meets(hit: Span, gold: Span) -> bool:
    """Whether a retrieved span holds the gold: half of the shorter of the two is shared.

    The overlap coefficient (Szymkiewicz–Simpson) at 0.5: a passage that a gold span merely runs
    into does not count, a sentence out of a longer gold span does.
    """
    return 2 * overlap(hit, gold) >= min(len(hit), len(gold)) and overlap(hit, gold) > 0


def need_ranks(needs: Sequence[Sequence[Evidence]], hits: Sequence[Span]) -> list[int | None]:
    """For each need the rank, from 1, of the first hit that meets it; None where none does."""
    return [
        next(
            (
                rank
                for rank, hit in enumerate(hits, start=1)
                if any(meets(hit, e.span) for e in need)
            ),
            None,
        )
        for need in needs
    ]


def recall_at(ranks: Sequence[int | None], k: int) -> float:
    """The share of needs met within the first ``k`` hits."""
    if not ranks:
        return 0.0
    return sum(rank is not None and rank <= k for rank in ranks) / len(ranks)


def reciprocal_rank(ranks: Sequence[int | None]) -> float:
    """1 over the rank of the first useful hit, 0 without one (Voorhees 1999, TREC-8)."""
    return max((1 / rank for rank in ranks if rank is not None), default=0.0)


def dcg(gains: Sequence[float]) -> float:
    """Discounted cumulative gain (Järvelin & Kekäläinen 2002): gain over log2(rank + 1)."""
    return sum(gain / log2(rank + 1) for rank, gain in enumerate(gains, start=1))


def ndcg_at(needs: Sequence[Sequence[Evidence]], ranks: Sequence[int | None], k: int) -> float:
    """DCG of the needs as they are first met, over that of one a rank, best first; in [0, 1].

    A need's gain is the highest grade among its alternatives. A hit that meets several at once may
    do better than the ideal, and counts as 1.
    """
    grades = [max(e.grade for e in need) for need in needs]
    gains = [0.0] * k
    for grade, rank in zip(grades, ranks, strict=True):
        if rank is not None and rank <= k:
            gains[rank - 1] += grade
    ideal = dcg(sorted(grades, reverse=True)[:k])
    return min(1.0, dcg(gains) / ideal) if ideal else 0.0


def ranking(
    sample: Sample, hits: Sequence[Span], ks: Sequence[int] = (1, 3, 5)
) -> dict[str, float]:
    """The retrieval measures of one answerable question."""
    ranks = need_ranks(sample.needs, hits)
    found = {f"recall@{k}": recall_at(ranks, k) for k in ks}
    return found | {"mrr": reciprocal_rank(ranks), "ndcg@5": ndcg_at(sample.needs, ranks, 5)}
