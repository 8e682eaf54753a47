"""Fits the logistic models that ship (Platt 1999): the confidence, and the check of a sentence."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from rag.logistic import FARTHEST

Floats = NDArray[np.float64]


def standardise(x: Floats) -> tuple[Floats, Floats]:
    """Means and scales of the columns; a column of one value gets the scale 1."""
    scales = x.std(axis=0)
    return x.mean(axis=0), np.where(scales < 1e-6, 1.0, scales)


def prepared(x: Floats, means: Floats, scales: Floats) -> Floats:
    """The values as the model weighs them."""
    return np.clip((x - means) / scales, -FARTHEST, FARTHEST)


def fit_logistic(
    x: Floats, y: Floats, penalty: float, counts: Floats | None = None
) -> tuple[Floats, float]:
    """Weights and bias of an L2-penalised logistic regression, by Newton's method.

    ``x`` is (cases, measurements), ``y`` 0 or 1 a case, ``counts`` how much each case counts.
    """
    design = np.hstack([x, np.ones((len(x), 1))])
    counted = np.ones(len(y)) if counts is None else counts
    weights = np.zeros(design.shape[1])
    ridge = np.diag([penalty] * x.shape[1] + [1e-6])
    for _ in range(50):
        p = 1 / (1 + np.exp(-design @ weights))
        gradient = design.T @ (counted * (p - y)) + ridge @ weights
        hessian = (design * (counted * p * (1 - p))[:, None]).T @ design + ridge
        step = np.linalg.solve(hessian, gradient)
        weights -= step
        if np.abs(step).max() < 1e-8:
            break
    return weights[:-1], float(weights[-1])
