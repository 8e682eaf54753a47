from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

from web.wait import stoppable


def test_every_item_comes_in_order() -> None:
    assert [x for x in stoppable(lambda: iter(range(5))) if x is not None] == list(range(5))


def test_whoever_waits_is_let_go_of_now_and_then() -> None:
    def slow() -> Iterator[int]:
        time.sleep(0.2)
        yield 1

    found = list(stoppable(slow, often=0.02))
    assert found[-1] == 1
    assert found.count(None) >= 3


def test_what_goes_wrong_is_raised_here() -> None:
    def broken() -> Iterator[int]:
        yield 1
        raise OSError("it broke")

    waiting = stoppable(broken)
    assert next(waiting) == 1
    with pytest.raises(OSError, match="it broke"):
        list(waiting)


def test_a_source_that_is_left_is_closed_at_its_next_item() -> None:
    closed, go = threading.Event(), threading.Event()

    def source() -> Iterator[int]:
        try:
            yield 1
            go.wait(5)
            yield 2
            yield 3
        finally:
            closed.set()

    waiting = stoppable(source, often=0.02)
    assert next(waiting) == 1
    assert next(waiting) is None
    waiting.close()  # type: ignore[attr-defined]
    go.set()
    assert closed.wait(5)
