"""Who does what in a sentence, as far as the order of words tells: names with the words beside them.

There is no parser. A name's part is read off its nearest words of content on either side, with
passives turned round and prepositions kept; two sentences are compared word by word. It finds
names that have changed places, not every false relation.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.verify.lists import MUTUAL, PLAIN, PREPOSITIONS, PRONOUNS, SAYING
from rag.verify.names import Name, names_in, same_name
from rag.verify.words import Word, participle, passive, words_in

SAME = 0.75
"""From this nearness on two words are taken for the same doing."""

_PARTS = frozenset({"does", "is done", "owns", "of", "by", "to"})
_FAR = 5
_APPOSITION = 14


@dataclass(frozen=True, slots=True)
class Slot:
    """A part that someone plays: ``who`` is None for a pronoun, ``role`` "does", "is done" or a
    preposition, ``word`` the word that the part is played for, ``rank`` 0 for the nearest."""

    who: Name | None
    role: str
    word: Word
    rank: int = 0


@lru_cache(maxsize=1024)
def slots_in(text: str) -> tuple[Slot, ...]:
    """The parts that the names and pronouns of a sentence play.

    >>> [(s.who.last, s.role, s.word.text) for s in slots_in("Roth was sued by Ek.") if s.who]
    [('roth', 'is done', 'sued'), ('ek', 'does', 'sued')]
    """
    words = words_in(text)
    found: list[Slot] = []
    for names, first, last in _groups(text, words):
        if _modifies(words, last):
            continue
        owns = words[last].text[-2:] in ("'s", "’s", "s'", "s’")
        left = _left(words, first)
        depends = left and left[0][0] in PREPOSITIONS
        right = [] if depends and not owns else _right(words, last, owns)
        for side in (right, left):
            for rank, (role, word) in enumerate(side):
                found += [Slot(name, role, word, rank) for name in names]
    return tuple(found)


def _groups(text: str, words: Sequence[Word]) -> list[tuple[tuple[Name | None, ...], int, int]]:
    """Names that stand in a row ("A, B and C"), and pronouns, with the words they take up."""
    spans: list[tuple[tuple[Name | None, ...], int, int]] = []
    for name in names_in(text):
        first = next(i for i, w in enumerate(words) if w.start >= name.start)
        last = max(i for i, w in enumerate(words) if w.start < name.end)
        if spans and _joined(words, spans[-1][2], first):
            before = spans.pop()
            spans.append(((*before[0], name), before[1], last))
        else:
            spans.append(((name,), first, last))
    spans += [((None,), i, i) for i, w in enumerate(words) if w.bare in PRONOUNS]
    return spans


def _joined(words: Sequence[Word], last: int, first: int) -> bool:
    between = [w.lower for w in words[last + 1 : first]]
    return bool(between) and set(between) <= {",", "and", "or"} and "and" in {*between, ","}


def _modifies(words: Sequence[Word], last: int) -> bool:
    """Whether a name only tells which: "Ohio man James Fields", "London mayor Khan"."""
    after = words[last + 1 : last + 4]
    nouns = 0
    while nouns < len(after) and after[nouns].content and not after[nouns].name:
        nouns += 1
    ahead = after[nouns : nouns + 1]
    return bool(nouns and ahead and ahead[0].name) and not participle(after[0].lower)


def _right(words: Sequence[Word], last: int, owns: bool) -> list[tuple[str, Word]]:
    """The parts that the words behind a name give it."""
    at = last + 1
    if at < len(words) and words[at].text in (",", "("):
        close = "," if words[at].text == "," else ")"
        ahead = [
            i for i in range(at + 1, min(len(words), at + _APPOSITION)) if words[i].text == close
        ]
        who = at + 1 < len(words) and words[at + 1].lower in ("who", "which")
        if ahead and not who:
            at = ahead[0] + 1
        elif not who:
            return []
        else:
            at += 1
    if at < len(words) and words[at].lower in ("of", "from", "for"):
        while at < len(words) and not (words[at].content and not words[at].name):
            if words[at].text == "," or words[at].lower in ("and", "who", "which", "that"):
                break
            at += 1
    found: list[tuple[str, Word]] = []
    before: list[Word] = []
    for word in words[at : at + _FAR + 2]:
        if word.punctuation or word.name or word.bare in PRONOUNS or len(found) == 2:
            break
        if word.content:
            if owns:
                found.append(("owns", word))
                break
            found.append(("is done" if passive(before, word) else "does", word))
            if found[-1][0] == "is done":
                break
        elif word.lower in PREPOSITIONS or word.lower in ("which", "that"):
            break
        before.append(word)
    return found


def _left(words: Sequence[Word], first: int) -> list[tuple[str, Word]]:
    """The parts that the words before a name give it."""
    found: list[tuple[str, Word]] = []
    role = ""
    for at in range(first - 1, max(-1, first - _FAR - 2), -1):
        word = words[at]
        if (
            word.punctuation
            or word.name
            or word.bare in PRONOUNS
            or word.lower in ("and", "or", "but")
        ):
            break
        if word.content:
            if role == "by":
                found.append(("does", word))
                break
            found.append((role or "is done", word))
            if len(found) == 3:
                break
        elif not role and word.lower in PREPOSITIONS:
            role = word.lower
    return found


def swapped(claim: str, sources: Sequence[str], near: Callable[[Word, Word], float]) -> str:
    """The name of ``claim`` whose part another name plays in ``sources``; empty where there is none.

    ``near`` gives the nearness of two words. A part counts where the sources give it to names
    alone, and to none that could be the same.

    >>> same = lambda a, b: float(a.stem == b.stem)
    >>> swapped("Ek sued Roth.", ["In May Roth sued Ek."], same)
    'Ek'
    >>> swapped("Ek was sued by Roth.", ["In May Roth sued Ek."], same)
    ''
    """
    told = [slot for source in sources for slot in slots_in(source)]
    present = [name for source in sources for name in names_in(source)]
    for slot in slots_in(claim):
        if slot.who is None or slot.word.stem in PLAIN or slot.word.lower in SAYING:
            continue
        if slot.word.stem in MUTUAL or slot.role not in _PARTS:
            continue
        same = [t for t in told if t.role == slot.role and near(slot.word, t.word) >= SAME]
        if any(t.who is None or same_name(slot.who, t.who) for t in same):
            continue
        other = [t for t in told if _turned(slot, t)]
        if slot.role in ("owns", "of") and not same:
            continue
        if other and (same or all(t.rank == slot.rank == 0 for t in other)):
            return slot.who.text
        nearest = slot.rank == 0 and any(t.rank == 0 for t in same)
        if nearest and any(same_name(slot.who, n) for n in present):
            return slot.who.text
    return ""


def _turned(slot: Slot, told: Slot) -> bool:
    """Whether the sources give the name the other part in the very same doing."""
    return (
        told.who is not None
        and slot.who is not None
        and {told.role, slot.role} in ({"does", "is done"}, {"owns", "of"}, {"does", "to"})
        and told.word.lower == slot.word.lower
        and same_name(slot.who, told.who)
    )


def exchanged(claim: str, sources: Sequence[str]) -> str:
    """The name of a claim that has changed places with another in the very same doing.

    Only what is certain: the sources have both names the other way round at the same word, and
    nowhere as the claim has them.

    >>> exchanged("Ek sued Roth.", ["In May Roth sued Ek."])
    'Ek'
    """
    told = [slot for source in sources for slot in slots_in(source)]
    said = [s for s in slots_in(claim) if s.who and s.role in ("does", "is done")]
    for slot in said:
        if slot.word.stem in MUTUAL or slot.word.stem in PLAIN or slot.word.lower in SAYING:
            continue
        at = [t for t in told if t.word.stem == slot.word.stem]
        if not any(_turned(slot, t) for t in at) or any(_plays(slot, t) for t in at):
            continue
        partners = [s for s in said if s.word == slot.word and s.role != slot.role]
        if any(_turned(p, t) for p in partners for t in at):
            return slot.who.text if slot.who else ""
    return ""


def _plays(slot: Slot, told: Slot) -> bool:
    """Whether the sources give the part to the same name, or to nobody by name."""
    if slot.role != told.role:
        return False
    return told.who is None or (slot.who is not None and same_name(slot.who, told.who))
