"""From reader scores to a calibrated confidence, and from confidence to speaking or abstaining.

The confidence is a logistic model over a few plain measurements of a candidate (Platt 1999; for
reading: Kamath et al. 2020, "Selective question answering under domain shift"). Its weights and the
threshold are fitted by ``training/fit_calibrator.py`` on articles the reader never saw, and frozen.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from rag.candidates import Candidate, Reading
from rag.kinds import Kind
from rag.read import load_json
from rag.terms import Terms, coverage

FEATURES = (
    "score", "support", "log_p", "none", "margin", "agreement", "retrieval", "rank",
    "cover_sentence", "cover_window", "missing_names", "missing_numbers", "cover_article",
    "fits", "misfits", "length", "polarity", "is_yesno", "is_reason", "is_number", "is_time",
    "is_person", "is_list", "leaning", "words",
)  # fmt: skip

_DIGIT = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|hundred|thousand|million|billion|"
    r"half|third|quarter|once|twice|no|none|several|few|many|both|zero)\b",
    re.IGNORECASE,
)
_WHEN = re.compile(
    r"\d|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\b(?:january|february|march|april|may|june|july|august|"
    r"september|october|november|december|yesterday|today|tomorrow|tonight|week|month|year|decade|morning|afternoon|"
    r"evening|night|noon|midnight|spring|summer|autumn|fall|winter|day|hour|minute|after|before|during|when|since|"
    r"century|weekend|ago|dawn|dusk|christmas|easter)s?\b",
    re.IGNORECASE,
)
_CAPITAL = re.compile(r"\b[A-Z]")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known about the best candidate: everything the decision rests on."""

    kind: Kind
    terms: Terms
    candidate: Candidate
    sentence: str
    window: str
    article: str
    reading: Reading
    retrieval: Sequence[float]
    support: float = 0.0
    leaning: bool = False


def fits(kind: Kind, text: str) -> float:
    """1.0 where the answer's words are of the sort the question asks for, -1.0 where not, else 0.0.

    >>> fits("number", "54 years"), fits("time", "the scooter"), fits("factoid", "a bomb")
    (1.0, -1.0, 0.0)
    """
    pattern = {"number": _DIGIT, "time": _WHEN, "person": _CAPITAL, "attribution": _CAPITAL}.get(
        kind
    )
    if pattern is None:
        return 0.0
    return 1.0 if pattern.search(text) else -1.0


def measure(evidence: Evidence) -> tuple[float, ...]:
    """The measurements of :data:`FEATURES`, in that order."""
    best, reading, terms = evidence.candidate, evidence.reading, evidence.terms
    others = [c.score for c in reading.candidates if c is not best]
    margin = best.score - max(others) if others else 10.0
    agreement = sum(score > 0 for score in reading.windows)
    ranked = sorted(evidence.retrieval, reverse=True)
    own = evidence.retrieval[best.window] if evidence.retrieval else 0.0
    names = [t for t in terms.names if coverage((t,), evidence.article) < 1]
    numbers = [t for t in terms.numbers if coverage((t,), evidence.article) < 1]
    fit = fits(evidence.kind, best.text)
    yes_no = evidence.kind == "yesno"
    polarity = abs(reading.polarity[best.window]) if yes_no else 0.0
    values = {
        "score": best.score,
        "support": evidence.support,
        "log_p": best.score - reading.total,
        "none": reading.none,
        "margin": min(margin, 10.0),
        "agreement": float(agreement),
        "retrieval": own,
        "rank": float(ranked.index(own)) if ranked else 0.0,
        "cover_sentence": coverage(terms.all(), evidence.sentence),
        "cover_window": coverage(terms.all(), evidence.window),
        "cover_article": coverage(terms.all(), evidence.article),
        "missing_names": float(len(names)),
        "missing_numbers": float(len(numbers)),
        "fits": float(fit > 0),
        "misfits": float(fit < 0),
        "length": math.log1p(len(best.text)),
        "polarity": polarity,
        "is_yesno": float(yes_no),
        "is_reason": float(evidence.kind == "reason"),
        "is_number": float(evidence.kind == "number"),
        "is_time": float(evidence.kind == "time"),
        "is_person": float(evidence.kind in ("person", "attribution")),
        "is_list": float(evidence.kind == "list"),
        "leaning": float(evidence.leaning),
        "words": math.log1p(len(terms.all())),
    }
    return tuple(values[name] for name in FEATURES)


@dataclass(frozen=True, slots=True)
class Calibrator:
    """A logistic model: standardised measurements in, the probability of being right out.

    ``speak`` is the confidence from which an answer is given.
    """

    means: tuple[float, ...]
    scales: tuple[float, ...]
    weights: tuple[float, ...]
    bias: float
    speak: float

    def confidence(self, measured: Sequence[float]) -> float:
        """The probability that the candidate answers the question, rounded to four places.

        >>> Calibrator((0.0,), (1.0,), (1.0,), 0.0, 0.5).confidence([0.0])
        0.5
        """
        total = self.bias
        for value, mean, scale, weight in zip(
            measured, self.means, self.scales, self.weights, strict=True
        ):
            total += weight * max(-4.0, min(4.0, (value - mean) / scale))
        return round(1 / (1 + math.exp(-total)), 4)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Calibrator:
        """The calibrator that ``training/fit_calibrator.py`` wrote."""
        if tuple(data["features"]) != FEATURES:
            raise ValueError("the calibrator was fitted on other features; fit it again")
        return cls(
            tuple(data["means"]),
            tuple(data["scales"]),
            tuple(data["weights"]),
            data["bias"],
            data["speak"],
        )


@lru_cache(maxsize=1)
def load_calibrator() -> Calibrator:
    """The calibrator that lies beside the bundled reader."""
    return Calibrator.from_json(load_json("calibrator.json"))
