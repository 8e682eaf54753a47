"""Puts every question of a set to a system, in order, and keeps a record of each as it comes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from evals.cost import Purse
from evals.errors import RunMismatch
from evals.folder import RunFolder, dumps
from evals.metrics.intervals import percentile
from evals.samples import EvalSet, Sample
from evals.scoring import Record, record
from evals.systems import DEPTH, System

Tick = Callable[[int], None]
"""Called with the number of questions just done."""


@dataclass(frozen=True, slots=True)
class Timed:
    """A record, and the seconds that the question took."""

    record: Record
    seconds: float


def ask_one(system: System, sample: Sample, articles: dict[str, str]) -> Timed:
    """One question asked and judged; whatever it raises becomes a record of an error.

    The hits are those that the answer was read from; a system that shows none is asked to retrieve.
    """
    began = time.perf_counter()
    try:
        answer = system.ask(sample.question, sample.turns)
    except Exception as error:  # any failure of the system is a result, to be counted
        seconds = time.perf_counter() - began
        said = f"{type(error).__name__}: {error}"
        return Timed(record(sample, None, [], articles, said), seconds)
    seconds = time.perf_counter() - began
    if answer is not None and (answer.hits or not sample.answerable):
        return Timed(record(sample, answer, list(answer.hits[:DEPTH]), articles), seconds)
    began = time.perf_counter()
    asks = answer is not None
    try:
        hits = system.retrieve(answer.question if answer else sample.question, DEPTH)
    except Exception as error:
        said = f"{type(error).__name__}: {error}"
        failed = record(sample, None, [], articles, said, asks=asks)
        return Timed(failed, time.perf_counter() - began)
    if not asks:
        seconds = time.perf_counter() - began
    return Timed(record(sample, answer, hits, articles, asks=asks), seconds)


def ask_all(
    system: System,
    samples: Sequence[Sample],
    articles: dict[str, str],
    workers: int = 1,
    purse: Purse | None = None,
) -> Iterator[Timed]:
    """All of them, in order; with several workers they are asked at the same time.

    Raises:
        CostLimit: the purse has not enough for one more question.
    """
    money = purse or Purse()

    def ask(sample: Sample) -> Timed:
        money.check()
        timed = ask_one(system, sample, articles)
        money.pay(timed.record)
        return timed

    if workers <= 1:
        yield from map(ask, samples)
        return
    pool = ThreadPoolExecutor(workers)
    try:
        yield from pool.map(ask, samples)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def run_set(
    chosen: EvalSet,
    system: System,
    folder: RunFolder,
    *,
    workers: int = 1,
    tick: Tick = lambda _: None,
    purse: Purse | None = None,
) -> tuple[list[Record], list[float]]:
    """Asks what has no record yet; gives all records, and the seconds of the questions asked now.

    Raises:
        RunMismatch: the folder's records are not of the set's questions.
        CostLimit: the purse has not enough for one more question.
    """
    done = folder.records(chosen.name, system.name)
    ids = [sample.id for sample in chosen.samples]
    if [r["id"] for r in done] != ids[: len(done)]:
        before = [r["id"] for r in done][:3]
        what = f"{folder.path}: the order of questions"
        raise RunMismatch(what, before, ids[:3], "give another folder with --out")
    folder.rewrite(chosen.name, system.name, done)
    tick(len(done))
    seconds: list[float] = []
    with folder.file(chosen.name, system.name).open("a", encoding="utf-8", newline="\n") as file:
        for timed in ask_all(system, chosen.samples[len(done) :], chosen.articles, workers, purse):
            file.write(dumps(timed.record) + "\n")
            file.flush()
            done.append(timed.record)
            seconds.append(timed.seconds)
            tick(1)
    return done, seconds


def latency(
    seconds: Sequence[float], wall: float | None = None, at_once: int = 1
) -> dict[str, Any]:
    """Milliseconds of a question: the median, the 95th percentile, the longest; and all seconds.

    ``wall`` is how long all of them took together, which is less than their sum where several are
    asked ``at_once``; ``per_minute`` is how many questions that makes.
    """
    total = sum(seconds)
    took = total if wall is None else wall
    return {
        "n": len(seconds),
        "at_once": at_once,
        "p50_ms": round(1000 * percentile(seconds, 0.5), 2),
        "p95_ms": round(1000 * percentile(seconds, 0.95), 2),
        "max_ms": round(1000 * max(seconds, default=0.0), 2),
        "total_s": round(total, 2),
        "wall_s": round(took, 2),
        "per_minute": round(60 * len(seconds) / took) if took else 0,
        "seconds": [round(s, 5) for s in seconds],
    }
