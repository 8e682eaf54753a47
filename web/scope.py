"""Which articles a question is put to: said, and changed, right above its field."""

from __future__ import annotations

from web.escape import esc
from web.screen import Seat
from web.shelf import Shelf


def scope_html(seat: Seat, shelf: Shelf) -> str:
    """The choice between all articles and the open one; nothing where there is but one."""
    opened = shelf.articles.get(seat.view.article_id)
    if opened is None or not shelf.several:
        return ""
    return (
        '<div class="scope" role="group" aria-label="Ask">'
        f'<button type="button" data-do="all" aria-pressed="{_said(not seat.only)}">'
        f"All {len(shelf.articles)} articles</button>"
        f'<button type="button" data-do="only" aria-pressed="{_said(seat.only)}">'
        f"Only <span>{esc(opened.title)}</span></button></div>"
    )


def _said(value: bool) -> str:
    return "true" if value else "false"
