"""A model's reply as it arrives: whole sentences with the passages that they cite.

A sentence is given out when it can no longer change: its JSON object is closed, or the next
sentence has begun. What the model thinks aloud before its reply is left out.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

from index.sentences import sentence_spans
from rag.errors import ModelTrouble
from rag.generate import markers
from rag.generate.prompt import DECLINES

_THINKING = re.compile(r"\s*<(think|thinking|reasoning)>.*?(?:</\1>|\Z)", re.DOTALL)
_FENCE = re.compile(r"\s*```(?:json)?\s*", re.IGNORECASE)
_ITEMS = re.compile(r'"sentences"\s*:\s*\[')
_ANSWERED = re.compile(r'"answered"\s*:\s*(true|false)')
_BULLET = re.compile(r"^\s*(?:[-*•–]|\d{1,2}[.)])\s+")
_MARKDOWN = re.compile(r"\*\*|__|`|^#{1,6}\s+|(?<!\w)\*(?=\S)|(?<=\S)\*(?!\w)")
_REFUSES = re.compile(
    r"\b(?:passages?|articles?|texts?|sources?|context|information)\b[^.]{0,40}"
    r"\b(?:do|does|did)(?:n[’']t| not)\b[^.]{0,30}\b(?:say|state|mention|contain|provide|answer|include|specify|give)|"
    r"\b(?:cannot|can[’']t|unable to)\b[^.]{0,30}\banswer|\bno (?:information|mention|answer)\b",
    re.IGNORECASE,
)
_SILENT = re.compile(
    r"^(?:however,? )?(?:the|these|those) (?:provided |given |numbered )?"
    r"(?:passages?|articles?|texts?|sources?|context) (?:do|does|did)(?:n[’']t| not) "
    r"(?:\w+ )?(?:say|state|mention|contain|provide|answer|include|specify|give|tell|explain|name)",
    re.IGNORECASE,
)
"""A sentence about the passages and not about what they say."""

_TEXT_KEYS = ("text", "sentence", "claim")
_NUMBER_KEYS = ("passages", "citations", "sources", "passage")


@dataclass(frozen=True, slots=True)
class Draft:
    """A sentence of the model's, not checked yet, without markers; ``bullet`` in a list."""

    text: str
    passages: tuple[int, ...]
    bullet: bool = False


@dataclass
class Reply:
    """Collects a reply; give it the pieces as they come, then ``finish``.

    ``declined`` says in the end whether the model holds that the passages do not answer; sentences
    that say so are no part of an answer.
    """

    declined: bool = False
    _silent: bool = False
    _raw: str = ""
    _given: int = 0
    _drafts: list[Draft] = field(default_factory=list)

    def feed(self, piece: str) -> list[Draft]:
        """Sentences that ``piece`` completes."""
        self._raw += piece
        return self._new(finished=False)

    def finish(self) -> list[Draft]:
        """What is left. Raises ``ModelTrouble`` for a reply that is begun as JSON and is none."""
        found = self._new(finished=True)
        body = self._body()
        if _is_json(body):
            _check_json(body)
        elif DECLINES in body or (not self._cited() and _REFUSES.search(body)):
            self.declined = True
        self.declined = self.declined or self._silent
        return found

    def _cited(self) -> bool:
        return any(d.passages for d in self._drafts)

    def _body(self) -> str:
        text = _THINKING.sub("", self._raw, count=1) if self._raw.lstrip()[:1] == "<" else self._raw
        return _FENCE.sub("", text, count=1) if text.lstrip().startswith("```") else text

    def _new(self, finished: bool) -> list[Draft]:
        body = self._body()
        if not body.strip() or (not finished and len(body.strip()) < 4):
            return []
        if _is_json(body):
            self.declined = any(m == "false" for m in _ANSWERED.findall(body))
            drafts = _from_json(body)
        else:
            drafts = _from_text(body, finished)
        new, self._drafts = drafts[len(self._drafts) :], drafts
        said = [draft for draft in new if not _SILENT.match(draft.text)]
        self._silent = self._silent or len(said) < len(new)
        return said


def _is_json(body: str) -> bool:
    return body.lstrip()[:1] == "{"


def _check_json(body: str) -> None:
    try:
        value, _ = json.JSONDecoder().raw_decode(body.lstrip())
        if not isinstance(value.get("sentences"), list):
            raise ValueError("no sentences")
    except (ValueError, AttributeError):
        raise ModelTrouble("form", "the reply is not the JSON that was asked for") from None


def _from_json(body: str) -> list[Draft]:
    """The sentences whose objects are closed."""
    opened = _ITEMS.search(body)
    if not opened:
        return []
    drafts: list[Draft] = []
    at, decoder = opened.end(), json.JSONDecoder()
    while True:
        at += len(body[at:]) - len(body[at:].lstrip(" \t\r\n,"))
        try:
            item, at = decoder.raw_decode(body, at)
        except ValueError:
            return drafts
        drafts += _from_item(item)


def _from_item(item: Any) -> list[Draft]:
    if not isinstance(item, dict):
        return []
    text = next((item[k] for k in _TEXT_KEYS if isinstance(item.get(k), str)), "")
    listed: Any = next((item[k] for k in _NUMBER_KEYS if k in item), [])
    listed = listed if isinstance(listed, list) else [listed]
    own = tuple(n for part in listed for n in _numbers(part))
    return [
        Draft(d.text, tuple(dict.fromkeys([*own, *d.passages])))
        for d in _from_text(text, finished=True)
    ]


def _numbers(part: Any) -> tuple[int, ...]:
    if isinstance(part, bool):
        return ()
    if isinstance(part, int):
        return (part,)
    return tuple(int(n) for n in re.findall(r"\d{1,3}", part)) if isinstance(part, str) else ()


def _from_text(body: str, finished: bool) -> list[Draft]:
    """The sentences of plain text; unless ``finished``, without the last, which may go on."""
    drafts: list[Draft] = []
    lines = body.replace(DECLINES, "").split("\n")
    for number, line in enumerate(lines):
        bullet = _BULLET.match(line)
        plain = _MARKDOWN.sub("", line[bullet.end() :] if bullet else line)
        sentences = _sentences(plain)
        if number == len(lines) - 1 and not finished:
            sentences = sentences[: _settled(plain, sentences)]
        for text in sentences:
            said, named = markers.opening(markers.without(text))
            if any(c.isalnum() for c in said):
                numbers = dict.fromkeys([*named, *markers.numbers_of(text)])
                drafts.append(Draft(said, tuple(numbers), bullet is not None))
    return drafts


def _settled(line: str, sentences: list[str]) -> int:
    """How many sentences of a line that still grows can no longer change.

    The next sentence must have got to its second word: only then can no marker follow, and the
    end of a sentence is told from an abbreviation.
    """
    if not sentences:
        return 0
    rest = sentences[-1] + (" " if line[-1:].isspace() else "")
    begun = not markers.LEADING.match(rest) and re.match(r"\S+\s", rest)
    return len(sentences) - 1 if begun else max(0, len(sentences) - 2)


def _sentences(line: str) -> list[str]:
    """The sentences of a line, each with the markers behind its full stop."""
    found: list[str] = []
    for start, end in sentence_spans(line):
        text = line[start:end]
        while found and (lead := markers.LEADING.match(text)):
            found[-1] += lead[0]
            text = text[lead.end() :].strip()
        if text:
            found.append(text)
    return found
