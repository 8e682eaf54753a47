"""One wait for everything: all tries for an answer share it."""

from __future__ import annotations

import time
from collections.abc import Callable


class Deadline:
    """The end of a wait of ``seconds`` that begins now."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.seconds = seconds
        self._clock = clock
        self._end = clock() + seconds

    def left(self) -> float:
        """Seconds until the end, 0.0 from then on."""
        return max(0.0, self._end - self._clock())

    def over(self) -> bool:
        """Whether nothing is left."""
        return self.left() <= 0.0
