"""What somebody is, and whether it is another who is that."""

import pytest

from rag.verify.titles import mistitled, titles_in

SOURCE = "Mayor Ana Ek and the coach of Ulm, Jo Roth, spoke."


@pytest.mark.parametrize(
    ("claim", "name"),
    [
        ("Ana Ek is the coach of Ulm.", "Ana Ek"),
        ("Jo Roth is the coach of Ulm.", ""),
        ("Ana Ek, the coach of Ulm, spoke.", "Ana Ek"),
        ("Ana Ek spoke.", ""),
        ("Ana Ek is a painter.", ""),
        ("", ""),
    ],
)
def test_mistitled(claim: str, name: str) -> None:
    assert mistitled(claim, [SOURCE]) == name


def test_titles_by_hand() -> None:
    assert [(n.text, [w.text for w in words]) for n, words in titles_in(SOURCE)] == [
        ("Mayor Ana Ek", []),
        ("Ulm", ["coach", "Jo", "Roth"]),
        ("Jo Roth", ["coach", "Ulm"]),
    ]


def test_an_office_in_front_of_a_name_counts() -> None:
    source = "They met Trade Minister Ana Ek and Prime Minister Jo Roth."
    assert mistitled("Ana Ek is Prime Minister.", [source]) == "Ana Ek"
    assert mistitled("Jo Roth is Prime Minister.", [source]) == ""
