"""Names in a sentence, and whether two of them mean the same: variants, short forms, initials."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from rag.terms import stem
from rag.verify.lists import FUNCTION
from rag.verify.words import Word, fold, words_in

_PARTICLES = frozenset({"de", "da", "di", "du", "del", "der", "van", "von", "bin", "ibn", "ter"})
_MONTH_NAMES = frozenset({"may", "april", "june", "august"})
"""Months that people are named after."""

_CALENDAR = re.compile(
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?|january|february|march|april|may|june|july"
    r"|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec",
)
_ALIASES = (
    {"us", "usa", "america", "american", "americans"},
    {"uk", "britain", "great britain", "british", "britons"},
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
_SHORT = {
    ("united", "states"): "us",
    ("united", "kingdom"): "uk",
    ("united", "nations"): "un",
    ("european", "union"): "eu",
}
_ENDINGS_OF_PEOPLES = (
    "n an ian nian ese i ish ic er ers ns ans ians is in ite ites egian uese lander landers s"
)
_ENDINGS_OF_PLACES = "a y e o ia land and ey en istan ay al us"
_PEOPLE = frozenset(_ENDINGS_OF_PEOPLES.split())
_PLACES = frozenset(["", *_ENDINGS_OF_PLACES.split()])


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
        folded = _shorten([fold(p.text) for p in parts])
        found.append(Name(text[span[0] : span[1]], *span, folded, sure))
        at = end
    return tuple(found)


def _shorten(words: list[str]) -> tuple[str, ...]:
    """Folded words of a name with the long forms of a few names made short."""
    for long, short in _SHORT.items():
        for at in range(len(words) - 1):
            if tuple(words[at : at + 2]) == long:
                return (*words[:at], short, *words[at + 2 :])
    return tuple(words)


def composites_in(text: str) -> tuple[Name, ...]:
    """The names of a text, and those that "of" or "for" joins taken for one as well.

    >>> [n.words for n in composites_in("the Bank of Ulm")]
    [('bank',), ('ulm',), ('bank', 'ulm')]
    """
    names = list(names_in(text))
    joined = [
        Name(text[a.start : b.end], a.start, b.end, (*a.words, *b.words))
        for a, b in pairwise(names)
        if re.fullmatch(r"\s+(?:of|for)(?:\s+the)?\s+", text[a.end : b.start])
    ]
    return (*names, *joined)


_ABBREVIATED = re.compile(r"\s*\(\s*(?:the\s+)?([A-Z][A-Za-z&.]{1,9})\s*\)")


def abbreviations_in(text: str) -> tuple[tuple[Name, Name], ...]:
    """Long names and the short forms in brackets behind them.

    >>> [(a.text, b.text) for a, b in abbreviations_in("the Islands Trust (ITO) left")]
    [('Islands Trust', 'ITO')]
    """
    pairs = []
    for name in composites_in(text):
        match = _ABBREVIATED.match(text, name.end)
        if match:
            short = Name(match[1], *match.span(1), (fold(match[1]),))
            pairs.append((name, short))
    return tuple(pairs)


def _capital(word: Word) -> bool:
    if not word.text[0].isupper() or word.text == "I":
        return False
    opens = word.first and word.bare in FUNCTION and not (word.text.isupper() and word.end > 1)
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


def _covers(long: Name, short: Name) -> bool:
    """Whether every word of ``short`` stands in ``long``, or one is the other's initials."""
    if _aliases(long, short):
        return True
    if all(any(alike(w, v) for v in long.words) for w in short.words):
        return True
    if len(short.words) == 1:
        return short.last == initials(long.words) and len(long.words) > 1
    return len(long.words) == 1 and long.last == initials(short.words)


def _ends_alike(one: Name, other: Name) -> bool:
    """Whether the family name of one stands in the other."""
    return any(alike(one.last, w) for w in other.words)


def found_in(
    name: Name, names: Sequence[Name], words: frozenset[str], known: Sequence[Name] = ()
) -> bool:
    """Whether a text has a name, given the text's names and all its words, folded.

    The last word must stand in a name of the text. What stands before it must stand in the same
    name, or be a title, a people or an ordinary word of the text; another person's given name
    does not do.

    ``known`` are names of the whole article, which tell a family name's given name.

    >>> text = "Mayor Ana Roth and Jo Ek of Ulm spoke."
    >>> words = frozenset(fold(w.text) for w in words_in(text))
    >>> [found_in(n, names_in(text), words) for n in names_in("Is Ana Ek, Ana Roth, Ulm Mayor Roth?")]
    [False, True, True]
    """
    if any(_covers(n, name) for n in names):
        return True
    if any(_covers(k, name) and any(_ends_alike(name, n) for n in names) for k in known):
        return True
    whole = " ".join(name.words)
    if any(whole in group and not group.isdisjoint(words) for group in _ALIASES):
        return True
    if len(name.words) == 1:
        return name.last in words and not name.sure
    hosts = [n for n in names if any(alike(name.last, w) for w in n.words)]
    lasts = {n.last for n in names}
    small = words - {w for n in names for w in n.words}
    small |= {w for n in names if set(n.words) <= set(name.words) for w in n.words}
    return any(
        all(
            any(alike(w, v) for v in host.words)
            or w in small
            or any(alike(w, v) for v in lasts - {host.last})
            for w in name.words[:-1]
        )
        for host in hosts
    )
