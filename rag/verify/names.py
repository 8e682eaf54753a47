"""Names in a sentence, and whether two of them mean the same: variants, short forms, initials."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.terms import stem
from rag.verify.words import FUNCTION, Word, fold, words_in

_PARTICLES = frozenset(
    ["de", "da", "di", "du", "del", "der", "van", "von", "bin", "ibn", "ter", "ten"]
)
_MONTH_NAMES = frozenset(["may", "april", "june", "august"])
"""Months that people are named after."""

_CALENDAR = re.compile(
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?|january|february|march|april|may|june|july"
    r"|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec",
)
_ALIASES = (
    {"us", "usa", "united states", "united states of america", "america", "american", "americans"},
    {"uk", "united kingdom", "britain", "great britain", "british"},
    {"un", "united nations"},
    {"eu", "european union"},
    {"uae", "united arab emirates"},
    {"france", "french"},
    {"spain", "spanish"},
    {"netherlands", "dutch", "holland"},
    {"greece", "greek", "greeks"},
    {"wales", "welsh"},
    {"ireland", "irish"},
    {"denmark", "danish", "danes"},
    {"switzerland", "swiss"},
    {"philippines", "filipino", "filipinos"},
    {"norway", "norwegian", "norwegians"},
    {"cyprus", "cypriot"},
    {"finland", "finnish", "finns"},
    {"portugal", "portuguese"},
    {"pm", "prime minister"},
    {"mp", "member of parliament"},
    {"saint", "st"},
    {"doctor", "dr"},
    {"professor", "prof"},
    {"governor", "gov"},
    {"senator", "sen"},
)
_PEOPLE = frozenset(
    [
        "n",
        "an",
        "ian",
        "nian",
        "ese",
        "i",
        "ish",
        "ic",
        "er",
        "ers",
        "ns",
        "ans",
        "ians",
        "is",
        "in",
        "ite",
        "ites",
        "egian",
        "uese",
        "lander",
        "landers",
        "s",
    ]
)
_PLACES = frozenset(
    ["", "a", "y", "e", "o", "ia", "land", "and", "ey", "en", "istan", "ay", "al", "us"]
)


@dataclass(frozen=True, slots=True)
class Name:
    """A run of capitalised words; ``words`` are folded, without the particles between them.

    ``sure`` is False for a single word that has its capital from opening the sentence, perhaps.
    """

    text: str
    start: int
    end: int
    words: tuple[str, ...]
    sure: bool = True

    @property
    def last(self) -> str:
        """The word that tells most: a person's family name."""
        return self.words[-1]


@lru_cache(maxsize=1024)
def names_in(text: str) -> tuple[Name, ...]:
    """The names of a sentence, in order; days and months are none.

    >>> [n.words for n in names_in("Ines Roth met Ana van Ek of Ulm and IBM on Monday.")]
    [('ines', 'roth'), ('ana', 'ek'), ('ulm',), ('ibm',)]
    """
    words = words_in(text)
    found: list[Name] = []
    at = 0
    while at < len(words):
        if not _capital(words[at]):
            at += 1
            continue
        end = _run(text, words, at)
        parts = [w for w in words[at:end] if w.text[0].isupper()]
        sure = len(parts) > 1 or parts[0].name
        span = parts[0].start, parts[-1].end
        folded = tuple(fold(p.text) for p in parts)
        found.append(Name(text[span[0] : span[1]], *span, folded, sure))
        at = end
    return tuple(found)


def _capital(word: Word) -> bool:
    if not word.text[0].isupper() or word.text == "I":
        return False
    opens = word.first and word.lower in FUNCTION and not (word.text.isupper() and word.end > 1)
    return not opens and not _CALENDAR.fullmatch(fold(word.text))


def _run(text: str, words: Sequence[Word], at: int) -> int:
    """The end of the run of capitals that begins at word ``at``."""
    end = at + 1
    while end < len(words):
        gap = text[words[end - 1].end : words[end].start]
        if gap.strip(" .-") or words[end].punctuation or words[end - 1].text[-2:] in ("'s", "’s"):
            break
        if _capital(words[end]) or _person(text, words, end):
            end += 1
            continue
        ahead = end
        while ahead < len(words) and words[ahead].lower in _PARTICLES and ahead - end < 2:
            ahead += 1
        if ahead == end or ahead >= len(words) or not _capital(words[ahead]):
            break
        end = ahead + 1
    return end


def _person(text: str, words: Sequence[Word], at: int) -> bool:
    """Whether a month behind a name is a family name: no day or year follows."""
    word = words[at]
    if word.lower not in _MONTH_NAMES or not word.text[0].isupper():
        return False
    return not re.match(r"\s*,?\s*\d", text[word.end :])


@lru_cache(maxsize=16384)
def alike(one: str, other: str) -> bool:
    """Whether two folded words of names mean the same: also a people and its country.

    >>> alike("italian", "italy"), alike("french", "france"), alike("johnson", "johnston")
    (True, True, False)
    """
    if one == other or one.removesuffix("s") == other.removesuffix("s"):
        return True
    if len(one) > 4 and len(other) > 4 and stem(one) == stem(other):
        return True
    if any(one in group and other in group for group in _ALIASES):
        return True
    common = 0
    while common < min(len(one), len(other)) and one[common] == other[common]:
        common += 1
    if common < 3:
        return False
    rests = one[common:], other[common:]
    return any(a in _PEOPLE and b in _PLACES for a, b in (rests, rests[::-1]))


def initials(words: Sequence[str]) -> str:
    """The first letters of a name's words."""
    return "".join(w[0] for w in words if w)


def same_name(one: Name, other: Name) -> bool:
    """Whether one name is a short form of the other: a family name, initials, another form.

    >>> a, b = names_in("In May Oleg Ilyich Maro met Oleg Maro")
    >>> same_name(a, b)
    True
    """
    if _aliases(one, other):
        return True
    short, long = sorted((one.words, other.words), key=len)
    if all(any(alike(w, v) for v in long) for w in short):
        return True
    if len(short) == 1 and len(long) > 1 and len(short[0]) >= 2:
        return short[0] == initials(long)
    return len(short) > 1 and alike(short[-1], long[-1]) and short[0][0] == long[0][0]


def _aliases(one: Name, other: Name) -> bool:
    joined = {" ".join(one.words), " ".join(other.words)}
    return any(joined <= group for group in _ALIASES)


def found_in(name: Name, names: Sequence[Name], words: frozenset[str]) -> bool:
    """Whether a text has a name, given the text's names and all its words, folded.

    The last word must stand in a name of the text. What stands before it must stand in the same
    name, or be a title, a people or an ordinary word of the text; another person's given name
    does not do.

    >>> text = "Mayor Ana Roth and Jo Ek of Ulm spoke."
    >>> words = frozenset(fold(w.text) for w in words_in(text))
    >>> [found_in(n, names_in(text), words) for n in names_in("Is Ana Ek, Ana Roth, Ulm Mayor Roth?")]
    [False, True, True]
    """
    if any(same_name(name, n) for n in names):
        return True
    whole = " ".join(name.words)
    if any(whole in group and not group.isdisjoint(words) for group in _ALIASES):
        return True
    if len(name.words) == 1:
        return name.last in words and not name.sure
    hosts = [n for n in names if any(alike(name.last, w) for w in n.words)]
    lasts = {n.last for n in names}
    small = words - {w for n in names for w in n.words}
    return any(
        all(
            any(alike(w, v) for v in host.words)
            or w in small
            or any(alike(w, v) for v in lasts - {host.last})
            for w in name.words[:-1]
        )
        for host in hosts
    )
