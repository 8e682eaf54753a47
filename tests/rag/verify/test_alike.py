"""Nearness of words, with vectors made by hand."""

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from rag.verify.alike import Lexicon, scale
from rag.verify.words import words_in

VECTORS = {"car": (1.0, 0.0), "automobile": (0.9, 0.436), "storm": (0.0, 1.0)}


def embed(texts: Sequence[str]) -> NDArray[np.float32]:
    return np.array([VECTORS.get(t, (0.0, 0.0)) for t in texts], dtype=np.float32)


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("car", "cars", 1.0),
        ("car", "automobile", 1.0),
        ("car", "storm", 0.0),
        ("rose", "fell", 0.0),
        ("said", "told", 0.7),
        ("12", "13", 0.0),
        ("car", "unheard", 0.0),
    ],
)
def test_near(one: str, other: str, near: float) -> None:
    lexicon = Lexicon(embed)
    lexicon.learn(["car", "automobile", "storm"])
    a, b = words_in(f"The {one}")[1], words_in(f"The {other}")[1]
    assert lexicon.near(a, b) == near
    assert lexicon.best(a, [b]) == near


def test_names_are_the_same_or_not() -> None:
    lexicon = Lexicon(lambda texts: np.ones((len(texts), 1), dtype=np.float32))
    lexicon.learn(["ulm", "bonn"])
    a, b = words_in("in Ulm")[1], words_in("in Bonn")[1]
    assert lexicon.near(a, b) == 0.0


def test_words_are_embedded_once() -> None:
    calls: list[list[str]] = []

    def counting(texts: Sequence[str]) -> NDArray[np.float32]:
        calls.append(list(texts))
        return embed(texts)

    lexicon = Lexicon(counting)
    lexicon.learn(["car", "storm", "car"])
    lexicon.learn(["storm"])
    assert calls == [["car", "storm"]]


def test_scale() -> None:
    assert [scale(c) for c in (-1.0, 0.38, 0.5, 0.62, 1.0)] == [0.0, 0.0, 0.5, 1.0, 1.0]
