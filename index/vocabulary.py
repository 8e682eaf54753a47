"""The words of the articles, kept to mend misspelt ones in questions."""

from __future__ import annotations

import json
import sqlite3

from index.lexical import match_expression, query_terms, words
from index.spelling import LEAST, allowed_edits, closest, grams


def spellable(text: str) -> set[str]:
    """The words of an article that a misspelt word may have meant."""
    return {w for w in words(text) if LEAST <= len(w) <= 40 and w.isalpha()}


def count_words(db: sqlite3.Connection, text: str) -> None:
    """Adds an article's words to the vocabulary."""
    found = sorted(spellable(text))
    sql = "SELECT w.word FROM json_each(?) j JOIN words w ON w.word = j.value"
    known = {row[0] for row in db.execute(sql, (json.dumps(found),))}
    new = [(gram, word) for word in found if word not in known for gram in grams(word)]
    db.executemany("INSERT INTO grams VALUES (?, ?)", new)
    db.executemany(
        "INSERT INTO words VALUES (?, 1) ON CONFLICT DO UPDATE SET articles = articles + 1",
        [(word,) for word in found],
    )


def forget_words(db: sqlite3.Connection, text: str) -> None:
    """Takes an article's words out of the vocabulary, but for those that another one has."""
    for word in spellable(text):
        db.execute("UPDATE words SET articles = articles - 1 WHERE word = ?", (word,))
        gone = db.execute("DELETE FROM words WHERE word = ? AND articles <= 0", (word,))
        if gone.rowcount:
            rows = [(gram, word) for gram in grams(word)]
            db.executemany("DELETE FROM grams WHERE gram = ? AND word = ?", rows)


def holds(db: sqlite3.Connection, word: str) -> bool:
    """Whether any passage holds the word or another form of it."""
    sql = "SELECT 1 FROM passage_text WHERE passage_text MATCH ? LIMIT 1"
    return db.execute(sql, (match_expression([word]),)).fetchone() is not None


def respell(db: sqlite3.Connection, question: str) -> dict[str, str]:
    """Words of the question that no passage holds, with the nearest word that an article has."""
    mended = {}
    for word in query_terms(question):
        if allowed_edits(word) and not holds(db, word):
            nearest = closest(word, _similar(db, word))
            if nearest:
                mended[word] = nearest
    return mended


def _similar(db: sqlite3.Connection, word: str) -> list[tuple[str, int]]:
    """The words that share most letter groups with ``word``, with how many articles have them."""
    most = allowed_edits(word)
    sql = (
        "SELECT words.word, articles FROM json_each(?) j JOIN grams ON grams.gram = j.value "
        "JOIN words USING (word) WHERE length(words.word) BETWEEN ? AND ? "
        "GROUP BY words.word ORDER BY count(*) DESC, articles DESC, words.word LIMIT 60"
    )
    values = (json.dumps(sorted(grams(word))), len(word) - most, len(word) + most)
    return db.execute(sql, values).fetchall()
