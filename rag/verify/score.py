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
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from rag.candidates import Reading
from rag.logistic import probability
from rag.read import Window
from rag.verify import bound, polarity, roles
from rag.verify import told as together
from rag.verify.alike import Embed, Lexicon
from rag.verify.asked import asked, questions, rival
from rag.verify.claim import Claim, weight
from rag.verify.dates import redated
from rag.verify.evidence import Sentence
from rag.verify.order import reversed_pair
from rag.verify.speakers import misattributed, misreported
from rag.verify.titles import mistitled
from rag.verify.words import words_in

WEIGHTS = Path(__file__).parents[1] / "data" / "verifier.json"

_MOST_ODDS = 6.0

_CAP = 12.0
"""Logits beyond it say no more."""

_MOST = 0.6
"""The share of a claim's words that makes a sentence one to hear on it."""


class Reader(Protocol):
    """What is asked of the bundled reader."""

    def entailment(self, pairs: Sequence[tuple[str, str]]) -> list[tuple[float, float, float]]:
        """For each (premise, hypothesis) the chances that it is entailed, open, contradicted."""

    def read_each(
        self, asked: Sequence[tuple[str, Sequence[Window]]], longest: int = 40
    ) -> list[Reading]:
        """Reads windows for the answers to questions."""


@dataclass(frozen=True, slots=True)
class Signs:
    """The signs, in the order of the weights.

    What the entailment head makes of it is in log-odds, by the chosen sentences and by all that is
    cited. Those from ``contrary`` to ``order`` but ``apart`` are 1 where something is found to be
    said otherwise, else 0; ``otherwise`` is 1 where any is.
    """

    told: float
    untold: float
    least: float
    nearness: float
    entailed: float
    contradicted: float
    entailed_by_all: float
    contradicted_by_all: float
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


@dataclass(frozen=True, slots=True)
class Evidence:
    """A claim with the sentences chosen for it, of all that it cites, as texts and as told."""

    claim: Claim
    chosen: tuple[Sentence, ...]
    sentences: tuple[Sentence, ...]
    told: tuple[together.Told, ...]
    title: str

    @property
    def texts(self) -> list[str]:
        """The chosen sentences, the best first."""
        return [s.text for s in self.chosen]

    @property
    def best(self) -> together.Told:
        """The sentence that tells most of the claim, with what its pronouns may stand for."""
        return next(t for t in self.told if t.text == self.chosen[0].text)

    @property
    def written(self) -> date | None:
        """The day on which the article of the best sentence was written."""
        return self.claim.day_of(self.chosen[0].date)

    @property
    def near(self) -> list[str]:
        """The chosen sentences, and others that have most of the claim's words."""
        wanted = {w.stem for w in self.claim.words}
        found = [
            s.text
            for s in self.sentences
            if wanted and len(wanted & {w.stem for w in s.words}) >= _MOST * len(wanted)
        ]
        return list(dict.fromkeys([*self.texts, *found]))


def log_odds(chance: float) -> float:
    """The log-odds of a chance, at most 6 either way.

    >>> log_odds(0.5), log_odds(1.0), round(log_odds(0.25), 2)
    (0.0, 6.0, -1.1)
    """
    low = 1 / (1 + math.exp(_MOST_ODDS))
    kept = min(1 - low, max(low, chance))
    return round(math.log(kept / (1 - kept)), 6)


def measure(evidence: Evidence, models: Models) -> Signs:
    """The signs of a claim against the sentences that were chosen for it, of all that it cites."""
    claim, chosen = evidence.claim, evidence.chosen
    words = [w for s in chosen for w in words_in(s.text) if w.content]
    best = [(weight(w), models.lexicon.best(w, words)) for w in claim.words]
    total = sum(w for w, _ in best)
    contrary, *bound_otherwise = _otherwise(evidence, models.lexicon)
    values = (
        sum(w * b for w, b in best) / total if total else 1.0,
        sum(w * (1 - b) for w, b in best),
        min((b for w, b in best if w == 1.0), default=1.0),
        *_meaning(evidence, models),
        contrary,
        together.apart(claim.text, claim.names, evidence.told),
        *bound_otherwise,
        max(contrary, *bound_otherwise),
        float(len(chosen) - 1),
        float(bool(claim.quotes)),
    )
    return Signs(**dict(zip(SIGNS, values, strict=True)))


def _meaning(evidence: Evidence, models: Models) -> tuple[float, ...]:
    """What the models make of it: from ``nearness`` to ``count``."""
    claim, title = evidence.claim, evidence.title
    source = " ".join(s.text for s in sorted(evidence.chosen, key=lambda s: s.at))
    whole = " ".join(s.text for s in evidence.sentences)
    if claim.days:
        source, whole = (
            redated(text, evidence.written, claim.text, claim.days) for text in (source, whole)
        )
    vectors = models.embed([claim.text, source])
    by_source, by_all = models.reader.entailment([(source, claim.text), (whole, claim.text)])

    window, back = Window("", 0, source, title), list(questions(claim))
    reading, *answers = models.reader.read_each(
        [(q, [window]) for q in (asked(claim.text), *(q for q, _ in back))]
    )
    return (
        float(vectors[0] @ vectors[1]),
        log_odds(by_source[0]),
        log_odds(by_source[2]),
        log_odds(by_all[0]),
        log_odds(by_all[2]),
        max(-_CAP, reading.none),
        max(-_CAP, min(_CAP, reading.windows[0])),
        reading.polarity[0],
        *(max(-_CAP, min(_CAP, lead)) for lead in rival([n for _, n in back], answers)),
    )


def _otherwise(evidence: Evidence, lexicon: Lexicon) -> list[float]:
    """1 for each way in which the sources are found to say it otherwise, else 0."""
    claim, texts, told, near = evidence.claim, evidence.texts, evidence.told, lexicon.near
    found = (
        polarity.contrary(claim.text, evidence.near, near),
        bound.loose_number(claim.text, claim.numbers, texts, near),
        bound.loose_day(claim.text, claim.days, texts, evidence.written, near),
        together.loose_name(claim.text, claim.names, told, near),
        together.loose_figure(claim.text, claim.numbers, told, near),
        roles.swapped(claim.text, texts, near),
        misattributed(claim.text, told) or misreported(claim.text, evidence.best),
        mistitled(claim.text, [t.text for t in told]),
        reversed_pair(claim.text, texts),
    )
    return [float(bool(f)) for f in found]


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
        return probability(astuple(signs), self.means, self.scales, self.weights, self.bias)

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
