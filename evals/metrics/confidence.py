"""Whether confidence means what it says: risk–coverage, coverage at a precision, calibration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Point:
    """One point of the risk–coverage curve: answering all at least this confident."""

    coverage: float
    risk: float
    confidence: float


def risk_coverage(
    confidence: Sequence[float], right: Sequence[bool], total: int | None = None
) -> list[Point]:
    """The curve of El-Yaniv & Wiener 2010: the share answered against the share of it wrong.

    ``confidence`` and ``right`` are of the questions that were answered, ``total`` is how many were
    asked. Equal confidences make one point: no threshold can part them.
    """
    order = sorted(range(len(right)), key=lambda i: -confidence[i])
    total = total or len(right)
    points: list[Point] = []
    wrong = 0
    for count, i in enumerate(order, start=1):
        wrong += not right[i]
        last = count == len(order) or confidence[order[count]] != confidence[i]
        if last:
            points.append(Point(count / total, wrong / count, confidence[i]))
    return points


def area_under(points: Sequence[Point]) -> float:
    """The mean risk over the coverage that is reached; 0 is perfect, and 0.0 for no point.

    Between two points the step of the later one holds, as any question of a tie may come first.
    """
    if not points:
        return 0.0
    area = before = 0.0
    for point in points:
        area += (point.coverage - before) * point.risk
        before = point.coverage
    return area / before


def coverage_at(points: Sequence[Point], precision: float = 0.95) -> float:
    """The largest share of questions that one threshold answers at that precision."""
    return max((p.coverage for p in points if 1 - p.risk >= precision - 1e-12), default=0.0)


def calibration_error(confidence: Sequence[float], right: Sequence[bool], bins: int = 10) -> float:
    """Expected calibration error (Naeini et al. 2015; Guo et al. 2017), over equal-width bins.

    The mean over questions of |accuracy - mean confidence| of their bin.
    """
    return sum(
        b.weight * abs(b.accuracy - b.confidence) for b in reliability(confidence, right, bins)
    )


@dataclass(frozen=True, slots=True)
class Bin:
    """Questions of like confidence: their mean confidence, the share right, their number."""

    confidence: float
    accuracy: float
    n: int
    weight: float


def reliability(confidence: Sequence[float], right: Sequence[bool], bins: int = 10) -> list[Bin]:
    """The bins that are not empty, by confidence; bin ``i`` is ``[i/bins, (i+1)/bins)``."""
    if not len(right):
        return []
    c = np.asarray(confidence, dtype=np.float64)
    r = np.asarray(right, dtype=np.float64)
    # The tiny term keeps 0.3 in the bin that starts at 0.3: 0.3 * 10 is just under 3.
    index = np.clip((c * bins + 1e-9).astype(int), 0, bins - 1)
    found = []
    for i in range(bins):
        inside = index == i
        if n := int(inside.sum()):
            found.append(Bin(float(c[inside].mean()), float(r[inside].mean()), n, n / len(r)))
    return found
