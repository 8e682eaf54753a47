"""A sentence cut into the statements that it joins, so that each is checked on its own.

"It rained, and Ek left" may rest on two places; judged as one, neither place tells all of it (the
idea of atomic claims, Min et al. 2023, "FActScore").
"""

from __future__ import annotations

import re

from rag.verify.lists import BEING, IRREGULAR, PARTICIPLES, SAYING
from rag.verify.quoted import without_quotes
from rag.verify.words import Word, words_in

_JOINT = re.compile(r";\s+(?:and\s+|but\s+|while\s+)?|,\s+(?:and|but|while|whereas)\s+")
_SUBJECT = re.compile(
    r"[A-Z\d]|(?:he|she|it|they|we|the|a|an|his|her|its|their|this|that|these|those|there|some"
    r"|one|two|three|both|all|most|many|several|nobody|in|on|at|by)\b"
)
_HELPING = BEING | {"has", "had", "have", "can", "could", "will", "would", "may", "might", "must"}
_FEWEST = 2
"""Words of content that a statement must have."""


def parts_of(text: str) -> tuple[str, ...]:
    """The statements of a sentence, in order; the sentence itself where it is one.

    >>> parts_of("It rained for days, and Ana Ek left Ulm.")
    ('It rained for days', 'Ana Ek left Ulm.')
    >>> parts_of("Ana Ek left Ulm, Bonn, and Mainz.")
    ('Ana Ek left Ulm, Bonn, and Mainz.',)
    """
    parts: list[str] = []
    start = 0
    for joint in _JOINT.finditer(without_quotes(text)):
        one, rest = text[start : joint.start()], text[joint.end() :]
        if _SUBJECT.match(rest) and _stands(one) and _stands(rest):
            parts.append(one)
            start = joint.end()
    return (*parts, text[start:])


def _stands(text: str) -> bool:
    """Whether a stretch may be a statement: it has a verb, as far as its form tells, and more."""
    words = words_in(without_quotes(text))
    return any(_verb(w) for w in words[1:]) and sum(w.content for w in words) >= _FEWEST


def _verb(word: Word) -> bool:
    low = word.lower
    if word.name or word.punctuation:
        return False
    past = low in IRREGULAR or low in PARTICIPLES or (low.endswith("ed") and len(low) > 4)
    return past or low in _HELPING or low in SAYING
