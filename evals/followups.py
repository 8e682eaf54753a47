"""How much of what a follow-up lacks is made up for by resolving it.

Each follow-up is asked three ways: as it stands, as a turn of its conversation, and as a person
would ask it on its own (its ``rewrite``). What is recovered is the share of the gap between the
first and the last that the second closes.

CANARD (Elgohary et al. 2019) has rewrites but no articles to ask; there the words are compared: the
token F1 of the resolved question with the human rewrite, against that of the question as it stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from evals.formats import load_canard
from evals.metrics.intervals import Estimate, bootstrap, mean
from evals.metrics.text import token_f1
from evals.run import Tick, ask_one
from evals.samples import EvalSet, Sample
from evals.scoring import Record
from evals.systems import System

WAYS = ("raw", "resolved", "rewrite")
MEASURES = ("right_and_cited", "answer_right", "recall@1", "recall@5", "silent_right")

Asked = dict[str, list[Record]]
"""The records of each way, in the same order."""


def recovered(raw: float, own: float, human: float) -> float:
    """The share of the gap from ``raw`` to ``human`` that ``own`` closes; 0.0 where there is none.

    Below 0 where resolving did harm, above 1 where it beat the human rewrite.
    """
    return (own - raw) / (human - raw) if human > raw else 0.0


def ask_three_ways(chosen: EvalSet, system: System, tick: Tick = lambda _: None) -> Asked:
    """Every question with a history and a rewrite, asked as it stands, resolved, and rewritten."""
    asked: Asked = {way: [] for way in WAYS}
    for sample in leaning(chosen):
        for way, shown in _shown(sample).items():
            asked[way].append(ask_one(system, shown, chosen.articles).record)
        tick(1)
    return asked


def leaning(chosen: EvalSet) -> list[Sample]:
    """The samples with a history and a rewrite."""
    return [sample for sample in chosen.samples if sample.history and sample.rewrite]


def _shown(sample: Sample) -> dict[str, Sample]:
    alone = replace(sample, history=())
    return {
        "raw": alone,
        "resolved": sample,
        "rewrite": replace(alone, question=sample.rewrite),
    }


def summarise_ways(asked: Asked) -> dict[str, Any]:
    """For each measure its mean each way, and the share of the gap that is recovered."""
    found = {}
    for name in MEASURES:
        rows = [
            tuple(records[i]["scores"][name] for records in asked.values())
            for i, record in enumerate(asked["raw"])
            if name in record["scores"]
        ]
        clusters = [r["article"] for r in asked["raw"] if name in r["scores"]]
        if rows:
            means = {w: mean([row[n] for row in rows], clusters) for n, w in enumerate(WAYS)}
            found[name] = {
                **{way: estimate.to_dict() for way, estimate in means.items()},
                "recovered": _recovered(rows, clusters).to_dict(),
            }
    return {"n": len(asked["raw"]), "measures": found}


def _recovered(rows: Sequence[tuple[float, ...]], clusters: Sequence[str]) -> Estimate:
    def share(ids: Sequence[int]) -> float:
        raw, own, human = (sum(rows[i][way] for i in ids) for way in range(3))
        return recovered(raw, own, human)

    return bootstrap(share, clusters)


@dataclass(frozen=True, slots=True)
class Words:
    """CANARD's figures: token F1 with the human rewrite, before and after resolving."""

    n: int
    raw: Estimate
    resolved: Estimate
    recovered: float


def canard_words(path: Path, limit: int | None = None) -> Words:
    """How near resolved questions come to CANARD's rewrites. Raises ``UnknownFormat``."""
    from rag.resolve import resolve

    rows = load_canard(path)
    rows = rows[:: max(1, len(rows) // limit)][:limit] if limit else rows
    raw = [token_f1(row.rewrite, row.question) for row in rows]
    own = [token_f1(row.rewrite, resolve(row.question, row.turns)[0].question) for row in rows]
    clusters = [row.id.split("#")[0] for row in rows]
    before, after = mean(raw, clusters), mean(own, clusters)
    return Words(len(rows), before, after, recovered(before.value, after.value, 1.0))
