"""An answer's text taken apart into what leads, prose, and whole quotes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answer import Citation
from web.reply import Lead, Part, Prose, Quote, parts_of, split_markers

ONE = Citation(1, "a", 0, 17, "It rained\nfor days")
TWO = Citation(2, "a", 30, 40, "Then it stopped.")


@pytest.mark.parametrize(
    ("text", "citations", "expected"),
    [
        ("days\n\n“It rained for days” [1]", [ONE], [Lead("days", (1,)), Quote(1)]),
        ("“It rained for days” [1]", [ONE], [Quote(1)]),
        (
            "Rain: key points\n• “It rained for days” [1]\n• “Then it stopped.” [2]",
            [ONE, TWO],
            [Lead("Rain: key points", (1, 2)), Quote(1), Quote(2)],
        ),
        # Words that are not the citation's are prose, whatever they claim, and the quote follows.
        ("“It rained for weeks” [1]", [ONE], [Prose("“It rained for weeks” [1]"), Quote(1)]),
        ("“It rained for days” [7]", [ONE], [Prose("“It rained for days” [7]"), Quote(1)]),
        ("It rained [1], then stopped [2].", [ONE, TWO],
         [Prose("It rained [1], then stopped [2]."), Quote(1), Quote(2)]),
        ("Nothing is cited.", [], [Prose("Nothing is cited.")]),
        ("x" * 200 + "\n“It rained for days” [1]", [ONE], [Prose("x" * 200), Quote(1)]),
        ("", [ONE], [Quote(1)]),
    ],
)  # fmt: skip
def test_parts(text: str, citations: list[Citation], expected: list[Part]) -> None:
    assert list(parts_of(text, citations)) == expected


@given(st.text(alphabet="ab [12]“”\n•", max_size=60))
def test_every_citation_is_shown_and_no_other(text: str) -> None:
    quotes = [p.number for p in parts_of(text, [ONE, TWO]) if isinstance(p, Quote)]
    assert {*quotes} == {1, 2}


@given(st.lists(st.text(alphabet="ab [2]", max_size=8) | st.just(1), max_size=6))
def test_splitting_at_markers_loses_no_words(pieces: list[str | int]) -> None:
    text = "".join(f"[{p}]" if isinstance(p, int) else p for p in pieces)
    found = split_markers(text, [1])
    assert found.count(1) == pieces.count(1)
    again = "".join(f"[{p}]" if isinstance(p, int) else p for p in found)
    assert "".join(again.split()) == "".join(text.split())
