"""English verbs in the past: where they stand in a sentence, and the form that "did" takes."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

Knows = Callable[[str], bool]
"""Whether a lower-case word is in a vocabulary."""

_IRREGULAR = """
    ate eat beat beat became become began begin bent bend bled bleed broke break brought bring
    built build burnt burn bought buy cast cast caught catch chose choose came come cost cost cut
    cut dealt deal dug dig drew draw drank drink drove drive fed feed felt feel fell fall fled
    flee flew fly forbade forbid forgot forget fought fight found find froze freeze gave give
    went go got get grew grow heard hear held hold hid hide hit hit hung hang hurt hurt kept keep
    knew know laid lay led lead left leave lent lend lit light lost lose made make meant mean met
    meet overcame overcome overthrew overthrow paid pay put put quit quit rang ring ran run rode
    ride rose rise said say sang sing sank sink sat sit saw see sent send set set shone shine
    shook shake shot shoot shut shut slept sleep slid slide sold sell sought seek spent spend
    split split spoke speak spread spread sprang spring stole steal stood stand struck strike
    stuck stick swam swim swept sweep swore swear taught teach thought think threw throw told
    tell took take tore tear understood understand undertook undertake withdrew withdraw woke
    wake won win wore wear wrote write
"""
_WORDS = _IRREGULAR.split()
PAST = dict(zip(_WORDS[::2], _WORDS[1::2], strict=True))
"""Irregular forms of the past and their verbs."""

_ODD_WORDS = """
    need feed bed red seed speed deed indeed hundred sacred naked kindred shed wed weed breed greed
    exceed proceed succeed embed creed hatred
"""
_NOT_PAST = frozenset(_ODD_WORDS.split())
_DOUBLED = re.compile(r"([bdfgklmnprtvz])\1$")
_TAKES_E = re.compile(r"(?:[cvuz]|(?<!s)s|dg|(?<![aeiou])l)$")
_SHORT = re.compile(r"^[^aeiou]*[aeiouy][^aeiouwxy]$")
_AUXILIARY_WORDS = """
    am are is was were be been being get gets got has have had do does did will would can could may
    might must shall should says
"""
_AUXILIARY = frozenset(_AUXILIARY_WORDS.split())


@lru_cache(maxsize=4096)
def _forms(past: str) -> tuple[str, ...]:
    """What a regular past may come from, likelier first."""
    stem = past[:-2]
    if past.endswith("eed"):
        return (past[:-1],)
    if past.endswith("ied"):
        return (past[:-1],) if len(past) == 4 else (f"{past[:-3]}y", past[:-1])
    if _DOUBLED.search(stem):
        return (stem[:-1], stem) if stem[-1] not in "dlsfz" else (stem, stem[:-1])
    if _TAKES_E.search(stem) or _SHORT.match(stem):
        return (f"{stem}e", stem)
    return (stem, f"{stem}e")


def base_of(past: str, knows: Knows) -> str:
    """The form of a past verb that follows "did"; "" where the word is no such verb.

    >>> words = {"announce", "stop", "open", "carry", "hope", "hop"}
    >>> [base_of(w, words.__contains__) for w in ("announced", "stopped", "hoped", "took", "need")]
    ['announce', 'stop', 'hope', 'take', '']
    """
    word = past.lower()
    if word in PAST:
        return PAST[word]
    if not word.endswith("ed") or len(word) < 4 or word in _NOT_PAST:
        return ""
    return next((form for form in _forms(word) if len(form) > 1 and knows(form)), "")


def verbs_at(words: Sequence[str]) -> list[int]:
    """Where among the words of a clause a verb of the past, an auxiliary or a participle stands.

    A clause with one alone says but one thing of its subject. Capitalised words are names.

    >>> verbs_at("The river that had swollen rose by two metres".split())
    [3, 5]
    """
    return [
        at
        for at, word in enumerate(words)
        if word.islower()
        and word not in _NOT_PAST
        and (word in _AUXILIARY or word in PAST or (word.endswith("ed") and len(word) > 3))
    ]
