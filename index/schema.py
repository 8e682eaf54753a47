"""The tables of the catalogue, and how its file is opened."""

from __future__ import annotations

import sqlite3

from index.errors import DataFolderLocked, ForeignDataFolder

APPLICATION_ID = 0x50554C51
"""``PULQ``: marks the file as ours in its header."""

SCHEMA_VERSION = 1
BUSY_SECONDS = 30.0

TABLES = """
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

DROPPED = ("passage_text", "passages", "articles", "meta", "vectors", "words", "grams")
"""Tables of older versions, in an order that their references allow."""


def open_database(path: str) -> sqlite3.Connection:
    """A connection to the catalogue at ``path``, its tables made where they are missing.

    Raises ``ForeignDataFolder`` where the file is not ours, and ``DataFolderLocked`` where another
    process keeps it or it cannot be written.
    """
    try:
        db = sqlite3.connect(
            path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
    except sqlite3.OperationalError as error:
        raise DataFolderLocked(path, f"cannot be opened ({error})") from error
    try:
        _prepare(db, path)
    except sqlite3.OperationalError as error:
        db.close()
        raise DataFolderLocked(path, f"is in use or cannot be written ({error})") from error
    except sqlite3.DatabaseError as error:
        db.close()
        raise ForeignDataFolder(path, f"it is not a catalogue ({error})") from error
    except ForeignDataFolder:
        db.close()
        raise
    return db


def _prepare(db: sqlite3.Connection, path: str) -> None:
    tables = _number(db, "SELECT count(*) FROM sqlite_master")
    version = _number(db, "PRAGMA user_version")
    if tables and _number(db, "PRAGMA application_id") != APPLICATION_ID:
        raise ForeignDataFolder(path, "it is another program's database")
    if version > SCHEMA_VERSION:
        reason = f"a newer pullquote wrote it (version {version}, this one knows {SCHEMA_VERSION})"
        raise ForeignDataFolder(path, reason)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = NORMAL")
    db.execute("PRAGMA foreign_keys = ON")
    if version < SCHEMA_VERSION:
        _make_tables(db)


def _make_tables(db: sqlite3.Connection) -> None:
    """Makes the tables in place of an older version's: a cache is made again, not migrated."""
    db.execute("BEGIN IMMEDIATE")
    try:
        if _number(db, "PRAGMA user_version") < SCHEMA_VERSION:  # no other process was first
            names = [row[0] for row in db.execute("SELECT name FROM sqlite_master")]
            for name in DROPPED:
                if name in names:
                    db.execute(f"DROP TABLE {name}")
            for statement in TABLES.split(";\n"):
                db.execute(statement)
            db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    except BaseException:
        db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")


def _number(db: sqlite3.Connection, sql: str) -> int:
    return int(db.execute(sql).fetchone()[0])
