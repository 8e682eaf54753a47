"""How far judges can be trusted: whether they say the same again, and what the arithmetic says."""

from __future__ import annotations

from collections.abc import Sequence

Said = Sequence[bool | None]
"""What a judge said of one answer, time after time; None where the reply could not be read."""


def majority(said: Said) -> bool | None:
    """What was said more often; None where nothing was, or both as often."""
    yes, no = sum(s is True for s in said), sum(s is False for s in said)
    return None if yes == no else yes > no


def wavers(said: Said) -> bool:
    """Whether the same question put again was answered otherwise, or not readably."""
    return len(set(said)) > 1


def cohen_kappa(one: Sequence[bool], other: Sequence[bool]) -> float:
    """Agreement of two raters beyond chance (Cohen 1960), at most 1.0; chance gives 0.0.

    0.0 too where chance alone would have them agree always, since then nothing can be told.
    """
    n = len(one)
    if not n:
        return 0.0
    seen = sum(a == b for a, b in zip(one, other, strict=True)) / n
    yes, also = sum(one) / n, sum(other) / n
    chance = yes * also + (1 - yes) * (1 - also)
    return (seen - chance) / (1 - chance) if chance < 1 else 0.0
