"""Locks between processes in a data folder: one writer at a time; readers are never kept out."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from index.errors import DataFolderLocked

WAIT_SECONDS = 60.0


def writer_lock(folder: Path, *, wait: float = WAIT_SECONDS) -> AbstractContextManager[None]:
    """Held while the folder's index is written. Raises ``DataFolderLocked`` after ``wait`` s."""
    return _held(folder, "writer.lock", wait, "has been indexing into it")


def opening_lock(folder: Path, *, wait: float = WAIT_SECONDS) -> AbstractContextManager[None]:
    """Held while the vector store is opened: two processes must not make its tables at once.

    Raises ``DataFolderLocked`` after ``wait`` s.
    """
    return _held(folder, "opening.lock", wait, "has been opening it")


@contextmanager
def _held(folder: Path, name: str, wait: float, doing: str) -> Iterator[None]:
    """A lock of SQLite's own on an empty database.

    It works on every system, and the operating system lets go of it when a process dies, so that
    no stale lock file is ever left behind.
    """
    try:
        database = sqlite3.connect(
            folder / name, timeout=wait, isolation_level=None, check_same_thread=False
        )
    except sqlite3.Error as error:
        raise DataFolderLocked(folder, f"cannot be written ({error})") from error
    try:
        try:
            database.execute("BEGIN EXCLUSIVE")
        except sqlite3.Error as error:
            reason = f"another pullquote {doing} for {wait:.0f} seconds"
            if "locked" not in str(error):
                reason = f"cannot be written ({error})"
            raise DataFolderLocked(folder, reason) from error
        yield
    finally:
        database.close()
