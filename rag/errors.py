"""What can go wrong between a question and its answer; each message holds its remedy.

The root, and the errors of reading and indexing articles, are in :mod:`index.errors`.
"""

from __future__ import annotations

from index.errors import PullquoteError, UnknownArticle

__all__ = [
    "EmptyQuestion",
    "HistoryError",
    "ModelTrouble",
    "PricesUnusable",
    "PullquoteError",
    "QuestionError",
    "QuestionTooLong",
    "ReaderUnusable",
    "SettingError",
    "UnknownArticle",
]


class SettingError(PullquoteError):
    """A setting has a value that cannot be used.

    ``name`` is the environment variable or the argument, ``value`` what it held.
    """

    def __init__(self, name: str, value: object, problem: str, remedy: str) -> None:
        super().__init__(f"{name}={str(value)!r}: {problem}; {remedy}")
        self.name = name


class QuestionError(PullquoteError):
    """A question that cannot be asked."""


class EmptyQuestion(QuestionError):
    """The question holds no letter and no digit."""

    def __init__(self, question: str) -> None:
        super().__init__(f"the question is empty ({question!r}); ask something in words")


class QuestionTooLong(QuestionError):
    """The question is longer than ``limit`` characters."""

    def __init__(self, length: int, limit: int) -> None:
        super().__init__(
            f"the question has {length:,} characters, at most {limit:,} can be asked; shorten it, "
            "or index the long text as an article and ask about that"
        )


class HistoryError(PullquoteError):
    """A conversation's history is not a list of turns."""

    def __init__(self, problem: str) -> None:
        super().__init__(
            f"history: {problem}; give a list of objects like "
            '{"role": "user" or "assistant", "content": "…"}'
        )


class ReaderUnusable(PullquoteError):
    """The bundled reader's files are missing or broken."""

    def __init__(self, path: object, cause: object) -> None:
        super().__init__(
            f"the reader's model at {str(path)!r} cannot be used ({cause}); reinstall pullquote, "
            "or export it again as CONTRIBUTING.md says"
        )


class ModelTrouble(PullquoteError):
    """No language model answered.

    ``kind`` is one of :data:`rag.generate.trouble.KINDS`; the message says why in one line that
    holds no secret, ``wait`` how many seconds the server asked for.
    """

    def __init__(self, kind: str, reason: str, wait: float | None = None) -> None:
        super().__init__(reason)
        self.kind = kind
        self.wait = wait


class PricesUnusable(PullquoteError):
    """A file of prices is not what it should be."""

    def __init__(self, path: object, problem: object) -> None:
        super().__init__(
            f"the prices in {str(path)!r} cannot be used ({problem}); write them as "
            '{"date": "2026-01-31", "models": {"NAME": {"in": 0.4, "out": 1.6}}}, '
            "in dollars per million tokens"
        )
