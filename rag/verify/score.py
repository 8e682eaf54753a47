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
from rag.verify.claim import Claim, weight
from rag.verify.dates import dated
from rag.verify.evidence import Sentence
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
    """The signs, in the order of the weights; ``otherwise`` counts what is bound otherwise."""

    told: float
    untold: float
    least: float
    nearness: float
    entailed: float
    contradicted: float
    none: float
    best: float
    polarity: float
    contrary: float
    apart: float
    otherwise: float
    spread: float
    quoted: float


SIGNS = tuple(f.name for f in fields(Signs))


def measure(
    claim: Claim,
    chosen: Sequence[Sentence],
    sentences: Sequence[Sentence],
    told: Sequence[together.Told],
    title: str,
    lexicon: Lexicon,
    embed: Embed,
    reader: Reader,
) -> Signs:
    """The signs of a claim against the sentences that were chosen for it, of all that it cites."""
    near, texts = lexicon.near, [s.text for s in chosen]
    written = claim.day_of(chosen[0].date)
    source = " ".join(s.text for s in sorted(chosen, key=lambda s: s.at))
    whole = " ".join(s.text for s in sentences)
    if claim.days:
        source, whole = dated(source, written), dated(whole, written)
    words = [w for text in texts for w in words_in(text) if w.content]
    best = [(weight(w), lexicon.best(w, words)) for w in claim.words]
    total = sum(w for w, _ in best)
    vectors = embed([claim.text, source])
    entailed, _, contradicted = reader.entailment([(whole, claim.text)])[0]
    reading = reader.read(_asked(claim.text), [Window("", 0, source, title)])
    otherwise = (
        bound.loose_number(claim.text, claim.numbers, texts, near),
        bound.loose_day(claim.text, claim.days, texts, written, near),
        together.loose_name(claim.text, claim.names, told, near),
        together.loose_figure(claim.text, claim.numbers, told, near),
        roles.swapped(claim.text, texts, near),
    )
    return Signs(
        told=sum(w * b for w, b in best) / total if total else 1.0,
        untold=sum(w * (1 - b) for w, b in best),
        least=min((b for w, b in best if w == 1.0), default=1.0),
        nearness=float(vectors[0] @ vectors[1]),
        entailed=entailed,
        contradicted=contradicted,
        none=reading.none,
        best=reading.windows[0],
        polarity=reading.polarity[0],
        contrary=float(bool(polarity.contrary(claim.text, texts, near))),
        apart=together.apart(claim.text, claim.names, told),
        otherwise=float(min(2, sum(map(bool, otherwise)))),
        spread=float(len(chosen) - 1),
        quoted=float(bool(claim.quotes)),
    )


def _asked(text: str) -> str:
    """The claim as a question."""
    first, rest = text[:1], text[1:].rstrip(". ")
    opens = words_in(text)[:1]
    keep = bool(opens) and (opens[0].name or opens[0].text == "I")
    return f"Is it true that {first if keep else first.lower()}{rest}?"


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
