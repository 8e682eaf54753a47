"""Hits in the reader's order."""

from index.chunk import Passage
from rag.answer import Hit
from rag.rerank import rerank


def hit(name: str, score: float) -> Hit:
    return Hit(Passage(name, "a", 0, 1, "x"), score)


def test_the_reader_lifts_what_it_finds_an_answer_in() -> None:
    ranked = rerank([hit("a", 0.9), hit("b", 0.8)], [-9.0, 9.0])
    assert [h.passage.id for h in ranked] == ["b", "a"]


def test_by_hand_with_half_weight() -> None:
    (only,) = rerank([hit("a", 0.8)], [0.0], weight=0.5)
    assert only.score == 0.65  # half of 0.8 and half of sigmoid(0) = 0.5


def test_ties_keep_the_order_of_retrieval() -> None:
    ranked = rerank([hit("a", 0.5), hit("b", 0.5)], [1.0, 1.0])
    assert [h.passage.id for h in ranked] == ["a", "b"]
    assert rerank([], []) == []
