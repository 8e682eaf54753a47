from __future__ import annotations

from math import log2

import pytest

from evals.metrics import ranking
from evals.samples import Evidence, Gold, Sample
from index.spans import Span


def span(start: int, end: int, article: str = "a") -> Span:
    return Span(article, start, end)


def need(*spans: Span, grade: float = 1.0) -> list[Evidence]:
    return [Evidence(s, grade=grade) for s in spans]


HITS = [span(0, 100), span(100, 200), span(200, 300), span(300, 400)]


@pytest.mark.parametrize(
    ("hit", "gold", "met"),
    [
        (span(0, 100), span(40, 60), True),
        (span(40, 60), span(0, 100), True),  # a sentence out of a longer gold span
        (span(0, 100), span(90, 130), False),  # 10 of 40: the passage merely runs into it
        (span(0, 100), span(80, 120), True),  # just half
        (span(0, 100), span(100, 140), False),
        (span(0, 100), span(40, 60, "b"), False),
        (span(0, 0), span(0, 0), False),
    ],
)
def test_what_meets_a_need(hit: Span, gold: Span, met: bool) -> None:
    assert ranking.meets(hit, gold) == met


def test_ranks_recall_and_reciprocal_rank_by_hand() -> None:
    needs = [need(span(910, 950), span(210, 250)), need(span(110, 120)), need(span(500, 510))]
    ranks = ranking.need_ranks(needs, HITS)
    assert ranks == [3, 2, None]
    assert ranking.recall_at(ranks, 1) == 0.0
    assert ranking.recall_at(ranks, 2) == pytest.approx(1 / 3)
    assert ranking.recall_at(ranks, 5) == pytest.approx(2 / 3)
    assert ranking.reciprocal_rank(ranks) == 0.5


def test_without_a_hit_all_is_zero() -> None:
    needs = [need(span(0, 10))]
    ranks = ranking.need_ranks(needs, [])
    assert (ranking.recall_at(ranks, 5), ranking.reciprocal_rank(ranks)) == (0.0, 0.0)
    assert ranking.ndcg_at(needs, ranks, 5) == 0.0


def test_dcg_is_that_of_the_paper() -> None:
    # Järvelin & Kekäläinen's discount from rank 2 on, in the form with log2(rank + 1).
    assert ranking.dcg([3, 2, 3]) == pytest.approx(3 + 2 / log2(3) + 3 / 2)


def test_ndcg_by_hand() -> None:
    # Needs first met at ranks 1 and 3: (1 + 1/2) / (1 + 1/log2 3).
    needs = [need(span(10, 20)), need(span(210, 220))]
    ranks = ranking.need_ranks(needs, HITS)
    assert ranking.ndcg_at(needs, ranks, 5) == pytest.approx(1.5 / (1 + 1 / log2(3)))
    assert ranking.ndcg_at(needs, ranks, 2) == pytest.approx(1 / (1 + 1 / log2(3)))


def test_grades_weigh() -> None:
    # The weightier need comes second: (1 + 3/log2 3) / (3 + 1/log2 3).
    needs = [need(span(10, 20)), need(span(110, 120), grade=3.0)]
    ranks = ranking.need_ranks(needs, HITS)
    assert ranking.ndcg_at(needs, ranks, 5) == pytest.approx((1 + 3 / log2(3)) / (3 + 1 / log2(3)))


def test_one_hit_that_meets_all_is_no_better_than_ideal() -> None:
    needs = [need(span(10, 20)), need(span(30, 40))]
    assert ranking.ndcg_at(needs, ranking.need_ranks(needs, HITS), 5) == 1.0


def test_the_measures_of_a_question() -> None:
    asked = Sample(
        "q", "a", "factoid", "…?", answers=(Gold("x"),), evidence=tuple(need(span(110, 150)))
    )
    assert ranking.ranking(asked, HITS) == {
        "recall@1": 0.0,
        "recall@3": 1.0,
        "recall@5": 1.0,
        "mrr": 0.5,
        "ndcg@5": pytest.approx(1 / log2(3)),
    }
