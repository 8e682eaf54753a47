"""What the page does when something happens on it: from plain values to a new screen.

Nothing here knows Gradio, and nothing is kept between calls: a conversation comes in with each
event and goes back to the browser it came from.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from rag.errors import PullquoteError, QuestionError
from rag.qa import check_question
from web.pane import View, evidence_view, pane_html
from web.talk import Shelf, talk_html
from web.turns import Turn, answered, history_of, load, save
from web.welcome import welcome_html

if TYPE_CHECKING:
    from rag.qa import ArticleQA

_log = logging.getLogger(__name__)

_BROKEN = (
    "Something went wrong here, and it is not your question's fault. Ask again; "
    "if it stays so, the terminal that serves this page says why."
)


@dataclass(frozen=True, slots=True)
class Screen:
    """What changes on the page; None leaves a part as it is.

    ``saved`` is the conversation for the browser to keep, ``box`` the text in the question field,
    ``notice`` a line under it.
    """

    talk: str | None = None
    pane: str | None = None
    saved: list[dict[str, Any]] | None = None
    view: View | None = None
    box: str | None = None
    notice: str | None = None


class Desk:
    """The page's answers to what a reader does; one for all readers, as it remembers none."""

    def __init__(self, qa: ArticleQA) -> None:
        self.qa = qa

    def shelf(self) -> Shelf:
        """The articles as they are now, by title."""
        articles = sorted(self.qa.articles(), key=lambda a: (a.title.casefold(), a.id))
        return Shelf({a.id: a for a in articles})

    def open(self, saved: object) -> Screen:
        """The page as it is first seen, with the conversation that the browser kept."""
        turns, shelf = load(saved), self.shelf()
        view = self._first_view(turns, shelf)
        return Screen(
            self._talk(turns, shelf), pane_html(view, turns, shelf), save(turns), view, notice=""
        )

    def fresh(self, view: View | None) -> Screen:
        """A new conversation about the articles; the open one stays open, without marks."""
        shelf = self.shelf()
        bare = View(view.article_id) if view else self._first_view([], shelf)
        return Screen(self._talk([], shelf), pane_html(bare, [], shelf), [], bare, "", "")

    def ask(self, question: str, saved: object, view: View | None) -> Iterator[Screen]:
        """First the question on the page, then its answer as it grows, then its evidence.

        A question that cannot be asked stays in its field, with a line that says why.
        """
        question = question or ""
        try:
            asked = check_question(question)
        except QuestionError as error:
            yield Screen(notice=polite(error))
            return
        turns, shelf = load(saved), self.shelf()
        yield Screen(talk=self._talk([*turns, Turn(asked)], shelf), box="", notice="")
        try:
            for answer in self.qa.stream(asked, history=history_of(turns)):
                turn = answered(asked, answer)
                yield Screen(talk=self._talk([*turns, turn], shelf))
        except PullquoteError as error:
            turn = Turn(asked, problem=polite(error))
        except Exception:
            _log.exception("the question %r could not be answered", asked)
            turn = Turn(asked, problem=_BROKEN)
        turns = [*turns, turn]
        yield self._told(turns, shelf, view)

    def show(self, saved: object, view: View | None, target: Mapping[str, Any]) -> Screen:
        """The article of a marker that was clicked, with its whole turn's evidence marked."""
        turns, shelf = load(saved), self.shelf()
        try:
            wanted = View(
                str(target["article"]),
                int(target["turn"]),
                (int(target["from"]), int(target["to"])),
            )
        except (KeyError, TypeError, ValueError):
            return Screen()
        if wanted.article_id not in shelf.articles:
            return Screen(notice="That article is no longer here.")
        return Screen(pane=pane_html(wanted, turns, shelf), view=wanted)

    def turn_to(self, saved: object, view: View | None, article_id: str) -> Screen:
        """Another article, with what the last shown turn quotes from it."""
        turns, shelf = load(saved), self.shelf()
        if article_id not in shelf.articles:
            return Screen(notice="That article is no longer here.")
        wanted = View(article_id, view.turn if view else -1)
        return Screen(pane=pane_html(wanted, turns, shelf), view=wanted)

    def _told(self, turns: list[Turn], shelf: Shelf, view: View | None) -> Screen:
        opened = view.article_id if view else self._first_view([], shelf).article_id
        shown = evidence_view(turns[-1], len(turns) - 1, opened, shelf)
        return Screen(
            talk=self._talk(turns, shelf),
            pane=pane_html(shown, turns, shelf),
            saved=save(turns),
            view=shown,
        )

    def _first_view(self, turns: Sequence[Turn], shelf: Shelf) -> View:
        first = next(iter(shelf.articles), "")
        if not turns:
            return View(first)
        return replace(evidence_view(turns[-1], len(turns) - 1, first, shelf))

    def _talk(self, turns: Sequence[Turn], shelf: Shelf) -> str:
        return talk_html(turns, shelf, welcome_html(shelf))


def polite(error: Exception) -> str:
    """An error's message as a sentence of the page."""
    text = str(error).strip()
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "!", "?")) else text + "."
