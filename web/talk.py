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
        state, body = "answered", answer_html(turn, n, shelf)
    question = f'<h2 class="question">{esc(clip(turn.question, 600))}</h2>'
    place_in_talk = (" latest" if last else "") + (" growing" if last and growing else "")
    acts = "" if turn.pending or (last and growing) else actions_html(turn, shelf, last=last)
    return (
        f'<section class="turn {state}{place_in_talk}" data-turn="{n}">'
        f'{question}{_asked_of(turn, shelf)}<div class="answer">{body}</div>{acts}</section>'
    )


def _asked_of(turn: Turn, shelf: Shelf) -> str:
    article = shelf.articles.get(turn.scope) if shelf.several else None
    return f'<p class="asked-of">Only in {esc(article.title)}</p>' if article else ""


def actions_html(turn: Turn, shelf: Shelf, *, last: bool) -> str:
    """What can be done with an answer: copy it; the last one can be asked again or changed."""
    copied = esc(turn_markdown(turn, shelf))
    again = (
        '<button type="button" data-do="retry">Ask again</button>'
        '<button type="button" data-do="edit">Edit question</button>'
        if last
        else ""
    )
    return (
        '<div class="actions" role="group" aria-label="Answer">'
        f'<button type="button" data-do="copy" data-copy="{copied}">Copy</button>{again}</div>'
    )


def _problem_html(turn: Turn) -> str:
    return f'<p class="polite">{esc(turn.problem)}</p>'
