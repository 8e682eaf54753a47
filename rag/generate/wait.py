"""Work in a thread of its own, so that whatever it does, whoever waits is let go in time."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from rag.errors import ModelTrouble
from rag.generate.deadline import Deadline

T = TypeVar("T")

_END = object()


def pumped(
    start: Callable[[], Iterator[T]], deadline: Deadline, slow: Callable[[], ModelTrouble]
) -> Iterator[T]:
    """The items of ``start()``, made in another thread, given up on when the time is up.

    What the thread raises is raised here; ``slow()`` is raised at the deadline. Whoever stops
    asking closes the source at its next item.
    """
    items: queue.SimpleQueue[Any] = queue.SimpleQueue()
    stop = threading.Event()

    def pump() -> None:
        try:
            source = start()
            for item in source:
                items.put(item)
                if stop.is_set():
                    _close(source)
                    return
            items.put(_END)
        except BaseException as error:
            items.put(error)

    threading.Thread(target=pump, name="language-model", daemon=True).start()
    try:
        while True:
            try:
                item = items.get(timeout=deadline.left())
            except queue.Empty:
                raise slow() from None
            if item is _END:
                return
            if deadline.over():
                raise slow()
            if isinstance(item, BaseException):
                raise item
            yield item
    finally:
        stop.set()


def in_time(make: Callable[[], T], deadline: Deadline, slow: Callable[[], ModelTrouble]) -> T:
    """What ``make()`` gives, or ``slow()`` raised at the deadline."""
    return next(iter(pumped(lambda: iter([make()]), deadline, slow)))


def _close(source: Any) -> None:
    if hasattr(source, "close"):
        source.close()
