"""One writer at a time in a data folder, across processes; readers are never kept out."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.errors import DataFolderLocked

WAIT_SECONDS = 60.0


@contextmanager
def writer_lock(folder: Path, *, wait: float = WAIT_SECONDS) -> Iterator[None]:
    """Holds the folder's write lock. Raises ``DataFolderLocked`` after ``wait`` seconds.

    The lock is SQLite's own, on an empty database: it works on every system, and the operating
    system lets go of it when a process dies, so no stale lock file is ever left behind.
    """
    try:
        database = sqlite3.connect(
            folder / "writer.lock", timeout=wait, isolation_level=None, check_same_thread=False
        )
    except sqlite3.Error as error:
        raise DataFolderLocked(folder, f"cannot be written ({error})") from error
    try:
        try:
            database.execute("BEGIN EXCLUSIVE")
        except sqlite3.Error as error:
            reason = f"another pullquote has been indexing into it for {wait:.0f} seconds"
            if "locked" not in str(error):
                reason = f"cannot be written ({error})"
            raise DataFolderLocked(folder, reason) from error
        yield
    finally:
        database.close()
