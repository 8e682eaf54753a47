"""How sure a figure is: 95% intervals, and tests of two runs on the same questions.

Questions on one article are not independent, so that where a set has several articles whole
articles are drawn (cluster bootstrap; Davison & Hinkley 1997, section 3.8). All draws are seeded.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from math import ceil, comb, sqrt

import numpy as np
from numpy.typing import NDArray

Z = 1.959963984540054
DRAWS = 2000
SEED = 20261125

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its 95% interval and the number of questions that it rests on."""

    value: float
    low: float
    high: float
    n: int

    def to_dict(self) -> dict[str, float | int]:
        """Plain values, rounded to six digits."""
        value, low, high = (round(x, 6) for x in (self.value, self.low, self.high))
        return {"value": value, "low": low, "high": high, "n": self.n}


def wilson(right: int, n: int) -> tuple[float, float]:
    """The score interval of a proportion (Wilson 1927); (0, 1) for no question."""
    if n == 0:
        return 0.0, 1.0
    p = right / n
    centre = (p + Z * Z / (2 * n)) / (1 + Z * Z / n)
    half = Z * sqrt(p * (1 - p) / n + Z * Z / (4 * n * n)) / (1 + Z * Z / n)
    return max(0.0, centre - half), min(1.0, centre + half)


def mean(values: Sequence[float], clusters: Sequence[Hashable]) -> Estimate:
    """The mean with its interval.

    Wilson's for a proportion on one article or without spread (where a bootstrap would claim
    certainty), else the bootstrap's over articles, or over questions where there is one article.
    """
    n = len(values)
    if n == 0:
        return Estimate(0.0, 0.0, 1.0, 0)
    value = sum(values) / n
    binary = all(v in (0, 1) for v in values)
    if binary and (len(set(clusters)) == 1 or len(set(values)) == 1):
        return Estimate(value, *wilson(round(sum(values)), n), n)
    return Estimate(value, *_spread(values, clusters), n)


def _spread(values: Sequence[float], clusters: Sequence[Hashable]) -> tuple[float, float]:
    """The bootstrap's interval of a mean, drawing whole clusters."""
    sums, counts = _by_cluster(values, clusters)
    drawn = np.random.default_rng(SEED).multinomial(
        len(sums), [1 / len(sums)] * len(sums), size=DRAWS
    )
    return _middle_95((drawn @ sums) / (drawn @ counts))


def bootstrap(
    statistic: Callable[[Sequence[int]], float],
    clusters: Sequence[Hashable],
    draws: int = 400,
) -> Estimate:
    """Any statistic of question indices with its interval, drawn over articles if several."""
    n = len(clusters)
    if n == 0:
        return Estimate(0.0, 0.0, 1.0, 0)
    groups = _groups(clusters)
    rng = np.random.default_rng(SEED)
    found = []
    for _ in range(draws):
        picked = rng.integers(0, len(groups), len(groups))
        found.append(statistic([i for g in picked.tolist() for i in groups[g]]))
    return Estimate(statistic(range(n)), *_middle_95(np.array(found)), n)


@dataclass(frozen=True, slots=True)
class Paired:
    """Two runs on the same questions: the change, its interval, and whether it is noise."""

    change: Estimate
    better: int
    worse: int
    p: float

    @property
    def is_noise(self) -> bool:
        """Whether chance explains the change at 5%."""
        return self.p >= 0.05


def paired(before: Sequence[float], after: Sequence[float], clusters: Sequence[Hashable]) -> Paired:
    """The mean change of paired values, with the p-value of a paired test.

    For right-or-wrong values on one article McNemar's exact test; else a sign-flip permutation
    test that flips whole articles together (Fisher 1935), with 10,000 draws.
    """
    changes = [b - a for a, b in zip(before, after, strict=True)]
    better, worse = sum(c > 0 for c in changes), sum(c < 0 for c in changes)
    binary = all(v in (0, 1) for v in [*before, *after])
    if binary and len(set(clusters)) <= 1:
        p = mcnemar(better, worse)
    else:
        p = _sign_flips(changes, clusters)
    n = len(changes)
    low, high = _spread(changes, clusters) if n else (-1.0, 1.0)
    return Paired(Estimate(sum(changes) / max(1, n), low, high, n), better, worse, p)


def paired_statistic(
    before: Callable[[Sequence[int]], float],
    after: Callable[[Sequence[int]], float],
    clusters: Sequence[Hashable],
    draws: int = 1000,
) -> Paired:
    """The change of a statistic of all questions; both runs' is taken of the same draws.

    ``p`` is the smallest level whose percentile interval leaves out 0 (Efron & Tibshirani 1993,
    section 15.4). There is no better and worse question by question: both are 0.
    """
    n = len(clusters)
    if not n:
        return Paired(Estimate(0.0, -1.0, 1.0, 0), 0, 0, 1.0)
    groups, rng = _groups(clusters), np.random.default_rng(SEED)
    changes = []
    for _ in range(draws):
        picked = rng.integers(0, len(groups), len(groups))
        ids = [i for g in picked.tolist() for i in groups[g]]
        changes.append(after(ids) - before(ids))
    found = np.array(changes)
    low, high = _middle_95(found)
    # The observed arrangement counts as one on either side, so that p is never 0.
    tail = min(int((found <= 0).sum()), int((found >= 0).sum())) + 1
    value = after(range(n)) - before(range(n))
    return Paired(Estimate(value, low, high, n), 0, 0, min(1.0, 2 * tail / (draws + 1)))


def mcnemar(better: int, worse: int) -> float:
    """The exact two-sided p-value (McNemar 1947): of flips, each way is as likely."""
    n = better + worse
    if n == 0:
        return 1.0
    tail = sum(comb(n, k) for k in range(min(better, worse) + 1)) / 2.0**n
    return min(1.0, 2 * tail)


def _sign_flips(
    changes: Sequence[float], clusters: Sequence[Hashable], draws: int = 10_000
) -> float:
    sums, _ = _by_cluster(changes, clusters)
    sums = sums[sums != 0]
    if not len(sums):
        return 1.0
    signs = np.random.default_rng(SEED).choice([-1.0, 1.0], size=(draws, len(sums)))
    as_far = int((np.abs(signs @ sums) >= abs(sums.sum()) - 1e-9).sum())
    # The observed arrangement counts as one, so that p is never 0.
    return (as_far + 1) / (draws + 1)


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that ``share`` of all do not exceed (nearest rank); 0.0 for none."""
    if not values:
        return 0.0
    ordered = sorted(values)
    return ordered[max(0, ceil(share * len(ordered)) - 1)]


def _groups(clusters: Sequence[Hashable]) -> list[list[int]]:
    """Indices by cluster in order of first appearance; one question each in a lone cluster."""
    groups: dict[Hashable, list[int]] = {}
    for i, cluster in enumerate(clusters):
        groups.setdefault(cluster, []).append(i)
    if len(groups) == 1:
        return [[i] for i in range(len(clusters))]
    return list(groups.values())


def _by_cluster(values: Sequence[float], clusters: Sequence[Hashable]) -> tuple[Floats, Floats]:
    groups = _groups(clusters)
    sums = np.array([sum(values[i] for i in group) for group in groups], dtype=np.float64)
    return sums, np.array([len(group) for group in groups], dtype=np.float64)


def _middle_95(values: Floats) -> tuple[float, float]:
    low, high = np.percentile(values, [2.5, 97.5])
    return float(low), float(high)
