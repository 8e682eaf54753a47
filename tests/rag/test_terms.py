"""What of a question must be found."""

import pytest

from rag.terms import Terms, Vocabulary, coverage, missing, stem, terms_of


def test_terms_by_hand() -> None:
    assert terms_of("How old was Ada Byron in 1843?") == Terms(
        ("old",), ("Ada", "Byron"), ("1843",)
    )


@pytest.mark.parametrize(
    ("question", "everything"),
    [
        ("", ()),
        ("Who did it?", ()),
        ("WHO WAS THE PILOT", ("PILOT",)),
        ("Byron's engine, Byron's engine", ("Byron's", "engine")),
        ("What did the U.S. say on COVID-19?", ("U.S", "COVID-19")),
    ],
)
def test_terms_of(question: str, everything: tuple[str, ...]) -> None:
    assert set(terms_of(question).all()) == set(everything)


@pytest.mark.parametrize(
    ("term", "text", "found"),
    [
        ("officials", "an official said", True),
        ("Byron's", "Byron wrote", True),
        ("Kirilov", "General Kirillov", True),
        ("Kirilov", "General Kornilov", False),
        ("1843", "in 1834", False),
        ("well-known", "well known", True),
        ("cat", "car", False),
        ("engine", "", False),
    ],
)
def test_vocabulary(term: str, text: str, found: bool) -> None:
    assert Vocabulary.of(text).has(term) is found


def test_coverage_by_hand() -> None:
    assert coverage(("bridge", "opened", "1843"), "The bridge was opening late.") == pytest.approx(
        2 / 3
    )
    assert coverage((), "anything") == 1.0


def test_missing_names_what_is_nowhere_and_leaves_out_words_of_asking() -> None:
    terms = terms_of("What year did the mayor of Mallo resign in 1999?")
    assert missing(terms, "The mayor of Tarn spoke.") == ("Mallo", "1999", "resign")


def test_stem_folds_possessives_and_full_stops() -> None:
    assert stem("U.S.") == stem("us")
    assert stem("Kremlin’s") == "kremlin"
