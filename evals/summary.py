"""Records to figures: each measure with its 95% interval, over all questions and kind by kind.

The result of a set, as ``evals/results/SET.json`` keeps it and the README's table is made from::

    {"set": "news", "system": "pullquote", "n": 718, "articles": 40,
     "metrics": {"right_and_cited": {"value": 0.7, "low": 0.66, "high": 0.74, "n": 520}, …},
     "kinds": {"factoid": {"n": 161, "metrics": {…}}, …},
     "baselines": {"bm25": {"n": 718, "metrics": {…}, "kinds": {…}}, …},
     "checksum": "…", "command": "pullquote eval news --save"}

``n`` of a measure is the number of questions that it applies to. Figures are shares in [0, 1].
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from evals.curves import curves
from evals.metrics.intervals import mean
from evals.scoring import Record

MEANS = {
    "answer_right": "answer right",
    "citation_right": "citation right",
    "right_and_cited": "right and rightly cited",
    "silent_right": "rightly silent",
    "decision_right": "abstention right",
    "wrongly_silent": "wrongly silent",
    "answer_shown": "gold words shown",
    "exact_match": "exact match",
    "token_f1": "token F1",
    "citation_precision": "citation precision",
    "citation_recall": "citation recall",
    "recall@1": "evidence recall@1",
    "recall@3": "evidence recall@3",
    "recall@5": "evidence recall@5",
    "mrr": "MRR",
    "ndcg@5": "nDCG@5",
    "quote_exact": "quotes exact",
    "error": "errors",
}
CURVES = {
    "answered_right": "answers given that are right",
    "abstention_precision": "abstention precision",
    "risk_area": "area under risk–coverage",
    "coverage_at_95": "coverage at 95% precision",
    "calibration_error": "calibration error",
}
NAMES = MEANS | CURVES
_NOTES = 5
LOWER_IS_BETTER = frozenset({"wrongly_silent", "error", "risk_area", "calibration_error"})

Figures = dict[str, dict[str, float | int]]


def summarise(records: Sequence[Record]) -> dict[str, Any]:
    """``{"n", "articles", "metrics", "kinds"}`` of one system on one set."""
    kinds = {r["kind"]: None for r in records}
    by_kind = {kind: [r for r in records if r["kind"] == kind] for kind in kinds}
    return {
        "n": len(records),
        "articles": len({r["article"] for r in records}),
        "metrics": means(records) | {k: e.to_dict() for k, e in curves(records).items()},
        "kinds": {k: {"n": len(v), "metrics": means(v)} for k, v in by_kind.items()},
        **usage(records),
        **notes(records),
    }


def notes(records: Sequence[Record]) -> dict[str, Any]:
    """``{"notes": …}`` where answers bear one, such as why no language model wrote: how often."""
    found = Counter(r["answer"]["note"] for r in records if r["answer"] and r["answer"].get("note"))
    return {"notes": dict(found.most_common(_NOTES))} if found else {}


def usage(records: Sequence[Record]) -> dict[str, Any]:
    """``{"usage": …}`` where a language model was used: its tokens in all, and dollars if known."""
    found = [r["answer"]["usage"] for r in records if r["answer"] and r["answer"].get("usage")]
    if not found:
        return {}
    costs = [one["cost"] for one in found]
    return {
        "usage": {
            "questions": len(found),
            "written": sum((r["answer"] or {}).get("mode") == "generative" for r in records),
            "tokens_in": sum(one["tokens_in"] for one in found),
            "tokens_out": sum(one["tokens_out"] for one in found),
            "cost": None if None in costs else round(sum(costs), 6),
        }
    }


def means(records: Sequence[Record]) -> Figures:
    """Every measure that is a mean over questions, of those that it applies to."""
    figures: Figures = {}
    for name in MEANS:
        scored = [r for r in records if name in r["scores"]]
        if scored:
            values = [r["scores"][name] for r in scored]
            figures[name] = mean(values, [r["article"] for r in scored]).to_dict()
    return figures


def is_right(record: Record) -> bool:
    """Whether an answer that was given is right and rightly cited."""
    return bool(record["scores"].get("right_and_cited", 0.0))


def answered(records: Sequence[Record]) -> list[Record]:
    """The records whose system gave an answer and was not silent."""
    return [r for r in records if r["answer"] and not r["answer"]["abstained"]]
