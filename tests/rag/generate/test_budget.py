"""What fits into a context, counted without a network."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.errors import ModelTrouble
from rag.generate.budget import count, count_messages, fit, room_of

sizes = st.lists(st.integers(1, 400), max_size=8)


def test_tokens_are_counted_exactly_for_openai_and_on_the_safe_side_for_others() -> None:
    words = "Passages are dropped from the bottom of the ranking."
    assert count(words, "gpt-4o") == 11
    assert count(words, "openai/gpt-4o") == 11
    assert count(words, "llama3.2:3b") == 14
    assert count("<|endoftext|>", "gpt-4o") > 1
    assert count("", "gpt-4o") == 0
    assert count_messages([("user", words), ("assistant", words)], "gpt-4o") == 30


def test_a_quarter_of_a_small_context_is_kept_for_the_reply() -> None:
    assert (room_of(2000), room_of(128_000)) == (1500, 126_976)


def test_by_hand() -> None:
    # 500 left: history may have 125, so only its newest turn (90); passages take 400 of 410.
    assert fit(100, [200, 200, 200], [50, 90], 600) == (2, 1)
    # What passages leave goes to older turns.
    assert fit(100, [200], [50, 90], 600) == (1, 2)
    # The best passage comes before any turn.
    assert fit(100, [480], [50], 600) == (1, 0)


def test_nothing_fits() -> None:
    with pytest.raises(ModelTrouble, match="context") as caught:
        fit(100, [501], [], 600)
    assert caught.value.kind == "too_long"


@settings(deadline=None)
@given(st.integers(0, 300), sizes, sizes, st.integers(0, 1500))
def test_what_fits_is_within_the_room_and_no_more_would_be(
    fixed: int, passages: list[int], turns: list[int], room: int
) -> None:
    try:
        shown, kept = fit(fixed, passages, turns, room)
    except ModelTrouble:
        assert not passages or fixed + passages[0] > room
        return
    used = fixed + sum(passages[:shown]) + sum(turns[len(turns) - kept :])
    assert shown >= 1 and used <= room
    if shown < len(passages) and not kept:
        assert used + passages[shown] > room
    if kept < len(turns):
        assert used + turns[-kept - 1] > room
