"""A sentence taken apart."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from rag.verify.claim import read_claim, weight
from rag.verify.names import names_in
from rag.verify.words import words_in


def test_a_claim_by_hand() -> None:
    claim = read_claim("On Monday at 6 p.m. Ana Ek said “it rains” and paid two fines.")
    assert [n.text for n in claim.names] == ["Ana Ek"]
    assert [n.value for n in claim.numbers] == [2.0]
    assert [d.weekday for d in claim.days] == [0]
    assert [c.minutes for c in claim.clocks] == [18 * 60]
    assert claim.quotes == ("it rains",)
    assert [w.text for w in claim.words] == ["said", "rains", "paid", "fines"]


def test_a_word_that_opens_is_a_name_where_the_source_has_it_as_one() -> None:
    claim = read_claim("Mallo was flooded.")
    assert claim.names == ()
    known = claim.with_names(names_in("The mayor of Mallo spoke."))
    assert [n.text for n in known.names] == ["Mallo"]
    assert "Mallo" not in [w.text for w in known.words]
    assert claim.with_names(names_in("The mayor of Ulm spoke.")) == claim


def test_day_of_writing() -> None:
    claim = read_claim("It rained.")
    assert claim.day_of("2019-01-04") == date(2019, 1, 4)
    assert claim.day_of("soon") is None and claim.day_of(None) is None


def test_who_says_it_counts_less() -> None:
    said, paid = words_in("said paid")
    assert weight(said) < weight(paid)


@settings(deadline=None)
@given(st.text(max_size=80))
def test_any_text_can_be_taken_apart(text: str) -> None:
    claim = read_claim(text)
    assert claim.size >= 0
    places = [(n.start, n.end) for n in claim.names] + [(n.start, n.end) for n in claim.numbers]
    places += [(d.start, d.end) for d in claim.days]
    places += [(c.start, c.end) for c in claim.clocks]
    assert all(0 <= start < end <= len(text) for start, end in places)
