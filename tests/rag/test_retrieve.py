"""Retrieval: both sides on one scale, each thing once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.chunk import Passage
from index.errors import UnknownArticle
from index.library import Library
from rag.answer import Hit
from rag.retrieve import distinct, fuse, respelt, retrieve

BRIDGE = (
    "Bridge opens after nine years\n\n"
    "The bridge at Mallo opened on Friday to carts and walkers.\n\n"
    "Engineer Ines Roth drew it after the old one fell in a flood, and it took nine years and "
    "four hundred masons to build, of whom eleven were lost to the river.\n\n"
    "The town paid two million crowns, half of it lent by the miners' bank at four per cent, and "
    "a toll of a penny will be taken until the debt is gone."
)
FERRY = (
    "Ferry crews end strike\n\n"
    "The ferry crews went back to work on Monday after eleven days on the quay.\n\n"
    "Their union won two rest days a month and a doctor on every night boat to Tarn."
)


@pytest.fixture(scope="module")
def library() -> Library:
    return Library.from_texts({"bridge": BRIDGE, "ferry": FERRY}, budget=40)


def hit(text: str, score: float = 1.0) -> Hit:
    return Hit(Passage(text, "a", 0, len(text), text), score)


def test_fusion_by_hand() -> None:
    dense = {"a": 0.8, "b": 0.44}
    lexical = {"b": 5.0, "c": 4.0}
    scores = dict(fuse(dense, lexical, weight=0.7))
    assert scores == {
        "a": pytest.approx(0.7 * 1.8 / 1.8 + 0.3 * 0 / 5),
        "b": pytest.approx(0.7 * 1.44 / 1.8 + 0.3 * 5 / 5),
        "c": pytest.approx(0.7 * 0 / 1.8 + 0.3 * 4 / 5),
    }
    assert [key for key, _ in fuse(dense, lexical, weight=0.7)] == ["b", "a", "c"]


def test_fusion_of_one_side_alone_and_of_nothing() -> None:
    assert [key for key, _ in fuse({"a": 0.1, "b": 0.9}, {})] == ["b", "a"]
    assert [key for key, _ in fuse({}, {"a": 1.0, "b": 9.0})] == ["b", "a"]
    assert fuse({}, {}) == []


scores = st.dictionaries(st.sampled_from("abcdef"), st.floats(-1, 1))


@given(scores, st.dictionaries(st.sampled_from("abcdef"), st.floats(0, 50)))
def test_fused_scores_are_shares_and_in_order(
    dense: dict[str, float], lexical: dict[str, float]
) -> None:
    fused = fuse(dense, lexical)
    assert {key for key, _ in fused} == dense.keys() | lexical.keys()
    values = [score for _, score in fused]
    assert values == sorted(values, reverse=True) and all(0 <= v <= 1 + 1e-9 for v in values)


def test_what_is_said_twice_is_returned_once() -> None:
    first, again = (
        hit("The bridge at Mallo opened on Friday."),
        hit("the bridge at Mallo opened on friday"),
    )
    other = hit("The bridge at Tarn fell on Monday, and nobody was on it.")
    assert distinct([first, again, other], 5) == [first, other]
    assert distinct([first, again, other], 1) == [first]


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Who drew the bridge?", "Ines Roth drew"),
        ("How much did the bridge cost the town?", "two million crowns"),
        ("How did the sailors' walkout end?", "went back to work"),  # hardly a word in common
        ("Wo drew the brigde?", "Ines Roth drew"),
        ('"NEAR(bridge" AND -toll* OR', "toll of a penny"),
    ],
)
def test_the_passage_with_the_answer_comes_first(
    library: Library, question: str, words: str
) -> None:
    best = retrieve(library, question)[0]
    assert words in best.passage.text
    assert (
        library.article(best.passage.article_id).span_text(best.passage.span) == best.passage.text
    )


def test_scores_fall_and_passages_differ(library: Library) -> None:
    hits = retrieve(library, "eleven days on the quay", k=9)
    assert [h.score for h in hits] == sorted((h.score for h in hits), reverse=True)
    assert len({h.passage.id for h in hits}) == len(hits) == len(library.passages())


def test_k_is_heeded(library: Library) -> None:
    assert len(retrieve(library, "the bridge", k=2)) == 2


def test_within_one_article(library: Library) -> None:
    hits = retrieve(library, "Who drew the bridge?", articles=["ferry"])
    assert hits and {h.passage.article_id for h in hits} == {"ferry"}
    with pytest.raises(UnknownArticle, match="nope"):
        retrieve(library, "Who?", articles=["nope"])


@pytest.mark.parametrize("question", ["?", "", "日本", "x" * 3000, "the of and"])
def test_odd_questions_find_something(library: Library, question: str) -> None:
    assert len(retrieve(library, question, k=3)) == 3


def test_time_is_told_by_stage(library: Library) -> None:
    timings: dict[str, float] = {}
    retrieve(library, "Who drew the bridge?", timings=timings)
    once = dict(timings)
    assert once.keys() == {"embed", "dense", "lexical", "fuse"} and min(once.values()) > 0
    retrieve(library, "Who drew the bridge?", timings=timings)
    assert all(timings[stage] > seconds for stage, seconds in once.items())


def test_misspelt_words_are_added_right(library: Library) -> None:
    assert respelt(library, "Was the brigde long?") == "Was the brigde long? bridge"
    assert respelt(library, "Was the bridge long?") == "Was the bridge long?"


def test_a_repeated_paragraph_is_found_once() -> None:
    said = "The bridge at Mallo opened on Friday to carts and walkers from both banks."
    with Library.from_texts({"a": f"Bridge\n\n{said}\n\nIt rained all day.\n\n{said}"}) as twice:
        found = [
            h for h in retrieve(twice, "When did the bridge open?", k=9) if said in h.passage.text
        ]
    assert len(found) == 1
