"""A conversation to keep: as Markdown, and as JSON with portable selectors."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

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
    citations = {c.number: c for c in turn.citations}
    changed = turn.changed(shelf.texts)
    for part in parts_of(turn.text, turn.citations):
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
    lines.append(f"*{sureness(turn.confidence).words} ({percent(turn.confidence)})*")
    return "\n\n".join(lines)


def conversation_markdown(turns: Sequence[Turn], shelf: Shelf) -> str:
    """The whole conversation, oldest turn first."""
    return "\n\n---\n\n".join(turn_markdown(turn, shelf) for turn in turns) + "\n"


def conversation_json(turns: Sequence[Turn], shelf: Shelf) -> str:
    """The whole conversation as JSON; each citation with its selectors, or ``changed: true``."""
    told = [_turn_value(turn, shelf) for turn in turns]
    return json.dumps({"format": "pullquote-conversation/1", "turns": told}, ensure_ascii=False)


def _turn_value(turn: Turn, shelf: Shelf) -> dict[str, Any]:
    changed = turn.changed(shelf.texts)
    value = turn.to_json()
    for c in value["citations"]:
        article = shelf.articles.get(c["article_id"])
        c["changed"] = c["number"] in changed
        if article and not c["changed"]:
            c["title"], c["date"] = article.title, article.date
            c["target"] = selector(article, c["start"], c["end"])
    return value
