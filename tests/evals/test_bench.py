from __future__ import annotations

import time

import pytest

from evals.bench import Stopwatch, Timing, machine, measure, peak_memory, spread, table


def test_spread_is_the_median_and_the_nearest_rank() -> None:
    found = spread([0.001 * n for n in range(1, 101)])
    assert (found.p50, found.p95) == (50.5, 95.0)
    alone = spread([0.004])
    assert (alone.p50, alone.p95) == (4.0, 4.0)


class Worker:
    def work(self, seconds: float) -> str:
        time.sleep(seconds)
        return "done"

    def fail(self) -> None:
        raise ValueError("no")


def test_a_stage_is_timed_and_what_it_does_is_left_alone() -> None:
    watch = Stopwatch()
    original = Worker.work
    with watch.on("reading", Worker, "work"):
        assert Worker().work(0.02) == "done"
        assert Worker().work(seconds=0.02) == "done"
    lap = watch.lap()
    assert 0.04 <= lap["reading"] < 1
    assert lap["embedding"] == 0
    assert watch.lap()["reading"] == 0
    assert Worker.work is original


def test_a_stage_that_fails_is_timed_too_and_put_back() -> None:
    watch = Stopwatch()
    original = Worker.fail
    with pytest.raises(ValueError, match="no"), watch.on("reading", Worker, "fail"):
        Worker().fail()
    assert watch.lap()["reading"] > 0
    assert Worker.fail is original


def test_the_stages_add_up_to_the_whole_and_none_is_empty() -> None:
    result, text = measure("shipped", limit=3, threads=1)
    for timing in result["timings"]:
        assert timing["questions"] == 3
        assert timing["whole"]["p50"] > 0
        for stage in ("embedding", "vector search", "lexical search", "reading"):
            assert 0 < timing["stages"][stage]["p50"] < timing["whole"]["p95"], stage
        assert timing["stages"]["rest"]["p50"] >= 0
    assert 0 < result["indexing"]["share"] <= 1.5
    assert "ask()" in text
    assert machine()[:8] in text


def test_the_table_has_a_row_for_each_call() -> None:
    one = spread([0.001])
    lines = table([Timing("ask()", 1, one, {"reading": one})]).splitlines()
    assert lines[0] == "| ms, p50 / p95 | whole | reading |"
    assert lines[2] == "| ask() | 1.0 / 1.0 | 1.0 / 1.0 |"


def test_memory_is_counted_in_megabytes() -> None:
    assert 10 < peak_memory() < 10_000
