"""Answers as Markdown that shows what was said, whatever it holds."""

import json
from dataclasses import replace

from tests.web.test_talk import (
    ALONE,
    ANSWERED,
    BOTH,
    OPENED,
    QUOTE,
    SILENT,
    TEXT,
    VERSUS,
    WRITTEN,
)
from web.export import conversation_json, conversation_markdown, turn_markdown
from web.shelf import Shelf
from web.turns import Turn


def test_an_answer_as_markdown() -> None:
    assert turn_markdown(ANSWERED, ALONE) == (
        "**When did it burn?**\n\nSunday \\[1\\]\n\n"
        f"> “{QUOTE}”\n>\n> — The mill, paragraph 1 \\[1\\]\n\n*Very likely right (95%)*"
    )


def test_an_abstention_and_a_problem_as_markdown() -> None:
    assert turn_markdown(SILENT, ALONE) == "**Who did it?**\n\nThe article does not say."
    assert turn_markdown(Turn("Why?", problem="It *broke*."), ALONE) == (
        "**Why?**\n\nIt \\*broke\\*."
    )


def test_a_source_that_changed_is_said() -> None:
    assert "no longer here (the source has changed since)" in turn_markdown(ANSWERED, Shelf({}))


def test_markup_is_shown_as_written() -> None:
    turn = replace(ANSWERED, question="# Is <b>this</b> a [link](x)?\n> no")
    assert turn_markdown(turn, ALONE).startswith(
        "**\\# Is \\<b\\>this\\</b\\> a \\[link\\](x)? \\> no**\n\n"
    )


def test_a_conversation_keeps_its_order() -> None:
    text = conversation_markdown([ANSWERED, SILENT], ALONE)
    assert text.index("When did it burn?") < text.index("\n---\n") < text.index("Who did it?")


def test_json_carries_selectors_where_the_words_still_stand() -> None:
    (turn,) = json.loads(conversation_json([ANSWERED], ALONE))["turns"]
    (citation,) = turn["citations"]
    position = citation["target"]["selector"][1]
    assert TEXT[position["start"] : position["end"]] == citation["quote"] == QUOTE
    (turn,) = json.loads(conversation_json([ANSWERED], Shelf({})))["turns"]
    assert turn["citations"][0]["changed"] is True
    assert "target" not in turn["citations"][0]


def test_both_sides_of_a_disagreement_are_kept_and_so_is_who_wrote_it() -> None:
    text = turn_markdown(VERSUS, BOTH)
    assert "The articles give different dates." in text
    assert text.count(f"“{QUOTE}”") == 1
    assert f"> “{OPENED}”\n>\n> — The bridge, paragraph 1 \\[2\\]" in text
    (turn,) = json.loads(conversation_json([VERSUS], BOTH))["turns"]
    one, other = turn["disagreement"]["quotes"]
    assert one["target"]["selector"][0]["exact"] == QUOTE
    assert other["target"]["selector"][0]["exact"] == OPENED
    assert (other["changed"], other["title"]) == (False, "The bridge")
    written = turn_markdown(WRITTEN, ALONE)
    assert "Written by tiny-\\<1\\>, checked sentence by sentence" in written
    assert "One sentence is left out." in written
