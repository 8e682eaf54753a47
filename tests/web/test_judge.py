from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from index.articles import parse_article
from tests.web.stories import RAIN, SNOW
from web.feedback import Feedback, NotKept
from web.judge import YOURS, Judge, find
from web.shelf import Shelf
from web.turns import Turn

ARTICLES = {i: parse_article(t, id=i, source=i) for i, t in {"rain": RAIN, "snow": SNOW}.items()}
SHELF = Shelf(ARTICLES)
MINE = Shelf(ARTICLES, frozenset({"rain"}))
TURN = Turn("Was anybody hurt?", text="The article does not say.", abstained=True)
START = RAIN.rindex("Nobody was hurt")
PICKED = {"turn": 0, "way": "down", "article": "rain", "from": START, "to": START + 15}


@pytest.fixture
def judge(tmp_path: Path) -> Judge:
    return Judge(Feedback(tmp_path / "said"))


def kept(judge: Judge) -> str:
    path = judge.feedback.folder / "questions.jsonl"
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def test_a_thumb_down_keeps_the_words_and_says_where(judge: Judge) -> None:
    turns, notice = judge.take([TURN], SHELF, PICKED)
    assert turns[0].verdict == "down"
    assert f'"start": {START}' in kept(judge)
    assert "said" in notice


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"turn": "0", "way": "down"},
        {"turn": 7, "way": "up"},
        {"turn": 0, "way": "sideways"},
        {"turn": True, "way": "up"},
    ],
)
def test_what_is_no_verdict_changes_nothing(judge: Judge, said: dict[str, Any]) -> None:
    assert judge.take([TURN], SHELF, said) == ([TURN], "")
    assert kept(judge) == ""


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ({**PICKED, "article": "hail"}, "no longer here"),
        ({**PICKED, "to": START}, "Select"),
        ({**PICKED, "to": "far"}, "Select"),
        ({**PICKED, "words": "Nobody was heard"}, "does not stand"),
        ({**PICKED, "words": "Nobody was hurt"}, "2 times"),
    ],
)
def test_what_cannot_be_kept_is_said(judge: Judge, said: dict[str, Any], says: str) -> None:
    with pytest.raises(NotKept, match=says):
        judge.take([TURN], SHELF, said)
    assert kept(judge) == ""


def test_typed_words_are_found_where_they_stand_once() -> None:
    start, end = find(ARTICLES["rain"], "two metres")
    assert RAIN[start:end] == "two metres"


def test_what_is_only_the_readers_is_kept_only_where_they_agree(judge: Judge) -> None:
    turns, notice = judge.take([TURN], MINE, PICKED)
    assert (turns[0].verdict, notice) == ("down", YOURS)
    assert kept(judge) == ""
    judge.take([TURN], MINE, {**PICKED, "agreed": True})
    assert "Was anybody hurt?" in kept(judge)


def test_where_all_is_shared_it_is_kept(tmp_path: Path) -> None:
    judge = Judge(Feedback(tmp_path / "said"), shared=True)
    judge.take([TURN], MINE, PICKED)
    assert "Was anybody hurt?" in kept(judge)


def test_silence_is_right_too(judge: Judge) -> None:
    said = {"turn": 0, "way": "down", "article": "snow", "silent": True}
    judge.take([TURN], SHELF, said)
    assert '"kind": "unanswerable"' in kept(judge)
    assert '"article": "snow"' in kept(judge)
