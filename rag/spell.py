"""Misspelt words of a question, as the reader gets them: set right where that is safe."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")


def respell(question: str, nearest: Mapping[str, str], known: Callable[[str], bool]) -> str:
    """The question with misspelt words replaced by the words of the articles nearest to them.

    ``nearest`` maps folded words that no article holds to one that an article holds; a word that is
    ``known`` to the language is no misspelling, however near another stands.

    >>> respell("Is the Libary shut?", {"libary": "library", "shut": "shot"}, {"shut"}.__contains__)
    'Is the Library shut?'
    """

    def put(match: re.Match[str]) -> str:
        word = match[0]
        other = nearest.get(word.lower())
        if other is None or known(word.lower()):
            return word
        return other.capitalize() if word[0].isupper() else other

    return _WORD.sub(put, question)
