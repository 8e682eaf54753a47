"""A progress bar on the terminal for work that takes longer than a second."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

Progress = Callable[[int, int], None]
"""Is told how many passages are embedded, of how many."""

SHOW_AFTER = 1.0


@contextmanager
def terminal_progress(title: str = "Indexing") -> Iterator[Progress]:
    """A ``Progress`` that draws on standard error once a second has gone by."""
    began = time.monotonic()
    bar: Bar | None = None
    task = None

    def report(done: int, total: int) -> None:
        nonlocal bar, task
        if bar is None and time.monotonic() - began > SHOW_AFTER and done < total:
            from rich.console import Console
            from rich.progress import Progress as Bar

            bar = Bar(console=Console(file=sys.stderr), transient=True)
            task = bar.add_task(title, total=total)
            bar.start()
        if bar is not None and task is not None:
            bar.update(task, completed=done, total=total)

    try:
        yield report
    finally:
        if bar is not None:
            bar.stop()
