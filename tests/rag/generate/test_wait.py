"""One deadline, and work that is given up on."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

from rag.errors import ModelTrouble
from rag.generate.deadline import Deadline
from rag.generate.wait import in_time, pumped


def slow() -> ModelTrouble:
    return ModelTrouble("slow", "too slow")


def test_a_deadline_counts_down_to_nothing() -> None:
    now = [100.0]
    deadline = Deadline(5, clock=lambda: now[0])
    assert (deadline.left(), deadline.over()) == (5.0, False)
    now[0] = 104.0
    assert deadline.left() == 1.0
    now[0] = 109.0
    assert (deadline.left(), deadline.over()) == (0.0, True)


def test_items_come_in_order_and_errors_where_they_belong() -> None:
    def broken() -> Iterator[int]:
        yield 1
        yield 2
        raise ZeroDivisionError

    items = pumped(broken, Deadline(60), slow)
    assert [next(items), next(items)] == [1, 2]
    with pytest.raises(ZeroDivisionError):
        next(items)
    assert in_time(lambda: 3, Deadline(60), slow) == 3


def test_what_takes_too_long_is_given_up_on() -> None:
    let_go = threading.Event()
    began = time.monotonic()
    with pytest.raises(ModelTrouble, match="too slow"):
        in_time(lambda: let_go.wait(60), Deadline(0.1), slow)
    assert time.monotonic() - began < 5
    let_go.set()


def test_a_source_is_closed_when_nobody_listens() -> None:
    closed = threading.Event()

    def source() -> Iterator[int]:
        try:
            for n in range(10_000):
                time.sleep(0.001)
                yield n
        finally:
            closed.set()

    items = pumped(source, Deadline(60), slow)
    assert next(items) == 0
    items.close()  # type: ignore[attr-defined]
    assert closed.wait(20)
