from __future__ import annotations

from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.metrics.intervals import (
    bootstrap,
    mcnemar,
    mean,
    paired,
    paired_statistic,
    percentile,
    wilson,
)


def test_wilson_against_published_figures() -> None:
    # Newcombe 1998, table I, method 3: 81 of 263, and 0 of 20.
    assert wilson(81, 263) == (pytest.approx(0.2553, abs=5e-5), pytest.approx(0.3662, abs=5e-5))
    assert wilson(0, 20) == (0.0, pytest.approx(0.1611, abs=5e-5))
    assert wilson(0, 0) == (0.0, 1.0)


def test_a_proportion_on_one_article_has_wilsons_interval() -> None:
    estimate = mean([1.0] * 81 + [0.0] * 182, ["a"] * 263)
    assert (estimate.low, estimate.high) == wilson(81, 263)
    assert estimate.n == 263


def test_questions_on_one_article_are_drawn_together() -> None:
    # Ten articles, each all right or all wrong: ten draws' worth of evidence, not a hundred.
    values = [float(article % 2) for article in range(10) for _ in range(10)]
    together = mean(values, [article for article in range(10) for _ in range(10)])
    apart = mean(values, range(100))
    assert together.value == apart.value == 0.5
    assert together.high - together.low == pytest.approx(0.6, abs=0.05)  # 2·1.96·√(¼/10)
    assert apart.high - apart.low == pytest.approx(0.2, abs=0.03)


def test_no_certainty_from_a_sample_without_spread() -> None:
    estimate = mean([1.0] * 20, range(20))
    assert estimate.value == 1.0
    assert estimate.low == pytest.approx(1 - 0.1611, abs=5e-5)


def test_no_question_says_nothing() -> None:
    assert mean([], []).to_dict() == {"value": 0.0, "low": 0.0, "high": 1.0, "n": 0}
    assert bootstrap(lambda _: 0.0, []).n == 0


def test_draws_are_the_same_every_time() -> None:
    values = [0.1, 0.9, 0.4, 0.7, 0.2]
    assert mean(values, range(5)) == mean(values, range(5))
    assert bootstrap(lambda ids: max(values[i] for i in ids), range(5)) == bootstrap(
        lambda ids: max(values[i] for i in ids), range(5)
    )


def test_a_statistic_is_drawn_by_article() -> None:
    values = [1.0, 1.0, 0.0, 0.0]
    drawn: list[int] = []

    def share(ids: object) -> float:
        picked = list(ids)  # type: ignore[call-overload]
        drawn.append(sum(values[i] for i in picked))
        return sum(values[i] for i in picked) / len(picked)

    estimate = bootstrap(share, ["a", "a", "b", "b"])
    assert estimate.value == 0.5
    assert set(drawn) <= {0, 2, 4}


def test_mcnemar_by_hand() -> None:
    # 1 better, 8 worse: 2 · (C(9,0) + C(9,1)) / 2^9 = 20/512.
    assert mcnemar(1, 8) == pytest.approx(20 / 512)
    assert mcnemar(0, 0) == 1.0
    assert mcnemar(3, 3) == 1.0


def test_two_runs_on_one_article() -> None:
    before = [0.0] * 8 + [1.0] + [1.0] * 11
    after = [1.0] * 8 + [0.0] + [1.0] * 11
    found = paired(before, after, ["a"] * 20)
    assert (found.better, found.worse) == (8, 1)
    assert found.change.value == pytest.approx(7 / 20)
    assert found.p == pytest.approx(20 / 512)
    assert not found.is_noise


def test_two_runs_on_several_articles_flip_articles_together() -> None:
    # All of one article's twenty questions got better: one event, which chance explains.
    clusters = ["a"] * 20 + ["b"] * 20
    found = paired([0.0] * 40, [1.0] * 20 + [0.0] * 20, clusters)
    assert found.better == 20
    assert found.p == 1.0
    spread = paired([0.0] * 40, [1.0] * 40, range(40))
    assert spread.p < 0.001


def test_a_statistic_of_all_questions_is_compared_on_the_same_draws() -> None:
    # The median of each draw is 1 higher after, whichever is drawn: no spread, no noise.
    before, after = [float(n) for n in range(50)], [n + 1.0 for n in range(50)]

    def median(values: list[float], ids: object) -> float:
        picked = sorted(values[i] for i in list(ids))  # type: ignore[call-overload]
        return picked[len(picked) // 2]

    found = paired_statistic(partial(median, before), partial(median, after), range(50))
    assert (found.change.value, found.change.low, found.change.high) == (1.0, 1.0, 1.0)
    assert found.p == pytest.approx(2 / 1001)  # 0 is below every draw
    same = paired_statistic(partial(median, before), partial(median, before), range(50))
    assert (same.change.value, same.p) == (0.0, 1.0)
    # On two articles, one better and one as much worse: the draws fall on either side of 0.
    mixed = [v + (1 if n < 25 else -1) for n, v in enumerate(before)]
    clusters = ["a"] * 25 + ["b"] * 25
    noise = paired_statistic(partial(median, before), partial(median, mixed), clusters)
    assert noise.is_noise
    assert noise.change.low == -1.0
    assert noise.change.high == 1.0
    assert paired_statistic(partial(median, []), partial(median, []), []).p == 1.0


def test_equal_runs_do_not_differ() -> None:
    found = paired([0.5, 1.0], [0.5, 1.0], ["a", "b"])
    assert (found.change.value, found.change.low, found.change.high) == (0.0, 0.0, 0.0)
    assert found.p == 1.0
    assert found.is_noise


@pytest.mark.parametrize(
    ("share", "value"), [(0.5, 20.0), (0.95, 40.0), (0.75, 30.0), (0.01, 10.0), (1.0, 40.0)]
)
def test_percentiles_are_values_that_occurred(share: float, value: float) -> None:
    assert percentile([40.0, 10.0, 30.0, 20.0], share) == value


def test_the_percentile_of_nothing() -> None:
    assert percentile([], 0.5) == 0.0


@given(st.lists(st.booleans(), min_size=1, max_size=60), st.integers(1, 5))
def test_the_interval_holds_the_value(right: list[bool], articles: int) -> None:
    found = mean([float(r) for r in right], [i % articles for i in range(len(right))])
    assert 0 <= found.low <= found.value + 1e-9
    assert found.value - 1e-9 <= found.high <= 1
