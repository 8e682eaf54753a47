"""Words of a sentence with what matters when two sentences are compared: stems, names, clauses."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from rag.terms import stem
from rag.verify.lists import BEING, FUNCTION, IRREGULAR, LINKS, OPPOSITES, PARTICIPLES

_WORD = re.compile(r"[^\W_]+(?:[’'.&][^\W_]+)*|[,;:()“”\"—–]|-(?=\s)")
_CLAUSE = re.compile(r"[;:—–()]|-")
_BREAKS = frozenset({"but", "while", "whereas", "although", "though"})
"""Links that open a clause without a comma before them."""

_PREFIXES = ("un", "in", "im", "il", "ir", "dis", "non", "mis")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: where it stands, its stem, and the clause that it is in.

    ``name`` marks a capital inside a sentence, ``first`` a word that opens one or a quotation.
    """

    text: str
    start: int
    end: int
    stem: str
    clause: int
    name: bool
    first: bool = False

    @property
    def lower(self) -> str:
        """The word in small letters."""
        return self.text.lower()

    @property
    def bare(self) -> str:
        """The word in small letters without accents, stops and an "'s"."""
        return fold(self.text)

    @property
    def content(self) -> bool:
        """Whether the word carries meaning of its own."""
        return not self.punctuation and self.lower not in FUNCTION and self.bare not in FUNCTION

    @property
    def punctuation(self) -> bool:
        """Whether this is a mark, not a word."""
        return not self.text[0].isalnum()


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """Small letters without accents and possessives.

    >>> fold("José’s"), fold("U.S.")
    ('jose', 'us')
    """
    plain = "".join(
        c for c in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(c)
    )
    return re.sub(r"[’']s?$", "", plain).replace(".", "").replace("’", "'")


@lru_cache(maxsize=16384)
def root(word: str) -> str:
    """The stem of a folded word, of its verb where it is an irregular past form.

    >>> root("took") == root("taking"), root("houses")
    (True, 'hous')
    """
    return stem(IRREGULAR.get(word, word))


@lru_cache(maxsize=1024)
def words_in(text: str) -> tuple[Word, ...]:
    """The words and marks of a sentence, in order, with the clauses they are in."""
    found: list[Word] = []
    clause, comma, opens = 0, False, True
    for match in _WORD.finditer(text):
        token = match[0]
        if not token[0].isalnum():
            clause += bool(_CLAUSE.match(token))
            comma = token == ","
            opens = opens or token in "“:" or (token == '"' and _opening(text, match.start()))
            found.append(Word(token, *match.span(), "", clause, False))
            continue
        if found and ((comma and token.lower() in LINKS) or token.lower() in _BREAKS):
            clause += 1
        name = token[0].isupper() and token != "I" and (not opens or _inner_capital(token))
        found.append(Word(token, *match.span(), root(fold(token)), clause, name, opens))
        opens, comma = False, False
    return tuple(found)


def _opening(text: str, at: int) -> bool:
    """Whether a straight quotation mark opens: white space or nothing stands before it."""
    return at == 0 or text[at - 1].isspace() or text[at - 1] in "(["


def _inner_capital(token: str) -> bool:
    """Whether a word is written like a name wherever it stands: ``NATO``, ``McKay``."""
    return sum(c.isupper() for c in token) > 1 or (
        len(token) > 1 and any(c.isdigit() for c in token)
    )


@lru_cache(maxsize=1)
def _opposites() -> dict[str, frozenset[str]]:
    table: dict[str, set[str]] = {}
    for line in OPPOSITES.split():
        sides = [{root(w) for w in side.split("|")} for side in line.split("/")]
        for side, other in (sides, sides[::-1]):
            for word in side - other:
                table.setdefault(word, set()).update(other - side)
    return {word: frozenset(others) for word, others in table.items()}


def opposite(one: str, other: str) -> bool:
    """Whether two stems mean opposite things.

    >>> opposite(stem("rising"), stem("falls")), opposite(stem("fair"), stem("unfair"))
    (True, True)
    """
    if other in _opposites().get(one, frozenset()):
        return True
    for ending in ("est", "er"):
        if one.endswith(ending) and other.endswith(ending):
            bare = one.removesuffix(ending), other.removesuffix(ending)
            return bare[1] in _opposites().get(bare[0], frozenset())
    long, short = (one, other) if len(one) > len(other) else (other, one)
    return len(short) > 3 and any(long == prefix + short for prefix in _PREFIXES)


def participle(word: str) -> bool:
    """Whether a word looks like a past participle."""
    return word.endswith(("ed", "en")) or word in PARTICIPLES


def passive(before: Iterable[Word], verb: Word) -> bool:
    """Whether ``verb`` is a participle that a form of "be" among the words before it makes passive."""
    return participle(verb.lower) and any(w.lower in BEING for w in before)
