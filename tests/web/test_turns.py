"""Turns as a browser keeps them, and what is believed of them when they come back."""

import json
from dataclasses import asdict, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.chunk import Passage
from rag.answer import Answer, Citation, Disagreement, Hit, Short, Usage
from web.turns import MAX_TURNS, Place, Turn, answered, history_of, load, save

TEXT = "It rained for six days. Then it stopped."
CITED = Citation(1, "a", 0, 23, "It rained for six days.")
ANSWER = Answer(
    question="How long did it rain?",
    text="six days\n\n“It rained for six days.” [1]",
    short=Short("a", 14, 22, "six days"),
    abstained=False,
    confidence=0.8,
    citations=(CITED,),
    hits=tuple(
        Hit(Passage(f"p{n}", "a", n, n + 5, TEXT[n : n + 5]), 1 / (n + 1)) for n in range(5)
    ),
)


def test_a_turn_comes_back_from_the_browser_as_it_went() -> None:
    turn = answered("How long?", ANSWER)
    assert load(json.loads(json.dumps(save([turn])))) == [turn]
    assert turn.near == (Place("a", 0, 5), Place("a", 1, 6), Place("a", 2, 7))


OTHER = Citation(2, "b", 4, 13, "ten days.")
VERSUS = Disagreement("number", (Short("a", 14, 22, "six days"), Short("b", 4, 12, "ten days")),
                      (CITED, OTHER))  # fmt: skip


def test_what_it_took_and_what_contradicts_it_come_back_too() -> None:
    usage = Usage("m", 1200, 34, 2, None, True)
    turn = answered("How long?", replace(ANSWER, usage=usage, disagreement=VERSUS))
    turn = replace(turn, verdict="down")
    assert load(json.loads(json.dumps(save([turn])))) == [turn]


def test_the_sides_are_numbered_on_and_watched_for_changes() -> None:
    turn = replace(answered("How long?", ANSWER), disagreement=VERSUS)
    assert [(c.number, c.article_id) for c in turn.sides] == [(1, "a"), (2, "b")]
    assert turn.changed({"a": TEXT, "b": "It: ten days."}) == ()
    assert turn.changed({"a": TEXT, "b": "It: two days."}) == (2,)


@pytest.mark.parametrize(
    "value",
    [
        {"sort": "number", "values": [], "quotes": []},
        {"sort": "colour", **{k: v for k, v in asdict(VERSUS).items() if k != "sort"}},
        {"sort": "number"},
    ],
)
def test_a_disagreement_that_is_none_is_not_believed(value: object) -> None:
    saved = save([answered("How long?", ANSWER)])
    assert load([saved[0] | {"disagreement": value}]) == []


def test_a_turn_knows_whether_its_source_has_changed() -> None:
    turn = answered("How long?", ANSWER)
    assert turn.changed({"a": TEXT}) == ()
    assert turn.changed({"a": TEXT.replace("six", "ten")}) == (1,)
    assert turn.changed({}) == (1,)


def test_the_history_is_what_was_asked_and_said() -> None:
    turns = [Turn("Why?", problem="It broke."), answered("How long?", ANSWER)]
    assert history_of(turns) == [
        {"role": "user", "content": "How long?"},
        {"role": "assistant", "content": ANSWER.text},
    ]


@pytest.mark.parametrize(
    "saved",
    [
        None,
        "turns",
        {},
        [None],
        [{}],
        [{"question": 1}],
        [{"question": "Why?"}],  # never answered
        [{"question": "Why?", "text": "So.", "citations": [{"number": 1}]}],
        [{"question": "Why?", "text": "So.", "citations": [{**asdict(CITED), "start": -1}]}],
        [{"question": "Why?", "text": "So.", "confidence": "very"}],
        [{"question": "Why?", "text": "So.", "near": [3]}],
    ],
)
def test_what_is_no_conversation_is_left_out(saved: object) -> None:
    assert load(saved) == []


def test_a_confidence_is_kept_within_its_range() -> None:
    (turn,) = load([{"question": "Why?", "text": "So.", "confidence": 7}])
    assert turn.confidence == 1.0


def test_a_long_conversation_loses_its_oldest_turns() -> None:
    turns = [Turn(str(n), text="So.") for n in range(MAX_TURNS + 3)]
    assert [t.question for t in load(save(turns))] == [str(n) for n in range(3, MAX_TURNS + 3)]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["question", "text", "citations", "near", "short", "start", "number"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(json_values)
def test_nothing_a_browser_sends_breaks_the_page(saved: object) -> None:
    for turn in load(saved):
        assert turn.question is not None
        assert not turn.pending
