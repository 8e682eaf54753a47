"""Yes where the source says no, and words of opposite meaning."""

import pytest

from rag.verify.polarity import contrary, denial
from rag.verify.words import Word, words_in


def same(one: Word, other: Word) -> float:
    return float(one.stem == other.stem)


@pytest.mark.parametrize(
    ("claim", "source", "word"),
    [
        ("The bill was not passed.", "The bill was passed in May.", "passed"),
        ("The bill was passed.", "The bill was not passed.", "passed"),
        ("The bill was not passed.", "The bill was not passed.", ""),
        ("Prices rose.", "In May prices fell.", "rose"),
        ("Prices rose.", "In May prices did not fall.", ""),
        ("He did not survive.", "He died.", ""),
        ("The court heard the case.", "The court declined to hear the case.", "heard"),
        ("It is the strongest form.", "It is the weakest form.", "strongest"),
        ("Only Ana came.", "Not only Ana came.", ""),
        ("It rained.", "The mayor resigned.", ""),
    ],
)
def test_contrary(claim: str, source: str, word: str) -> None:
    assert contrary(claim, [source], same) == word


@pytest.mark.parametrize(
    ("text", "denies"),
    [
        ("He did not come.", True),
        ("He didn’t come.", True),
        ("He denied it.", True),
        ("Nobody came.", True),
        ("Not only Ana came.", False),
        ("No one came.", False),
        ("He came.", False),
    ],
)
def test_denial(text: str, denies: bool) -> None:
    assert denial(words_in(text)) is denies
