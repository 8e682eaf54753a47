"""The charts of a report: what the figures of a run look like."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import sqrt
from typing import Any

from evals.charts import (
    Axis,
    Series,
    bar_chart,
    dot_chart,
    line_chart,
    nice_ticks,
    share_axis,
)
from evals.metrics.confidence import Bin, reliability, risk_coverage
from evals.metrics.intervals import percentile
from evals.scoring import Record
from evals.summary import answered, is_right

Chart = tuple[str, str, str]
"""Title, what it shows in a sentence, SVG."""

SHORTEST, LONGEST = 3.5, 16.0


def all_charts(
    systems: Mapping[str, Sequence[Record]],
    results: Mapping[str, Any],
    latency: Mapping[str, Any],
) -> list[Chart]:
    """Risk–coverage, calibration, recall@k and latency, those that there is something for."""
    answering = {key: records for key, records in systems.items() if answered(records)}
    charts = []
    if answering:
        charts += [risk_chart(answering), calibration_chart(answering)]
    if any("recall@1" in result["metrics"] for result in results.values()):
        charts.append(recall_chart(results))
    timed = {key: one["seconds"] for key, one in latency.items() if one.get("seconds")}
    if timed:
        charts.append(latency_chart(timed))
    return charts


def risk_chart(systems: Mapping[str, Sequence[Record]]) -> Chart:
    """The share of answers that are wrong against the share of questions answered."""
    series = []
    for key, records in systems.items():
        spoken = answered(records)
        points = risk_coverage(
            [r["answer"]["confidence"] for r in spoken],
            [is_right(r) for r in spoken],
            total=len(records),
        )
        series.append(Series(key, tuple((p.coverage, p.risk) for p in points)))
    svg = line_chart(
        "Risk against coverage",
        share_axis("questions answered, the most confident first"),
        share_axis("of these, wrong"),
        series,
    )
    return "Risk–coverage", "Lower is better; the line ends where it falls silent.", svg


def calibration_chart(systems: Mapping[str, Sequence[Record]]) -> Chart:
    """What answers of like confidence turn out to be worth."""
    series = []
    for key, records in systems.items():
        spoken = answered(records)
        bins = reliability(
            [r["answer"]["confidence"] for r in spoken], [is_right(r) for r in spoken]
        )
        series.append(
            Series(
                key,
                tuple((b.confidence, b.accuracy) for b in bins),
                tuple(SHORTEST + (LONGEST - SHORTEST) * sqrt(b.weight) for b in bins),
                tuple(_bin_note(b) for b in bins),
            )
        )
    svg = dot_chart(
        "Calibration of confidence", share_axis("confidence"), share_axis("right and cited"), series
    )
    return (
        "Calibration",
        "On the diagonal, confidence means what it says; a dot's size is its n.",
        svg,
    )


def _bin_note(one: Bin) -> str:
    return f"{one.n} answers: {one.confidence:.2f} sure, {one.accuracy:.2f} right"


def recall_chart(results: Mapping[str, Any]) -> Chart:
    """Evidence recall at 1, 3 and 5."""
    names = ("recall@1", "recall@3", "recall@5")
    shown = {k: r["metrics"] for k, r in results.items() if "recall@1" in r["metrics"]}
    values = [
        [(m[name]["value"], m[name]["low"], m[name]["high"]) for name in names]
        for m in shown.values()
    ]
    svg = bar_chart("Evidence recall", names, list(shown), values, share_axis("evidence found"))
    return "Retrieval", "The share of the gold evidence among the first passages.", svg


def latency_chart(timed: Mapping[str, Sequence[float]]) -> Chart:
    """How many questions are answered within how many milliseconds."""
    end = 1000 * max(percentile(seconds, 0.95) for seconds in timed.values()) or 1.0
    x = Axis("milliseconds, up to the 95th percentile", 0.0, end, nice_ticks(end, ""))
    series = []
    for key, seconds in timed.items():
        ordered = sorted(1000 * s for s in seconds)
        points = [(ms, (n + 1) / len(ordered)) for n, ms in enumerate(ordered) if ms <= end]
        series.append(Series(key, tuple(_thinned([(0.0, 0.0), *points]))))
    svg = line_chart("Latency", x, share_axis("questions done"), series, steps=True)
    return "Latency", "The share of questions done within a time.", svg


def _thinned(points: list[tuple[float, float]], most: int = 200) -> list[tuple[float, float]]:
    """At most ``most`` of the points, the last among them."""
    step = max(1, -(-len(points) // most))
    return [*points[:-1:step], points[-1]]
