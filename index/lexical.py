"""Words of a question to a full-text query that no punctuation can break."""

from __future__ import annotations

import re
import unicodedata

STOPWORDS = frozenset(
    """
    a about above after again against all also am an and any are as at be because been before
    being below between both but by can could did do does doing down during each few for from
    further had has have having he her here hers herself him himself his how i if in into is it
    its itself just me more most my myself no nor not now of off on once only or other our ours
    ourselves out over own same she should so some such than that the their theirs them themselves
    then there these they this those through to too under until up very was we were what when
    where which while who whom whose why will with would you your yours yourself yourselves s t d
    ll m re ve don didn doesn isn wasn weren aren hasn haven hadn won wouldn shouldn couldn tell
    please say says said according article articles text passage describe explain
    """.split()  # noqa: SIM905 (a list would fill a page)
)
"""Words of questions that say nothing about what is asked for."""

_WORD = re.compile(r"[^\W_]+")
_ACCENT = re.compile("[\u0300-\u036f]+")


def fold(text: str) -> str:
    """Lower case without accents: the form in which words are compared."""
    if text.isascii():
        return text.lower()
    return _ACCENT.sub("", unicodedata.normalize("NFKD", text.casefold()))


def words(text: str) -> list[str]:
    """The words of ``text``, folded, in order, repeats kept."""
    return _WORD.findall(fold(text))


def query_terms(question: str) -> list[str]:
    """The words to look for, each once: without stop words, unless there is nothing else."""
    found = list(dict.fromkeys(words(question)))
    telling = [word for word in found if word not in STOPWORDS]
    return telling or found


def match_expression(terms: list[str]) -> str:
    """An FTS5 expression that matches any of the terms; empty where there are none.

    Each term is quoted, so that ``NEAR``, ``*`` or ``-`` in a question are words and not operators.
    """
    return " OR ".join('"' + term.replace('"', '""') + '"' for term in terms)
