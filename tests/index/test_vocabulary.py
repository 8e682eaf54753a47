"""The words of the articles, and what they mend."""

import sqlite3
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.library import Library
from index.schema import open_database
from index.spelling import grams
from index.vocabulary import count_words, forget_words, spellable

TEXTS = {
    "bridge": "Ferdinand Okonkwo-Reyes opened the bridge at Gdańsk. Engineers inspected 14 cables.",
    "market": "The market at Tarn sold herring, and Engineer Sjöberg sold none of them.",
}


@pytest.fixture(scope="module")
def library() -> Iterator[Library]:
    with Library.from_texts(TEXTS) as library:
        yield library


@pytest.mark.parametrize(
    ("question", "mended"),
    [
        ("Who is Ferdinnand Okonkwo?", {"ferdinnand": "ferdinand"}),  # a letter too many
        ("Who is Fedinand Okonko?", {"fedinand": "ferdinand", "okonko": "okonkwo"}),  # too few
        ("Was it near Gdnask?", {"gdnask": "gdansk"}),  # neighbours swapped, accent left out
        ("Did Sjoeberg sell?", {"sjoeberg": "sjoberg"}),
        ("Who inspects an engineer's cable?", {}),  # other forms of words that are there
        ("Who owns the zeppelin?", {}),  # nothing near it
        ("Did 15 cables snap?", {}),
        ("Tan?", {}),  # too short to be sure
        ("", {}),
    ],
)
def test_respell(library: Library, question: str, mended: dict[str, str]) -> None:
    assert library.respell(question) == mended


def test_grams_mark_both_ends() -> None:
    assert grams("tarn") == {"^ta", "tar", "arn", "rn$"}


def test_words_that_may_be_meant() -> None:
    assert spellable("The 3 cafés: Gdańsk2 x") == {"cafes"}


def counted(db: sqlite3.Connection) -> dict[str, int]:
    return dict(db.execute("SELECT word, articles FROM words"))


@given(st.lists(st.text("abé rst", max_size=30), max_size=5))
def test_forgetting_undoes_counting(texts: list[str]) -> None:
    db = open_database(":memory:")
    count_words(db, "rattan braces")
    before = counted(db), db.execute("SELECT * FROM grams ORDER BY 1, 2").fetchall()
    for text in texts:
        count_words(db, text)
    for word, articles in counted(db).items():
        assert articles == sum(word in spellable(t) for t in [*texts, "rattan braces"])
    for text in texts:
        forget_words(db, text)
    assert (counted(db), db.execute("SELECT * FROM grams ORDER BY 1, 2").fetchall()) == before
    db.close()
