"""The catalogue: articles, passages, vectors and words in one SQLite file, with BM25 over them.

It is the truth that the vector store is rebuilt from, and is itself a cache of the article files.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import RLock
from typing import NamedTuple

import numpy as np

from index.articles import Article, parse_article
from index.bm25 import rank
from index.chunk import Passage
from index.embed import Vectors
from index.errors import DataFolderLocked, UnknownPassage
from index.schema import open_database
from index.vocabulary import count_words, forget_words, respell


class Row(NamedTuple):
    """A passage without its words; ``hash`` names its vector."""

    id: str
    article_id: str
    start: int
    end: int
    hash: str


@dataclass(frozen=True, slots=True)
class Stored:
    """What is known of an article without reading its text."""

    id: str
    source: str
    origin: str
    sha256: str
    stat: str
    recipe: str


@dataclass(frozen=True, slots=True)
class Entry:
    """An article ready to be stored: its passages, and the hash of what is embedded of each."""

    article: Article
    passages: tuple[Passage, ...]
    hashes: tuple[str, ...]
    recipe: str
    origin: str
    stat: str = ""


class Catalogue:
    """One SQLite file, or none for ``":memory:"``. Methods may be called from several threads."""

    def __init__(self, path: Path | str) -> None:
        """Opens or makes the file. Raises ``ForeignDataFolder`` or ``DataFolderLocked``."""
        self.path = str(path)
        self._lock = RLock()
        self._db = open_database(self.path)
        self.opened_at = self.changes()

    def close(self) -> None:
        """Closes the file; using the catalogue after this raises ``sqlite3.ProgrammingError``."""
        with self._lock:
            self._db.close()

    def _number(self, sql: str) -> int:
        with self._lock:
            return int(self._db.execute(sql).fetchone()[0])

    # --- transactions --------------------------------------------------------------------------

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing: what is written inside is kept only if the block ends well."""
        with self._lock:
            try:
                self._db.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                raise DataFolderLocked(self.path, f"is being written ({error})") from error
            try:
                yield
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def changes(self) -> int:
        """A number that changes when another process has written to the file."""
        return self._number("PRAGMA data_version")

    def get_meta(self, key: str) -> str:
        """A note left with ``set_meta``, or the empty string."""
        with self._lock:
            row = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
            return str(row[0]) if row else ""

    def set_meta(self, key: str, value: str) -> None:
        """Leaves a note in the catalogue."""
        with self._lock:
            self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    # --- writing -------------------------------------------------------------------------------

    def put(self, entry: Entry) -> None:
        """Stores an article in place of what had its id; call it inside ``transaction()``."""
        article = entry.article
        place = self._place(article.id)
        self.remove(article.id)
        self._db.execute(
            "INSERT INTO articles VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                article.id,
                article.source,
                entry.origin,
                article.sha256,
                entry.stat,
                entry.recipe,
                article.text.encode("utf-8", "surrogatepass"),
                place,
            ),
        )
        title = _storable(article.title)
        for passage, digest in zip(entry.passages, entry.hashes, strict=True):
            cursor = self._db.execute(
                "INSERT INTO passages (id, article_id, start, stop, hash) VALUES (?, ?, ?, ?, ?)",
                (passage.id, article.id, passage.start, passage.end, digest),
            )
            self._db.execute(
                "INSERT INTO passage_text (rowid, title, text) VALUES (?, ?, ?)",
                (cursor.lastrowid, title, _storable(passage.text)),
            )
        count_words(self._db, article.text)

    def _place(self, article_id: str) -> int:
        old = self._db.execute("SELECT place FROM articles WHERE id = ?", (article_id,)).fetchone()
        return old[0] if old else self._number("SELECT coalesce(max(place), 0) + 1 FROM articles")

    def remove(self, article_id: str) -> None:
        """Removes an article and all that was made of it; call it inside ``transaction()``."""
        row = self._db.execute("SELECT text FROM articles WHERE id = ?", (article_id,)).fetchone()
        if row is None:
            return
        keys = "SELECT key FROM passages WHERE article_id = ?"
        self._db.execute(f"DELETE FROM passage_text WHERE rowid IN ({keys})", (article_id,))
        self._db.execute("DELETE FROM articles WHERE id = ?", (article_id,))
        forget_words(self._db, row[0].decode("utf-8", "surrogatepass"))

    def touch(self, article_id: str, source: str, stat: str) -> None:
        """Notes where an unchanged article was last found."""
        self._db.execute(
            "UPDATE articles SET source = ?, stat = ?, origin = 'source' WHERE id = ?",
            (source, stat, article_id),
        )

    # --- vectors -------------------------------------------------------------------------------

    def missing_vectors(self, hashes: Iterable[str]) -> list[str]:
        """Those of ``hashes`` that no vector is stored for, each once, in order."""
        with self._lock:
            known = "SELECT 1 FROM vectors WHERE hash = ?"
            return [
                h for h in dict.fromkeys(hashes) if not self._db.execute(known, (h,)).fetchone()
            ]

    def put_vectors(self, hashes: Sequence[str], vectors: Vectors) -> None:
        """Stores one vector a hash; call it inside ``transaction()``."""
        rows = [(h, v.astype("<f4").tobytes()) for h, v in zip(hashes, vectors, strict=True)]
        self._db.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)

    def drop_unused_vectors(self) -> None:
        """Forgets the vectors that no passage has; call it inside ``transaction()``."""
        self._db.execute("DELETE FROM vectors WHERE hash NOT IN (SELECT hash FROM passages)")

    def vectors(self, hashes: Sequence[str], dim: int) -> Vectors:
        """The stored vectors of that name, shape ``(len(hashes), dim)``; each must be stored."""
        sql = "SELECT vector FROM vectors WHERE hash = ?"
        vectors = np.zeros((len(hashes), dim), dtype=np.float32)
        with self._lock:
            for row, digest in enumerate(hashes):
                stored = self._db.execute(sql, (digest,)).fetchone()[0]
                vectors[row] = np.frombuffer(stored, dtype="<f4")
        return vectors

    def passage_vectors(self, ids: Sequence[str]) -> dict[str, Vectors]:
        """The stored vector of each of the passages that are still there, by id."""
        sql = (
            "SELECT p.id, v.vector FROM json_each(?) j JOIN passages p ON p.id = j.value "
            "JOIN vectors v ON v.hash = p.hash"
        )
        with self._lock:
            rows = self._db.execute(sql, (json.dumps(list(ids)),)).fetchall()
        return {passage_id: np.frombuffer(vector, dtype="<f4") for passage_id, vector in rows}

    # --- reading -------------------------------------------------------------------------------

    def stored(self) -> dict[str, Stored]:
        """What is known of every article, by id, in the order they were added."""
        sql = "SELECT id, source, origin, sha256, stat, recipe FROM articles ORDER BY place"
        with self._lock:
            return {row[0]: Stored(*row) for row in self._db.execute(sql)}

    def known(self, ids: Sequence[str]) -> set[str]:
        """Those of ``ids`` that an article has."""
        sql = "SELECT a.id FROM json_each(?) j JOIN articles a ON a.id = j.value"
        with self._lock:
            return {row[0] for row in self._db.execute(sql, (json.dumps(list(ids)),))}

    def article(self, article_id: str) -> Article | None:
        """The article, or None."""
        sql = "SELECT text, source FROM articles WHERE id = ?"
        with self._lock:
            row = self._db.execute(sql, (article_id,)).fetchone()
        if row is None:
            return None
        text = row[0].decode("utf-8", "surrogatepass")
        return parse_article(text, id=article_id, source=row[1])

    def passage_rows(self, articles: Iterable[str] | None = None) -> list[Row]:
        """The passages of all articles, or of those named, in reading order."""
        sql = (
            "SELECT p.id, p.article_id, p.start, p.stop, p.hash FROM passages p "
            "JOIN articles a ON a.id = p.article_id {} ORDER BY a.place, p.start"
        )
        values: tuple[str, ...] = ()
        among = ""
        if articles is not None:
            among, values = "JOIN json_each(?) j ON j.value = a.id", (json.dumps(list(articles)),)
        with self._lock:
            return [Row(*row) for row in self._db.execute(sql.format(among), values)]

    def passage_row(self, passage_id: str) -> Row:
        """One passage. Raises ``UnknownPassage``."""
        sql = "SELECT id, article_id, start, stop, hash FROM passages WHERE id = ?"
        with self._lock:
            row = self._db.execute(sql, (passage_id,)).fetchone()
        if row is None:
            raise UnknownPassage(passage_id)
        return Row(*row)

    def passage_count(self) -> int:
        """How many passages there are."""
        return self._number("SELECT count(*) FROM passages")

    # --- searching -----------------------------------------------------------------------------

    def lexical(
        self, question: str, k: int, articles: Sequence[str] | None = None
    ) -> list[tuple[str, float]]:
        """The ``k`` passages with the best BM25 for the question's words, best first.

        Scores are positive; higher is better. ``articles`` limits the search to those ids.
        """
        if k < 1 or (articles is not None and not articles):
            return []
        with self._lock:
            return rank(self._db, question, k, articles)

    def respell(self, question: str) -> dict[str, str]:
        """Words of the question that no article holds, with the nearest word that one does."""
        with self._lock:
            return respell(self._db, question)


def _storable(text: str) -> str:
    """Text for the full-text table, which takes no lone surrogates and stops at NUL."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", " ")
