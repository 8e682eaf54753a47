"""A reader's verdict on an answer: what was said on the page becomes a row that is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from index.articles import Article
from web.feedback import Feedback, NotKept, Row, corrected, praised, silent
from web.shelf import Shelf
from web.turns import Turn

YOURS = "Noted here alone: this article is only yours, so nothing of it is kept."
_WAYS = ("up", "down")


class Judge:
    """Takes verdicts. With ``shared``, what readers bring is everyone's and may be kept."""

    def __init__(self, feedback: Feedback, *, shared: bool = False) -> None:
        self.feedback, self.shared = feedback, shared

    def take(
        self, turns: Sequence[Turn], shelf: Shelf, said: Mapping[str, Any]
    ) -> tuple[list[Turn], str]:
        """The turns with the verdict on one of them, and a line that says what became of it.

        ``said`` names the ``turn`` and the verdict in ``way``; with a thumb down also what is
        right: ``silent``, or the ``article`` with ``from`` and ``to``, or its ``words``; to a
        yes/no question ``says`` is the answer. ``agreed`` lets an article that is only the
        reader's be kept with it.

        Raises:
            NotKept: what is said to be right is not there, or cannot be kept.
        """
        turns = list(turns)
        n, way = _whole(said.get("turn")), said.get("way")
        if way not in _WAYS or not 0 <= n < len(turns) or not turns[n].text:
            return turns, ""
        marked = [*turns[:n], replace(turns[n], verdict=str(way)), *turns[n + 1 :]]
        row = praised(turns, n) if way == "up" else _right(turns, n, shelf, said)
        named = [row["article"], *(e.get("article", row["article"]) for e in row["evidence"])]
        articles = [shelf.articles[i] for i in dict.fromkeys(named) if i in shelf.articles]
        if len(articles) < len(set(named)) or (way == "up" and turns[n].changed(shelf.texts)):
            raise NotKept("The article of this answer has changed or is gone, so nothing is kept.")
        private = any(a.id in shelf.own for a in articles) and not self.shared
        if private and said.get("agreed") is not True:
            return marked, YOURS
        self.feedback.keep(row, articles)
        return marked, f"Thank you. It is kept in {homely(self.feedback.folder)}."


def _right(turns: list[Turn], n: int, shelf: Shelf, said: Mapping[str, Any]) -> Row:
    """What a reader says is right instead."""
    article = shelf.articles.get(str(said.get("article", "")))
    if article is None:
        raise NotKept("That article is no longer here.")
    if said.get("silent") is True:
        return silent(turns, n, article_id=article.id)
    says = str(said.get("says", ""))
    start, end = _whole(said.get("from")), _whole(said.get("to"))
    words = str(said.get("words", "")).strip()
    if words:
        start, end = find(article, words)
    return corrected(turns, n, article, start, end, says if says in ("yes", "no") else "")


def find(article: Article, words: str) -> tuple[int, int]:
    """Where typed words stand in an article, exactly and once.

    Raises:
        NotKept: they stand nowhere, or more than once.
    """
    count = article.text.count(words)
    if count == 1:
        start = article.text.index(words)
        return start, start + len(words)
    shown = f"“{words[:60]}{' …' if len(words) > 60 else ''}”"
    if count:
        raise NotKept(f"{shown} stands in the article {count} times. Select the place instead.")
    raise NotKept(f"{shown} does not stand in the article in just these words.")


def homely(path: Path) -> str:
    """A folder without the name of whose home it is in.

    >>> homely(Path.home() / "kept")
    '~/kept'
    """
    try:
        return f"~/{path.expanduser().relative_to(Path.home())}"
    except ValueError:
        return path.name


def _whole(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else -1
