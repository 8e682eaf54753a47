from __future__ import annotations

import pytest

from evals.judges.reply import UNUSABLE, Verdict, marks, one_to_five, yes_or_no


@pytest.mark.parametrize(
    ("reply", "passed"),
    [
        ("YES", True),
        ("no.", False),
        (" **Yes**, the second quote says so.", True),
        ("Answer: NO", False),
        ("No. Yes would be wrong.", None),
        ("Yesterday it rained.", None),
        ("Nobody knows.", None),
        ("Yes and no.", None),
        ("No/Yes", None),  # a template left unfilled
        ("The answer is yes.", None),
        ("", None),
    ],
)
def test_yes_and_no_are_words_at_the_start(reply: str, passed: bool | None) -> None:
    assert yes_or_no(reply).passed is passed


@pytest.mark.parametrize(
    ("reply", "verdict"),
    [
        ("5", Verdict(True, 1.0)),
        ("4.0\nIt is right.", Verdict(True, 0.75)),
        ("Score: 3.5", Verdict(False, 0.625)),
        ("\n**2/5**\nIt is not.", Verdict(False, 0.25)),
        ("1 out of 5", Verdict(False, 0.0)),
        ("4/10", UNUSABLE),
        ("0", UNUSABLE),
        ("7", UNUSABLE),
        ("54 years", UNUSABLE),
        ("I give it a 4.", UNUSABLE),
        ("", UNUSABLE),
    ],
)
def test_a_score_stands_alone_on_the_first_line(reply: str, verdict: Verdict) -> None:
    assert one_to_five(reply) == verdict


@pytest.mark.parametrize(
    ("reply", "found"),
    [
        ('{"a": 2, "b": 0}', {"a": 2, "b": 0}),
        ('```json\n{"a": 1, "b": 1, "why": "…"}\n```', {"a": 1, "b": 1}),
        ('{"a": 2}', None),
        ('{"a": 3, "b": 0}', None),
        ('{"a": 1.5, "b": 0}', None),
        ('{"a": true, "b": 0}', None),
        ('{"a": "2", "b": 0}', None),
        ("[2, 0]", None),
        ("{a: 2}", None),
        ("none", None),
    ],
)
def test_marks_are_whole_numbers_of_one_object(reply: str, found: dict[str, int] | None) -> None:
    assert marks(reply, ("a", "b"), 2) == found
