"""Quotations: which there are, and whether a source holds their words."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.verify.quoted import holds, missing, plain, quotes_in, without_quotes


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        ("He said “no”.", ("no",)),
        ('He said "no" and "yes".', ("no", "yes")),
        ("Er sagte „nein“.", ("nein",)),
        ("Il dit «non».", ("non",)),
        ("He called it ‘the town’s best’.", ("the town’s best",)),
        ("It's the dogs' day.", ()),
        ("“…”", ()),
        ("", ()),
    ],
)
def test_quotes_in(text: str, quotes: tuple[str, ...]) -> None:
    assert quotes_in(text) == quotes


@pytest.mark.parametrize(
    ("source", "quote", "stands"),
    [
        ("It was a very long day.", "a very long day", True),
        ("It was a very long day.", "A very long day.", True),
        ("It was a very long day.", "a … day", True),
        ("It was a very long day.", "a […] day", True),
        ("It was a very long day.", "a day", False),
        ("It was a very long day.", "day … long", False),
        ("It was a very longer day.", "very long", False),
        ("He doesn’t know.", "doesn't know", True),
        ("We tested it twice.", "[They] tested it twice", True),
    ],
)
def test_holds(source: str, quote: str, stands: bool) -> None:
    assert holds(source, quote) is stands


def test_missing_names_the_first_that_no_source_holds() -> None:
    sources = ["She said it was safe.", "He said it was new."]
    assert missing("It is “safe”, “old” and “ruined”.", sources) == "old"
    assert missing("It is “safe” and “new”.", sources) == ""


@settings(deadline=None)
@given(st.text(max_size=80))
def test_blanking_keeps_every_offset(text: str) -> None:
    assert len(without_quotes(text)) == len(text)


@settings(deadline=None)
@given(st.text(alphabet="abc de.", min_size=1, max_size=40))
def test_a_text_holds_itself(text: str) -> None:
    assert holds(text, text)
    assert plain(plain(text)) == plain(text)
