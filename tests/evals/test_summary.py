from __future__ import annotations

from typing import Any

import pytest

from evals.metrics.intervals import wilson
from evals.summary import CURVES, MEANS, summarise
from evals.table import figure, kinds_table, markdown_table, overall_table, systems_table


def record(
    key: int,
    *,
    kind: str = "factoid",
    right: bool | None = None,
    silent: bool = False,
    confidence: float = 0.5,
    article: str = "a",
    error: str | None = None,
) -> dict[str, Any]:
    answerable = kind != "unanswerable"
    decided = error is None and silent != answerable
    scores = {"error": float(error is not None), "decision_right": float(decided)}
    if answerable:
        scores["right_and_cited"] = float(bool(right))
    else:
        scores["silent_right"] = float(silent)
    answer = None if error else {"abstained": silent, "confidence": confidence}
    return {
        "id": str(key),
        "article": article,
        "kind": kind,
        "answerable": answerable,
        "answer": answer,
        "error": error,
        "scores": scores,
    }


RECORDS = [
    record(1, right=True, confidence=0.9),
    record(2, right=False, confidence=0.9),
    record(3, right=True, confidence=0.7),
    record(4, silent=True),
    record(5, kind="unanswerable", silent=True),
    record(6, kind="unanswerable", silent=False, confidence=0.2),
    record(7, error="OSError: x"),
]


def test_figures_by_hand() -> None:
    result = summarise(RECORDS)
    assert (result["n"], result["articles"]) == (7, 1)
    metrics = result["metrics"]
    assert metrics["right_and_cited"]["value"] == pytest.approx(2 / 5)  # the error is among the 5
    assert metrics["right_and_cited"]["low"] == pytest.approx(wilson(2, 5)[0], abs=1e-6)
    assert metrics["silent_right"] == {
        "value": 0.5,
        "low": pytest.approx(wilson(1, 2)[0], abs=1e-6),
        "high": pytest.approx(wilson(1, 2)[1], abs=1e-6),
        "n": 2,
    }
    assert metrics["error"]["value"] == pytest.approx(1 / 7, abs=1e-6)
    # Silent twice, once rightly; four answers, two right.
    assert (metrics["answered_right"]["value"], metrics["answered_right"]["n"]) == (0.5, 4)
    assert metrics["abstention_precision"]["value"] == 0.5
    assert metrics["abstention_precision"]["n"] == 2
    # Bin 0.9: 1 of 2 right; 0.7: 1 of 1; 0.2: 0 of 1 → (2·0.4 + 0.3 + 0.2) / 4.
    assert metrics["calibration_error"]["value"] == pytest.approx(1.3 / 4)
    # Risk ½ at 2/7, ⅓ at 3/7, ½ at 4/7.
    assert metrics["risk_area"]["value"] == pytest.approx((2 * 0.5 + 1 / 3 + 0.5) / 4, abs=1e-6)
    assert metrics["coverage_at_95"]["value"] == 0.0


def test_each_kind_has_its_own_figures() -> None:
    kinds = summarise(RECORDS)["kinds"]
    assert list(kinds) == ["factoid", "unanswerable"]
    assert kinds["unanswerable"]["n"] == 2
    assert "right_and_cited" not in kinds["unanswerable"]["metrics"]


def test_nothing_answered_gives_no_nan() -> None:
    result = summarise([record(1, silent=True), record(2, error="x")])
    assert (
        result["metrics"]["calibration_error"] | {"value": 0.0, "n": 0}
        == (result["metrics"]["calibration_error"])
    )
    assert result["metrics"]["right_and_cited"]["value"] == 0.0


def test_a_share_without_spread_claims_no_certainty() -> None:
    found = summarise([record(n, right=True, article=str(n)) for n in range(10)])["metrics"]
    assert found["answered_right"]["value"] == 1.0
    assert found["answered_right"]["low"] == pytest.approx(wilson(10, 10)[0], abs=1e-6)


def test_a_system_that_only_retrieves_has_no_curves() -> None:
    retrieved = record(1) | {"answer": None, "scores": {"mrr": 0.5, "error": 0.0}}
    assert set(summarise([retrieved])["metrics"]) == {"mrr", "error"}
    failed = retrieved | {"error": "OSError: x", "scores": {"mrr": 0.0, "error": 1.0}}
    assert set(summarise([failed])["metrics"]) == {"mrr", "error"}


def test_tokens_and_cost_are_summed_where_a_model_was_used() -> None:
    used = [
        {"tokens_in": 100, "tokens_out": 20, "cost": 0.001},
        {"tokens_in": 50, "tokens_out": 10, "cost": 0.0005},
    ]
    common = {"abstained": False, "confidence": 0.5, "note": "It broke off."}
    records = [
        record(n) | {"answer": {**common, "usage": one, "mode": mode}}
        for n, (one, mode) in enumerate(zip(used, ("generative", "extractive"), strict=True))
    ]
    result = summarise([*records, record(3)])
    assert result["usage"] == {
        **{"questions": 2, "written": 1, "tokens_in": 150, "tokens_out": 30},
        "cost": pytest.approx(0.0015),
    }
    assert result["notes"] == {"It broke off.": 2}
    assert "It broke off." in list(overall_table(result).columns[0].cells)
    assert "$0.0015" in list(overall_table(result).columns[1].cells)
    used[0]["cost"] = None  # type: ignore[assignment]
    assert summarise(records)["usage"]["cost"] is None
    assert "usage" not in summarise(RECORDS)


def test_every_measure_has_one_name() -> None:
    assert not set(MEANS) & set(CURVES)
    assert len({*MEANS.values(), *CURVES.values()}) == len(MEANS) + len(CURVES)


@pytest.mark.parametrize(
    ("value", "low", "high", "text"),
    [
        (0.8123, 0.754, 0.861, ".812 [.75–.86]"),
        (1.0, 0.985, 1.0, "1.00 [.98–1.0]"),
        (0.0, 0.0, 0.16, ".000 [.00–.16]"),
        (-0.25, -1.0, 0.5, "-.250 [-1.0–.50]"),
    ],
)
def test_how_a_figure_is_written(value: float, low: float, high: float, text: str) -> None:
    assert figure({"value": value, "low": low, "high": high, "n": 9}) == text


def test_a_figure_that_is_not_there() -> None:
    assert figure(None) == "–"
    assert figure({"value": 0.0, "low": 0.0, "high": 1.0, "n": 0}) == "–"


def test_tables_hold_every_kind_measure_and_system() -> None:
    result = summarise(RECORDS)
    latency = {"n": 7, "p50_ms": 12.0, "p95_ms": 30.0, "max_ms": 31.0, "per_minute": 420}
    kinds = kinds_table("tiny", result)
    assert list(kinds.columns[0].cells) == ["factoid", "unanswerable", "all"]
    rows = list(overall_table(result, latency).columns[0].cells)
    assert "right and rightly cited" in rows
    assert "calibration error (less is better)" in rows
    assert rows[-2:] == ["a question, 95th percentile", "questions a minute"]
    both = systems_table("tiny", {"ours": result, "other": result}, {"ours": latency})
    assert list(both.columns[0].cells) == ["ours", "other"]
    assert list(both.columns[-1].cells) == ["12.0 ms", "–"]


def test_saved_results_as_markdown() -> None:
    result = summarise(RECORDS)
    saved = {"set": "tiny", "system": "ours", **result, "baselines": {"other": result}}
    lines = markdown_table([saved]).splitlines()
    assert len(lines) == 4
    assert lines[2].startswith("| tiny | ours | 7 | .400 [")
    assert lines[3].startswith("| tiny | other | 7 | .400 [")
