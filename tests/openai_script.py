"""What a scripted server is asked and what it replies, in the form that Chat Completions has."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

_PASSAGE = re.compile(r"<passage (\w+) (\d+)>\n(.*?)\n</passage \1>", re.DOTALL)
_PIECE = re.compile(r"\s*\S{1,12}")

Said = Sequence[tuple[str, Sequence[int]]]
"""Sentences with the numbers of the passages that they cite."""


@dataclass(frozen=True)
class Asked:
    """One request as it came in; ``sent`` holds the time of each piece of its reply."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]
    sent: list[float] = field(default_factory=list)

    @property
    def form(self) -> str:
        """The form of reply that is asked for: ``json_schema``, ``json_object`` or ``text``."""
        return str((self.body.get("response_format") or {}).get("type", "text"))

    @property
    def prompt(self) -> str:
        """The last message, which holds the passages and the question."""
        return str(self.body["messages"][-1]["content"])

    @property
    def passages(self) -> dict[int, str]:
        """The fenced passages by number."""
        return {int(n): text for _, n, text in _PASSAGE.findall(self.prompt)}

    def number_of(self, words: str) -> int:
        """The number of the first passage that holds ``words``; 0 where none does."""
        return next((n for n, text in self.passages.items() if words in text), 0)


@dataclass(frozen=True)
class Step:
    """One reply. ``said`` is written in the form that is asked for, ``text`` as it stands.

    ``end`` says how the reply ends: as it should; ``cut`` with the connection broken; ``silent``
    without a word of its end; ``stall`` never, until the server is closed; ``length`` because it
    grew too long. ``status`` other than 200 is an error with ``message``; ``drop`` closes the
    connection before anything is said; ``raw`` is sent in place of the events.
    """

    said: Said | None = None
    text: str = ""
    end: Literal["stop", "cut", "silent", "stall", "length"] = "stop"
    before: float = 0.0
    between: float = 0.0
    status: int = 200
    message: str = "it failed"
    code: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    drop: bool = False
    raw: bytes | None = None
    answered: bool = True
    usage: tuple[int, int] | None = (100, 20)

    def pieces(self, form: str) -> list[str]:
        """The reply in the pieces that it is sent in."""
        return _PIECE.findall(self.text or write(self.said or (), form, self.answered))


def write(said: Said, form: str, answered: bool = True) -> str:
    """Sentences as a well-behaved model writes them in a form."""
    if form == "text":
        if not answered:
            return "NOT IN THE PASSAGES"
        return " ".join(s + "".join(f"[{n}]" for n in cited) for s, cited in said)
    sentences = [{"text": s, "passages": list(cited)} for s, cited in said]
    return json.dumps({"answered": answered, "sentences": sentences}, ensure_ascii=False)


Script = Callable[[Asked], Step]


def head_of(asked: Asked, kind: str) -> dict[str, Any]:
    return {
        "id": "chatcmpl-1", "object": kind, "created": int(time.time()),
        "model": asked.body.get("model", ""),
    }  # fmt: skip


def delta_of(asked: Asked, delta: dict[str, Any], finish: str | None = None) -> dict[str, Any]:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return {**head_of(asked, "chat.completion.chunk"), "choices": [choice]}


def whole_of(asked: Asked, step: Step) -> dict[str, Any]:
    message = {"role": "assistant", "content": "".join(step.pieces(asked.form))}
    choice = {"index": 0, "message": message, "finish_reason": step.end}
    found = {**head_of(asked, "chat.completion"), "choices": [choice]}
    return found | ({"usage": usage_of(step.usage)} if step.usage else {})


def usage_of(told: tuple[int, int]) -> dict[str, int]:
    return {
        "prompt_tokens": told[0], "completion_tokens": told[1], "total_tokens": sum(told),
    }  # fmt: skip
