"""Confidence by hand, and what it is made of."""

import math
from dataclasses import replace

import pytest

from rag.candidates import Candidate, Reading
from rag.decide import FEATURES, Calibrator, Evidence, fits, load_calibrator, measure
from rag.terms import terms_of

BEST = Candidate("a", 0, 2, "61", 4.0, 0)
OTHER = Candidate("a", 30, 34, "1998", 1.0, 0)
READING = Reading((BEST, OTHER), none=-4.5, total=4.5, windows=(4.0, -2.0), polarity=(1.5, 0.0))


def evidence(question: str) -> Evidence:
    return Evidence(
        kind="number",
        terms=terms_of(question),
        candidate=BEST,
        sentence="Ines Roth, 61, built the bridge.",
        window="A bridge\nInes Roth, 61, built the bridge. It opened in 1998.",
        article="A bridge\nInes Roth, 61, built the bridge. It opened in 1998. Rain fell.",
        reading=READING,
        retrieval=(0.9, 0.5),
        support=2.0,
    )


def measured(question: str) -> dict[str, float]:
    return dict(zip(FEATURES, measure(evidence(question)), strict=True))


def test_measurements_by_hand() -> None:
    values = measured("How old was Ines Roth in 2001?")
    assert values["score"] == 4.0 and values["support"] == 2.0
    assert values["margin"] == 3.0
    assert values["log_p"] == pytest.approx(-0.5)
    assert values["agreement"] == 1.0 and values["rank"] == 0.0 and values["retrieval"] == 0.9
    assert values["missing_numbers"] == 1.0 and values["missing_names"] == 0.0
    # Found of "old", "Ines", "Roth" and "2001": the two names.
    assert values["cover_sentence"] == 0.5
    assert values["fits"] == 1.0 and values["is_number"] == 1.0


def test_a_name_that_stands_nowhere_is_counted() -> None:
    assert measured("How old was Ole Brandt?")["missing_names"] == 2.0


def test_a_lone_candidate_has_the_widest_margin() -> None:
    alone = replace(evidence("Who?"), reading=replace(READING, candidates=(BEST,)))
    assert dict(zip(FEATURES, measure(alone), strict=True))["margin"] == 10.0


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("number", "54 years", 1.0),
        ("number", "a dozen", 1.0),
        ("number", "the scooter", -1.0),
        ("time", "last month", 1.0),
        ("time", "the scooter", -1.0),
        ("person", "Ines Roth", 1.0),
        ("person", "nobody", -1.0),
        ("factoid", "a bomb", 0.0),
    ],
)
def test_fits(kind: str, text: str, value: float) -> None:
    assert fits(kind, text) == value  # type: ignore[arg-type]


def test_confidence_by_hand() -> None:
    calibrator = Calibrator((1.0, 0.0), (2.0, 1.0), (1.0, -0.5), 0.25, speak=0.5)
    # (3 - 1) / 2 * 1 + 2 * -0.5 + 0.25 = 0.25
    assert calibrator.confidence([3.0, 2.0]) == round(1 / (1 + math.exp(-0.25)), 4)


def test_an_outlier_counts_for_no_more_than_four_deviations() -> None:
    calibrator = Calibrator((0.0,), (1.0,), (1.0,), 0.0, speak=0.5)
    assert calibrator.confidence([100.0]) == calibrator.confidence([4.0])


def test_the_bundled_calibrator_is_for_these_measurements() -> None:
    calibrator = load_calibrator()
    assert len(calibrator.weights) == len(FEATURES)
    assert 0 < calibrator.speak < 1


def test_a_calibrator_for_other_measurements_is_refused() -> None:
    with pytest.raises(ValueError, match="fit it again"):
        Calibrator.from_json({"features": ["score"]})
