"""The logistic model, by hand, and the file that ships."""

import json
import math
from dataclasses import astuple, replace

import pytest

from rag.verify.score import SIGNS, WEIGHTS, Scorer, Signs, load_scorer

ZERO = Signs(*(0.0 for _ in SIGNS))
SCORER = Scorer(
    means=(0.0,) * len(SIGNS),
    scales=(1.0,) * len(SIGNS),
    weights=(2.0,) + (0.0,) * (len(SIGNS) - 1),
    bias=-1.0,
    keep=0.5,
)


@pytest.mark.parametrize(
    ("told", "total"),
    [(0.0, -1.0), (1.0, 1.0), (100.0, 7.0), (-100.0, -9.0)],
)
def test_the_score_by_hand(told: float, total: float) -> None:
    # A sign counts at most four scales from its mean.
    assert SCORER.score(replace(ZERO, told=told)) == round(1 / (1 + math.exp(-total)), 4)


def test_the_scorer_that_ships_fits_the_signs() -> None:
    scorer = load_scorer()
    assert len(scorer.weights) == len(SIGNS) == len(astuple(ZERO))
    assert 0.2 < scorer.keep < 0.8
    assert all(scale > 0 for scale in scorer.scales)


def test_what_is_found_otherwise_never_speaks_for_a_claim() -> None:
    scorer = load_scorer()
    weights = dict(zip(SIGNS, scorer.weights, strict=True))
    assert weights["otherwise"] < 0 and weights["contradicted"] < weights["entailed"]


def test_a_scorer_of_other_signs_is_refused() -> None:
    data = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    data["signs"] = data["signs"][1:]
    with pytest.raises(ValueError, match="fit it again"):
        Scorer.from_json(data)
