"""Whether a claim says yes where its sources say no: negations and opposites."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rag.verify.lists import DENIALS, NEGATIONS
from rag.verify.words import Word, opposite, words_in

_SAME = 0.8
_BEHIND = 3
"""Words of content behind a negation that it is taken to deny."""

_BEFORE = 6
"""Words before a word within which a negation is taken to deny it."""

_NOT_SO = frozenset({"only", "just", "merely", "until", "necessarily", "least"})
"""Behind "not" or "no" these make no denial."""

_COMPARED = frozenset({"earlier", "fewer", "later", "less", "more", "sooner"})
"""Nor do these before "than": "no fewer than five"."""

Near = Callable[[Word, Word], float]


def _negates(words: Sequence[Word], at: int) -> bool:
    word = words[at].lower.replace("’", "'")
    if word not in NEGATIONS and not word.endswith("n't"):
        return False
    following, then = (words[i].lower if i < len(words) else "" for i in (at + 1, at + 2))
    if then == "than" and following in _COMPARED:
        return False
    return following not in _NOT_SO and not (word == "no" and following == "one")


def _denied(words: Sequence[Word], at: int) -> bool:
    """Whether the word at ``at`` is denied by what stands shortly before it in its clause."""
    for before in range(at - 1, max(-1, at - _BEFORE - 1), -1):
        if words[before].clause != words[at].clause:
            return False
        if _negates(words, before) or words[before].lower in DENIALS:
            return True
    return False


def _scope(words: Sequence[Word], at: int) -> list[int]:
    """The words of content that the negation at ``at`` denies."""
    found: list[int] = []
    for behind in range(at + 1, len(words)):
        if words[behind].clause != words[at].clause or len(found) == _BEHIND:
            break
        if words[behind].content:
            found.append(behind)
    return found


def contrary(claim: str, sources: Sequence[str], near: Near) -> str:
    """The word of ``claim`` that the sources say the contrary of; empty where there is none.

    >>> same = lambda a, b: float(a.stem == b.stem)
    >>> contrary("The bill was not passed.", ["The bill was passed in May."], same)
    'passed'
    >>> contrary("Prices rose.", ["In May prices fell."], same)
    'rose'
    >>> contrary("He did not survive.", ["He died."], same)
    ''
    """
    said = words_in(claim)
    told = [words_in(source) for source in sources]
    return (
        _denies(said, told, near)
        or _leaves_out(said, told, near)
        or _opposes(said, told, near)
    )  # fmt: skip


def _denies(said: Sequence[Word], told: Sequence[Sequence[Word]], near: Near) -> str:
    """A word that the claim denies and every source that has it affirms."""
    for at in range(len(said)):
        if not _negates(said, at):
            continue
        for behind in _scope(said, at)[:2]:
            places = _places(said[behind], told, near)
            if places and not any(_denied(ws, i) or denial(ws) for ws, i in places):
                return said[behind].text
    return ""


def _leaves_out(said: Sequence[Word], told: Sequence[Sequence[Word]], near: Near) -> str:
    """A word that every source denies which has it, and the claim affirms."""
    if denial(said):
        return ""
    for at, word in enumerate(said):
        if not word.content or word.name:
            continue
        places = _places(word, told, near, exact=True)
        if places and all(_directly_denied(words, i) for words, i in places):
            return said[at].text
    return ""


def _directly_denied(words: Sequence[Word], at: int) -> bool:
    """Whether a negation denies the word at ``at`` itself, or somebody refuses to do it."""
    return any(
        at in _scope(words, before)[: _reach(words, before)]
        for before in range(max(0, at - _BEFORE), at)
        if _negates(words, before) or _refuses(words, before)
    )


def _reach(words: Sequence[Word], at: int) -> int:
    """How many words behind a negation it surely denies: one in "men but not women for hire"."""
    contrast = at > 0 and words[at - 1].lower in ("but", ",")
    return 1 if contrast or not _negates(words, at) else 2


def _refuses(words: Sequence[Word], at: int) -> bool:
    """Whether "refused to", "failed to" or the like stands there."""
    following = words[at + 1].lower if at + 1 < len(words) else ""
    return words[at].lower in DENIALS and following == "to"


def _opposes(said: Sequence[Word], told: Sequence[Sequence[Word]], near: Near) -> str:
    """A word whose opposite the sources have in its place, the nearest of them first of all."""
    wanted = {w.stem for w in said if w.content}
    nearest = max(told, key=lambda ws: len(wanted & {w.stem for w in ws}), default=())
    return _opposed(said, [nearest], near) or _opposed(said, told, near)


def _opposed(said: Sequence[Word], told: Sequence[Sequence[Word]], near: Near) -> str:
    for at, word in enumerate(said):
        if not (word.content or word.lower in ("before", "after", "all", "less", "more")):
            continue
        if _places(word, told, near):
            continue
        against = [
            (words, i)
            for words in told
            for i, other in enumerate(words)
            if opposite(word.stem, other.stem)
        ]
        denied = _denied(said, at)
        if against and all(_denied(words, i) == denied for words, i in against):
            return word.text
    return ""


def _places(
    word: Word, told: Sequence[Sequence[Word]], near: Near, exact: bool = False
) -> list[tuple[Sequence[Word], int]]:
    """Where the sources have the word or, unless ``exact``, another for it."""
    return [
        (words, i)
        for words in told
        for i, other in enumerate(words)
        if other.stem
        and (
            other.stem == word.stem
            or (not exact and other.content and word.content and near(word, other) >= _SAME)
        )
    ]


def denial(words: Sequence[Word]) -> bool:
    """Whether a sentence denies anything."""
    return any(_negates(words, i) or w.lower in DENIALS for i, w in enumerate(words))
