"""One whole run: systems made, every question asked, figures and files written."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from evals import meta
from evals.cost import Estimate, Purse, estimate
from evals.errors import OptionsClash
from evals.folder import RunFolder
from evals.gate import Condition, junit
from evals.metrics.intervals import SEED
from evals.run import Tick, latency, run_set
from evals.samples import EvalSet, checksum
from evals.scoring import Record
from evals.summary import summarise
from evals.systems import Factory, Pullquote, RetrievalOf, System
from rag.settings import Settings

Watch = Callable[[str, int], Tick]
"""Called with what begins and how many questions it has; gives what counts them."""

Tell = Callable[[Estimate], None]
"""Called with what a set is likely to cost, before anything is asked."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be run."""

    sets: tuple[EvalSet, ...]
    systems: Mapping[str, Factory]
    out: Path
    limit: int | None = None
    workers: int = 1
    conditions: tuple[Condition, ...] = ()
    max_cost: float | None = None


@dataclass(slots=True)
class Outcome:
    """What came of it: by set and system the records, the figures and the latency."""

    folder: RunFolder
    results: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    latencies: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    records: dict[tuple[str, str], list[Record]] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)

    def main(self) -> dict[str, dict[str, Any]]:
        """The figures of the first system, by set: those that conditions are on."""
        return {name: next(iter(systems.values())) for name, systems in self.results.items()}


def own_systems(
    retrieval_only: bool = False, settings: Settings | None = None
) -> dict[str, Factory]:
    """The chain that ships, under its name, with the settings or those of the environment."""
    if retrieval_only:
        return {Pullquote.name: lambda texts: RetrievalOf(Pullquote.over(texts, settings))}
    return {Pullquote.name: lambda texts: Pullquote.over(texts, settings)}


def limited(chosen: EvalSet, limit: int | None) -> EvalSet:
    """At most ``limit`` questions, spread evenly over the set, of all its articles."""
    n = len(chosen.samples)
    if limit is None or limit >= n:
        return chosen
    few = tuple(chosen.samples[i * n // limit] for i in range(limit))
    return replace(chosen, samples=few, checksum=checksum(few, chosen.articles))


def execute(
    plan: Plan,
    watch: Watch = lambda what, n: lambda done: None,
    tell: Tell = lambda estimate: None,
) -> Outcome:
    """Runs the plan, or what is left of it in its folder.

    Raises:
        OptionsClash: two sets have one name.
        RunTaken, RunMismatch: the folder holds something else than this run.
        BadCondition: a condition names a set that is not in the plan.
        CostLimit, CostUnknown: it costs, or would cost, more than it may.
    """
    began, clock = datetime.now(UTC), time.perf_counter()
    sets = [limited(chosen, plan.limit) for chosen in plan.sets]
    for name, times in Counter(chosen.name for chosen in sets).items():
        if times > 1:
            raise OptionsClash(f"a set called {name!r}", f"{times - 1} more", "rename a file")
    made = {(s.name, key): make(s.articles) for s in sets for key, make in plan.systems.items()}
    outcome = Outcome(RunFolder.begin(plan.out, _meta(plan, sets, made)))
    purse = _purse(plan, sets, made, outcome.folder, tell)
    for chosen in sets:
        outcome.folder.keep_set(chosen)
        for key in plan.systems:
            _run_one(plan, chosen, made[chosen.name, key], outcome, watch, purse)
    for condition in plan.conditions:
        outcome.failed += condition.check(outcome.main())
    _write(outcome, began, time.perf_counter() - clock)
    return outcome


def _purse(
    plan: Plan,
    sets: Sequence[EvalSet],
    made: Mapping[tuple[str, str], System],
    folder: RunFolder,
    tell: Tell,
) -> Purse:
    """The money for the run, once what is left of it has been estimated and told."""
    purse = Purse(plan.max_cost)
    found = []
    for chosen in sets:
        for key in plan.systems:
            done = folder.records(chosen.name, made[chosen.name, key].name)
            for record in done:
                purse.pay(record)
            if one := estimate(chosen, made[chosen.name, key], len(done)):
                tell(one)
                found.append(one)
    purse.afford(found)
    return purse


def _run_one(
    plan: Plan,
    chosen: EvalSet,
    system: System,
    outcome: Outcome,
    watch: Watch,
    purse: Purse,
) -> None:
    with suppress(Exception):  # the first question should not pay for what is loaded once
        system.retrieve(chosen.samples[0].question, 1)
    tick = watch(f"{chosen.name} · {system.name}", len(chosen.samples))
    began = time.perf_counter()
    records, seconds = run_set(
        chosen, system, outcome.folder, workers=plan.workers, tick=tick, purse=purse
    )
    outcome.records[chosen.name, system.name] = records
    outcome.results.setdefault(chosen.name, {})[system.name] = summarise(records)
    outcome.latencies.setdefault(chosen.name, {})[system.name] = latency(
        seconds, time.perf_counter() - began, plan.workers
    )


def _meta(
    plan: Plan, sets: Sequence[EvalSet], made: Mapping[tuple[str, str], System]
) -> dict[str, Any]:
    return {
        "format": 1,
        "sets": {
            s.name: {"questions": len(s.samples), "articles": len(s.articles), "sha256": s.checksum}
            for s in sets
        },
        "systems": list(plan.systems),
        "limit": plan.limit,
        "settings": {system.name: system.settings() for system in made.values()},
        "seed": SEED,
        "versions": meta.versions(),
        "models": meta.models(),
        "code": meta.code(),
        "git": meta.git(),
        "machine": meta.machine(),
    }


def _write(outcome: Outcome, began: datetime, seconds: float) -> None:
    folder = outcome.folder
    folder.write("summary.json", {"results": outcome.results, "failed": outcome.failed})
    folder.write_text(
        "junit.xml", junit(((*key, r) for key, r in outcome.records.items()), outcome.failed)
    )
    times = {
        "began": began.isoformat(timespec="seconds"),
        "seconds": round(seconds, 1),
        "latency": outcome.latencies,
    }
    folder.write("times.json", times)
    write_report(folder)


def write_report(folder: RunFolder, before: RunFolder | None = None) -> Path:
    """Writes the page of a run, with what flipped since another where one is given.

    Raises:
        NotARun: a folder holds no finished run.
    """
    from evals.report import page

    records = _by_set(folder)
    sets = [folder.set(name) for name in records]
    text = page(
        folder.meta(),
        sets,
        records,
        {
            name: {key: summarise(r) for key, r in systems.items()}
            for name, systems in records.items()
        },
        folder.times(),
        _by_set(before) if before else None,
    )
    folder.write_text("report.html", text)
    return folder.path / "report.html"


def _by_set(folder: RunFolder) -> dict[str, dict[str, list[Record]]]:
    """Records by set and system, in the order of the run."""
    meta_ = folder.meta()
    pairs = folder.pairs()
    order = {key: n for n, key in enumerate([*meta_["sets"], *meta_["settings"]])}
    found: dict[str, dict[str, list[Record]]] = {}
    for name, key in sorted(pairs, key=lambda p: (order.get(p[0], 0), order.get(p[1], 0))):
        found.setdefault(name, {})[key] = folder.records(name, key)
    return found
