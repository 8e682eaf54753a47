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

from rag.candidates import Candidate, Reading, log_sum
from rag.kinds import Kind
from rag.logistic import probability
from rag.read import load_json
from rag.terms import Terms, coverage, stems_of

FEATURES = (
    "score", "support", "log_p", "none", "margin", "echo", "agreement", "retrieval", "rank",
    "cover_sentence", "cover_window", "missing_names", "missing_numbers", "cover_article",
    "fits", "misfits", "length", "polarity", "is_yesno", "is_reason", "is_number", "is_time",
    "is_person", "is_list", "leaning", "words", "passages", "names_near",
    "score_yesno", "support_yesno", "score_reason", "margin_reason",
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

    >>> fits("number", "54 years"), fits("time", "the ladder"), fits("factoid", "a bomb")
    (1.0, -1.0, 0.0)
    """
    pattern = {"number": _DIGIT, "time": _WHEN, "person": _CAPITAL, "attribution": _CAPITAL}.get(
        kind
    )
    if pattern is None:
        return 0.0
    return 1.0 if pattern.search(text) else -1.0


def agree(one: str, other: str) -> bool:
    """Whether two answers say the same: most words of the shorter stand in the longer.

    >>> agree("General Roth", "Ines Roth, the general"), agree("nine", "eleven")
    (True, False)
    """
    a, b = set(stems_of(one)), set(stems_of(other))
    return bool(a and b) and len(a & b) >= 0.67 * min(len(a), len(b))


def measure(evidence: Evidence) -> tuple[float, ...]:
    """The measurements of :data:`FEATURES`, in that order."""
    values = {**_of_reading(evidence), **_of_words(evidence)}
    yes_no, reason = (float(evidence.kind == kind) for kind in ("yesno", "reason"))
    values |= {
        "polarity": yes_no * abs(evidence.reading.polarity[evidence.candidate.window]),
        "is_yesno": yes_no,
        "is_reason": reason,
        "is_number": float(evidence.kind == "number"),
        "is_time": float(evidence.kind == "time"),
        "is_person": float(evidence.kind in ("person", "attribution")),
        "is_list": float(evidence.kind == "list"),
        "leaning": float(evidence.leaning),
        "score_yesno": yes_no * values["score"],
        "support_yesno": yes_no * values["support"],
        "score_reason": reason * values["score"],
        "margin_reason": reason * values["margin"],
    }
    return tuple(values[name] for name in FEATURES)


def _of_reading(evidence: Evidence) -> dict[str, float]:
    """How the reader saw the candidate beside the others: what agrees with it, what does not."""
    best, reading = evidence.candidate, evidence.reading
    same = [c.score for c in reading.candidates if c == best or agree(c.text, best.text)]
    others = [c.score for c in reading.candidates if c != best and not agree(c.text, best.text)]
    together = log_sum(same)
    ranked = sorted(evidence.retrieval, reverse=True)
    own = evidence.retrieval[best.window] if evidence.retrieval else 0.0
    return {
        "score": best.score,
        "support": evidence.support,
        "log_p": together - reading.total,
        "none": reading.none,
        "margin": max(-10.0, min(best.score - max(others, default=-99.0), 10.0)),
        "echo": together - best.score,
        "agreement": float(sum(score > 0 for score in reading.windows)),
        "retrieval": own,
        "rank": float(ranked.index(own)) if ranked else 0.0,
        "passages": math.log1p(len(reading.windows)),
    }


def _of_words(evidence: Evidence) -> dict[str, float]:
    """How much of the question stands where the candidate stands, and whether its sort fits."""
    terms, text = evidence.terms, evidence.candidate.text
    fit = fits(evidence.kind, text)
    return {
        "cover_sentence": coverage(terms.all(), evidence.sentence),
        "cover_window": coverage(terms.all(), evidence.window),
        "cover_article": coverage(terms.all(), evidence.article),
        "names_near": coverage((*terms.names, *terms.numbers), evidence.window),
        "missing_names": float(sum(coverage((t,), evidence.article) < 1 for t in terms.names)),
        "missing_numbers": float(sum(coverage((t,), evidence.article) < 1 for t in terms.numbers)),
        "fits": float(fit > 0),
        "misfits": float(fit < 0),
        "length": math.log1p(len(text)),
        "words": math.log1p(len(terms.all())),
    }


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
        return probability(measured, self.means, self.scales, self.weights, self.bias)

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
