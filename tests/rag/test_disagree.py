"""Paired articles that tell one thing two ways, and pairs that only seem to."""

from __future__ import annotations

import json

import pytest

from rag import ArticleQA
from rag.settings import Settings

FIRE = (
    "Fire at the Lindow mill\n\nMonday, March 4, 2019\n\n"
    "A fire broke out at the Lindow mill on Sunday night. Twelve people died in the fire at the "
    "Lindow mill, the fire chief Jo Roth said. The roof fell in shortly before midnight.\n"
)
FIRE_LATER = (
    "Lindow mill fire: more dead than thought\n\nWednesday, March 6, 2019\n\n"
    "The town of Lindow is in mourning. Fourteen people died in the fire at the Lindow mill, the "
    "fire chief Jo Roth said on Tuesday. A service will be held in the church.\n"
)
FIRE_AGAIN = (
    "Lindow remembers\n\nFriday, March 8, 2019\n\n"
    "Hundreds came to the church. A dozen people died in the fire at the Lindow mill last Sunday. "
    "The fire chief Jo Roth laid a wreath.\n"
)
OTHER_FIRE = (
    "Fire at a school in Tarnow\n\nThursday, May 2, 2019\n\n"
    "Three people died in a fire at a school in Tarnow. Nobody knows how it began.\n"
)
BRIDGE = (
    "New bridge for Mallo\n\nMonday, 3 June 2019\n\n"
    "The new bridge over the river Tarn in Mallo will be opened on 5 July 2019, the mayor Ines "
    "Roth said. It has cost nine million euros.\n"
)
BRIDGE_LATE = (
    "Mallo waits for its bridge\n\nMonday, 1 July 2019\n\n"
    "Rain has held up the work. The new bridge over the river Tarn in Mallo will be opened on "
    "12 August 2019, the mayor Ines Roth said.\n"
)
BRIDGE_SAME = (
    "A bridge in Mallo\n\nTuesday, 4 June 2019\n\n"
    "Work is almost done. The new bridge over the river Tarn in Mallo will be opened on July 5, "
    "the mayor Ines Roth said.\n"
)
VASE = (
    "Vase found at Brin\n\nMonday, March 4, 2019\n\n"
    "A Roman vase was found near Brin on Friday. The vase from Brin was found by Edith Marlow, a "
    "farmer.\n"
)
VASE_OTHER = (
    "Who found the vase of Brin?\n\nMonday, March 11, 2019\n\n"
    "The museum tells it otherwise. The vase from Brin was found by Tomas Ek, a diver, it said.\n"
)
DIED = "How many people died in the fire at the Lindow mill?"
OPENED = "When will the new bridge in Mallo be opened?"
FOUND = "Who found the vase from Brin?"


def told(texts: dict[str, str], question: str) -> tuple[str, ...]:
    """The values that are set side by side."""
    qa = ArticleQA.from_texts(texts, Settings(threads=1, answers="extractive"))
    answer = qa.ask(question)
    assert not answer.abstained, answer.text
    found = answer.disagreement
    if found is None:
        return ()
    assert found.values[0] == answer.short
    for value, quote in zip(found.values, found.quotes, strict=True):
        assert texts[quote.article_id][quote.start : quote.end] == quote.quote
        assert texts[value.article_id][value.start : value.end] == value.text
        assert quote.start <= value.start and value.end <= quote.end
    json.dumps(answer.to_dict())
    return tuple(sorted(v.text.removesuffix(" people") for v in found.values))


@pytest.mark.parametrize(
    ("texts", "question", "values"),
    [
        ({"a": FIRE, "b": FIRE_LATER}, DIED, ("Fourteen", "Twelve")),
        ({"a": FIRE, "b": FIRE_LATER, "c": FIRE_AGAIN}, DIED, ("Fourteen", "Twelve")),
        ({"a": BRIDGE, "b": BRIDGE_LATE}, OPENED, ("12 August 2019", "5 July 2019")),
        ({"a": VASE, "b": VASE_OTHER}, FOUND, ("Edith Marlow", "Tomas Ek")),
    ],
    ids=["number", "three articles", "date", "name"],
)
def test_two_articles_that_tell_it_otherwise_stand_side_by_side(
    texts: dict[str, str], question: str, values: tuple[str, ...]
) -> None:
    assert told(texts, question) == values


@pytest.mark.parametrize(
    ("texts", "question"),
    [
        ({"a": FIRE}, DIED),
        ({"a": FIRE, "b": FIRE_AGAIN}, DIED),
        ({"a": FIRE, "b": OTHER_FIRE}, DIED),
        ({"a": BRIDGE, "b": BRIDGE_SAME}, OPENED),
        ({"a": BRIDGE, "b": FIRE}, OPENED),
        ({"a": BRIDGE, "b": FIRE_LATER}, "How much has the new bridge in Mallo cost?"),
    ],
    ids=["alone", "a dozen", "another fire", "July 5", "another thing", "one says nothing"],
)
def test_what_agrees_or_is_of_another_thing_does_not(texts: dict[str, str], question: str) -> None:
    assert told(texts, question) == ()
