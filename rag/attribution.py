"""Who says what a sentence says, in the sentence's own words: a claim is shown as one."""

from __future__ import annotations

import re

_VERB = (
    r"(?:said|says|told(?:\s\w+){1,3}?|stated|states|claimed|claims|announced|reported|reports|added"
    r"|warned|wrote|tweeted|explained|insisted|estimated|estimates|alleged|alleges|argued|argues"
    r"|believed|believes|confirmed|denied|suggested|indicated|declared|noted)"
)
_WHO = r"(?P<who>(?!that\b|which\b|and\b|it\b|but\b)[^,;:“”\"()]{2,80}?)"
_ACCORDING = re.compile(rf"\b[Aa]ccording\sto\s{_WHO}(?=,|\.|;|$|\sand\s|\son\s|\sin\sa\s)")
_BEFORE = re.compile(
    rf"^(?:(?:On|In|At|Last|Yesterday|Today|But|And|However|Meanwhile|Earlier|Later)\b[^,]{{0,30}},\s)?"
    rf"{_WHO}\s(?:also\s|later\s|has\s|had\s)?{_VERB}\b(?:\s(?:on|yesterday|today)\b[^,“\"]{{0,16}})?"
    r"(?:\sthat\b|,?\s(?=[“\"])|,\s|\s(?!in\b|by\b|to\b|the\sword))"
)
_AFTER = re.compile(
    rf",[”\"]?\s(?:{_VERB}\s(?P<who2>[^,;:“”\"()]{{2,80}}?)|{_WHO}\s(?:also\s|later\s)?{_VERB}"
    r"(?:\s(?:on|yesterday|today|in)\b[^,“\"]{0,24})?)[.,]?$"
)
_NOBODY = re.compile(
    r"^(?:he|she|they|it|who|which|i|we|you|there|this|that|one|some|many)$", re.IGNORECASE
)
_LINK = re.compile(r"^(?:and|but|as|while|although|though|because|after|before|when|if)\b", re.I)


def speaker_of(sentence: str, start: int, end: int) -> str:
    """Who says the words at ``[start, end)`` of a sentence; "" where the article itself does.

    A speaker that is a pronoun counts as none: its name stands elsewhere. Nor is the speaker's
    own name a claim of theirs.

    >>> text = "Twelve people died, the fire chief Jo Roth said on Tuesday."
    >>> speaker_of(text, 0, 6), speaker_of(text, text.index("Jo"), text.index(" said"))
    ('the fire chief Jo Roth', '')
    """
    text = sentence.strip()
    moved = sentence.index(text) if text else 0
    for pattern in (_ACCORDING, _BEFORE, _AFTER):
        match = pattern.search(text)
        if match is None:
            continue
        group = "who" if match["who"] else "who2"
        at, stop = match.span(group)
        inside = at < end - moved and start - moved < stop
        behind = pattern is not _BEFORE or start - moved >= match.end() - 1
        who = match[group].strip()
        if not inside and behind and not (_NOBODY.match(who) or _LINK.match(who)):
            return who
    return ""
