"""Names, their other forms, and whether a text has them."""

import pytest

from rag.verify.names import (
    abbreviations_in,
    alike,
    composites_in,
    found_in,
    initials,
    names_in,
    same_name,
)
from rag.verify.words import fold, words_in


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Mayor Ana Roth met Jo van Ek.", ["Mayor Ana Roth", "Jo van Ek"]),
        ("On Monday in May they met Ana.", ["Ana"]),
        ("The Bank of Ulm paid.", ["Bank", "Ulm"]),
        ("Ana's brother Jo left.", ["Ana's", "Jo"]),
        ("“We won,” Ana said.", ["Ana"]),
        ("NATO and the U.S. agreed.", ["NATO", "U.S"]),
        ("I think so.", []),
        ("", []),
    ],
)
def test_names_in(text: str, names: list[str]) -> None:
    assert [n.text for n in names_in(text)] == names


def test_a_word_that_opens_a_sentence_is_not_surely_a_name() -> None:
    assert [(n.text, n.sure) for n in names_in("Prices fell in Ulm.")] == [
        ("Prices", False),
        ("Ulm", True),
    ]


def test_composites_join_what_of_joins() -> None:
    assert ("bank", "ulm") in [n.words for n in composites_in("the Bank of Ulm")]


def test_abbreviations() -> None:
    (pair,) = abbreviations_in("The Mallo Ferry Board (MFB) met.")
    assert (pair[0].text, pair[1].text) == ("Mallo Ferry Board", "MFB")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("italian", "italy", True),
        ("polish", "poland", True),
        ("american", "us", True),
        ("dutch", "netherlands", True),
        ("johnson", "johnston", False),
        ("austria", "australia", False),
        ("iran", "iraq", False),
        ("ana", "anna", False),
    ],
)
def test_alike(one: str, other: str, same: bool) -> None:
    assert alike(one, other) is same
    assert alike(other, one) is same


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("in Ana Roth", "in Roth", True),
        ("in Ana Roth", "in Jo Roth", False),
        ("in A. Roth", "in Ana Roth", True),
        ("in European Union", "in EU", True),
        ("in World Ferry Board", "in WFB", True),
        ("in United States", "in US", True),
    ],
)
def test_same_name(one: str, other: str, same: bool) -> None:
    a, b = names_in(one)[-1], names_in(other)[-1]
    assert same_name(a, b) is same


def test_initials() -> None:
    assert initials(("world", "ferry", "board")) == "wfb"


@pytest.mark.parametrize(
    ("claim", "found"),
    [
        ("in Ana Roth", True),
        ("in Jo Ek", True),
        ("in Jo Roth", False),
        ("in Ana Ek", False),
        ("in Mayor Roth", True),
        ("in Mayor Ek", False),
        ("in Bonn", False),
    ],
)
def test_a_given_name_of_another_does_not_do(claim: str, found: bool) -> None:
    text = "Mayor Ana Roth and Jo Ek of Ulm spoke."
    words = frozenset(fold(w.text) for w in words_in(text))
    assert found_in(names_in(claim)[-1], names_in(text), words) is found


def test_the_article_tells_a_given_name() -> None:
    sentence, article = "Roth resigned.", "Ines Roth is the mayor."
    words = frozenset(fold(w.text) for w in words_in(sentence))
    name = names_in("in Ines Roth")[-1]
    assert not found_in(name, names_in(sentence), words)
    assert found_in(name, names_in(sentence), words, names_in(article))
