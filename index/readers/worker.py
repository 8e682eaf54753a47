"""The process that reads documents: takes them from standard input, answers on standard output.

``guard.py`` starts it. What it may do is bounded before it sees the first document.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from threading import Timer
from typing import Any, BinaryIO
from unicodedata import category

from index.errors import UnreadableDocument
from index.readers import KINDS

Read = Callable[[bytes], str]

IDLE = 30.0
"""Seconds after which a process that is given nothing ends."""

_FORBIDDEN = (
    "socket.connect",
    "socket.bind",
    "socket.getaddrinfo",
    "socket.sendto",
    "subprocess.Popen",
    "os.system",
    "os.exec",
    "os.fork",
    "os.posix_spawn",
    "os.remove",
    "os.rename",
    "os.mkdir",
    "os.rmdir",
    "ctypes.dlopen",
)


def main() -> None:
    """Reads documents until there are no more."""
    kind, memory, characters = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    source, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    # Whatever a library prints goes nowhere.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    read = _reader(kind)
    _bound(memory)
    while size := _next(source):
        reply = answer(kind, read, source.read(size), characters)
        answers.write(json.dumps(reply).encode() + b"\n")
        answers.flush()


def _reader(kind: str) -> Read:
    """The reader of a kind; where its library is missing, one that says so."""
    try:
        module = import_module(f"index.readers.{KINDS[kind].module}")
    except ImportError as error:
        missing = UnreadableDocument(
            "",
            f"a {KINDS[kind].name} cannot be read without {KINDS[kind].package} ({error})",
            "Install pullquote again, with all that it needs.",
        )

        def refuse(data: bytes) -> str:
            raise missing

        return refuse
    read: Read = module.read
    return read


def _next(source: BinaryIO) -> int:
    """The size of the next document, or 0; the process ends where none comes for long."""
    bored = Timer(IDLE, os._exit, [0])
    bored.daemon = True
    bored.start()
    try:
        return int(source.readline() or 0)
    finally:
        bored.cancel()


def answer(kind: str, read: Read, data: bytes, characters: int) -> dict[str, str]:
    """What is made of a document: its ``text``, or a ``reason`` and a ``remedy``."""
    name = KINDS[kind].name
    try:
        return {"text": clean(read(data)[: characters + 1])}
    except UnreadableDocument as error:
        return {"reason": error.reason, "remedy": error.remedy}
    except MemoryError:
        return {
            "reason": f"the {name} takes too much memory; it may be made to harm who opens it",
            "remedy": "If you trust it, save its text as plain text.",
        }
    except Exception as error:  # a parser may stumble over a damaged file in any way
        said = " ".join(str(error).split())[:120] or type(error).__name__
        return {
            "reason": f"the {name} is damaged, or is something else ({said})",
            "remedy": "Open it in the program that made it and save it again.",
        }


def clean(text: str) -> str:
    """The text without control characters, which nobody sees, and without lone surrogates."""
    kept = (c if c == "\n" or category(c) != "Cc" else " " if c == "\t" else "" for c in text)
    return "".join(kept).encode("utf-8", "replace").decode("utf-8")


def _bound(memory: int) -> None:
    """Takes away what reading a document does not need."""
    try:
        import resource
    except ImportError:  # not on Windows; the time is bounded there too
        pass
    else:
        for limit, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CORE, 0)):
            with suppress(OSError, ValueError):  # a system that knows no such limit
                resource.setrlimit(limit, (most, most))
    sys.addaudithook(_refuse)


def _refuse(event: str, args: tuple[Any, ...]) -> None:
    writes = event == "open" and _writes(args)
    if writes or event in _FORBIDDEN:
        raise PermissionError(f"a document reader must not do this: {event}")


def _writes(args: tuple[Any, ...]) -> bool:
    mode, flags = args[1], args[2]
    if isinstance(mode, str):
        return any(letter in mode for letter in "wax+")
    return bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)) if isinstance(flags, int) else False
