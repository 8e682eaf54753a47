"""Words, full-text queries and spelling."""

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.lexical import fold, match_expression, query_terms, words
from index.spelling import allowed_edits, closest, edit_distance


@pytest.mark.parametrize(
    ("question", "terms"),
    [
        ("Who built the bridge?", ["built", "bridge"]),
        ("Was the CAFÉ open?", ["cafe", "open"]),
        ("Who was he?", ["who", "was", "he"]),  # nothing else to look for
        ("bridge, Bridge!", ["bridge"]),
        ("?!", []),
    ],
)
def test_query_terms(question: str, terms: list[str]) -> None:
    assert query_terms(question) == terms


def test_fold() -> None:
    assert fold("Gdańsk ÉTÉ ß") == "gdansk ete ss"


@given(st.text())
def test_no_question_breaks_the_query(question: str) -> None:
    db = sqlite3.connect(":memory:")
    db.execute("CREATE VIRTUAL TABLE t USING fts5(x)")
    db.execute("INSERT INTO t VALUES ('near the bridge')")
    expression = match_expression(query_terms(question))
    if expression:
        db.execute("SELECT count(*) FROM t WHERE t MATCH ?", (expression,)).fetchone()
    db.close()


def test_operators_are_words() -> None:
    assert match_expression(words('NEAR "x" OR-')) == '"near" OR "x" OR "or"'


@pytest.mark.parametrize(
    ("a", "b", "edits"),
    [
        ("library", "library", 0),
        ("libary", "library", 1),
        ("recieve", "receive", 1),  # neighbours swapped count as one
        ("kitten", "sitting", 3),
        ("", "ab", 2),
    ],
)
def test_edit_distance_by_hand(a: str, b: str, edits: int) -> None:
    assert edit_distance(a, b, 5) == edits == edit_distance(b, a, 5)


def test_edit_distance_stops_counting() -> None:
    assert edit_distance("kitten", "sitting", 1) == 2


def test_short_words_and_numbers_are_left_alone() -> None:
    assert allowed_edits("cat") == allowed_edits("1843x") == 0


def test_closest_prefers_fewer_edits_then_the_commoner() -> None:
    assert closest("kirilov", [("kirillov", 1), ("korilov", 9)]) == "korilov"
    assert closest("bridgee", [("bridge", 1), ("bridges", 4)]) == "bridges"
    assert closest("bridge", [("zebra", 9)]) is None
