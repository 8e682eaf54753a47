"""Puts the answers of a run to judges, again and again, and says what that is worth."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from evals.folder import RunFolder
from evals.judges.case import Case, case_of
from evals.judges.evaluators import JUDGES, Judge
from evals.judges.llm import Asked, JudgeLLM
from evals.metrics.agreement import cohen_kappa, majority, wavers
from evals.metrics.intervals import bootstrap, mean
from rag.errors import ModelTrouble

Tick = Callable[[int], None]

_EVERY_TIME = frozenset({"key", "model", "quota"})
"""Troubles that would meet every other question too."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one judge said of one answer, the ``nth`` time."""

    id: str
    article: str
    judge: str
    nth: int
    passed: bool | None
    score: float | None
    reply: str
    right: bool

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {name: getattr(self, name) for name in self.__slots__}


def cases_of(folder: RunFolder, set_name: str, system: str, limit: int | None = None) -> list[Case]:
    """The answers of a run that can be judged, at most ``limit`` of them, evenly spread.

    Raises:
        NotARun: the questions are not there.
    """
    samples = {sample.id: sample for sample in folder.set(set_name).samples}
    records = folder.records(set_name, system)
    found = [case_of(samples[record["id"]], record) for record in records]
    cases = [case for case in found if case]
    n = len(cases)
    few = n if limit is None else min(limit, n)
    return [cases[i * n // few] for i in range(few)]


def judge_all(
    cases: Sequence[Case],
    asked: Asked,
    *,
    judges: Sequence[str] = tuple(JUDGES),
    repeat: int = 1,
    workers: int = 4,
    tick: Tick = lambda _: None,
) -> list[Judgement]:
    """Every judge on every case, ``repeat`` times, in a fixed order whatever comes first.

    Raises:
        CostLimit: more may not be spent; the replies so far are kept.
        ModelTrouble: the model refuses everything. One that fails once makes one reply unusable.
    """
    llms = [JudgeLLM(asked, nth) for nth in range(repeat)]
    todo = [(case, name, nth) for case in cases for name in judges for nth in range(repeat)]

    def one(item: tuple[Case, str, int]) -> Judgement:
        case, name, nth = item
        return _judged(case, name, JUDGES[name], llms[nth], nth)

    with _pool(workers) as pool:
        found = []
        for judgement in pool.map(one, todo):
            found.append(judgement)
            tick(1)
    return found


@contextlib.contextmanager
def _pool(workers: int) -> Iterator[ThreadPoolExecutor]:
    """Threads that do not begin what is left once one of them has raised."""
    pool = ThreadPoolExecutor(max(1, workers))
    try:
        yield pool
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _judged(case: Case, name: str, judge: Judge, llm: JudgeLLM, nth: int) -> Judgement:
    try:
        verdict, reply = judge(case, llm)
        passed, score = verdict.passed, verdict.score
    except ModelTrouble as error:
        if error.kind in _EVERY_TIME:
            raise
        passed, score, reply = None, None, f"no reply: {error}"
    shown = None if score is None else round(score, 6)
    return Judgement(case.id, case.article, name, nth, passed, shown, reply, case.right)


def summarise(judgements: Sequence[Judgement]) -> dict[str, dict[str, Any]]:
    """For each judge: what passed, the mean score, how often it wavered, and how far it agrees.

    A reply that cannot be read counts as not passed and with no score of its own: ``unusable`` says
    how many. ``agreement`` is with right and rightly cited, beyond chance.
    """
    by_judge: dict[str, dict[str, list[Judgement]]] = {}
    for one in judgements:
        by_judge.setdefault(one.judge, {}).setdefault(one.id, []).append(one)
    return {name: _figures(list(cases.values())) for name, cases in by_judge.items()}


def _figures(cases: Sequence[Sequence[Judgement]]) -> dict[str, Any]:
    clusters = [case[0].article for case in cases]
    passed = [majority([j.passed for j in case]) is True for case in cases]
    right = [case[0].right for case in cases]
    scores = [[j.score or 0.0 for j in case] for case in cases]

    def agreement(ids: Sequence[int]) -> float:
        return cohen_kappa([passed[i] for i in ids], [right[i] for i in ids])

    waver = [float(wavers([j.passed for j in case])) for case in cases]
    return {
        "n": len(cases),
        "repeats": max(len(case) for case in cases),
        "unusable": sum(j.passed is None for case in cases for j in case),
        "passed": mean([float(p) for p in passed], clusters).to_dict(),
        "score": mean([sum(s) / len(s) for s in scores], clusters).to_dict(),
        "wavered": mean(waver, clusters).to_dict(),
        "agreement": bootstrap(agreement, clusters).to_dict(),
        "right": mean([float(r) for r in right], clusters).to_dict(),
    }


def write(
    folder: RunFolder, set_name: str, system: str, judgements: Sequence[Judgement]
) -> Mapping[str, Any]:
    """Keeps every reply beside the records, ``judgements.jsonl``, and gives the figures."""
    from evals.folder import dumps

    text = "".join(dumps(j.to_dict()) + "\n" for j in judgements)
    folder.write_text(f"{set_name}/{system}/judgements.jsonl", text)
    return summarise(judgements)
