"""How the text of a document is written down: blocks with an empty line between them."""

from __future__ import annotations

import re
from collections.abc import Iterable

_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"))
"""Characters that say where a line may break and are not seen otherwise."""

BULLET = re.compile(r"^[•‣▪◦●○■□·\uf0b7\uf0a7]\s+")


_HEADING = re.compile(r"(#{1,6}) ")


def line(text: str) -> str:
    """The text in one line, with single spaces and nothing unseen in it.

    >>> line(" two\\u00adfold\\xa0 rain\\n")
    'twofold rain'
    """
    return " ".join(text.translate(_UNSEEN).split())


def heading(text: str, level: int) -> str:
    """A heading with the mark of Markdown; levels beyond 6 are 6.

    >>> heading("What comes next", 2)
    '## What comes next'
    """
    said = line(text)
    return f"{'#' * min(max(level, 1), 6)} {said}" if said else ""


def item(text: str) -> str:
    """An item of a list, whatever its bullet was.

    >>> item("• six days")
    '- six days'
    """
    said = BULLET.sub("", line(text))
    return f"- {said.removeprefix('- ')}" if said else ""


def row(cells: Iterable[str]) -> str:
    """The cells of a row of a table; a row without words is nothing.

    >>> row(["Monday", " 20 mm "])
    'Monday | 20 mm'
    """
    said = [line(cell) for cell in cells]
    return " | ".join(said) if any(said) else ""


def promote(blocks: Iterable[str]) -> list[str]:
    """The blocks with their headings raised until the highest is of the first level.

    >>> promote(["## Rain", "", "### Next"])
    ['# Rain', '## Next']
    """
    kept = [block for block in blocks if block]
    levels = [len(mark[1]) for block in kept if (mark := _HEADING.match(block))]
    over = min(levels) - 1 if levels else 0
    return [block[over:] if _HEADING.match(block) else block for block in kept]


def join(blocks: Iterable[str]) -> str:
    """The blocks that hold something, with an empty line between them."""
    text = "\n\n".join(block for block in blocks if block)
    return f"{text}\n" if text else ""
