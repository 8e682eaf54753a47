"""What a judge's reply says, read strictly: a reply that cannot be read is no verdict.

LlamaIndex's evaluators look for the letters "yes" anywhere, so that "yesterday" passes, and their
parser of scores breaks on a reply of one line. Here a reply says what it says at its place, or it
is counted as unusable.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_YES_NO = re.compile(
    r"\W*(?:answer\W+)?(yes|no)\b(?!\W+(?:(?:and|or)\W+)?(?:yes|no)\b)", re.IGNORECASE
)
_SCORE = re.compile(
    r"\W*(?:score\W+)?(\d+(?:\.\d+)?)(?:\s*(?:/|out of)\s*(\d+(?:\.0+)?))?\W*", re.IGNORECASE
)
_OBJECT = re.compile(r"\{.*\}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether an answer passes, and its score in [0, 1]; None for both where that is not said."""

    passed: bool | None
    score: float | None


UNUSABLE = Verdict(None, None)


def yes_or_no(reply: str) -> Verdict:
    """The verdict of a reply that begins with yes or no as a word.

    >>> yes_or_no("YES."), yes_or_no("Yesterday it rained, the context says.")
    (Verdict(passed=True, score=1.0), Verdict(passed=None, score=None))
    """
    said = _YES_NO.match(reply)
    if not said:
        return UNUSABLE
    passed = said[1].lower() == "yes"
    return Verdict(passed, float(passed))


def one_to_five(reply: str, enough: float = 4.0) -> Verdict:
    """The verdict of a reply whose first line is a score from 1 to 5, and nothing else.

    >>> one_to_five("4.0\\nIt says what the reference says.")
    Verdict(passed=True, score=0.75)
    """
    first = reply.strip().partition("\n")[0]
    said = _SCORE.fullmatch(first)
    if not said or (said[2] and float(said[2]) != 5) or not 1 <= float(said[1]) <= 5:
        return UNUSABLE
    value = float(said[1])
    return Verdict(value >= enough, (value - 1) / 4)


def marks(reply: str, names: Sequence[str], most: int) -> dict[str, int] | None:
    """The marks of a reply that holds one JSON object with a whole number for each name.

    None where a mark is missing, or is no whole number from 0 to ``most``.
    """
    found = _OBJECT.search(reply)
    try:
        value = json.loads(found[0]) if found else None
    except ValueError:
        return None
    if not isinstance(value, Mapping):
        return None
    given = {name: value.get(name) for name in names}
    if all(type(mark) is int and 0 <= mark <= most for mark in given.values()):
        return {name: int(mark) for name, mark in given.items() if mark is not None}
    return None
