"""Kinds and parts of questions."""

import pytest

from rag.kinds import kind_of, parts_of


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How old was the pilot?", "number"),
        ("how many ppl were on the bus", "number"),
        ("What percentage of voters agreed?", "number"),
        ("When did the bridge open?", "time"),
        ("In which year was it built?", "time"),
        ("Why did the bridge close?", "reason"),
        ("What caused the fire?", "reason"),
        ("How did the boat sink?", "reason"),
        ("Who built the bridge?", "person"),
        ("Who said the bridge was safe?", "attribution"),
        ("Where was the boat built?", "place"),
        ("Which two towns were flooded?", "list"),
        ("What are the names of the tugs?", "list"),
        ("Name the tugs.", "list"),
        ("Did the bridge open?", "yesno"),
        ("Under the new law, is there any cap on rents?", "yesno"),
        ("And was it raining?", "yesno"),
        ("Do we know what started the fire?", "factoid"),
        ("Could you tell me when the bridge opened?", "time"),
        ("Was it red or blue?", "factoid"),
        ("What is this article about?", "summary"),
        ("Can you summarise it?", "summary"),
        ("Give me the key points", "summary"),
        ("colour of the boat", "factoid"),
        ("", "factoid"),
    ],
)
def test_kind_of(question: str, kind: str) -> None:
    assert kind_of(question) == kind


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("Who built it?", ("Who built it?",)),
        ("When was she born and where did she die?", ("When was she born?", "where did she die?")),
        ("How many were hurt, and who helped?", ("How many were hurt?", "who helped?")),
        ("Who came? What did they want?", ("Who came?", "What did they want?")),
        # A clause with a question word is no part of its own.
        ("Who said that they knew who did it?", ("Who said that they knew who did it?",)),
        ("What did he do and why?", ("What did he do and why?",)),
        ("Which town and river are near?", ("Which town and river are near?",)),
    ],
)
def test_parts_of(question: str, parts: tuple[str, ...]) -> None:
    assert parts_of(question) == parts
