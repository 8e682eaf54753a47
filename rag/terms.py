"""The words of a question that carry it: what must be found for an answer to be about it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+(?:[’'.&-][^\W_]+)*")
_SMALL_WORDS = """
    a about above after again against all also am an and any anybody anyone anything are around
    as at away be became because become been before being below between both but by came can
    come could did do does doing done down during each else ever every few for from further gave
    get give given go goes going got had happen happened has have having he her here hers
    herself him himself his how i if in into is it its itself just kind know known let like made
    make many may me might mine more most much must my myself no nor not now of off on once only
    or other our ours out over own please put said same say says she should shall since so some
    such take taken tell than that the their theirs them themselves then there these they thing
    things this those through to together told too took under until up upon us use very was way
    we went were what when where whether which while who whom whose why will with within without
    would yes you your article story text piece author according mention mentioned
"""
_STOP = frozenset(_SMALL_WORDS.split())
_ASKING_WORDS = """
    old long far often big tall high number percentage percent share age year day month date
    time name names person people man woman city country place type sort reason cause first last
"""
_KINDS = frozenset(_ASKING_WORDS.split())
_DIGITS = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Terms:
    """The content words of a question: ``words`` (stems), ``names`` and ``numbers`` as written."""

    words: tuple[str, ...]
    names: tuple[str, ...]
    numbers: tuple[str, ...]

    def all(self) -> tuple[str, ...]:
        """Names and numbers first, then the other words."""
        return (*self.names, *self.numbers, *self.words)


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """The Snowball stem of a word (Porter 2001), lower-cased, possessive removed.

    >>> stem("Officials"), stem("Bridge's")
    ('offici', 'bridg')
    """
    return str(_stemmer().stem(re.sub(r"[’']s?$", "", word.lower()).replace(".", "")))


@lru_cache(maxsize=1)
def _stemmer():  # type: ignore[no-untyped-def]
    # Imported here: nltk takes a third of a second to import.
    from nltk.stem.snowball import EnglishStemmer

    return EnglishStemmer()


def words_of(text: str) -> list[str]:
    """The words of a text, in order, as written."""
    return _WORD.findall(text)


def terms_of(question: str) -> Terms:
    """The content words of a question.

    >>> terms_of("How old was Ada Byron in 1843?")
    Terms(words=('old',), names=('Ada', 'Byron'), numbers=('1843',))
    """
    words, names, numbers = [], [], []
    for at, word in enumerate(words_of(question)):
        if _DIGITS.search(word):
            numbers.append(word)
        elif word.lower() in _STOP or len(word) < 2:
            continue
        elif at > 0 and word[0].isupper() and not question.isupper():
            names.append(word)
        else:
            words.append(word)
    return Terms(
        tuple(dict.fromkeys(words)), tuple(dict.fromkeys(names)), tuple(dict.fromkeys(numbers))
    )


def stems_of(text: str) -> list[str]:
    """The stems of a text's words, small words left out where others stand beside them."""
    every = words_of(text)
    telling = [w for w in every if w.lower() not in _STOP]
    return [stem(w) for w in telling or every]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The stems of a text, to look terms up in."""

    stems: frozenset[str]

    @classmethod
    def of(cls, text: str) -> Vocabulary:
        """The vocabulary of ``text``; hyphenated words count whole and in parts."""
        return cls(_stems(text))

    def has(self, term: str, fuzzy: bool = True) -> bool:
        """Whether the term, or with ``fuzzy`` a likely misspelling of it, stands in the text."""
        parts = [stem(p) for p in re.split(r"[-’'&]", term) if p]
        if stem(term) in self.stems or (parts and all(p in self.stems for p in parts)):
            return True
        if not fuzzy or _DIGITS.search(term) or len(term) < 5:
            return False
        return any(
            _alike(stem(term), other)
            for other in self.stems
            if abs(len(other) - len(stem(term))) <= 2
        )


@lru_cache(maxsize=2048)
def _stems(text: str) -> frozenset[str]:
    found = set()
    for word in words_of(text):
        found.add(stem(word))
        found.update(stem(p) for p in re.split(r"[-’'&]", word) if p)
    return frozenset(found)


@lru_cache(maxsize=50_000)
def _alike(one: str, other: str) -> bool:
    if min(len(one), len(other)) < 4 or one[0] != other[0]:
        return False
    return SequenceMatcher(None, one, other).ratio() > 0.81


def coverage(terms: tuple[str, ...], text: str) -> float:
    """The share of ``terms`` that stand in ``text``; 1.0 for no terms."""
    if not terms:
        return 1.0
    vocabulary = Vocabulary.of(text)
    return sum(vocabulary.has(t) for t in terms) / len(terms)


def missing(terms: Terms, text: str) -> tuple[str, ...]:
    """The terms that stand nowhere in ``text``, as the question writes them, most telling first."""
    vocabulary = Vocabulary.of(text)
    return tuple(t for t in terms.all() if t.lower() not in _KINDS and not vocabulary.has(t))
