"""The source's own words stand; with a word exchanged they do not."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.verify.verbatim import altered, stands

SOURCES = ["He left at 6 p.m.", "“We won,” she said.", "He denied that it rained."]


@pytest.mark.parametrize(
    ("text", "run"),
    [
        ("He left at 6 p.m.", (0, 1)),
        ("he left at 6 p.m", (0, 1)),
        ('"We won," she said.', (1, 2)),
        ("He left at 6 p.m. “We won,” she said.", (0, 2)),
        ("it rained", None),
        ("He left at 7 p.m.", None),
        ("", None),
        ("…", None),
    ],
)
def test_stands(text: str, run: tuple[int, int] | None) -> None:
    assert stands(text, SOURCES) == run


@pytest.mark.parametrize(
    ("text", "source", "word"),
    [
        ("On Monday 13 people fled.", "On Monday 12 people fled.", "13"),
        ("On Monday twelve people fled.", "On Monday 12 people fled.", ""),
        ("In May Ek sued Roth.", "In May Roth sued Ek.", "Ek"),
        ("In May Jo Ek sued Ana Roth.", "In May Ana Roth sued Jo Ek.", "Jo"),
        ("Prices rose in May.", "Prices fell in May.", "rose"),
        ("On Monday 12 people left.", "On Monday 12 people fled.", ""),
        ("13 people fled on Monday.", "On Monday 12 people fled.", ""),
        ("", "It rained.", ""),
    ],
)
def test_altered(text: str, source: str, word: str) -> None:
    assert altered(text, [source]) == word


def test_another_source_may_have_the_very_words() -> None:
    assert altered("It was 13.", ["It was 12.", "It was 13."]) == ""
    assert altered("It was 13.", ["It was 12.", "It was 14."]) == "13"


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_text_with_words_stands_in_itself(text: str) -> None:
    assert stands(text, [text]) in ((0, 1), None)
    assert altered(text, [text]) == ""


@settings(deadline=None)
@given(
    st.lists(st.sampled_from(["rain", "fell", "in", "Mallo"]), min_size=2, max_size=8),
    st.integers(2, 900),
    st.integers(1, 90),
)
def test_a_changed_number_never_passes(words: list[str], number: int, more: int) -> None:
    source = f"{' '.join(words)} {number} times."
    claim = f"{' '.join(words)} {number + more} times."
    assert altered(claim, [source]) == str(number + more)
