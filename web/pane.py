"""The reading pane: the open article with the marks of one turn, and the way to other articles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.articles import Article
from web.article import article_html
from web.escape import esc
from web.marks import Mark
from web.places import short_date
from web.shelf import Shelf
from web.turns import Turn


@dataclass(frozen=True, slots=True)
class View:
    """What the pane shows: an article, the turn whose evidence is marked, and where to look first.

    ``turn`` is -1 where nothing is marked; ``focus`` is a range of the article's text or None.
    """

    article_id: str
    turn: int = -1
    focus: tuple[int, int] | None = None


def marks_of(turn: Turn, article: Article) -> list[Mark]:
    """The marks of a turn's evidence in one article.

    A citation whose words no longer stand there marks nothing; the nearest passages are marked
    only where there is no answer.
    """
    marks = [
        Mark(c.start, c.end, str(c.number))
        for c in {c.number: c for c in (*turn.citations, *turn.sides)}.values()
        if c.article_id == article.id and article.text[c.start : c.end] == c.quote
    ]
    short = turn.short
    if short and short.article_id == article.id and _stands(article, short.start, short.text):
        marks.append(Mark(short.start, short.end, "short"))
    if turn.abstained:
        marks += [Mark(p.start, p.end, "near") for p in turn.near if p.article_id == article.id]
    return marks


def _stands(article: Article, start: int, words: str) -> bool:
    return article.text[start : start + len(words)] == words


def evidence_view(turn: Turn, n: int, open_id: str, shelf: Shelf) -> View:
    """The view that shows a turn's evidence at once: its first citation, or else what was open."""
    changed = turn.changed(shelf.texts)
    for c in turn.citations:
        if c.number not in changed:
            return View(c.article_id, n, (c.start, c.end))
    return View(open_id, n)


def pane_html(view: View, turns: Sequence[Turn], shelf: Shelf) -> str:
    """The pane as HTML; where to look first is in ``data-from`` and ``data-to``."""
    article = shelf.articles.get(view.article_id)
    if article is None:
        return (
            f'<div class="pane">{_bar_html(view, shelf)}'
            '<p class="no-article">There is no article here yet. Add one to ask about it.</p></div>'
        )
    turn = turns[view.turn] if 0 <= view.turn < len(turns) else None
    marks = marks_of(turn, article) if turn else []
    focus = ""
    if view.focus:
        focus = f' data-from="{view.focus[0]}" data-to="{view.focus[1]}"'
        if turn is None:
            marks = [Mark(*view.focus, "linked")]
    own = " data-own" if article.id in shelf.own else ""
    return (
        f'<div class="pane" data-turn="{view.turn}" data-article="{esc(article.id)}"{own}{focus}>'
        f"{_bar_html(view, shelf)}"
        f'<div class="pages" tabindex="0" role="region" aria-label="Article">'
        f"{article_html(article, marks)}</div></div>"
    )


def _bar_html(view: View, shelf: Shelf) -> str:
    count = len(shelf.articles)
    label = "1 article" if count == 1 else f"{count} articles"
    shelf_button = (
        '<button type="button" class="shelf" data-do="picker" aria-expanded="false" '
        f'aria-controls="picker">{label}</button>{_picker_html(view, shelf)}'
        if count > 1 or shelf.own
        else ""
    )
    return (
        '<div class="pane-bar">'
        '<button type="button" class="back" data-do="close">Conversation</button>'
        f'{shelf_button}<button type="button" data-do="add">Add articles</button></div>'
    )


def _picker_html(view: View, shelf: Shelf) -> str:
    """The list of articles, with a field that narrows it down."""
    rows = "".join(
        f"<li>{_row_html(a, a.id == view.article_id)}{_remove_html(a, shelf)}</li>"
        for a in shelf.articles.values()
    )
    return (
        '<div class="picker" id="picker" hidden>'
        '<input type="search" placeholder="Find an article" aria-label="Find an article">'
        f"<ul>{rows}</ul></div>"
    )


def _row_html(article: Article, opened: bool) -> str:
    current = ' aria-current="true"' if opened else ""
    return (
        f'<button type="button" data-do="open" data-article="{esc(article.id)}"{current}>'
        f"<span>{esc(article.title)}</span><small>{esc(short_date(article.date))}</small></button>"
    )


def _remove_html(article: Article, shelf: Shelf) -> str:
    if article.id not in shelf.own:
        return ""
    return (
        f'<button type="button" class="remove" data-do="remove" data-article="{esc(article.id)}" '
        f'aria-label="Remove {esc(article.title)}">Remove</button>'
    )
