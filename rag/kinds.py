"""What a question asks for: its kind and its parts, by its words alone."""

from __future__ import annotations

import re
from typing import Literal

Kind = Literal[
    "factoid",
    "person",
    "place",
    "time",
    "number",
    "reason",
    "list",
    "yesno",
    "summary",
    "attribution",
]

_AUXILIARY = (
    r"(?:is|are|was|were|am|do|does|did|has|have|had|can|could|will|would|should|shall|may|might|must|"
    r"isn't|aren't|wasn't|weren't|don't|doesn't|didn't|hasn't|haven't|hadn't|won't|wouldn't|can't|couldn't)"
)
_LEAD = r"^(?:(?:and|so|but|ok|okay|well|then|also|please|hi|hello|hey)[,\s]+)*"
_YESNO = re.compile(rf"(?:{_LEAD}|^[^?]{{3,60}},\s+){_AUXILIARY}\b(?!.*\bor\b.*\?)", re.IGNORECASE)
_INDIRECT = re.compile(
    r"^(?:(?:hi|hello|hey|please|so|and)[,\s]+)*(?:can|could|will|would|do|does|did|has|have)\s+"
    r"(?:you|we|they|anyone|anybody|someone|(?:the|this)\s+(?:article|story|text))\s+(?:\w+\s+){1,4}?"
    r"(?:who|whom|whose|what|when|where|why|which|how)\b",
    re.IGNORECASE,
)
_REQUEST = re.compile(
    r"^(?:can|could|will|would)\s+you\s+(?:please\s+)?(?:tell|give|show|say|explain|list|name|summari[sz]e|find)\b",
    re.IGNORECASE,
)
_SUMMARY = re.compile(
    r"\b(?:summari[sz]e|summary|sum\s+(?:it|this|that)?\s*up|tl;?dr|key\s+(?:points?|facts?|takeaways?)|"
    r"main\s+(?:points?|ideas?|facts?|takeaways?|message)|takeaways?|gist|overview|in\s+(?:short|brief|a\s+nutshell)|"
    r"what(?:'s|\s+is|\s+are|\s+was)?\s+(?:this|the|that)\s+(?:article|story|text|piece|news|report|page|document)s?"
    r"\s+(?:all\s+|mainly\s+|mostly\s+)?about|what\s+does\s+(?:this|the)\s+(?:article|story|text|piece)\s+say\s*\??$|"
    r"(?:what\s+are|give\s+me)\s+the\s+highlights|bullet\s+points)\b",
    re.IGNORECASE,
)
_REASON = re.compile(
    r"\b(?:why|how\s+come|what\s+(?:caused|causes|made|led|prompted|triggered|explains)|for\s+what\s+reason|"
    r"(?:reason|reasons|cause|causes|motive|purpose|rationale)\b(?:\s+\w+){0,4}\s*\b(?:for|of|behind|that|why|did|does|is|was)?)\b",
    re.IGNORECASE,
)
_MANNER = re.compile(
    r"\bhow\s+(?:did|does|do|was|were|is|are|has|have|had|can|could|will|would|to|might|should)\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"\b(?:how\s+(?:many|much|old|long|far|often|big|large|tall|high|fast|deep|wide|heavy|hot|cold|strong|frequently)|"
    r"what\s+(?:number|percentage|percent|share|proportion|fraction|age|amount|price|cost|score|rate|distance|size)|"
    r"at\s+what\s+age)\b",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"\b(?:when|since\s+when|what\s+(?:time|date|day|year|month|century|decade)|(?:which|on\s+what|in\s+what|in\s+which)\s+"
    r"(?:date|day|year|month|century|decade))\b",
    re.IGNORECASE,
)
_ATTRIBUTION = re.compile(
    r"\b(?:who|which\s+\w+|what\s+\w+|whom)\b.{0,40}?\b(?:said|says|say|claim(?:s|ed)?|told|accus(?:es|ed)|alleg(?:es|ed)|"
    r"stated?|states|announced?|reported|according|warned|confirmed|denied|insisted|argued|blamed|described|called|"
    r"estimated|suggested|predicted|believes?)\b|\baccording\s+to\s+wh(?:om|o|ich)\b",
    re.IGNORECASE,
)
_PERSON = re.compile(r"\b(?:who|whom|whose)\b", re.IGNORECASE)
_PLACE = re.compile(
    r"\b(?:where|(?:which|what|in\s+which|in\s+what)\s+(?:city|country|town|place|state|region|village|street|location|"
    r"province|county|district|continent|river|island))\b",
    re.IGNORECASE,
)
_COUNTED = r"(?:two|three|four|five|six|seven|eight|nine|ten|several|other|all)"
_LIST = re.compile(
    r"^(?:list|name|enumerate)\b|\b(?:what|which)\s+(?:are|were)\s+(?:the|some|all)\b|"
    rf"\b(?:which|what|who)\s+(?:are\s+|were\s+)?(?:the\s+)?{_COUNTED}\s+\w+|"
    r"\b(?:which|what)\s+(?!(?:is|was|does|did|has|happens|caus)\b)[a-z]{3,}(?<!s)(?:ies|[a-rt-z]s|es)\s+"
    r"(?:are|were|did|do|have|had|will|can|could|would|offered|joined|took)\b|\bwhat\s+kinds?\s+of\b",
    re.IGNORECASE,
)
_PART = re.compile(
    r"(?:,\s*|\s+)(?:and|or|but)(?:\s+also)?,?\s+(?=(?:who|whom|whose|what|when|where|why|which|how|"
    r"in\s+which|in\s+what|at\s+what|by\s+whom|for\s+whom)\b)|\?\s+(?=\w)|;\s+(?=(?:who|what|when|where|why|which|how)\b)",
    re.IGNORECASE,
)
_WH = re.compile(r"\b(?:who|whom|whose|what|when|where|why|which|how)\b", re.IGNORECASE)


def kind_of(question: str) -> Kind:
    """The kind of a question; ``factoid`` where its words do not tell.

    >>> kind_of("How old was she?"), kind_of("Did it rain?"), kind_of("Why did it fail?")
    ('number', 'yesno', 'reason')
    """
    text = question.strip()
    if _SUMMARY.search(text):
        return "summary"
    if _YESNO.search(text) and not (_REQUEST.search(text) or _INDIRECT.search(text)):
        return "yesno"
    for kind, pattern in _ORDER:
        if pattern.search(text):
            return kind
    return "factoid"


_ORDER: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("reason", _REASON),
    ("number", _NUMBER),
    ("time", _TIME),
    ("list", _LIST),
    ("reason", _MANNER),
    ("attribution", _ATTRIBUTION),
    ("person", _PERSON),
    ("place", _PLACE),
)


def parts_of(question: str) -> tuple[str, ...]:
    """The questions that a several-part question consists of, each with its own question word.

    >>> parts_of("When was he born and where did he die?")
    ('When was he born?', 'where did he die?')
    >>> parts_of("Who said that they knew who did it?")
    ('Who said that they knew who did it?',)
    """
    pieces = [p.strip(" ,;?") for p in _PART.split(question.strip())]
    pieces = [p for p in pieces if p]
    whole = len(pieces) > 1 and all(_WH.search(p) or _YESNO.search(p) for p in pieces)
    if not whole or any(len(p.split()) < 2 for p in pieces):
        return (question.strip(),)
    return tuple(p + "?" for p in pieces)
