"""Key sentences: central, unlike each other, in reading order, exact."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from index.articles import parse_article
from rag.summary import key_sentences, summarise

TEXT = (
    "Bridge opens at Mallo\n\n"
    "The bridge at Mallo opened on Friday after nine years of work.\n\n"
    "Officials at Mallo say the bridge opened nine years late on Friday. "
    "Ducks on the river below were seen to swim away in fright.\n\n"
    "The cost of the new bridge rose to nine million crowns over the years."
)


def bag_of_words(texts: Sequence[str]) -> NDArray[np.float32]:
    """Unit vectors of word counts: near where words are shared."""
    known = sorted({w for t in texts for w in t.lower().split()})
    rows = np.array([[t.lower().split().count(w) for w in known] for t in texts], dtype=np.float32)
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


def test_by_hand_the_off_topic_and_the_repeated_are_left_out() -> None:
    article = parse_article(TEXT, id="a", source="a.txt")
    # In reading order: the news, the same again, something that adds to it, and something else.
    vectors = np.float32([[1, 0, 0], [0.98, 0.2, 0], [0, 0, 1], [0.5, 0.87, 0]])
    # Worth (nearness to the centre and earliness): 0.98, 0.98, 0.39, 0.78. The first is taken;
    # of the rest, 0.7 of the worth less 0.3 of the likeness to it: 0.39, 0.27 and 0.40.
    chosen = key_sentences(article, lambda texts: vectors[: len(texts)], count=2)
    first, second = (TEXT[s.start : s.end] for s in chosen)
    assert first.startswith("The bridge at Mallo opened")
    assert second.startswith("The cost of the new bridge")


@settings(max_examples=30)
@given(st.lists(st.text("abc. \n", max_size=60), max_size=6), st.integers(1, 5))
def test_key_sentences_are_exact_and_in_order(paragraphs: list[str], count: int) -> None:
    text = "Heading of it\n\n" + "\n\n".join(paragraphs)
    article = parse_article(text, id="a", source="a.txt")
    spans = key_sentences(article, bag_of_words, count)
    assert spans == sorted(spans)
    assert all(0 <= s.start < s.end <= len(text) for s in spans)


def test_the_answer_cites_every_sentence() -> None:
    article = parse_article(TEXT, id="a", source="a.txt")
    answer = summarise("Summarise it", article, [], bag_of_words)
    assert answer.kind == "summary" and not answer.abstained
    for c in answer.citations:
        assert article.text[c.start : c.end] == c.quote and f"[{c.number}]" in answer.text


@pytest.mark.parametrize("text", ["One line.", "Word", "A title\n\nShort."])
def test_the_shortest_articles_have_a_summary(text: str) -> None:
    article = parse_article(text, id="a", source="a.txt")
    assert key_sentences(article, bag_of_words)
