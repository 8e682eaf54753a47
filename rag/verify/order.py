"""Two things whose order means something: from one to the other, the one rather than the other."""

from __future__ import annotations

from collections.abc import Sequence

from rag.verify.words import Word, words_in

_FAR = 4
_PREFER = frozenset({"prefer", "prefers", "preferred", "preferring", "chose", "chosen", "choose"})
_THAN = (("rather", "than"), ("instead", "of"), ("ahead", "of"))


def pairs_in(text: str) -> tuple[tuple[tuple[Word, ...], tuple[Word, ...]], ...]:
    """The pairs of a sentence whose order matters, as words of content.

    >>> [[[w.text for w in side] for side in pair] for pair in pairs_in("She went from Ulm to Bonn.")]
    [[['Ulm'], ['Bonn']]]
    """
    words = words_in(text)
    found = []
    for at, word in enumerate(words):
        low = word.lower
        if low == "from":
            to = next(
                (i for i in range(at + 2, min(at + 7, len(words))) if words[i].lower == "to"), 0
            )
            if to and not any(w.punctuation for w in words[at:to]):
                found.append((_content(words[at + 1 : to]), _after(words, to + 1)))
        elif tuple(w.lower for w in words[at : at + 2]) in _THAN:
            found.append((_before(words, at), _after(words, at + 2)))
        elif low in _PREFER:
            to = next(
                (i for i in range(at + 2, min(at + 8, len(words))) if words[i].lower in ("to", "over")), 0
            )  # fmt: skip
            if to:
                found.append((_content(words[at + 1 : to]), _after(words, to + 1)))
    return tuple((a, b) for a, b in found if a and b)


def _content(words: Sequence[Word]) -> tuple[Word, ...]:
    return tuple(w for w in words if w.content)


def _after(words: Sequence[Word], at: int) -> tuple[Word, ...]:
    end = at
    while end < len(words) and end < at + _FAR and not words[end].punctuation:
        end += 1
    return _content(words[at:end])[:2]


def _before(words: Sequence[Word], at: int) -> tuple[Word, ...]:
    start = at
    while start > 0 and start > at - _FAR and not words[start - 1].punctuation:
        start -= 1
    return _content(words[start:at])[-1:]


def reversed_pair(claim: str, sources: Sequence[str]) -> str:
    """The first word of a pair of ``claim`` that the sources have the other way round.

    >>> reversed_pair("She went from Ulm to Bonn.", ["The road from Bonn to Ulm."])
    'Ulm'
    """
    told = [pair for source in sources for pair in pairs_in(source)]
    for one, other in pairs_in(claim):
        if any(_alike(one, a) or _alike(other, b) for a, b in told):
            continue
        if any(_alike(one, b) and _alike(other, a) for a, b in told):
            return one[0].text
    return ""


def _alike(one: Sequence[Word], other: Sequence[Word]) -> bool:
    """Whether two sides share a word; what is compared is often near in meaning."""
    return any(w.stem == v.stem for w in one for v in other)
