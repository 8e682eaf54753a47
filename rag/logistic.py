"""A logistic model: how the confidence and the check of a sentence are weighed (Platt 1999)."""

from __future__ import annotations

import math
from collections.abc import Sequence

FARTHEST = 4.0
"""Standard deviations beyond which a value counts no more."""


def probability(
    values: Sequence[float],
    means: Sequence[float],
    scales: Sequence[float],
    weights: Sequence[float],
    bias: float,
) -> float:
    """The probability in [0, 1] that follows from values, standardised first; to four places.

    Raises ``ValueError`` where the sequences are not of one length.

    >>> probability([3.0], means=[1.0], scales=[2.0], weights=[1.0], bias=-1.0)
    0.5
    >>> far, near = (probability([v], [0.0], [1.0], [1.0], 0.0) for v in (99.0, 4.0))
    >>> far == near
    True
    """
    total = bias
    for value, mean, scale, weight in zip(values, means, scales, weights, strict=True):
        total += weight * max(-FARTHEST, min(FARTHEST, (value - mean) / scale))
    return round(1 / (1 + math.exp(-total)), 4)
