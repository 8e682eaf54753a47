"""A conversation to keep: as Markdown, and as JSON with portable selectors."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from rag.answer import Citation
from web.answer import DISAGREE
from web.confidence import percent, sureness
from web.escape import one_line
from web.links import selector
from web.reply import Lead, Prose, parts_of
from web.shelf import Shelf
from web.turns import Turn

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~])")


def plain(text: str) -> str:
    """Text that Markdown shows as it is.

    >>> plain("2 * 3 <b> [1]")
    '2 \\\\* 3 \\\\<b\\\\> \\\\[1\\\\]'
    """
    return _SPECIAL.sub(r"\\\1", text)


def turn_markdown(turn: Turn, shelf: Shelf) -> str:
    """One question with its answer and its quotes, each with where it stands."""
    lines = [f"**{plain(one_line(turn.question))}**"]
    if turn.problem:
        return "\n\n".join([*lines, plain(turn.problem)])
    if turn.abstained:
        return "\n\n".join([*lines, plain(one_line(turn.text.partition("\n")[0]))])
    citations = {c.number: c for c in (*turn.citations, *turn.sides)}
    changed = turn.changed(shelf.texts)
    for part in parts_of(turn.text, (*turn.citations, *_others(turn))):
        if isinstance(part, Lead):
            lines.append(plain(part.text) + "".join(f" \\[{n}\\]" for n in part.numbers))
        elif isinstance(part, Prose):
            lines.append(plain(part.text))
        else:
            c = citations[part.number]
            where = shelf.named(c.article_id, c.start, c.end)
            if c.number in changed:
                where += " (the source has changed since)"
            quote = plain(one_line(c.quote))
            lines.append(f"> “{quote}”\n>\n> — {plain(where)} \\[{c.number}\\]")
    if turn.disagreement:
        lines.append(plain(DISAGREE[turn.disagreement.sort]))
    if turn.note:
        lines.append(plain(turn.note))
    lines.append(f"*{_signed(turn)}*")
    return "\n\n".join(lines)


def _others(turn: Turn) -> tuple[Citation, ...]:
    """The quotes that contradict the answer, which its text does not hold."""
    own = {c.number for c in turn.citations}
    return tuple(c for c in turn.sides if c.number not in own)


def _signed(turn: Turn) -> str:
    """How sure the answer is, or who wrote it."""
    if turn.mode == "generative":
        model = plain(turn.usage.model) if turn.usage else "a language model"
        return f"Written by {model}, checked sentence by sentence against the quotes"
    return f"{sureness(turn.confidence).words} ({percent(turn.confidence)})"


def conversation_markdown(turns: Sequence[Turn], shelf: Shelf) -> str:
    """The whole conversation, oldest turn first."""
    return "\n\n---\n\n".join(turn_markdown(turn, shelf) for turn in turns) + "\n"


def conversation_json(turns: Sequence[Turn], shelf: Shelf) -> str:
    """The whole conversation as JSON; each citation with its selectors, or ``changed: true``."""
    told = [_turn_value(turn, shelf) for turn in turns]
    return json.dumps({"format": "pullquote-conversation/1", "turns": told}, ensure_ascii=False)


def _turn_value(turn: Turn, shelf: Shelf) -> dict[str, Any]:
    value = turn.to_json()
    against = value["disagreement"] or {"quotes": ()}
    for c in (*value["citations"], *against["quotes"]):
        article = shelf.articles.get(c["article_id"])
        words = article.text[c["start"] : c["end"]] if article else ""
        c["changed"] = words != c["quote"]
        if article and not c["changed"]:
            c["title"], c["date"] = article.title, article.date
            c["target"] = selector(article, c["start"], c["end"])
    return value
