"""Passage vectors in Chroma: in a folder, in memory, or on a Chroma server."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import uuid4

from index.chroma import Connection, folder_connection, memory_connection, server_connection
from index.chunk import Passage
from index.embed import TextEmbedder, Vectors, clean
from index.errors import EmbedderMismatch, VectorStoreError

if TYPE_CHECKING:
    from numpy.typing import NDArray

T = TypeVar("T")

FORMAT = "pullquote2"
"""Raise the number when what is stored beside a vector changes: collections are made anew."""


def collection_name(embedder: TextEmbedder, library: str = "") -> str:
    """A name Chroma takes, telling apart models, dimensions, versions and libraries."""
    parts = [FORMAT, library, embedder.name, str(embedder.dim), embedder.sha256[:8]]
    name = re.sub(r"[^a-zA-Z0-9._-]+", "-", "-".join(p for p in parts if p)).strip("-._")
    return name[:512]


class ChromaVectors:
    """A Chroma collection of unit vectors in cosine space, one a passage.

    Safe to call from several threads. Chroma's folder is for one process: after another has
    written to it, call ``reopen``.
    """

    def __init__(
        self, connection: Connection, name: str, dim: int, *, temporary: bool = False
    ) -> None:
        """A ``temporary`` collection is dropped when closed.

        Raises ``VectorStoreError`` or ``DataFolderLocked``.
        """
        self.place = f"{connection.where} {name}"
        self._name = name
        self._dim = dim
        self._temporary = temporary
        self._connection = connection.acquire()
        self._version = -1
        self._collection: Any = None
        self._closed = False
        try:
            self.count()
        except BaseException:
            self.close()
            raise

    @classmethod
    def in_folder(cls, folder: Path, embedder: TextEmbedder) -> ChromaVectors:
        """Vectors that stay on disk in ``folder``."""
        return cls(folder_connection(folder), collection_name(embedder), embedder.dim)

    @classmethod
    def in_memory(cls, embedder: TextEmbedder) -> ChromaVectors:
        """Vectors that are gone when closed. Chroma shares one memory a process: hence the name."""
        name = collection_name(embedder, uuid4().hex)
        return cls(memory_connection(), name, embedder.dim, temporary=True)

    @classmethod
    def on_server(cls, url: str, embedder: TextEmbedder, library: str) -> ChromaVectors:
        """Vectors on the Chroma server at ``url``, in a collection of this library's own."""
        return cls(server_connection(url), collection_name(embedder, library), embedder.dim)

    # --- the collection ------------------------------------------------------------------------

    def reopen(self) -> None:
        """Reads the store afresh, so that what another process wrote is seen."""
        if not self._temporary:
            self._connection.reopen()

    def close(self) -> None:
        """Lets the store go; once is enough."""
        if self._closed:
            return
        self._closed = True
        with self._connection.lock:
            if self._temporary:
                with suppress(Exception):
                    self._connection.client.delete_collection(self._name)
            self._connection.release()

    def reset(self) -> None:
        """Empties the collection."""
        with self._connection.lock:
            with suppress(Exception):
                self._connection.client.delete_collection(self._name)
            self._version = -1

    @property
    def collection(self) -> Any:
        """The Chroma collection itself, for use with other libraries; not after ``reopen``."""
        with self._connection.lock:
            return self._current()

    def _current(self) -> Any:
        """The collection of the connection's present client."""
        if self._version != self._connection.version:
            self._collection = self._connection.client.get_or_create_collection(
                self._name,
                embedding_function=None,
                configuration={"hnsw": {"space": "cosine", "ef_search": 128}},
            )
            self._version = self._connection.version
        return self._collection

    def _call(self, work: Callable[[Any], T]) -> T:
        """``work`` on the collection; once more on a fresh one if another process replaced it."""
        with self._connection.lock:
            try:
                return work(self._current())
            except Exception:  # Chroma's errors share no base, and Rust raises its own
                self._connection.reopen()
            try:
                return work(self._current())
            except Exception as error:
                raise VectorStoreError(self._connection.where, f"failed ({error})") from error

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

        Raises ``EmbedderMismatch`` for another dimension.
        """
        self._check(vectors.shape[-1])
        step = self._batch()
        for first in range(0, len(passages), step):
            part = slice(first, first + step)
            rows = passages[part], vectors[part], hashes[part]
            self._call(partial(_upsert, rows=rows))

    def delete(self, ids: Sequence[str]) -> None:
        """Removes the vectors of the passages; unknown ids are no error."""
        step = self._batch()
        for first in range(0, len(ids), step):
            self._call(partial(_delete, ids=list(ids[first : first + step])))

    def _batch(self) -> int:
        with self._connection.lock:
            return min(int(self._connection.client.get_max_batch_size()), 4000)

    def search(
        self, vector: NDArray[Any], k: int, articles: Sequence[str] | None = None
    ) -> list[tuple[str, float]]:
        """The ``k`` passages nearest to ``vector`` (of ``dim`` numbers): ids and cosines."""
        self._check(vector.shape[-1])
        if k < 1 or (articles is not None and not articles):
            return []
        where = {"article_id": {"$in": list(articles)}} if articles is not None else None
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


def _upsert(collection: Any, rows: tuple[Sequence[Passage], Vectors, Sequence[str]]) -> None:
    passages, vectors, hashes = rows
    collection.upsert(
        ids=[p.id for p in passages],
        embeddings=vectors,
        documents=[clean(p.text) for p in passages],
        metadatas=[_metadata(p, digest) for p, digest in zip(passages, hashes, strict=True)],
    )


def _metadata(passage: Passage, digest: str) -> dict[str, str]:
    """What LlamaIndex's Chroma store makes a node of, written here to save importing it."""
    article = passage.article_id
    node = {
        "id_": passage.id,
        "start_char_idx": passage.start,
        "end_char_idx": passage.end,
        "metadata": {"article_id": article},
        "excluded_embed_metadata_keys": ["article_id"],
        "relationships": {"1": {"node_id": article, "class_name": "RelatedNodeInfo"}},
        "class_name": "TextNode",
    }
    return {
        "article_id": article,
        "document_id": article,
        "ref_doc_id": article,
        "hash": digest,
        "_node_type": "TextNode",
        "_node_content": json.dumps(node),
    }


def _delete(collection: Any, ids: list[str]) -> None:
    collection.delete(ids=ids)
