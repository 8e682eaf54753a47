"""A calibrated confidence in words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sure:
    """How sure an answer is: ``level`` from 1 to 4 for its looks, and the words for it."""

    level: int
    words: str


_STEPS = (
    (0.9, Sure(4, "Very likely right")),
    (0.75, Sure(3, "Likely right")),
    (0.5, Sure(2, "Probably right; check the quote")),
)
_UNSURE = Sure(1, "Unsure; check the quote")


def sureness(confidence: float) -> Sure:
    """The words for a confidence in [0, 1], the probability that the answer is right.

    >>> sureness(0.8).words, sureness(0.2).words
    ('Likely right', 'Unsure; check the quote')
    """
    return next((sure for least, sure in _STEPS if confidence >= least), _UNSURE)


def percent(confidence: float) -> str:
    """The probability for people: ``83%``, never a false ``100%`` or ``0%``.

    >>> percent(0.999), percent(0.001), percent(0.834)
    ('99%', '1%', '83%')
    """
    return f"{min(99, max(1, round(100 * confidence)))}%"
