"""The conversation as HTML: turn by turn, and what can be done with each."""

from __future__ import annotations

from collections.abc import Sequence

from web.answer import abstention_html, answer_html, clip
from web.escape import esc
from web.export import turn_markdown
from web.shelf import Shelf
from web.turns import Turn


def talk_html(
    turns: Sequence[Turn], shelf: Shelf, welcome: str = "", *, growing: bool = False
) -> str:
    """The whole conversation; ``welcome`` is the HTML that stands where there is none yet.

    While the last answer is ``growing`` it has nothing under it to act on.
    """
    if not turns:
        return f'<div class="talk empty">{welcome}</div>'
    shown = "".join(
        _turn_html(turn, n, shelf, last=n == len(turns) - 1, growing=growing)
        for n, turn in enumerate(turns)
    )
    return f'<div class="talk" role="log" aria-label="Conversation">{shown}</div>'


def _turn_html(turn: Turn, n: int, shelf: Shelf, *, last: bool, growing: bool) -> str:
    if turn.pending:
        state, body = "pending", '<p class="reading" role="status">Reading<i></i><i></i><i></i></p>'
    elif turn.problem:
        state, body = "problem", _problem_html(turn)
    elif turn.abstained:
        state, body = "abstained", abstention_html(turn, n, shelf)
    else:
        state, body = "answered", answer_html(turn, n, shelf, growing=last and growing)
    question = f'<h2 class="question">{esc(clip(turn.question, 600))}</h2>'
    place_in_talk = (" latest" if last else "") + (" growing" if last and growing else "")
    acts = "" if turn.pending or (last and growing) else actions_html(turn, n, shelf, last=last)
    return (
        f'<section class="turn {state}{place_in_talk}" data-turn="{n}">'
        f'{question}{_asked_of(turn, shelf)}<div class="answer">{body}</div>{acts}</section>'
    )


def _asked_of(turn: Turn, shelf: Shelf) -> str:
    article = shelf.articles.get(turn.scope) if shelf.several else None
    return f'<p class="asked-of">Only in {esc(article.title)}</p>' if article else ""


def actions_html(turn: Turn, n: int, shelf: Shelf, *, last: bool) -> str:
    """What can be done with an answer: copy it, judge it; the last one can be asked again."""
    copied = esc(turn_markdown(turn, shelf))
    again = (
        '<button type="button" data-do="retry">Ask again</button>'
        '<button type="button" data-do="edit">Edit question</button>'
        if last
        else ""
    )
    return (
        '<div class="actions" role="group" aria-label="Answer">'
        f'<button type="button" data-do="copy" data-copy="{copied}">Copy</button>{again}'
        f"{_thumbs_html(turn, n)}</div>"
    )


_THUMB = (
    '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M7 10.5 11 3c1.6 0 2.7 1.2 2.5 2.8L13 9.5'
    "h5.6c1.3 0 2.2 1.2 1.9 2.4l-1.5 6.3c-.2 1-1.1 1.8-2.2 1.8H7zM3.5 10.5H7V20H3.5z"
    '"/></svg>'
)


def _thumbs_html(turn: Turn, n: int) -> str:
    """Thumbs up and down; which of them was pressed is seen, and heard."""
    if turn.problem:
        return ""
    kind = "yesno" if turn.kind == "yesno" else "words"
    return "".join(
        f'<button type="button" class="thumb {way}" data-do="{way}" data-turn="{n}" '
        f'data-kind="{kind}" aria-pressed="{str(turn.verdict == way).lower()}" '
        f'aria-label="{label}" title="{label}">{_THUMB}</button>'
        for way, label in (("up", "This is right"), ("down", "This is wrong"))
    )


def _problem_html(turn: Turn) -> str:
    return f'<p class="polite">{esc(turn.problem)}</p>'
