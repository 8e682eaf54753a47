"""BM25 with weights that also hold for a few passages."""

import math
import sqlite3
from collections.abc import Iterator

import pytest

from index.bm25 import rank, rarity
from index.schema import open_database

PASSAGES = {
    "a:1": ("a", "The harbour bridge opened in spring"),
    "a:2": ("a", "The harbour master praised the bridge and the builders of the bridge"),
    "b:1": ("b", "Snow closed the harbour for three long days in winter"),
}


@pytest.fixture
def db() -> Iterator[sqlite3.Connection]:
    db = open_database(":memory:")
    for article in ("a", "b"):
        db.execute("INSERT INTO articles VALUES (?, '', '', '', '', '', '', 0)", (article,))
    for key, (passage, (article, text)) in enumerate(PASSAGES.items(), 1):
        row = (key, passage, article, 0, 1, "")
        db.execute("INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?)", row)
        db.execute("INSERT INTO passage_text (rowid, title, text) VALUES (?, '', ?)", (key, text))
    yield db
    db.close()


def by_hand(times: int, length: int, average: float, holding: int, total: int) -> float:
    """Robertson and Zaragoza (2009) with k1 = 1.2 and b = 0.75, as FTS5 has it."""
    return rarity(holding, total) * times * 2.2 / (times + 1.2 * (0.25 + 0.75 * length / average))


def test_one_word_by_hand(db: sqlite3.Connection) -> None:
    lengths = [len(text.split()) for _, text in PASSAGES.values()]
    average = sum(lengths) / 3
    assert dict(rank(db, "the bridges", 5, None)) == {
        "a:1": pytest.approx(by_hand(1, lengths[0], average, 2, 3)),
        "a:2": pytest.approx(by_hand(2, lengths[1], average, 2, 3)),
    }


def test_words_add_up(db: sqlite3.Connection) -> None:
    both = dict(rank(db, "bridge builders", 5, None))
    parts = dict(rank(db, "bridge", 5, None)), dict(rank(db, "builders", 5, None))
    assert both["a:2"] == pytest.approx(parts[0]["a:2"] + parts[1]["a:2"])
    assert both["a:1"] == pytest.approx(parts[0]["a:1"])


def test_a_word_that_every_passage_has_still_counts(db: sqlite3.Connection) -> None:
    found = rank(db, "harbour", 5, None)
    assert len(found) == 3 and min(score for _, score in found) > 0.1


def test_rarity_is_counted_among_the_articles_asked(db: sqlite3.Connection) -> None:
    everywhere, within = dict(rank(db, "bridge", 5, None)), dict(rank(db, "bridge", 5, ["a"]))
    ratio = rarity(2, 2) / rarity(2, 3)
    assert within == {key: pytest.approx(score * ratio) for key, score in everywhere.items()}
    assert rank(db, "bridge", 5, ["b"]) == []


def test_rarity_by_hand() -> None:
    assert rarity(1, 3) == pytest.approx(math.log(1 + 2.5 / 1.5))
    assert rarity(3, 3) > 0


def test_the_best_come_first_and_no_more_than_asked(db: sqlite3.Connection) -> None:
    assert [key for key, _ in rank(db, "bridge builders", 1, None)] == ["a:2"]


@pytest.mark.parametrize(
    "question", ["", "?!", "zeppelin", "the of and", '"', "NOT", "harbour*", "a-"]
)
def test_odd_questions_are_no_error(db: sqlite3.Connection, question: str) -> None:
    assert all(score > 0 for _, score in rank(db, question, 5, None))


def test_a_question_of_very_many_words(db: sqlite3.Connection) -> None:
    words = " ".join(f"w{i}" for i in range(3000))
    assert rank(db, f"bridge {words}", 5, None)
