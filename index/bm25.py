"""BM25 over the catalogue's full-text table, with weights that also hold for a few passages."""

from __future__ import annotations

import json
import math
import sqlite3
from collections.abc import Sequence

from index.lexical import match_expression, query_terms

TITLE_WEIGHT = 2.0
"""How much a word counts in the title above a passage, where in the passage it counts 1."""

MAX_TERMS = 64

_SCOPED = "key IN (SELECT p.key FROM passages p, json_each(?) j WHERE p.article_id = j.value)"


def rarity(holding: int, total: int) -> float:
    """The weight of a word that ``holding`` of ``total`` passages have; never negative.

    ``ln(1 + (N - n + 0.5) / (n + 0.5))``, as Lucene has it.
    """
    return math.log1p((total - holding + 0.5) / (holding + 0.5))


def _fts5_rarity(holding: int, total: int) -> float:
    """The weight that FTS5's ``bm25()`` gives the word, which is next to none if half have it."""
    weight = math.log((total - holding + 0.5) / (holding + 0.5))
    return weight if weight > 0 else 1e-6


def rank(
    db: sqlite3.Connection, question: str, k: int, articles: Sequence[str] | None
) -> list[tuple[str, float]]:
    """The ``k`` passages with the best BM25 for the question's words: ids and scores, best first.

    FTS5 weighs a word that more than half of the passages have at nothing. In an article of six
    passages those are the very people it is about, so each word is scored by itself and its weight
    replaced; rarity is counted within ``articles`` where they are given.
    """
    total = _number(db, "SELECT count(*) FROM passages")
    ids = None if articles is None else json.dumps(list(articles))
    within = (
        total if ids is None else _number(db, f"SELECT count(*) FROM passages WHERE {_SCOPED}", ids)
    )
    parts: list[str] = []
    values: list[object] = []
    for term in query_terms(question)[:MAX_TERMS]:
        expression = match_expression([term])
        count = "SELECT count(*) FROM passage_text WHERE passage_text MATCH ?"
        holding = everywhere = _number(db, count, expression)
        if holding and ids is not None:
            holding = _number(
                db, f"{count} AND {_SCOPED.replace('key', 'rowid', 1)}", expression, ids
            )
        if holding:
            factor = rarity(holding, within) / _fts5_rarity(everywhere, total)
            parts.append(
                f"SELECT rowid AS key, -bm25(passage_text, {TITLE_WEIGHT}, 1.0) * ? AS score "
                "FROM passage_text WHERE passage_text MATCH ?"
            )
            values += [factor, expression]
    if not parts:
        return []
    scope = "" if ids is None else f" WHERE {_SCOPED}"
    values += [] if ids is None else [ids]
    # Materialized: a single term's query would be folded into the sum, where bm25() may not stand.
    sql = (
        f"WITH found AS MATERIALIZED ({' UNION ALL '.join(parts)}) "
        f"SELECT p.id, sum(found.score) AS total FROM found "
        f"JOIN passages p USING (key){scope} GROUP BY key ORDER BY total DESC, p.id LIMIT ?"
    )
    return [(str(i), float(score)) for i, score in db.execute(sql, (*values, k))]


def _number(db: sqlite3.Connection, sql: str, *values: object) -> int:
    return int(db.execute(sql, values).fetchone()[0])
