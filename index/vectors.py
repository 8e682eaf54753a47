"""Passage vectors in Chroma: in a folder, in memory, or on a Chroma server."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit
from uuid import uuid4

from index.chunk import Passage
from index.embed import TextEmbedder, Vectors, clean
from index.errors import EmbedderMismatch, VectorStoreError

if TYPE_CHECKING:
    from numpy.typing import NDArray

T = TypeVar("T")

_OPENING = RLock()
"""Chroma keeps its clients in a registry that two threads must not fill at once."""


def collection_name(embedder: TextEmbedder, library: str = "") -> str:
    """A name Chroma takes, telling apart models, dimensions, versions and libraries."""
    parts = ["pullquote", library, embedder.name, str(embedder.dim), embedder.sha256[:8]]
    name = re.sub(r"[^a-zA-Z0-9._-]+", "-", "-".join(p for p in parts if p)).strip("-._")
    return name[:512]


class ChromaVectors:
    """A Chroma collection of unit vectors in cosine space, one a passage.

    Safe to call from several threads. Chroma's folder is for one process: after another has
    written to it, call ``reopen``.
    """

    def __init__(self, connect: Callable[[], Any], name: str, dim: int, *, where: str) -> None:
        """``connect`` makes a Chroma client; ``where`` names the store in messages."""
        self._connect = connect
        self._name = name
        self._dim = dim
        self._where = where
        self.place = f"{where} {name}"
        self._lock = RLock()
        self._client: Any = None
        self._collection: Any = None
        self._open()

    @classmethod
    def in_folder(cls, folder: Path, embedder: TextEmbedder) -> ChromaVectors:
        """Vectors that stay on disk in ``folder``."""

        def connect() -> Any:
            import chromadb

            return chromadb.PersistentClient(str(folder), settings=_quiet())

        return cls(connect, collection_name(embedder), embedder.dim, where=str(folder))

    @classmethod
    def in_memory(cls, embedder: TextEmbedder) -> ChromaVectors:
        """Vectors that are gone when closed. Chroma shares one memory a process: hence the name."""

        def connect() -> Any:
            import chromadb

            return chromadb.EphemeralClient(settings=_quiet())

        name = collection_name(embedder, uuid4().hex)
        return _TemporaryVectors(connect, name, embedder.dim, where="in memory")

    @classmethod
    def on_server(cls, url: str, embedder: TextEmbedder, library: str) -> ChromaVectors:
        """Vectors on the Chroma server at ``url``, in a collection of this library's own."""
        parts = urlsplit(url if "//" in url else f"http://{url}")

        def connect() -> Any:
            import chromadb

            tls = parts.scheme == "https"
            return chromadb.HttpClient(
                host=parts.hostname or "localhost",
                port=parts.port or (443 if tls else 8000),
                ssl=tls,
                settings=_quiet(),
            )

        return cls(connect, collection_name(embedder, library), embedder.dim, where=url)

    # --- the collection ------------------------------------------------------------------------

    def _open(self) -> None:
        try:
            with _OPENING:
                self._client = self._connect()
            self._collection = self._client.get_or_create_collection(
                self._name,
                embedding_function=None,
                configuration={"hnsw": {"space": "cosine", "ef_search": 128}},
            )
        except (
            Exception
        ) as error:  # Chroma's errors share no base, and the Rust side raises its own
            raise VectorStoreError(self._where, f"cannot be opened ({error})") from error

    def reopen(self) -> None:
        """Reads the store afresh, so that what another process wrote is seen."""
        with self._lock:
            self.close()
            self._open()

    def close(self) -> None:
        """Lets the store go."""
        with self._lock, _OPENING, suppress(Exception):
            self._client.close()

    def reset(self) -> None:
        """Empties the collection."""
        with self._lock:
            with suppress(Exception):
                self._client.delete_collection(self._name)
            self._open()

    def _call(self, work: Callable[[Any], T]) -> T:
        """``work`` on the collection; once more on a fresh one if another process replaced it."""
        with self._lock:
            try:
                return work(self._collection)
            except Exception:  # see _open
                self.reopen()
            try:
                return work(self._collection)
            except Exception as error:
                raise VectorStoreError(self._where, f"failed ({error})") from error

    # --- reading and writing -------------------------------------------------------------------

    def count(self) -> int:
        """How many vectors are stored."""
        return int(self._call(lambda c: c.count()))

    def hashes(self) -> dict[str, str]:
        """The hash that each vector was stored with, by passage id."""
        found = self._call(lambda c: c.get(include=["metadatas"]))
        rows = zip(found["ids"], found["metadatas"], strict=True)
        return {passage_id: str((note or {}).get("hash", "")) for passage_id, note in rows}

    def upsert(self, passages: Sequence[Passage], vectors: Vectors, hashes: Sequence[str]) -> None:
        """Stores one vector a passage, and the hash that names it.

        Raises ``EmbedderMismatch`` for vectors of another dimension.
        """
        self._check(vectors.shape[-1])
        step = min(int(self._client.get_max_batch_size()), 4000)
        for first in range(0, len(passages), step):
            part = slice(first, first + step)
            add = partial(
                _upsert, passages=passages[part], vectors=vectors[part], hashes=hashes[part]
            )
            self._call(add)

    def delete(self, ids: Sequence[str]) -> None:
        """Removes the vectors of the passages; unknown ids are no error."""
        step = min(int(self._client.get_max_batch_size()), 4000)
        for first in range(0, len(ids), step):
            self._call(partial(_delete, ids=list(ids[first : first + step])))

    def search(
        self, vector: NDArray[Any], k: int, articles: Sequence[str] | None = None
    ) -> list[tuple[str, float]]:
        """The ``k`` passages nearest to ``vector`` (of ``dim`` numbers): ids and cosines."""
        self._check(vector.shape[-1])
        if k < 1 or (articles is not None and not articles):
            return []
        where = {"document_id": {"$in": list(articles)}} if articles is not None else None
        found = self._call(
            lambda c: c.query(
                query_embeddings=[vector], n_results=k, where=where, include=["distances"]
            )
        )
        return [
            (str(i), 1.0 - float(d))
            for i, d in zip(found["ids"][0], found["distances"][0], strict=True)
        ]

    def _check(self, dim: int) -> None:
        if dim != self._dim:
            raise EmbedderMismatch(self._name, self._dim, dim)


class _TemporaryVectors(ChromaVectors):
    """A collection in memory, dropped when closed; there is nothing to read afresh."""

    def reopen(self) -> None:
        """Nothing to do: no other process sees this memory."""

    def close(self) -> None:
        """Drops the collection."""
        with self._lock, suppress(Exception):
            self._client.delete_collection(self._name)
        super().close()


def _upsert(
    collection: Any, passages: Sequence[Passage], vectors: Vectors, hashes: Sequence[str]
) -> None:
    # document_id is what LlamaIndex's Chroma store deletes by; start and end are what it reads.
    notes = [
        {"document_id": p.article_id, "start": p.start, "end": p.end, "hash": digest}
        for p, digest in zip(passages, hashes, strict=True)
    ]
    collection.upsert(
        ids=[p.id for p in passages],
        embeddings=vectors,
        documents=[clean(p.text) for p in passages],
        metadatas=notes,
    )


def _delete(collection: Any, ids: list[str]) -> None:
    collection.delete(ids=ids)


def _quiet() -> Any:
    from chromadb.config import Settings

    return Settings(anonymized_telemetry=False)
