"""The figures as a person reads them: tables in the terminal and in Markdown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from evals.summary import LOWER_IS_BETTER, NAMES

if TYPE_CHECKING:
    from rich.table import Table

BY_KIND = ("answer_right", "citation_right", "right_and_cited", "decision_right")
OVERALL = (
    *("right_and_cited", "answered_right", "silent_right", "wrongly_silent", "answer_shown"),
    *("exact_match", "token_f1", "citation_precision", "citation_recall", "abstention_precision"),
    *("recall@1", "recall@3", "recall@5", "mrr", "ndcg@5"),
    *("calibration_error", "risk_area", "coverage_at_95", "quote_exact", "error"),
)
HEADLINE = ("right_and_cited", "silent_right", "recall@1", "recall@5", "mrr", "quote_exact")


def figure(estimate: Mapping[str, float] | None, *, interval: bool = True) -> str:
    """A figure with its interval: ``.812 [.75–.86]``; a dash where there is none.

    >>> figure({"value": 0.8123, "low": 0.754, "high": 0.861, "n": 182})
    '.812 [.75–.86]'
    >>> figure({"value": 1.0, "low": 0.985, "high": 1.0, "n": 254})
    '1.00 [.98–1.0]'
    """
    if not estimate or not estimate["n"]:
        return "–"
    value = _share(estimate["value"], 3)
    if not interval:
        return value
    return f"{value} [{_share(estimate['low'], 2)}–{_share(estimate['high'], 2)}]"


def _share(value: float, digits: int) -> str:
    sign, text = "-" * (value < 0), f"{abs(value):.{digits}f}"
    return sign + (text[1:] if text.startswith("0") else text[: digits + 1])


def kinds_table(name: str, result: Mapping[str, Any]) -> Table:
    """A row for each kind of question and one for all."""
    from rich.table import Table

    table = Table(title=f"{name}: {result['n']} questions on {result['articles']} article(s)")
    table.add_column("kind")
    table.add_column("n", justify="right")
    for metric in BY_KIND:
        table.add_column(NAMES[metric], justify="right")
    rows = [*result["kinds"].items(), ("all", result)]
    for kind, part in rows:
        metrics = part["metrics"]
        cells = [figure(metrics.get(metric)) for metric in BY_KIND]
        table.add_row(kind, str(part["n"]), *cells, style="bold" if kind == "all" else "")
    return table


def overall_table(result: Mapping[str, Any], latency: Mapping[str, Any] | None = None) -> Table:
    """A row for each measure over all questions, and the latency."""
    from rich.table import Table

    table = Table()
    table.add_column("measure")
    table.add_column("value [95% interval]", justify="right")
    table.add_column("n", justify="right")
    for name in OVERALL:
        if estimate := result["metrics"].get(name):
            less = " (less is better)" if name in LOWER_IS_BETTER else ""
            table.add_row(NAMES[name] + less, figure(estimate), str(estimate["n"]))
    if used := result.get("usage"):
        tokens = f"{used['tokens_in']:,} + {used['tokens_out']:,}"
        table.add_row("tokens in + out", tokens, str(used["questions"]))
        cost = "not known" if used["cost"] is None else f"${used['cost']:.4f}"
        table.add_row("cost", cost, str(used["questions"]))
        table.add_row("written by the model", str(used["written"]), str(result["n"]))
    for note, times in result.get("notes", {}).items():
        table.add_row(note, "", str(times))
    if latency and latency["n"]:
        waits = f"a question, median{at_once(latency)}"
        table.add_row(waits, f"{latency['p50_ms']:.0f} ms", str(latency["n"]))
        table.add_row("a question, 95th percentile", f"{latency['p95_ms']:.0f} ms", "")
        table.add_row("questions a minute", f"{latency['per_minute']:,}", "")
    return table


def at_once(latency: Mapping[str, Any]) -> str:
    """What to say of times where several questions were asked at the same time."""
    n = latency.get("at_once", 1)
    return f" ({n} at the same time)" if n > 1 else ""


def systems_table(
    name: str,
    results: Mapping[str, Mapping[str, Any]],
    latencies: Mapping[str, Mapping[str, Any]],
) -> Table:
    """A row for each system on one set, so that they stand side by side."""
    from rich.table import Table

    table = Table(title=f"{name}: side by side")
    table.add_column("system")
    for metric in HEADLINE:
        table.add_column(NAMES[metric], justify="right")
    table.add_column("median", justify="right")
    for system, result in results.items():
        cells = [figure(result["metrics"].get(metric)) for metric in HEADLINE]
        took = latencies.get(system, {})
        table.add_row(system, *cells, f"{took['p50_ms']:.1f} ms" if took.get("n") else "–")
    return table


def followups_table(name: str, result: Mapping[str, Any]) -> Table:
    """Follow-ups as they stand, resolved, and rewritten by a person; and what is recovered."""
    from rich.table import Table

    table = Table(title=f"{name}: {result['n']} follow-ups")
    table.add_column("measure")
    for column in ("as it stands", "resolved", "human rewrite", "of the gap recovered", "n"):
        table.add_column(column, justify="right")
    for measure, ways in result["measures"].items():
        cells = [figure(ways[way]) for way in ("raw", "resolved", "rewrite")]
        share = ways["recovered"]
        closed = f"{share['value']:.2f} [{share['low']:.2f} {share['high']:.2f}]"
        table.add_row(NAMES[measure], *cells, closed, str(share["n"]))
    return table


def markdown_table(results: Sequence[Mapping[str, Any]]) -> str:
    """The headline of saved results as Markdown: a row for each set and system."""
    columns = ("right_and_cited", "silent_right", "recall@5", "calibration_error", "quote_exact")
    lines = [
        "| questions | system | n | " + " | ".join(NAMES[c] for c in columns) + " |",
        "|---|---|---:|" + "---:|" * len(columns),
    ]
    for result in results:
        systems = {result["system"]: result, **result.get("baselines", {})}
        for system, part in systems.items():
            cells = " | ".join(figure(part["metrics"].get(column)) for column in columns)
            lines.append(f"| {result['set']} | {system} | {part['n']} | {cells} |")
    return "\n".join(lines)
