"""Connections to Chroma: a folder, this process's memory, or a server."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext, suppress
from functools import partial
from pathlib import Path
from threading import RLock
from typing import Any
from urllib.parse import urlsplit

from index.errors import DataFolderLocked, VectorStoreError
from index.lock import opening_lock

_REGISTRY = RLock()
"""Chroma keeps its clients in a registry of its own that two threads must not fill at once."""

_FOLDERS: dict[str, Connection] = {}
"""Chroma shares a client among all who open one folder, so that they must be reopened together."""


class Connection:
    """A Chroma client that can be exchanged for a fresh one under those who use it.

    Use ``client`` with ``lock`` held; ``version`` grows with each exchange.
    """

    def __init__(
        self,
        connect: Callable[[], Any],
        where: str,
        guard: Callable[[], AbstractContextManager[None]] = nullcontext,
    ) -> None:
        """``guard`` is held while ``connect`` makes a client; ``where`` is for messages."""
        self.where = where
        self.lock = RLock()
        self.client: Any = None
        self.version = 0
        self._connect = connect
        self._guard = guard
        self._users = 0

    def acquire(self) -> Connection:
        """Counts one more user. Raises ``VectorStoreError`` or ``DataFolderLocked``."""
        with self.lock:
            if self.client is None:
                self._open()
            self._users += 1
        return self

    def release(self) -> None:
        """Counts one user less, and lets the client go with the last."""
        with self.lock:
            self._users -= 1
            if self._users <= 0:
                self._close()

    def reopen(self) -> None:
        """Exchanges the client, so that what other processes wrote is seen."""
        with self.lock:
            self._close()
            self._open()

    def _open(self) -> None:
        try:
            with _REGISTRY, self._guard():
                self.client = self._connect()
        except DataFolderLocked:
            raise
        except Exception as error:  # Chroma's errors share no base, and Rust raises its own
            raise VectorStoreError(self.where, f"cannot be opened ({error})") from error
        self.version += 1

    def _close(self) -> None:
        with _REGISTRY, suppress(Exception):
            self.client.close()
        self.client = None


def folder_connection(folder: Path) -> Connection:
    """The connection to the Chroma database in ``folder``, the same for all in this process."""
    place = str(folder.resolve())

    def connect() -> Any:
        import chromadb

        return chromadb.PersistentClient(place, settings=_quiet())

    with _REGISTRY:
        guard = partial(opening_lock, folder.parent)
        return _FOLDERS.setdefault(place, Connection(connect, place, guard))


def memory_connection() -> Connection:
    """A connection to this process's memory, which all such connections share."""

    def connect() -> Any:
        import chromadb

        return chromadb.EphemeralClient(settings=_quiet())

    return Connection(connect, "in memory")


def server_connection(url: str) -> Connection:
    """A connection to the Chroma server at ``url``."""
    parts = urlsplit(url if "//" in url else f"http://{url}")
    tls = parts.scheme == "https"

    def connect() -> Any:
        import chromadb

        return chromadb.HttpClient(
            host=parts.hostname or "localhost",
            port=parts.port or (443 if tls else 8000),
            ssl=tls,
            settings=_quiet(),
        )

    return Connection(connect, url)


def _quiet() -> Any:
    from chromadb.config import Settings

    return Settings(anonymized_telemetry=False)
