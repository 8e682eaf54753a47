"""What cannot be told exactly, as one number: a logistic model over signs of support.

The signs are how far the claim's words are told, what the bundled models make of it, and marks that
something is bound otherwise. Weights are fitted by ``training/fit_verifier.py`` on claims written
for the purpose, and frozen in ``rag/data/verifier.json``.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from rag.candidates import Reading
from rag.read import Window
from rag.verify import bound, polarity, roles
from rag.verify import told as together
from rag.verify.alike import Embed, Lexicon
from rag.verify.asked import asked
from rag.verify.asked import rival as leads
from rag.verify.claim import Claim, weight
from rag.verify.dates import dated
from rag.verify.evidence import Sentence
from rag.verify.order import reversed_pair
from rag.verify.speakers import misattributed
from rag.verify.titles import mistitled
from rag.verify.words import words_in

WEIGHTS = Path(__file__).parents[1] / "data" / "verifier.json"


class Reader(Protocol):
    """What is asked of the bundled reader."""

    def entailment(self, pairs: Sequence[tuple[str, str]]) -> list[tuple[float, float, float]]:
        """For each (premise, hypothesis) the chances that it is entailed, open, contradicted."""

    def read(self, question: str, windows: Sequence[Window], longest: int = 40) -> Reading:
        """Reads the windows for an answer."""


@dataclass(frozen=True, slots=True)
class Signs:
    """The signs, in the order of the weights.

    Those from ``contrary`` to ``order`` but ``apart`` are 1 where something is found to be said
    otherwise, else 0; ``otherwise`` is 1 where any is.
    """

    told: float
    untold: float
    least: float
    nearness: float
    entailed: float
    contradicted: float
    none: float
    best: float
    polarity: float
    rival: float
    count: float
    contrary: float
    apart: float
    number: float
    day: float
    name: float
    figure: float
    part: float
    speaker: float
    title: float
    order: float
    otherwise: float
    spread: float
    quoted: float


SIGNS = tuple(f.name for f in fields(Signs))


@dataclass(frozen=True, slots=True)
class Models:
    """What measures meaning: nearness of words, vectors of texts, and the reader."""

    lexicon: Lexicon
    embed: Embed
    reader: Reader


def measure(
    claim: Claim,
    chosen: Sequence[Sentence],
    sentences: Sequence[Sentence],
    told: Sequence[together.Told],
    title: str,
    models: Models,
) -> Signs:
    """The signs of a claim against the sentences that were chosen for it, of all that it cites."""
    texts, near = [s.text for s in chosen], models.lexicon.near
    written = claim.day_of(chosen[0].date)
    source = " ".join(s.text for s in sorted(chosen, key=lambda s: s.at))
    whole = " ".join(s.text for s in sentences)
    if claim.days:
        source, whole = dated(source, written), dated(whole, written)
    words = [w for text in texts for w in words_in(text) if w.content]
    best = [(weight(w), models.lexicon.best(w, words)) for w in claim.words]
    total = sum(w for w, _ in best)
    vectors = models.embed([claim.text, source])
    entailed, _, contradicted = models.reader.entailment([(whole, claim.text)])[0]

    def read(question: str) -> Reading:
        return models.reader.read(question, [Window("", 0, source, title)])

    reading = read(asked(claim.text))
    rival, count = (max(-12.0, min(12.0, lead)) for lead in leads(claim, read))
    flags = (
        polarity.contrary(claim.text, texts, near),
        bound.loose_number(claim.text, claim.numbers, texts, near),
        bound.loose_day(claim.text, claim.days, texts, written, near),
        together.loose_name(claim.text, claim.names, told, near),
        together.loose_figure(claim.text, claim.numbers, told, near),
        roles.swapped(claim.text, texts, near),
        misattributed(claim.text, told),
        mistitled(claim.text, [t.text for t in told]),
        reversed_pair(claim.text, texts),
    )
    contrary, *bound_ = (float(bool(f)) for f in flags)
    return Signs(
        sum(w * b for w, b in best) / total if total else 1.0,
        sum(w * (1 - b) for w, b in best),
        min((b for w, b in best if w == 1.0), default=1.0),
        float(vectors[0] @ vectors[1]),
        entailed,
        contradicted,
        max(-12.0, reading.none),
        max(-12.0, min(12.0, reading.windows[0])),
        reading.polarity[0],
        rival,
        count,
        contrary,
        together.apart(claim.text, claim.names, told),
        *bound_,
        float(any(flags)),
        float(len(chosen) - 1),
        float(bool(claim.quotes)),
    )


@dataclass(frozen=True, slots=True)
class Scorer:
    """A logistic model: standardised signs in, the chance that the claim holds out.

    ``keep`` is the score from which a sentence is kept.
    """

    means: tuple[float, ...]
    scales: tuple[float, ...]
    weights: tuple[float, ...]
    bias: float
    keep: float

    def score(self, signs: Signs) -> float:
        """The chance that a claim with these signs is supported, rounded to four places."""
        total = self.bias
        for value, mean, scale, one in zip(
            astuple(signs), self.means, self.scales, self.weights, strict=True
        ):
            total += one * max(-4.0, min(4.0, (value - mean) / scale))
        return round(1 / (1 + math.exp(-total)), 4)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Scorer:
        """The scorer that ``training/fit_verifier.py`` wrote."""
        if tuple(data["signs"]) != SIGNS:
            raise ValueError("the scorer was fitted on other signs; fit it again")
        means, scales, weights = (tuple(data[name]) for name in ("means", "scales", "weights"))
        return cls(means, scales, weights, data["bias"], data["keep"])


@lru_cache(maxsize=1)
def load_scorer() -> Scorer:
    """The scorer that ships."""
    return Scorer.from_json(json.loads(WEIGHTS.read_text(encoding="utf-8")))
