"""A reply as it arrives: whole sentences, whatever the form and however it is cut into pieces."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.errors import ModelTrouble
from rag.generate.reply import Draft, Reply

TWO = [Draft("It rained.", (1,)), Draft("Dr. Roth left at 5 p.m. on Monday.", (2, 3))]
AS_TEXT = "It rained [1]. Dr. Roth left at 5 p.m. on Monday.[2][3]"
AS_JSON = (
    '{"answered": true, "sentences": [{"text": "It rained.", "passages": [1]}, '
    '{"text": "Dr. Roth left at 5 p.m. on Monday.", "passages": [2, 3]}]}'
)


def read(*pieces: str) -> tuple[list[Draft], Reply]:
    reply = Reply()
    drafts = [draft for piece in pieces for draft in reply.feed(piece)]
    return drafts + reply.finish(), reply


@pytest.mark.parametrize("body", [AS_TEXT, AS_JSON, f"```json\n{AS_JSON}\n```"])
def test_a_reply_in_any_form_gives_the_same_sentences(body: str) -> None:
    drafts, reply = read(body)
    assert drafts == TWO and not reply.declined


@settings(deadline=None)
@given(st.sampled_from([AS_TEXT, AS_JSON]), st.lists(st.integers(0, 150), max_size=12))
def test_how_it_is_cut_into_pieces_changes_nothing(body: str, cuts: list[int]) -> None:
    at = [0, *sorted(min(c, len(body)) for c in cuts), len(body)]
    assert read(*(body[a:b] for a, b in pairwise(at)))[0] == TWO


@settings(deadline=None)
@given(st.sampled_from([AS_TEXT, AS_JSON]))
def test_no_sentence_is_given_out_before_it_can_no_longer_change(body: str) -> None:
    reply, given_out = Reply(), []
    for n, letter in enumerate(body, start=1):
        for draft in reply.feed(letter):
            given_out.append(draft)
            assert draft.text[:6] in body[:n]
            assert draft in TWO
    assert given_out == TWO[: len(given_out)]


@pytest.mark.parametrize(
    ("body", "drafts"),
    [
        (
            "- It rained [1]\n- It snowed [2]",
            [("It rained", (1,), True), ("It snowed", (2,), True)],
        ),
        ("1. It rained [1].\n", [("It rained.", (1,), True)]),
        ("**It** rained [1].", [("It rained.", (1,), False)]),
        ("# Answer\nIt rained [1].", [("Answer", (), False), ("It rained.", (1,), False)]),
        ("<think>It snowed [9]. Or not.</think>It rained [1].", [("It rained.", (1,), False)]),
        (
            "It rained. [1] It snowed. [2]",
            [("It rained.", (1,), False), ("It snowed.", (2,), False)],
        ),
        ("According to passage 2, it rained [1].", [("It rained.", (2, 1), False)]),
        ("It rained [1]. The passages do not say when [1].", [("It rained.", (1,), False)]),
        ("[1] [2]", []),
        ("", []),
    ],
)
def test_what_models_add_is_taken_off(
    body: str, drafts: list[tuple[str, tuple[int, ...], bool]]
) -> None:
    assert read(body)[0] == [Draft(*one) for one in drafts]


@pytest.mark.parametrize(
    "item",
    [
        '{"sentence": "It rained.", "citations": ["1"]}',
        '{"text": "It rained. [1]", "passages": []}',
        '{"claim": "It rained.", "sources": 1}',
        '{"text": "It rained.", "passages": ["passage 1"]}',
    ],
)
def test_json_that_is_nearly_what_was_asked_for(item: str) -> None:
    assert read(f'{{"sentences": [{item}]}}')[0] == [Draft("It rained.", (1,))]


@pytest.mark.parametrize(
    "body",
    [
        "NOT IN THE PASSAGES",
        "NOT IN THE PASSAGES.",
        '{"answered": false, "sentences": []}',
        "The passages do not mention a volcano.",
        "The article does not state who paid [1].",
        "The provided passages don't explicitly mention it [2][3].",
        '{"sentences": [{"text": "The articles do not name the mayor.", "passages": [1]}]}',
        "I cannot answer that from the passages.",
    ],
)
def test_a_model_that_declines(body: str) -> None:
    assert read(body)[1].declined


def test_a_cited_sentence_that_denies_something_is_no_refusal() -> None:
    drafts, reply = read("The article on the strike does not say so, Bui told reporters [1].")
    assert drafts and not reply.declined


@pytest.mark.parametrize("body", ['{"answered": true', '{"a": 1}', '{"sentences": 3}', "{ not so"])
def test_json_that_is_none_is_trouble(body: str) -> None:
    with pytest.raises(ModelTrouble, match="not the JSON") as caught:
        read(body)
    assert caught.value.kind == "form"
