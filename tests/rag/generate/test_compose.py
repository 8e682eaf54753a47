"""The answer as it grows: numbered densely, exact, and never taken back."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.articles import parse_article
from index.spans import Span
from rag.answer import Citation
from rag.generate.compose import UNSUPPORTED, Composition, marked
from rag.generate.reply import Draft
from rag.verify.check import Verdict

TEXT = "Bridge opens\n\nIt rained. It snowed, then it thawed. “No,” he said."
ARTICLE = parse_article(TEXT, id="a", source="a")
RAIN, SNOW, NO = (Span("a", *TEXT_SPAN) for TEXT_SPAN in ((14, 24), (25, 51), (52, 66)))
FAILS = Verdict(False, why="it cites nothing")


def holds(*spans: Span, support: float = 0.9) -> Verdict:
    return Verdict(True, spans, support=support)


def composition(*, mark: bool = False) -> Composition:
    return Composition(lambda _: ARTICLE, mark)


def test_by_hand() -> None:
    answer = composition()
    assert answer.add(Draft("It thawed after snow.", (3,)), holds(SNOW, support=0.7))
    assert answer.add(Draft("It rained before", (1, 3)), holds(RAIN, SNOW))
    assert answer.text == "It thawed after snow [1]. It rained before [1][2]"
    assert answer.citations == [
        Citation(1, "a", 25, 51, "It snowed, then it thawed."),
        Citation(2, "a", 14, 24, "It rained."),
    ]
    assert (answer.support, answer.kept, answer.failed) == (0.7, 2, 0)


def test_what_fails_is_left_out_and_takes_no_number() -> None:
    answer = composition()
    assert not answer.add(Draft("It hailed.", (1,)), FAILS)
    assert answer.add(Draft("It rained.", (1,)), holds(RAIN))
    assert not answer.add(Draft("It hailed twice.", ()), FAILS)
    assert (answer.text, answer.failed) == ("It rained [1].", 2)


def test_what_fails_is_marked_where_that_is_set_but_never_alone() -> None:
    answer = composition(mark=True)
    assert not answer.add(Draft("It hailed.", (1,)), FAILS)
    assert answer.text == ""
    assert answer.add(Draft("It rained.", (1,)), holds(RAIN))
    assert answer.add(Draft("It poured.", ()), FAILS)
    assert answer.text == f"It hailed. {UNSUPPORTED} It rained [1]. It poured. {UNSUPPORTED}"


def test_what_is_said_again_is_not_shown_again() -> None:
    answer = composition()
    assert answer.add(Draft("It rained.", (1,)), holds(RAIN))
    assert not answer.add(Draft("It  RAINED.", (1,)), holds(RAIN))
    assert answer.text == "It rained [1]."


def test_lists_keep_their_lines() -> None:
    answer = composition()
    answer.add(Draft("Two things.", (1,)), holds(RAIN))
    answer.add(Draft("It rained", (1,), bullet=True), holds(RAIN))
    answer.add(Draft("It snowed", (1,), bullet=True), holds(SNOW))
    answer.add(Draft("That is all.", (1,)), holds(NO))
    assert answer.text == ("Two things [1].\n• It rained [1]\n• It snowed [2]\nThat is all [3].")


def test_quotes_are_added_below_unless_they_are_cited_already() -> None:
    answer = composition()
    answer.add(Draft("It rained.", (1,)), holds(RAIN))
    answer.quote(Citation(1, "a", 14, 24, "It rained."))
    answer.quote(Citation(2, "a", 52, 66, "“No,” he said."))
    assert answer.text == "It rained [1].\n\n““No,” he said.” [2]"


@pytest.mark.parametrize(
    ("sentence", "shown"),
    [
        ("It rained.", "It rained [1]."),
        ("It rained", "It rained [1]"),
        ("Did it rain?", "Did it rain [1]?"),
        ("He said “no.”", "He said “no.” [1]"),
        ("He said “no”.", "He said “no”. [1]"),
        ("It rose by 4%.", "It rose by 4% [1]."),
        ("It rose (a bit).", "It rose (a bit) [1]."),
        ("It rained...", "It rained... [1]"),
    ],
)
def test_where_the_markers_stand(sentence: str, shown: str) -> None:
    assert marked(sentence, [1]) == shown


verdicts = st.one_of(
    st.just(FAILS),
    st.lists(st.sampled_from([RAIN, SNOW, NO]), min_size=1, unique=True).map(lambda s: holds(*s)),
)


@settings(deadline=None)
@given(st.booleans(), st.lists(st.tuples(verdicts, st.booleans()), max_size=8))
def test_whatever_is_written(mark: bool, written: list[tuple[Verdict, bool]]) -> None:
    answer, before = composition(mark=mark), ""
    for n, (verdict, bullet) in enumerate(written):
        grew = answer.add(Draft(f"Sentence {n} stands.", (), bullet), verdict)
        assert answer.text.startswith(before) and grew == (answer.text != before)
        before = answer.text
    numbers = [int(n) for n in re.findall(r"\[(\d+)\]", answer.text)]
    assert [c.number for c in answer.citations] == sorted(set(numbers))
    assert list(dict.fromkeys(numbers)) == list(range(1, len(answer.citations) + 1))
    for c in answer.citations:
        assert TEXT[c.start : c.end] == c.quote
    assert bool(answer.text) == any(v.ok for v, _ in written)
