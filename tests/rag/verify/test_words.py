"""Words, clauses and opposites."""

import pytest

from rag.verify.words import fold, opposite, participle, passive, root, words_in


def test_a_sentence_by_hand() -> None:
    words = words_in("Prices rose in Ulm, but Ana left.")
    assert [w.text for w in words] == ["Prices", "rose", "in", "Ulm", ",", "but", "Ana", "left"]
    assert [w.clause for w in words] == [0, 0, 0, 0, 0, 1, 1, 1]
    assert [w.text for w in words if w.name] == ["Ulm", "Ana"]
    assert [w.text for w in words if w.content] == ["Prices", "rose", "Ulm", "Ana", "left"]


@pytest.mark.parametrize(
    ("text", "folded"),
    [("José’s", "jose"), ("U.S.", "us"), ("Müller", "muller"), ("O’Neil", "o'neil"), ("", "")],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("one", "other", "are"),
    [
        ("rise", "fell", True),
        ("lawful", "unlawful", True),
        ("accepted", "rejected", True),
        ("possible", "impossible", True),
        ("rise", "rose", False),
        ("house", "garden", False),
        ("to", "unto", False),
    ],
)
def test_opposite(one: str, other: str, are: bool) -> None:
    assert opposite(root(one), root(other)) is are
    assert opposite(root(other), root(one)) is are


def test_passive() -> None:
    words = words_in("Roth was sued")
    assert participle("sued") and not participle("sue")
    assert passive(words[:2], words[2])
    assert not passive(words[:1], words[2])


def test_offsets() -> None:
    text = "“We won,” said Ana—again."
    assert all(text[w.start : w.end] == w.text for w in words_in(text))
