from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.attribution import speaker_of


@pytest.mark.parametrize(
    ("sentence", "words", "who"),
    [
        ("Twelve people died, the fire chief Jo Roth said.", "Twelve", "the fire chief Jo Roth"),
        ("Twelve people died, said the fire chief Jo Roth.", "Twelve", "the fire chief Jo Roth"),
        ("Twelve people died, Roth said on Tuesday.", "Twelve", "Roth"),
        ("Officials said twelve people died.", "twelve", "Officials"),
        ("On Monday, the mayor said that twelve people died.", "twelve", "the mayor"),
        ("According to the police, twelve people died.", "twelve", "the police"),
        ("Twelve people died, according to the police.", "Twelve", "the police"),
        ("“Twelve people died,” said Jo Roth.", "Twelve", "Jo Roth"),
        ("Jo Roth told the paper that twelve people died.", "twelve", "Jo Roth"),
        ("Twelve people died.", "Twelve", ""),
        ("He said twelve people died.", "twelve", ""),  # it is not told here who he is
        ("Officials said twelve people died.", "Officials", ""),
        ("Twelve people died when the roof fell in, and nobody said why.", "Twelve", ""),
    ],
)
def test_who_says_it_is_found(sentence: str, words: str, who: str) -> None:
    start = sentence.index(words)
    assert speaker_of(sentence, start, start + len(words)) == who


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from("aB said, .“”")), st.integers(0, 40), st.integers(0, 40))
def test_a_speaker_stands_in_the_sentence(text: str, start: int, size: int) -> None:
    assert speaker_of(text, start, start + size) in text
