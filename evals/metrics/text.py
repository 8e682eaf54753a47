"""Exact match and token F1 as SQuAD's official script counts them.

Source: Rajpurkar, Jia & Liang 2018, "Know What You Don't Know", and the evaluation script v2.0 of
that data set; a test holds these functions to that script's results on a fixed file.
"""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_ARTICLES = re.compile(r"\b(a|an|the)\b")
_PUNCTUATION = str.maketrans("", "", string.punctuation)


def normalise(text: str) -> str:
    """Lower case, without ASCII punctuation, articles and extra white space."""
    return " ".join(_ARTICLES.sub(" ", text.lower().translate(_PUNCTUATION)).split())


def exact_match(gold: str, given: str) -> float:
    """1.0 where both are the same after normalisation, else 0.0."""
    return float(normalise(gold) == normalise(given))


def token_f1(gold: str, given: str) -> float:
    """The harmonic mean of token precision and recall, in [0, 1].

    "No answer" is the empty text: if either has no token, 1.0 where neither has, else 0.0.
    """
    wanted, got = normalise(gold).split(), normalise(given).split()
    if not wanted or not got:
        return float(wanted == got)
    same = sum((Counter(wanted) & Counter(got)).values())
    if not same:
        return 0.0
    precision, recall = same / len(got), same / len(wanted)
    return 2 * precision * recall / (precision + recall)


def best_over(golds: Sequence[str], given: str) -> tuple[float, float]:
    """(exact match, F1), each the best over the golds; no golds means that silence is right."""
    texts = [gold for gold in golds if normalise(gold)] or [""]
    return max(exact_match(g, given) for g in texts), max(token_f1(g, given) for g in texts)


@dataclass(frozen=True, slots=True)
class Squad:
    """SQuAD 2.0's figures in percent; ``threshold`` is on the probability of no answer."""

    exact: float
    f1: float
    total: int
    threshold: float


def squad_scores(
    golds: Mapping[str, Sequence[str]],
    given: Mapping[str, str],
    none: Mapping[str, float],
    threshold: float = 1.0,
) -> Squad:
    """Exact match and F1 where answers with ``none`` above ``threshold`` count as silence."""
    exact = f1 = 0.0
    for key, texts in golds.items():
        if none[key] > threshold:
            silent = float(not texts)
            exact, f1 = exact + silent, f1 + silent
        else:
            em, overlap = best_over(texts, given[key])
            exact, f1 = exact + em, f1 + overlap
    total = len(golds)
    return Squad(100 * exact / total, 100 * f1 / total, total, threshold)


def best_threshold(
    scores: Mapping[str, float],
    golds: Mapping[str, Sequence[str]],
    given: Mapping[str, str],
    none: Mapping[str, float],
) -> tuple[float, float]:
    """The best mean score in percent that one threshold on ``none`` reaches, and the threshold.

    As the official script does it: start from silence everywhere, then answer the questions in
    order of ``none``, ties in the order given.
    """
    current = float(sum(not texts for texts in golds.values()))
    best, threshold = current, 0.0
    for key in sorted(none, key=lambda k: none[k]):
        if golds[key]:
            current += scores[key]
        elif given[key]:
            current -= 1
        if current > best:
            best, threshold = current, none[key]
    return 100 * best / len(scores), threshold
