from __future__ import annotations

import pytest

from evals.metrics.confidence import (
    area_under,
    calibration_error,
    coverage_at,
    reliability,
    risk_coverage,
)

CONFIDENCE = [0.9, 0.8, 0.8, 0.6]
RIGHT = [True, True, False, False]


def test_the_curve_by_hand() -> None:
    # Of five asked, four were answered; the two at 0.8 cannot be parted by a threshold.
    points = risk_coverage(CONFIDENCE, RIGHT, total=5)
    assert [(p.coverage, p.risk) for p in points] == [
        (0.2, 0.0),
        (0.6, pytest.approx(1 / 3)),
        (0.8, 0.5),
    ]
    # (0.2·0 + 0.4·⅓ + 0.2·½) / 0.8
    assert area_under(points) == pytest.approx((0.4 / 3 + 0.1) / 0.8)
    assert coverage_at(points, 0.95) == 0.2
    assert coverage_at(points, 0.5) == 0.8
    assert coverage_at(risk_coverage([0.9], [False]), 0.95) == 0.0


def test_nothing_answered_has_no_curve() -> None:
    assert risk_coverage([], [], total=3) == []
    assert area_under([]) == 0.0
    assert coverage_at([]) == 0.0
    assert calibration_error([], []) == 0.0


def test_calibration_by_hand() -> None:
    # Bin 0.9: mean 0.95, 1 of 2 right; bin 0.3: mean 0.3, 0 of 1 right; bin 0.7: 0.7, 1 of 1.
    confidence, right = [0.9, 1.0, 0.3, 0.7], [True, False, False, True]
    error = (2 * abs(0.5 - 0.95) + abs(0 - 0.3) + abs(1 - 0.7)) / 4
    assert calibration_error(confidence, right) == pytest.approx(error)
    assert [(b.n, b.accuracy) for b in reliability(confidence, right)] == [(1, 0), (1, 1), (2, 0.5)]


def test_a_confidence_on_an_edge_falls_in_the_bin_above() -> None:
    for step in range(10):
        assert len(reliability([step / 10, step / 10 + 0.05], [True, True])) == 1
