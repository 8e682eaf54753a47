"""A claim asked back: does the reader find its names and numbers where the claim puts them?

Each name, in turn, is replaced by "who" and each number by "how many", and the reader answers the
question from the cited sentences (the idea of QAGS, Wang et al. 2020). "Ek sued Roth" becomes "Who
sued Roth?"; where the source says that Roth sued Ek, another name answers better.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rag.candidates import Reading
from rag.verify.claim import Claim
from rag.verify.names import Name, names_in, same_name
from rag.verify.numbers import Number, agrees, numbers_in

_NAMES, _NUMBERS = 3, 2
"""How many of each are asked for at most."""

_LOWEST = -6.0
"""The score of what is not among the reader's candidates."""


def asked(text: str) -> str:
    """A claim as a yes/no question.

    >>> asked("It rained.")
    'Is it true that it rained?'
    """
    first, rest = text[:1], text[1:].rstrip(". ")
    keep = any(n.start == 0 and n.sure for n in names_in(text)) or text[:2] in ("I ", "I'")
    return f"Is it true that {first if keep else first.lower()}{rest}?"


def questions(claim: Claim) -> Iterator[tuple[str, Name | Number]]:
    """The claim with each of its first names and numbers asked for.

    >>> from rag.verify.claim import read_claim
    >>> [q for q, _ in questions(read_claim("In May Ek paid 12 fines."))]
    ['In May who paid 12 fines?', 'In May Ek paid how many fines?']
    """
    for name in claim.names[:_NAMES]:
        yield _with(claim.text, name.start, name.end, "who"), name
    counted = [n for n in claim.numbers if not n.loose and not n.ordinal]
    for number in counted[:_NUMBERS]:
        yield _with(claim.text, number.start, number.end, "how many"), number


def _with(text: str, start: int, end: int, word: str) -> str:
    return text[:start] + (word if start else word.capitalize()) + text[end:].rstrip(". ") + "?"


def rival(wanted: Sequence[Name | Number], readings: Sequence[Reading]) -> tuple[float, float]:
    """By how much another name, and another number, answers better than the claim's, at most.

    ``readings`` answer the :func:`questions` that ask for what is ``wanted``. In logits; negative
    where the claim's own are found, 0 where there is none to ask for.
    """
    leads = [(n, _lead(r, n)) for n, r in zip(wanted, readings, strict=True)]
    names = [lead for n, lead in leads if isinstance(n, Name)]
    numbers = [lead for n, lead in leads if isinstance(n, Number)]
    return max(names, default=0.0), max(numbers, default=0.0)


def _lead(reading: Reading, wanted: Name | Number) -> float:
    """The best score of an answer that is another's, less the best of one that is ``wanted``."""
    own = other = _LOWEST
    for candidate in reading.candidates:
        same = _answers(candidate.text, wanted)
        if same:
            own = max(own, candidate.score)
        elif same is not None:
            other = max(other, candidate.score)
    return other - own


def _answers(text: str, wanted: Name | Number) -> bool | None:
    """Whether an answer is what is wanted; None where it is nothing of that kind."""
    if isinstance(wanted, Name):
        names = names_in(f"In {text}")
        return any(same_name(wanted, n) for n in names) if names else None
    numbers = numbers_in(text)
    return any(agrees(wanted, n) for n in numbers) if numbers else None
