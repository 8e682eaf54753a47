"""Pairs whose order means something."""

import pytest

from rag.verify.order import pairs_in, reversed_pair


@pytest.mark.parametrize(
    ("claim", "source", "word"),
    [
        ("She went from Ulm to Bonn.", "The road from Bonn to Ulm.", "Ulm"),
        ("She went from Bonn to Ulm.", "The road from Bonn to Ulm.", ""),
        ("Most prefer trams to buses.", "Most preferred buses over trams.", "trams"),
        ("They took trams rather than buses.", "They took buses instead of trams.", "trams"),
        ("It rose from 5 to 7.", "It rose from 5 to 7.", ""),
        ("It rained from May on.", "It rained from June to July.", ""),
        ("", "The road from Bonn to Ulm.", ""),
    ],
)
def test_reversed_pair(claim: str, source: str, word: str) -> None:
    assert reversed_pair(claim, [source]) == word


def test_pairs_by_hand() -> None:
    assert [
        tuple(tuple(w.text for w in side) for side in pair)
        for pair in pairs_in("They chose steel over wood.")
    ] == [(("steel",), ("wood",))]
