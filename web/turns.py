"""The turns of a conversation, as plain values that the reader's own browser keeps.

The server keeps nothing of a conversation. What comes back from a browser is checked like any
other input: an answer's citations are compared with the articles as they are now.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from rag.answer import Answer, Citation, Disagreement, Hit, Short, Usage

MAX_TURNS = 200
"""Turns that a conversation keeps; older ones go."""
MAX_QUESTION_KEPT = 20_000

Texts = Mapping[str, str]
"""The articles' texts by id."""


@dataclass(frozen=True, slots=True)
class Place:
    """A passage near the question, by its span alone; its words are the article's."""

    article_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Turn:
    """One question with what came of it: an answer, or a polite reply in ``problem``.

    ``near`` holds the nearest passages, best first; ``scope`` the id of the only article that was
    asked, or "" for all; ``verdict`` what the reader said of the answer: ``up``, ``down`` or "". A
    turn with neither answer nor problem is still being answered.
    """

    question: str
    standalone: str = ""
    text: str = ""
    short: Short | None = None
    abstained: bool = False
    confidence: float = 0.0
    citations: tuple[Citation, ...] = ()
    near: tuple[Place, ...] = ()
    missing: tuple[str, ...] = ()
    mode: str = "extractive"
    kind: str = "factoid"
    note: str = ""
    problem: str = ""
    scope: str = ""
    verdict: str = ""
    usage: Usage | None = None
    disagreement: Disagreement | None = None

    @property
    def pending(self) -> bool:
        """Whether the answer is still to come."""
        return not self.text and not self.problem

    @property
    def sides(self) -> tuple[Citation, ...]:
        """The quotes of a disagreement, numbered on from the answer's own where they are new."""
        known = {(c.article_id, c.start, c.end): c.number for c in self.citations}
        free = max(known.values(), default=0)
        sides = []
        for c in self.disagreement.quotes if self.disagreement else ():
            number = known.get((c.article_id, c.start, c.end))
            if number is None:
                number = free = free + 1
            sides.append(replace(c, number=number))
        return tuple(sides)

    def changed(self, texts: Texts) -> tuple[int, ...]:
        """The numbers of the citations whose words no longer stand where they were cited."""
        return tuple(
            c.number
            for c in (*self.citations, *self.sides)
            if texts.get(c.article_id, "")[c.start : c.end] != c.quote
        )

    def to_json(self) -> dict[str, Any]:
        """The turn as plain JSON-ready values."""
        return asdict(self)


def answered(question: str, answer: Answer, near: int = 3, scope: str = "") -> Turn:
    """The turn of an answer; of its hits only the ``near`` best are kept, as spans."""
    return Turn(
        question=question,
        standalone=answer.question,
        text=answer.text,
        short=answer.short,
        abstained=answer.abstained,
        confidence=answer.confidence,
        citations=answer.citations,
        near=tuple(_place(hit) for hit in answer.hits[:near]),
        missing=answer.missing,
        mode=answer.mode,
        kind=answer.kind,
        note=answer.note,
        scope=scope,
        usage=answer.usage,
        disagreement=answer.disagreement,
    )


def _place(hit: Hit) -> Place:
    return Place(hit.passage.article_id, hit.passage.start, hit.passage.end)


def history_of(turns: Iterable[Turn]) -> list[dict[str, str]]:
    """The turns as the chain reads a history: those that were answered, oldest first."""
    history: list[dict[str, str]] = []
    for turn in turns:
        if turn.text:
            history.append({"role": "user", "content": turn.question})
            history.append({"role": "assistant", "content": turn.text})
    return history


def save(turns: Sequence[Turn]) -> list[dict[str, Any]]:
    """The last turns as JSON-ready values, for the browser to keep."""
    return [turn.to_json() for turn in turns[-MAX_TURNS:]]


def load(saved: object) -> list[Turn]:
    """The turns of what a browser kept; whatever is not of their form is left out."""
    if not isinstance(saved, list):
        return []
    turns = (_turn(one) for one in saved[-MAX_TURNS:])
    return [turn for turn in turns if turn and not turn.pending]


def _turn(one: object) -> Turn | None:
    if not isinstance(one, dict) or not isinstance(one.get("question"), str):
        return None
    short = one.get("short")
    try:
        return Turn(
            question=one["question"][:MAX_QUESTION_KEPT],
            short=_short(short) if isinstance(short, dict) else None,
            abstained=one.get("abstained") is True,
            confidence=min(1.0, max(0.0, float(one.get("confidence", 0)))),
            citations=tuple(_citation(c) for c in one.get("citations", ())),
            near=tuple(_near(p) for p in one.get("near", ())),
            missing=tuple(str(m) for m in one.get("missing", ())),
            usage=_usage(one.get("usage")),
            disagreement=_disagreement(one.get("disagreement")),
            **{name: str(one.get(name, "")) for name in _TEXTS},
        )
    except (KeyError, TypeError, ValueError):
        return None


_TEXTS = ("standalone", "text", "mode", "kind", "note", "problem", "scope", "verdict")


def _range(value: Mapping[str, Any]) -> tuple[str, int, int]:
    start, end = int(value["start"]), int(value["end"])
    if not 0 <= start <= end:
        raise ValueError(f"not a span: {start}, {end}")
    return str(value["article_id"]), start, end


def _short(value: Mapping[str, Any]) -> Short:
    return Short(*_range(value), str(value["text"]))


def _citation(value: Mapping[str, Any]) -> Citation:
    return Citation(int(value["number"]), *_range(value), str(value["quote"]))


def _near(value: Mapping[str, Any]) -> Place:
    return Place(*_range(value))


def _usage(value: object) -> Usage | None:
    if not isinstance(value, dict):
        return None
    cost = value["cost"]
    return Usage(
        model=str(value["model"]),
        tokens_in=int(value["tokens_in"]),
        tokens_out=int(value["tokens_out"]),
        requests=int(value["requests"]),
        cost=None if cost is None else float(cost),
        estimated=value["estimated"] is True,
    )


def _disagreement(value: object) -> Disagreement | None:
    if not isinstance(value, dict):
        return None
    values = tuple(_short(v) for v in value["values"])
    quotes = tuple(_citation(c) for c in value["quotes"])
    if value["sort"] not in _SORTS or not 2 <= len(values) == len(quotes):
        raise ValueError("not a disagreement")
    return Disagreement(value["sort"], values, quotes)


_SORTS = ("number", "date", "name")
