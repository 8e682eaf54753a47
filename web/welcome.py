"""What stands where there is no conversation yet."""

from __future__ import annotations

from collections.abc import Sequence

from web.escape import esc
from web.shelf import Shelf


def welcome_html(shelf: Shelf, suggestions: Sequence[str] = ()) -> str:
    """An invitation to ask, the promise that answers keep, and questions to start from."""
    about = f"{len(shelf.articles)} articles" if shelf.several else "this article"
    asks = "".join(
        f'<li><button type="button" data-do="ask">{esc(s)}</button></li>' for s in suggestions
    )
    return (
        '<div class="welcome">'
        f"<h2>Ask about {about}.</h2>"
        "<p>Each answer shows the exact words it rests on, marked where they stand. "
        "Where the article does not say, you will be told so.</p>"
        f"{f'<ul>{asks}</ul>' if asks else ''}</div>"
    )
