"""Waiting for an answer in such a way that the reader can stop at any moment."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

T = TypeVar("T")

OFTEN = 0.25
"""Seconds after which whoever waits is given a moment to stop."""

_END = object()


def stoppable(start: Callable[[], Iterator[T]], often: float = OFTEN) -> Iterator[T | None]:
    """The items of ``start()``, made in another thread, and None whenever none came in time.

    Gradio stops a generator only between two items, and a language model may be silent for long.
    What the thread raises is raised here. Once it is closed, the source is closed at its next item.
    """
    items: queue.SimpleQueue[Any] = queue.SimpleQueue()
    stopped = threading.Event()

    def run() -> None:
        try:
            source = start()
            for item in source:
                items.put((item, None))
                if stopped.is_set():
                    getattr(source, "close", lambda: None)()
                    return
            items.put((_END, None))
        except BaseException as error:
            items.put((None, error))

    threading.Thread(target=run, name="answer", daemon=True).start()
    try:
        while True:
            try:
                item, error = items.get(timeout=often)
            except queue.Empty:
                yield None
                continue
            if error is not None:
                raise error
            if item is _END:
                return
            yield item
    finally:
        stopped.set()
