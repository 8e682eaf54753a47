"""What stands where there is no conversation yet."""

from __future__ import annotations

from web.shelf import Shelf


def welcome_html(shelf: Shelf) -> str:
    """An invitation to ask, and the promise that answers keep."""
    about = f"{len(shelf.articles)} articles" if shelf.several else "this article"
    return (
        '<div class="welcome">'
        f"<h2>Ask about {about}.</h2>"
        "<p>Each answer shows the exact words it rests on, marked where they stand. "
        "Where the article does not say, you will be told so.</p></div>"
    )
