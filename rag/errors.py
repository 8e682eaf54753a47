"""What can go wrong between a question and its answer; each message holds its remedy.

Errors of reading and indexing articles have their own tree, rooted at
``index.errors.IndexingError``.
"""

from __future__ import annotations

from collections.abc import Sequence


class PullquoteError(Exception):
    """Base of every error that :mod:`rag` raises on purpose."""


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


class UnknownArticle(PullquoteError):
    """An article was named that is not in the library."""

    def __init__(self, article_id: str, known: Sequence[str]) -> None:
        shown = ", ".join(known[:5]) + (", …" if len(known) > 5 else "")
        super().__init__(
            f"no article has the id {article_id!r}; the library has: {shown or 'none'}"
        )
        self.article_id = article_id


class ReaderUnusable(PullquoteError):
    """The bundled reader's files are missing or broken."""

    def __init__(self, path: object, cause: object) -> None:
        super().__init__(
            f"the reader's model at {str(path)!r} cannot be used ({cause}); reinstall pullquote, "
            "or export it again as CONTRIBUTING.md says"
        )
