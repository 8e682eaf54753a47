"""Citation markers in a model's text: ``[1]``, ``[1, 2]``, ``【3】``, also half arrived."""

from __future__ import annotations

import re

_OPEN, _CLOSE = r"[\[【〔]", r"[\]】〕]"
_LABEL = r"(?:passages?|sources?|refs?|citations?|no\.?|\^)?\s*#?\s*"
_NUMBER = r"\d{1,3}"
_LIST = rf"{_LABEL}{_NUMBER}(?:\s*(?:[,;&–-]|and)\s*{_LABEL}{_NUMBER})*(?:†[^\]】]{{0,20}})?"
_NAMED = r"(?:passages?|sources?)"
_ROUND = rf"\(\s*{_NAMED}\s*#?\s*{_LIST}\s*\)"
MARKER = re.compile(
    rf"\s*(?:{_OPEN}\s*{_LIST}\s*{_CLOSE}(?:\([^()\s]*\))?|{_ROUND})", re.IGNORECASE
)
"""A marker, with the white space before it and a link behind it; or ``(passage 2)``."""

OPENING = re.compile(
    rf"^(?:according to|based on|as (?:stated|reported|described|noted) in|in|per)\s+(?:the\s+)?"
    rf"{_NAMED}\s*#?\s*{_LIST}\s*,\s*",
    re.IGNORECASE,
)
"""A passage that is named in words at the beginning of a sentence."""

LEADING = re.compile(rf"(?:{MARKER.pattern})+[ \t]*[.,;:]?", re.IGNORECASE)
_HALF = re.compile(rf"\s*{_OPEN}[^\[\]【】〔〕\n]{{0,24}}$")
_RANGE = re.compile(r"(\d{1,3})\s*[–-]\s*(\d{1,3})")
_WIDEST = 12


def numbers_of(text: str) -> tuple[int, ...]:
    """The passage numbers of all markers in ``text``, in order, each once.

    >>> numbers_of("It rained [2], it snowed [1, 3–5]【2】.")
    (2, 1, 3, 4, 5)
    """
    found: list[int] = []
    for marker in MARKER.finditer(text):
        inner = re.sub(r"†.*|(?<=[\]】〕])\(.*", "", marker[0])
        for low, high in _RANGE.findall(inner):
            if int(low) < int(high) <= int(low) + _WIDEST:
                inner += "," + ",".join(str(n) for n in range(int(low), int(high) + 1))
        listed = [int(n) for n in re.findall(r"\d{1,3}", inner)]
        found += sorted(listed) if _RANGE.search(inner) else listed
    return tuple(dict.fromkeys(found))


def opening(text: str) -> tuple[str, tuple[int, ...]]:
    """The text without a passage named at its beginning, and that passage's numbers.

    >>> opening("According to passage 2, it rained.")
    ('It rained.', (2,))
    """
    found = OPENING.match(text)
    if not found:
        return text, ()
    rest = text[found.end() :]
    return rest[:1].upper() + rest[1:], tuple(int(n) for n in re.findall(r"\d{1,3}", found[0]))


def without(text: str) -> str:
    """The text without its markers.

    >>> without("It rained [2], then it snowed [1].")
    'It rained, then it snowed.'
    """
    return MARKER.sub("", text).strip()


def settled(text: str) -> str:
    """The text without what may be the beginning of a marker at its end.

    >>> settled("It rained [1"), settled("“the [second] day”")
    ('It rained', '“the [second] day”')
    """
    return _HALF.sub("", text)
