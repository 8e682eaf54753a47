"""What somebody is: offices and descriptions beside a name, and whether they are another's."""

from __future__ import annotations

from collections.abc import Sequence

from rag.verify.lists import BEING
from rag.verify.names import Name, alike, names_in, same_name
from rag.verify.words import Word, words_in

_IS = BEING | {"became", "becomes", "remains", "heads", "leads"}
_FAR = 8
_HAS, _LEAD = 0.6, 0.4
"""What share of a description another must have at least, and how much more than the one named."""

_ADJECTIVES = frozenset({"acting", "leading", "outgoing", "retired", "ruling"})
_STOPS = frozenset({",", ";", ":", "—", "–", "(", ")", "“", "”", '"', "and", "but", "who", "which"})


def titles_in(text: str) -> tuple[tuple[Name, tuple[Word, ...]], ...]:
    """Each name of a sentence with the words that say what it is.

    They stand before it, between commas behind it, or behind "is".

    >>> text = "The mayor of Ulm, Ana Ek, a former singer, spoke to coach Jo Roth."
    >>> [(n.text, [w.text for w in words]) for n, words in titles_in(text)][1:]
    [('Ana Ek', ['mayor', 'Ulm', 'former', 'singer']), ('Jo Roth', ['coach'])]
    """
    words = words_in(text)
    found = []
    for name in names_in(text):
        first = next(i for i, w in enumerate(words) if w.start >= name.start)
        last = max(i for i, w in enumerate(words) if w.start < name.end)
        about = [*_before(words, first), *_behind(words, last)]
        found.append((name, tuple(w for w in about if w.content)))
    return tuple(found)


def _before(words: Sequence[Word], first: int) -> list[Word]:
    """The words right before a name: "former coach Jo Roth", "the coach of Ulm, Jo Roth"."""
    at = first - 1
    if at >= 1 and words[at].text == ",":
        at -= 1
    start = at
    while start >= 0 and start > at - _FAR and _describes(words[start]):
        start -= 1
    return list(words[start + 1 : at + 1])


def _describes(word: Word) -> bool:
    if word.content:
        return not (word.lower.endswith(("ed", "ing")) and word.lower not in _ADJECTIVES)
    return word.lower in ("of", "for", "the")


def _behind(words: Sequence[Word], last: int) -> list[Word]:
    """The words between commas behind a name, or behind "is"."""
    at = last + 1
    if at >= len(words):
        return []
    if words[at].lower in _IS:
        return _until(words, at + 1)
    if words[at].text in (",", "(") and at + 1 < len(words):
        opens = words[at + 1]
        if opens.lower in ("a", "an", "the", "his", "her", "its", "who") or opens.content:
            inside = _until(words, at + 1)
            close = at + 1 + len(inside)
            if close < len(words) and words[close].text in (",", ")", ";"):
                return inside
    return []


def _until(words: Sequence[Word], at: int) -> list[Word]:
    end = at
    while end < len(words) and end < at + _FAR and words[end].lower not in _STOPS:
        end += 1
    return list(words[at:end])


def mistitled(claim: str, sources: Sequence[str]) -> str:
    """The name of a claim that is said to be what the sources say that another is.

    >>> source = "Mayor Ana Ek and the coach of Ulm, Jo Roth, spoke."
    >>> mistitled("Ana Ek is the coach of Ulm.", [source])
    'Ana Ek'
    >>> mistitled("Jo Roth is the coach of Ulm.", [source])
    ''
    """
    told = [pair for source in sources for pair in titles_in(source)]
    for name, words in titles_in(claim):
        wanted = [w for w in words if not _part_of(w, name) and w.text.isalpha()]
        if not name.sure or not any(w.text.islower() or w.start > name.end for w in wanted):
            continue
        own = [_share(wanted, n, ws) for n, ws in told if same_name(n, name)]
        # A name that the description itself has is not another who answers to it.
        inside = {w.bare for w in wanted}
        others = [
            _share(wanted, n, ws)
            for n, ws in told
            if not same_name(n, name) and not inside.issuperset(n.words)
        ]
        if own and others and max(others) >= _HAS and max(others) - max(own) >= _LEAD:
            return name.text
    return ""


def _part_of(word: Word, name: Name) -> bool:
    return name.start <= word.start < name.end


def _share(wanted: Sequence[Word], name: Name, words: Sequence[Word]) -> float:
    """The share of the wanted words that a name has as its own or beside it."""
    has = {w.stem for w in (*words, *words_in(name.text))}
    bare = [*(w.bare for w in words), *name.words]
    hits = sum(w.stem in has or (w.name and any(alike(w.bare, b) for b in bare)) for w in wanted)
    return hits / len(wanted)
