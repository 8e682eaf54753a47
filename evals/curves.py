"""The measures that need all questions of a run at once, as statistics of any choice of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from evals.metrics.confidence import (
    Point,
    area_under,
    calibration_error,
    coverage_at,
    risk_coverage,
)
from evals.metrics.intervals import Estimate, bootstrap, wilson
from evals.metrics.silence import abstention_precision, answered_right
from evals.scoring import Record


@dataclass(frozen=True, slots=True)
class Asked:
    """What became of the questions that were to be answered, each at its place in every list.

    An error is neither given nor silent; it is a question all the same.
    """

    given: tuple[bool, ...]
    silent: tuple[bool, ...]
    sure: tuple[float, ...]
    right: tuple[bool, ...]
    answerable: tuple[bool, ...]
    articles: tuple[str, ...]

    @classmethod
    def of(cls, records: Sequence[Record]) -> Asked:
        """Of a system's records; empty for a system that only retrieves."""
        asked = [r for r in records if "decision_right" in r["scores"]]
        spoke = [bool(r["answer"]) and not r["answer"]["abstained"] for r in asked]
        return cls(
            given=tuple(spoke),
            silent=tuple(bool(r["answer"]) and bool(r["answer"]["abstained"]) for r in asked),
            sure=tuple(r["answer"]["confidence"] if r["answer"] else 0.0 for r in asked),
            right=tuple(bool(r["scores"].get("right_and_cited", 0.0)) for r in asked),
            answerable=tuple(r["answerable"] for r in asked),
            articles=tuple(r["article"] for r in asked),
        )

    def spoken(self, ids: Sequence[int]) -> tuple[list[float], list[bool]]:
        """Confidence and rightness of the answers given among ``ids``."""
        chosen = [i for i in ids if self.given[i]]
        return [self.sure[i] for i in chosen], [self.right[i] for i in chosen]

    def curve(self, ids: Sequence[int]) -> list[Point]:
        """The risk–coverage curve over ``ids``."""
        return risk_coverage(*self.spoken(ids), total=len(ids))


Statistic = Callable[[Asked, Sequence[int]], float]


def _answered_right(asked: Asked, ids: Sequence[int]) -> float:
    return answered_right([asked.given[i] for i in ids], [asked.right[i] for i in ids])


def _abstention_precision(asked: Asked, ids: Sequence[int]) -> float:
    return abstention_precision([asked.silent[i] for i in ids], [asked.answerable[i] for i in ids])


STATISTICS: Mapping[str, Statistic] = {
    "answered_right": _answered_right,
    "abstention_precision": _abstention_precision,
    "risk_area": lambda asked, ids: area_under(asked.curve(ids)),
    "coverage_at_95": lambda asked, ids: coverage_at(asked.curve(ids)),
    "calibration_error": lambda asked, ids: calibration_error(*asked.spoken(ids)),
}
_SHARES = frozenset({"answered_right", "abstention_precision"})


def numbers(asked: Asked) -> dict[str, int]:
    """How many questions each measure rests on."""
    given, silent = sum(asked.given), sum(asked.silent)
    return {
        "answered_right": given,
        "abstention_precision": silent,
        "risk_area": given,
        "coverage_at_95": len(asked.given),
        "calibration_error": given,
    }


def curves(records: Sequence[Record]) -> dict[str, Estimate]:
    """Every such measure with its interval, drawn over articles; none where nothing was asked."""
    asked = Asked.of(records)
    if not asked.given:
        return {}
    found = {}
    for name, n in numbers(asked).items():
        one = bootstrap(partial(STATISTICS[name], asked), asked.articles)
        if name in _SHARES and one.low == one.high:  # a bootstrap would claim certainty
            low, high = wilson(round(one.value * n), n)
            one = replace(one, low=low, high=high)
        found[name] = replace(one, n=n)
    return found
