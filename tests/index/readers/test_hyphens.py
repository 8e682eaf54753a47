"""Hyphens at line ends: broken words made whole, compounds left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.readers.hyphens import Joiner, common_words


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        ("an investi-", "gation of it", "an investigation of it"),
        ("the uncon-", "stitutional law", "the unconstitutional law"),
        ("inter-", "national", "international"),
        ("a well-", "known man", "a well-known man"),
        ("Smith-", "Jones said", "Smith-Jones said"),
        ("in 2019-", "2020 it", "in 2019-2020 it"),
        ("from 10–", "12 of them", "from 10–12 of them"),
        ("he left—", "at last", "he left—at last"),
        ("he left –", "at last", "he left – at last"),
        ("and then -", "at last", "and then - at last"),
        ("two\u00ad", "fold", "twofold"),
        ("no hyphen", "here", "no hyphen here"),
        ("naïve", "café", "naïve café"),
    ],
)
def test_lines_are_joined(first: str, second: str, joined: str) -> None:
    assert Joiner([first, second]).join(first, second) == joined


def test_the_document_itself_says_how_it_writes_a_word() -> None:
    assert Joiner(["a flood-plain"]).join("the flood-", "plain") == "the flood-plain"
    assert Joiner(["a floodplain"]).join("the flood-", "plain") == "the floodplain"
    # A name that no list of words has, whole elsewhere.
    assert Joiner(["Ulfbergen rose"]).join("ulf-", "bergen") == "ulfbergen"


def test_the_words_are_those_of_the_bundled_embedder() -> None:
    assert {"international", "investigation", "known"} <= common_words()
    assert "wellknown" not in common_words()


@given(st.text(min_size=1), st.text(min_size=1))
def test_nothing_but_a_hyphen_or_a_space_comes_or_goes(first: str, second: str) -> None:
    joined = Joiner([first, second]).join(first, second)
    assert joined in (first + second, f"{first} {second}", first[:-1] + second)
    if joined == first[:-1] + second:
        assert first[-1] in "-‐\u00ad"
