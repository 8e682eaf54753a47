"""Who a quotation is from: in a claim, and in the sentences that have its words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.verify.lists import PRONOUNS, SAYING
from rag.verify.names import Name, names_in, same_name
from rag.verify.quoted import holds, quotes_in, runs_on, where, without_quotes
from rag.verify.told import Told
from rag.verify.words import Word, words_in

_TELLING = SAYING | {"spoke", "speaks", "speaking", "dubbed", "labelled", "labeled", "referred"}
_ACCORDING = re.compile(r"\baccording to\s+(?:the\s+)?", re.IGNORECASE)
_BEHIND = 7
"""Words behind "said" within which the one who said it is named."""


def speakers_in(text: str, at: int = -1) -> tuple[Name, ...]:
    """Whom a sentence names as speaking: before or behind a verb of saying, or "according to".

    With ``at`` those alone who say what stands there: by the last such verb before it, else the
    first behind it.

    >>> [n.text for n in speakers_in("“We won,” said the coach of Ulm, Ana Ek, on Monday.")]
    ['Ulm', 'Ana Ek']
    >>> [n.text for n in speakers_in("Jo Roth, who heads the board, said that Ek had left.")]
    ['Jo Roth']
    """
    bare = without_quotes(text)
    names, words = names_in(bare), words_in(bare)
    found: list[tuple[int, list[Name]]] = []
    since = 0
    for i, word in enumerate(words):
        if word.lower in _TELLING:
            said = _before(words, i, names, since) or _behind(words, i, names)
            found.append((word.start, said))
            since = word.end
    for match in _ACCORDING.finditer(bare):
        close = [n for n in names if 0 <= n.start - match.end() <= 40][:1]
        found.append((match.start(), close))
    found.sort(key=lambda f: f[0])
    if at >= 0:
        found = [f for f in found if f[0] < at][-1:] or found[:1]
    return tuple(dict.fromkeys(n for _, some in found for n in some))


def _before(words: Sequence[Word], at: int, names: Sequence[Name], since: int) -> list[Name]:
    """The names before a verb of saying, back to the one before it; any may be its subject."""
    if any(w.bare in PRONOUNS for w in words[max(0, at - 2) : at]):
        return []
    if words[at].lower.endswith("ing") and at and words[at - 1].punctuation:
        since = 0  # "Ek left, saying": whoever the sentence began with
    return [n for n in names if since <= n.start and n.end <= words[at].start]


def _behind(words: Sequence[Word], at: int, names: Sequence[Name]) -> list[Name]:
    """The names shortly behind a verb of saying that nobody stands before."""
    reach = words[min(len(words) - 1, at + _BEHIND)].end
    return [n for n in names if words[at].end <= n.start < reach]


def misattributed(claim: str, told: Sequence[Told]) -> str:
    """The name of a claim that a quotation is put to, where the sources put it to others alone.

    >>> told = [Told("“It is a stunt,” said Jo Roth."), Told("Ana Ek said that she was glad.")]
    >>> misattributed("Ana Ek called it a “stunt”.", told)
    'Ana Ek'
    """
    quotes = quotes_in(claim)
    said = speakers_in(claim) or _only_name(claim)
    if not quotes or not said:
        return ""
    for quote in quotes:
        sources = [i for i, t in enumerate(told) if holds(t.text, quote)]
        speakers = [n for i in sources for n in _speakers(told, i, quote)]
        if speakers and not any(same_name(a, b) for a in said for b in speakers):
            return said[0].text
    return ""


def misreported(claim: str, best: Told) -> str:
    """The name of a claim that is said to say what others say in the sentence that tells it best.

    >>> misreported("Ana Ek said that it was a prank.", Told("It was a prank, wrote Jo Roth."))
    'Ana Ek'
    """
    said = [n for n in speakers_in(claim) if n.sure]
    tell = _telling(best)
    if not said or not tell or quotes_in(claim):
        return ""
    present = [*best.names, *tell]
    return "" if any(same_name(a, b) for a in said for b in present) else said[0].text


def _only_name(claim: str) -> tuple[Name, ...]:
    """The name of a claim that has one alone outside its quotations."""
    names = names_in(without_quotes(claim))
    return names if len(names) == 1 else ()


def _speakers(told: Sequence[Told], at: int, quote: str) -> list[Name]:
    """Who says a quotation in a sentence, and around it where it runs on or nobody is named."""
    found = _telling(told[at], where(told[at].text, quote))
    if found and not runs_on(told[at].text):
        return found
    for near in (at + 1, at - 1):
        if 0 <= near < len(told):
            found = [*found, *_telling(told[near])]
    return found


def _telling(here: Told, at: int = -1) -> list[Name]:
    """The names that speak in a sentence, or for which a pronoun that speaks may stand."""
    words = words_in(without_quotes(here.text))
    if not any(w.lower in _TELLING for w in words) and not _ACCORDING.search(here.text):
        return []
    found = list(speakers_in(here.text, at))
    if any(w.bare in PRONOUNS for w in words):
        found += here.carried
    return found
