"""What the page does when something happens on it: from plain values to a new screen.

Nothing here knows Gradio, and nothing of a conversation is kept between calls: it comes in with
each event and goes back to the browser it came from.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.errors import PullquoteError, QuestionError
from rag.qa import check_question
from web.export import conversation_json, conversation_markdown
from web.feedback import Feedback, NotKept
from web.ideas import Pools, choose, ideas_html
from web.judge import Judge
from web.links import still_there
from web.own import Own
from web.pane import View, evidence_view, pane_html
from web.scope import scope_html
from web.screen import Screen, Seat
from web.shelf import Shelf
from web.talk import talk_html
from web.turns import Turn, answered, history_of, load, save
from web.wait import stoppable
from web.welcome import welcome_html

if TYPE_CHECKING:
    from rag.qa import ArticleQA

_log = logging.getLogger(__name__)

BROKEN = (
    "Something went wrong here, and it is not your question's fault. Ask again; "
    "if it stays so, the terminal that serves this page says why."
)
GONE = "That article is no longer here."
CHANGED = "The source has changed: the words that were linked no longer stand there."


class Desk:
    """The page's answers to what a reader does; one for all readers, as it remembers none.

    With ``shared``, what one reader adds everyone sees.
    """

    def __init__(self, qa: ArticleQA, *, shared: bool = False) -> None:
        self.qa, self.shared = qa, shared
        self.pools = Pools()
        self.judge = Judge(Feedback(qa.settings.feedback), shared=shared)

    def seat(self) -> Seat:
        """A place for a reader who has just come: the first article, and nothing of their own."""
        own = Own(self.qa, shared=self.shared)
        return Seat(View(next(iter(own.shelf().articles), "")), own)

    def open(self, saved: object, seat: Seat) -> Screen:
        """The page as it is first seen, with the conversation that the browser kept."""
        turns, shelf = load(saved), seat.own.shelf()
        if turns:
            last = len(turns) - 1
            seat = seat.at(evidence_view(turns[-1], last, seat.view.article_id, shelf))
        return self._whole(turns, shelf, seat)

    def fresh(self, seat: Seat) -> Screen:
        """A new conversation; the open article stays open, without marks."""
        seat = seat.at(View(seat.view.article_id))
        return self._halted(replace(self._whole([], seat.own.shelf(), seat), box=""), seat)

    # --- asking ----------------------------------------------------------------------------------

    def ask(self, question: str, saved: object, seat: Seat) -> Iterator[Screen]:
        """First the question on the page, then its answer as it grows, then its evidence.

        A question that cannot be asked stays in its field, with a line that says why.
        """
        try:
            asked = check_question(question or "")
        except QuestionError as error:
            yield Screen(notice=polite(error))
            return
        yield from self._answer(asked, load(saved), seat)

    def retry(self, saved: object, seat: Seat) -> Iterator[Screen]:
        """The last question once more, in place of its answer."""
        turns = load(saved)
        if turns:
            yield from self._answer(turns[-1].question, turns[:-1], seat)

    def edit(self, saved: object, seat: Seat) -> Screen:
        """The last question back in its field, to be asked otherwise."""
        turns = load(saved)
        if not turns:
            return Screen()
        seat = seat.at(View(seat.view.article_id))
        screen = self._whole(turns[:-1], seat.own.shelf(), seat)
        return self._halted(replace(screen, box=turns[-1].question), seat)

    def stop(self, saved: object, seat: Seat) -> Screen:
        """The page without the question that was being answered, which is back in its field."""
        turns, shelf = load(saved), seat.own.shelf()
        screen = Screen(
            self._talk(turns, shelf), seat=replace(seat, asking=""), box=seat.asking or None
        )
        return self._halted(screen, seat)

    def _halted(self, screen: Screen, seat: Seat) -> Screen:
        """The screen, once what is being answered is left."""
        seat.halt.end(screen.talk or "")
        return screen

    def _answer(self, asked: str, turns: list[Turn], seat: Seat) -> Iterator[Screen]:
        shelf = seat.own.shelf()
        scope = seat.scope if seat.scope in shelf.articles else None
        pending = Turn(asked, scope=scope or "")
        run = seat.halt.begin()
        yield Screen(
            self._talk([*turns, pending], shelf),
            seat=replace(seat, asking=asked),
            box="",
            notice="",
        )
        turn = pending
        try:
            for answer in stoppable(lambda: seat.own.stream(asked, history_of(turns), scope)):
                if seat.halt.over(run):
                    break
                if answer is None:
                    yield Screen()
                    continue
                turn = answered(asked, answer, scope=scope or "")
                yield Screen(self._talk([*turns, turn], shelf, growing=True))
        except PullquoteError as error:
            turn = replace(pending, problem=polite(error))
        except Exception:
            _log.exception("the question %r could not be answered", asked)
            turn = replace(pending, problem=BROKEN)
        if seat.halt.over(run):
            # Once more what is there now: something of this answer may just be on its way.
            yield Screen(talk=seat.halt.talk)
            return
        turns = [*turns, turn]
        view = evidence_view(turn, len(turns) - 1, seat.view.article_id, shelf)
        yield replace(self._whole(turns, shelf, replace(seat, view=view, asking="")), scope=None)

    # --- reading ---------------------------------------------------------------------------------

    def show(self, saved: object, seat: Seat, target: Mapping[str, Any]) -> Screen:
        """The article of a marker that was clicked, with its whole turn's evidence marked."""
        shelf = seat.own.shelf()
        try:
            wanted = View(
                str(target["article"]),
                int(target["turn"]),
                (int(target["from"]), int(target["to"])),
            )
        except (KeyError, TypeError, ValueError):
            return Screen()
        return self._turned(load(saved), shelf, seat, wanted)

    def turn_to(self, saved: object, seat: Seat, target: Mapping[str, Any]) -> Screen:
        """Another article, with what the last shown turn quotes from it; or a link's words."""
        shelf, wanted = seat.own.shelf(), View(str(target.get("article", "")), seat.view.turn)
        article = shelf.articles.get(wanted.article_id)
        if article is None or "from" not in target:
            return self._turned(load(saved), shelf, seat, wanted)
        try:
            there = still_there(article, target)
            focus = (int(target["from"]), int(target["to"]))
        except (KeyError, TypeError, ValueError):
            return Screen()
        if not there:
            wanted = View(wanted.article_id)
            return replace(self._turned([], shelf, seat, wanted), notice=CHANGED)
        return self._turned([], shelf, seat, View(wanted.article_id, focus=focus))

    def ask_only(self, seat: Seat, only: bool) -> Screen:
        """Asks the open article alone from now on, or all of them."""
        seat = replace(seat, only=only)
        return Screen(seat=seat, scope=scope_html(seat, seat.own.shelf()))

    def _turned(self, turns: Sequence[Turn], shelf: Shelf, seat: Seat, wanted: View) -> Screen:
        if wanted.article_id not in shelf.articles:
            return Screen(notice=GONE)
        seat = seat.at(wanted)
        return Screen(
            pane=pane_html(wanted, turns, shelf), seat=seat, scope=scope_html(seat, shelf)
        )

    # --- bringing and keeping --------------------------------------------------------------------

    def bring(
        self, files: Sequence[tuple[Path, str]], pasted: str, saved: object, seat: Seat
    ) -> Iterator[Screen]:
        """Adds files, by path and name, and a pasted text; says what is read, and what was not.

        What cannot be read changes nothing: the other files are added all the same.
        """
        failed: list[str] = []
        added = None
        for n, (path, name) in enumerate(files, start=1):
            yield Screen(notice=f"Reading {name} ({n} of {len(files)}) …")
            try:
                added = seat.own.add_file(path, name)
            except (PullquoteError, OSError) as error:
                failed.append(polite(error))
        if pasted.strip():
            try:
                added = seat.own.add(pasted)
            except PullquoteError as error:
                failed.append(polite(error))
        notice = " ".join(failed)
        if added is None:
            yield Screen(notice=notice or "There is nothing to add: the text is empty.")
            return
        turns = load(saved)
        seat = seat.at(View(added.id))
        yield replace(self._whole(turns, seat.own.shelf(), seat), notice=notice)

    def remove(self, saved: object, seat: Seat, article_id: str) -> Screen:
        """The page without one of the reader's own articles."""
        seat.own.remove(article_id)
        turns, shelf = load(saved), seat.own.shelf()
        view = seat.view
        if view.article_id not in shelf.articles:
            view = View(next(iter(shelf.articles), ""))
        return self._whole(turns, shelf, seat.at(view))

    def export(self, saved: object, seat: Seat, form: str) -> str:
        """The conversation as ``markdown`` or ``json``."""
        write = conversation_json if form == "json" else conversation_markdown
        return write(load(saved), seat.own.shelf())

    # --- suggesting and judging -----------------------------------------------------------------

    def ideas(self, saved: object, seat: Seat) -> str:
        """The questions to suggest on the open article; it takes a while the first time."""
        shelf, turns = seat.own.shelf(), load(saved)
        article = shelf.articles.get(seat.view.article_id)
        if article is None:
            return ""
        asked = [article] if seat.only else shelf.articles.values()
        key = " ".join([article.id, *sorted(a.sha256 for a in asked)])
        try:
            pool = self.pools.get(key, lambda: seat.own.suggest(article.id, seat.scope))
        except Exception:
            # The page is whole without them, and the reader did not ask for them.
            _log.exception("no questions could be suggested on %r", article.id)
            return ""
        return ideas_html(choose(pool, turns), article.id, first=not turns)

    def say(self, saved: object, seat: Seat, said: Mapping[str, Any]) -> Screen:
        """A reader's verdict on an answer, kept as a question for an evaluation."""
        turns, shelf = load(saved), seat.own.shelf()
        try:
            turns, notice = self.judge.take(turns, shelf, said)
        except NotKept as error:
            return Screen(notice=polite(error))
        return Screen(talk=self._talk(turns, shelf), saved=save(turns), notice=notice)

    # --- drawing ---------------------------------------------------------------------------------

    def _whole(self, turns: list[Turn], shelf: Shelf, seat: Seat) -> Screen:
        return Screen(
            talk=self._talk(turns, shelf),
            pane=pane_html(seat.view, turns, shelf),
            saved=save(turns),
            seat=seat,
            scope=scope_html(seat, shelf),
            notice="",
        )

    def _talk(self, turns: Sequence[Turn], shelf: Shelf, *, growing: bool = False) -> str:
        return talk_html(turns, shelf, welcome_html(shelf), growing=growing)


def polite(error: Exception) -> str:
    """An error's message as a sentence of the page; a name at its beginning stays as it is."""
    text = str(error).strip()
    first = text.split(maxsplit=1)[0] if text else ""
    if first.isalpha():
        text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "!", "?")) else text + "."
