from __future__ import annotations

import pytest

from rag.verbs import base_of, verbs_at

_LIST = """
    announce plan open close use rate die thank destroy call stop admit carry refuse hope hop focus
    kill pass add ad offer free agree control rescue reach charge beg tie cause seed need fee
"""
WORDS = frozenset(_LIST.split())


@pytest.mark.parametrize(
    ("past", "base"),
    [
        ("announced", "announce"),
        ("planned", "plan"),
        ("opened", "open"),
        ("used", "use"),
        ("hoped", "hope"),
        ("hopped", "hop"),
        ("died", "die"),
        ("tied", "tie"),
        ("carried", "carry"),
        ("passed", "pass"),
        ("called", "call"),
        ("added", "add"),
        ("agreed", "agree"),
        ("focused", "focus"),
        ("charged", "charge"),
        ("took", "take"),
        ("Fell", "fall"),
        ("need", ""),
        ("seed", ""),
        ("blarfed", ""),  # no word is made up
        ("mill", ""),
    ],
)
def test_a_past_is_brought_to_the_form_behind_did(past: str, base: str) -> None:
    assert base_of(past, WORDS.__contains__) == base


@pytest.mark.parametrize(
    ("clause", "at"),
    [
        ("The river rose by two metres", [2]),
        ("The man arrested on Monday was freed", [2, 5, 6]),
        ("Rain in Mallo", []),
        ("The United team won", [3]),
    ],
)
def test_verbs_are_found_in_a_clause(clause: str, at: list[int]) -> None:
    assert verbs_at(clause.split()) == at
