"""Numbers and dates bound to the words beside them."""

import pytest

from rag.verify.bound import clauses_of, loose_day, loose_number, other_count
from rag.verify.dates import days_in
from rag.verify.numbers import numbers_in
from rag.verify.words import Word


def same(one: Word, other: Word) -> float:
    return float(one.stem == other.stem)


@pytest.mark.parametrize(
    ("claim", "source", "loose"),
    [
        ("12 died and 39 were hurt.", "39 died and 12 were hurt.", "12"),
        ("39 died and 12 were hurt.", "39 died and 12 were hurt.", ""),
        ("39 people died.", "39 died and 12 were hurt.", ""),
        ("The bridge is 90 metres long.", "It is 90 metres long and 12 metres wide.", ""),
        ("It rained.", "39 died and 12 were hurt.", ""),
        # The ends of a range stand beside the same words.
        ("It cost 5 to 7 million.", "It cost between 5 and 7 million.", ""),
    ],
)
def test_loose_number(claim: str, source: str, loose: str) -> None:
    assert loose_number(claim, numbers_in(claim), [source], same) == loose


@pytest.mark.parametrize(
    ("claim", "source", "other"),
    [
        ("It cost one crown.", "It cost nine million crowns.", "one crown"),
        ("One boat sank.", "Two boats were lost.", "One boat"),
        ("One boat sank.", "Two boats were lost; another boat sank.", ""),
        ("One boat sank.", "A boat sank as two boats came in.", ""),
        ("One of them sank.", "Two boats were lost.", ""),
        ("Two boats sank.", "Nine boats sank.", ""),
    ],
)
def test_one_of_what_is_counted_otherwise(claim: str, source: str, other: str) -> None:
    assert other_count(claim, numbers_in(claim), [source]) == other


@pytest.mark.parametrize(
    ("claim", "loose"),
    [
        ("Work resumed on Tuesday.", "Tuesday"),
        ("Work resumed on Friday.", ""),
        ("Talks failed on Tuesday.", ""),
    ],
)
def test_loose_day(claim: str, loose: str) -> None:
    source = "On Tuesday talks failed, and work resumed on Friday."
    assert loose_day(claim, days_in(claim), [source], None, same) == loose


def test_clauses() -> None:
    parts = [[w.text for w in words] for words, _, _ in clauses_of("Ana left, but Jo stayed.")]
    assert parts == [["Ana", "left"], ["Jo", "stayed"]]
