"""What a question gets back: hits, citations and the answer that rests on them."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from index.chunk import Passage

Mode = Literal["extractive", "generative"]


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage with its retrieval score; higher is better, comparable within one question."""

    passage: Passage
    score: float


@dataclass(frozen=True, slots=True)
class Citation:
    """A numbered span with its words: ``article.text[start:end] == quote``, always."""

    number: int
    article_id: str
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Short:
    """The shortest verbatim answer: a span and its text."""

    article_id: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Places that answer a question with another number, date or name; the answer's own is first.

    ``quotes[n]`` are the sentences in which ``values[n]`` stands, numbered from 1.
    """

    sort: Literal["number", "date", "name"]
    values: tuple[Short, ...]
    quotes: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Usage:
    """What a language model took for an answer: tokens, requests, and dollars where known.

    ``estimated`` where the server told no tokens and they were counted here.
    """

    model: str
    tokens_in: int
    tokens_out: int
    requests: int
    cost: float | None
    estimated: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, or an abstention, with the exact words it rests on.

    ``text`` carries ``[1]``-style markers, one per citation number. ``confidence`` is in
    [0, 1] and calibrated. ``missing`` names the terms of the question that were found nowhere,
    ``question`` is the standalone question that was asked after a follow-up was resolved.
    """

    question: str
    text: str
    short: Short | None
    abstained: bool
    confidence: float
    citations: tuple[Citation, ...]
    hits: tuple[Hit, ...]
    mode: Mode = "extractive"
    kind: str = "factoid"
    missing: tuple[str, ...] = field(default=())
    note: str = ""
    usage: Usage | None = None
    disagreement: Disagreement | None = None

    def to_dict(self) -> dict[str, Any]:
        """The answer as plain JSON-ready values, spans and citations as objects."""
        return asdict(self)
