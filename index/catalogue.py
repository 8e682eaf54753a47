"""The catalogue: articles, passages, vectors and words in one SQLite file, with BM25 over them.

It is the truth that the vector store is rebuilt from, and is itself a cache of the article files.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import RLock

import numpy as np

from index.articles import Article, parse_article
from index.bm25 import rank
from index.chunk import Passage
from index.embed import Vectors
from index.errors import DataFolderLocked, ForeignDataFolder, UnknownPassage
from index.vocabulary import count_words, forget_words, respell

APPLICATION_ID = 0x50554C51  # "PULQ"
SCHEMA_VERSION = 1
BUSY_SECONDS = 30.0

_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE articles (
    id TEXT PRIMARY KEY, source TEXT NOT NULL, origin TEXT NOT NULL, sha256 TEXT NOT NULL,
    stat TEXT NOT NULL, recipe TEXT NOT NULL, text BLOB NOT NULL, place INTEGER NOT NULL
);
CREATE TABLE passages (
    key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE,
    article_id TEXT NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
    start INTEGER NOT NULL, stop INTEGER NOT NULL, hash TEXT NOT NULL
);
CREATE INDEX passages_article ON passages(article_id, start);
CREATE INDEX passages_hash ON passages(hash);
CREATE TABLE vectors (hash TEXT PRIMARY KEY, vector BLOB NOT NULL);
CREATE TABLE words (word TEXT PRIMARY KEY, articles INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE grams (gram TEXT, word TEXT, PRIMARY KEY (gram, word)) WITHOUT ROWID;
CREATE VIRTUAL TABLE passage_text USING fts5(
    title, text, tokenize = 'porter unicode61 remove_diacritics 2'
);
"""


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
        try:
            self._db = sqlite3.connect(
                self.path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
            )
        except sqlite3.OperationalError as error:
            raise DataFolderLocked(self.path, f"cannot be opened ({error})") from error
        try:
            self._prepare()
        except BaseException:
            self._db.close()
            raise

    def close(self) -> None:
        """Closes the file; using the catalogue after this raises ``sqlite3.ProgrammingError``."""
        with self._lock:
            self._db.close()

    # --- opening -------------------------------------------------------------------------------

    def _prepare(self) -> None:
        try:
            application = self._value("PRAGMA application_id")
            version = self._value("PRAGMA user_version")
            tables = self._value("SELECT count(*) FROM sqlite_master")
        except sqlite3.DatabaseError as error:
            self._refuse(error)
        if tables and application != APPLICATION_ID:
            raise ForeignDataFolder(self.path, "it is another program's database")
        if version > SCHEMA_VERSION:
            raise ForeignDataFolder(
                self.path,
                f"a newer pullquote wrote it (schema {version}, this is {SCHEMA_VERSION})",
            )
        try:
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = NORMAL")
            self._db.execute("PRAGMA foreign_keys = ON")
            if not tables or version < SCHEMA_VERSION:
                self._create()
        except sqlite3.DatabaseError as error:
            self._refuse(error)

    def _create(self) -> None:
        """Makes the tables, in place of an older version's: a cache is rebuilt, not migrated."""
        with self.transaction():
            if self._value("PRAGMA user_version") == SCHEMA_VERSION:
                return  # another process was first
            names = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%\\_%' ESCAPE '\\'"
            self._db.execute("DROP TABLE IF EXISTS passage_text")
            for (name,) in self._db.execute(names).fetchall():
                self._db.execute(f'DROP TABLE "{name}"')
            for statement in _SCHEMA.split(";\n"):
                if statement.strip():
                    self._db.execute(statement)
            self._db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            self._db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")

    def _refuse(self, error: sqlite3.DatabaseError) -> None:
        if isinstance(error, sqlite3.OperationalError):
            raise DataFolderLocked(
                self.path, f"is in use or cannot be written ({error})"
            ) from error
        raise ForeignDataFolder(self.path, f"is not a catalogue ({error})") from error

    def _value(self, sql: str, *values: object) -> int:
        row = self._db.execute(sql, values).fetchone()
        return int(row[0]) if row else 0

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
        with self._lock:
            return self._value("PRAGMA data_version")

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
        return old[0] if old else self._value("SELECT coalesce(max(place), 0) + 1 FROM articles")

    def remove(self, article_id: str) -> None:
        """Removes an article and all that was made of it; call it inside ``transaction()``."""
        row = self._db.execute("SELECT text FROM articles WHERE id = ?", (article_id,)).fetchone()
        if row is None:
            return
        self._db.execute(
            "DELETE FROM passage_text WHERE rowid IN (SELECT key FROM passages WHERE article_id = ?)",
            (article_id,),
        )
        self._db.execute("DELETE FROM articles WHERE id = ?", (article_id,))
        forget_words(self._db, row[0].decode("utf-8", "surrogatepass"))

    def touch(self, article_id: str, source: str, stat: str) -> None:
        """Notes where an unchanged article was last found."""
        self._db.execute(
            "UPDATE articles SET source = ?, stat = ? WHERE id = ?", (source, stat, article_id)
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

    def passage_vectors(self, ids: Sequence[str], dim: int) -> Vectors:
        """The stored vectors of the passages, shape ``(len(ids), dim)``."""
        sql = "SELECT vector FROM vectors JOIN passages USING (hash) WHERE passages.id = ?"
        vectors = np.zeros((len(ids), dim), dtype=np.float32)
        with self._lock:
            for row, passage_id in enumerate(ids):
                found = self._db.execute(sql, (passage_id,)).fetchone()
                if found:
                    vectors[row] = np.frombuffer(found[0], dtype="<f4")
        return vectors

    # --- reading -------------------------------------------------------------------------------

    def stored(self) -> dict[str, Stored]:
        """What is known of every article, by id, in the order they were added."""
        sql = "SELECT id, source, origin, sha256, stat, recipe FROM articles ORDER BY place"
        with self._lock:
            return {row[0]: Stored(*row) for row in self._db.execute(sql)}

    def article(self, article_id: str) -> Article | None:
        """The article, or None."""
        sql = "SELECT text, source FROM articles WHERE id = ?"
        with self._lock:
            row = self._db.execute(sql, (article_id,)).fetchone()
        if row is None:
            return None
        text = row[0].decode("utf-8", "surrogatepass")
        return parse_article(text, id=article_id, source=row[1])

    def passage_rows(self) -> list[tuple[str, str, int, int]]:
        """Every passage as ``(id, article_id, start, end)``, in reading order."""
        sql = (
            "SELECT p.id, p.article_id, p.start, p.stop FROM passages p "
            "JOIN articles a ON a.id = p.article_id ORDER BY a.place, p.start"
        )
        with self._lock:
            return self._db.execute(sql).fetchall()

    def passage_row(self, passage_id: str) -> tuple[str, str, int, int]:
        """One passage as ``(id, article_id, start, end)``. Raises ``UnknownPassage``."""
        sql = "SELECT id, article_id, start, stop FROM passages WHERE id = ?"
        with self._lock:
            row = self._db.execute(sql, (passage_id,)).fetchone()
        if row is None:
            raise UnknownPassage(passage_id)
        return row  # type: ignore[no-any-return]

    def passage_count(self) -> int:
        """How many passages there are."""
        with self._lock:
            return self._value("SELECT count(*) FROM passages")

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
