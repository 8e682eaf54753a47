"""Reads a document in a process of its own, which may take only so long and so much memory.

A document comes from anywhere, and may be made to harm whoever opens it. The process that parses
it writes no file, starts no program and reaches no network; it is ended when it takes too long, and
whatever becomes of it, ours goes on. It is kept for the next document and ends by itself when none
comes.
"""

from __future__ import annotations

import atexit
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore, Event, Lock, Timer

from index.errors import EmptyArticle, UnreadableDocument
from index.readers import KINDS

MAX_BYTES = 50 * 2**20
"""Bytes of the largest document that is read."""
MAX_CHARACTERS = 5_000_000
"""Characters of the longest text that is taken out of one."""

_USES = 100
"""Documents that one process reads before a fresh one takes its place."""
_BOOT = "import sys; sys.path[:] = sys.argv[4:]; from index.readers.worker import main; main()"


@dataclass(frozen=True, slots=True)
class Limits:
    """What the reading of one document may take: seconds, and bytes of memory."""

    seconds: float = 60.0
    memory: int = 2**30


LIMITS = Limits()


def read_document(kind: str, data: bytes, source: str, limits: Limits = LIMITS) -> str:
    """The text of a document of one of ``KINDS``; ``source`` names it in messages.

    Raises:
        EmptyArticle: it holds no words.
        UnreadableDocument: it is damaged, locked, too large or none of that kind.
    """
    name = KINDS[kind].name
    if not data.strip():
        raise EmptyArticle(source)
    if len(data) > MAX_BYTES:
        raise UnreadableDocument(
            source,
            f"the {name} has {len(data) / 2**20:.0f} MB, at most {MAX_BYTES >> 20} are read",
            "Take its pictures out, divide it, or save its text as plain text.",
        )
    reply = _ask(kind, data, source, limits)
    if "text" not in reply:
        raise UnreadableDocument(source, reply["reason"], reply["remedy"])
    text = reply["text"]
    if not text.strip():
        raise EmptyArticle(source)
    if len(text) > MAX_CHARACTERS:
        raise UnreadableDocument(
            source,
            f"the {name} holds {len(text):,} characters, at most {MAX_CHARACTERS:,} are read",
            "Divide it into several files.",
        )
    return text


def _ask(kind: str, data: bytes, source: str, limits: Limits) -> dict[str, str]:
    name = KINDS[kind].name
    try:
        try:
            with _worker(kind, limits) as worker:
                return worker.read(data)
        except EOFError:
            if not worker.uses:
                raise
        # One that had waited may have ended just then; a fresh one ends over the document alone.
        with _worker(kind, limits, fresh=True) as worker:
            return worker.read(data)
    except TimeoutError:
        raise UnreadableDocument(
            source,
            f"reading the {name} took more than {limits.seconds:g} seconds",
            "Divide it into several files, or save its text as plain text.",
        ) from None
    except EOFError:
        raise UnreadableDocument(
            source,
            f"reading the {name} took too much memory, or broke what reads it",
            "Save it anew with another program, or save its text as plain text.",
        ) from None


class Worker:
    """A process that reads documents of one kind, one after another."""

    def __init__(self, kind: str, limits: Limits) -> None:
        self.recipe = (kind, limits)
        self.uses = 0
        paths = [path or str(Path.cwd()) for path in sys.path]
        given = [kind, str(limits.memory), str(MAX_CHARACTERS)]
        # Only our own code is run, with the interpreter that runs this.
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-c", _BOOT, *given, *paths],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    @property
    def alive(self) -> bool:
        """Whether it can be given another document."""
        return self._process.poll() is None and self.uses < _USES

    def read(self, data: bytes) -> dict[str, str]:
        """What it made of the document: its ``text``, or a ``reason`` and a ``remedy``.

        Raises ``TimeoutError`` where it was ended for being late, ``EOFError`` where it ended.
        """
        assert self._process.stdin and self._process.stdout
        late = Event()
        timer = Timer(self.recipe[1].seconds, self._end, [late])
        timer.daemon = True
        timer.start()
        try:
            self._process.stdin.write(b"%d\n" % len(data) + data)
            self._process.stdin.flush()
            reply = json.loads(self._process.stdout.readline())
        except (OSError, ValueError):
            self.close()
            raise (TimeoutError if late.is_set() else EOFError) from None
        finally:
            timer.cancel()
        self.uses += 1
        return {str(key): str(value) for key, value in reply.items()}

    def _end(self, late: Event) -> None:
        late.set()
        self._process.kill()

    def close(self) -> None:
        """Ends it at once."""
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):  # what was not yet sent goes nowhere
                if pipe:
                    pipe.close()
        self._process.wait()


_turn = BoundedSemaphore(2)
_lock = Lock()
_waiting: list[Worker] = []


@contextmanager
def _worker(kind: str, limits: Limits, *, fresh: bool = False) -> Iterator[Worker]:
    """A process to read with, when it is this call's turn; it waits for the next one after."""
    with _turn:
        worker = None if fresh else _take(kind, limits)
        worker = worker or Worker(kind, limits)
        try:
            yield worker
        finally:
            if worker.alive:
                with _lock:
                    _waiting.append(worker)
            else:
                worker.close()


def _take(kind: str, limits: Limits) -> Worker | None:
    """One that waits, if there is one; those that ended waiting are put away."""
    with _lock:
        ended = [worker for worker in _waiting if not worker.alive]
        for worker in ended:
            _waiting.remove(worker)
        found = next((w for w in _waiting if w.recipe == (kind, limits)), None)
        if found:
            _waiting.remove(found)
    for worker in ended:
        worker.close()
    return found


@atexit.register
def close_workers() -> None:
    """Ends the processes that wait for a document."""
    with _lock:
        while _waiting:
            _waiting.pop().close()
