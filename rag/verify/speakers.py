"""Who a quotation is from: in a claim, and in the sentences that have its words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.verify.lists import PRONOUNS, SAYING
from rag.verify.names import Name, names_in, same_name
from rag.verify.quoted import holds, quotes_in, without_quotes
from rag.verify.told import Told
from rag.verify.words import Word, words_in

_TELLING = SAYING | {"spoke", "speaks", "speaking", "dubbed", "labelled", "labeled", "referred"}
_ACCORDING = re.compile(r"\baccording to\s+(?:the\s+)?", re.IGNORECASE)
_BEHIND = 7
"""Words behind "said" within which the one who said it is named."""


def speakers_in(text: str) -> tuple[Name, ...]:
    """Whom a sentence names as speaking: before or behind a verb of saying, or "according to".

    >>> [n.text for n in speakers_in("“We won,” said the coach of Ulm, Ana Ek, on Monday.")]
    ['Ulm', 'Ana Ek']
    >>> [n.text for n in speakers_in("Jo Roth, who heads the board, said that Ek had left.")]
    ['Jo Roth']
    """
    bare = without_quotes(text)
    names = names_in(bare)
    words = words_in(bare)
    found: list[Name] = []
    for at, word in enumerate(words):
        if word.lower in _TELLING:
            before = [n for n in names if n.end <= word.start]
            found += _before(words, at, before) or _behind(words, at, names)
    for match in _ACCORDING.finditer(bare):
        found += [n for n in names if 0 <= n.start - match.end() <= 40][:1]
    return tuple(dict.fromkeys(found))


def _before(words: Sequence[Word], at: int, names: Sequence[Name]) -> list[Name]:
    """The names before a verb of saying whose subject they may be: the nearest and the first.

    What stands between commas before the verb may be an aside, so that both count.
    """
    clause = [n for n in names if _clause(words, n) >= words[at].clause - 1]
    if any(w.bare in PRONOUNS for w in words[max(0, at - 2) : at]):
        return []
    return list(dict.fromkeys([*clause[-1:], *clause[:1]]))


def _clause(words: Sequence[Word], name: Name) -> int:
    return next(w.clause for w in words if w.start >= name.start)


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
        speakers = [n for i in sources for n in _speakers(told, i)]
        if speakers and not any(same_name(a, b) for a in said for b in speakers):
            return said[0].text
    return ""


def _only_name(claim: str) -> tuple[Name, ...]:
    """The name of a claim that has one alone outside its quotations."""
    names = names_in(without_quotes(claim))
    return names if len(names) == 1 else ()


def _speakers(told: Sequence[Told], at: int) -> list[Name]:
    """Who speaks in a sentence; where it does not tell, whoever does right before or behind it."""
    for near in (at, at + 1, at - 1):
        if not 0 <= near < len(told):
            continue
        here = told[near]
        words = words_in(without_quotes(here.text))
        found = list(speakers_in(here.text))
        if any(w.bare in PRONOUNS for w in words):
            found += here.carried
        if found and any(w.lower in _TELLING for w in words):
            return found
    return []
