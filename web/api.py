"""The page's endpoints for programs: ask, retrieve and articles, over HTTP and as MCP tools.

They ask the articles that everyone sees; what a reader brings to their page is not among them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, Any

import gradio as gr

from rag.errors import PullquoteError
from web.places import source_name

if TYPE_CHECKING:
    from index.articles import Article
    from rag.qa import ArticleQA

MOST = 100
"""Passages that one call of ``retrieve`` gets at most."""

_AT_ONCE = BoundedSemaphore(8)
"""How many calls are answered at the same time; more of them wait."""


def endpoints(qa: ArticleQA) -> None:
    """Adds the endpoints to the blocks that are open."""

    from gradio.events import api as add

    # Gradio reads these signatures at run time, so they hold plain types alone.
    def ask(question: str, history: list[dict[str, str]] = [], article: str = "") -> dict[str, Any]:  # noqa: B006
        """Answer a question with the exact words that the answer rests on, or abstain.

        Args:
            question: The question, in words.
            history: The conversation so far: turns with a role, user or assistant, and a content.
            article: The id of the only article to ask; empty for all of them.
        """
        with _polite():
            return qa.ask(question, history or [], article or None).to_dict()

    def retrieve(question: str, k: int = 5, article: str = "") -> list[dict[str, Any]]:
        """Find the passages nearest to a question, best first, each with its offsets.

        Args:
            question: The question, in words.
            k: How many passages, at most 100.
            article: The id of the only article to search; empty for all of them.
        """
        count = min(max(1, int(k)), MOST)
        with _polite():
            return [asdict(hit) for hit in qa.retrieve(question, count, article or None)]

    def articles() -> list[dict[str, Any]]:
        """List the articles that can be asked: id, title, date, source, checksum and length."""
        with _polite():
            return [_brief(article) for article in qa.articles()]

    for fn in (ask, retrieve, articles):
        # Out of Gradio's queue, whose MCP tools would call back through the front door.
        add(fn, api_name=fn.__name__, queue=False)


def _brief(article: Article) -> dict[str, Any]:
    return {
        "id": article.id,
        "title": article.title,
        "date": article.date,
        "source": source_name(article),
        "sha256": article.sha256,
        "characters": len(article.text),
    }


@contextmanager
def _polite() -> Iterator[None]:
    """Waits for its turn; an error that we raise on purpose reaches the caller as its words."""
    try:
        with _AT_ONCE:
            yield
    except PullquoteError as error:
        raise gr.Error(str(error), print_exception=False) from error
