"""Where words stand in an article, said the way a reader would."""

from __future__ import annotations

from collections.abc import Sequence

from index.articles import Article
from web.blocks import Block, blocks_of

_NAMES = {"title": "headline", "standfirst": "standfirst", "heading": "heading"}


def place(article: Article, start: int, end: int) -> str:
    """The place of ``article.text[start:end]`` in words, such as ``paragraph 3``.

    Paragraphs are counted as the page shows them. Words that are in no block have no place: "".
    """
    touched = [b for b in blocks_of(article) if b.shown < end and start < b.shown_end]
    return _name(touched)


def _name(touched: Sequence[Block]) -> str:
    numbers = sorted(b.number for b in touched if b.kind == "paragraph")
    parts = list(dict.fromkeys(_NAMES[b.kind] for b in touched if b.kind in _NAMES))
    if len(numbers) == 1:
        parts.append(f"paragraph {numbers[0]}")
    elif numbers:
        parts.append(f"paragraphs {numbers[0]}–{numbers[-1]}")
    if not parts and touched:
        parts.append("repeated text")
    return " and ".join(parts)


def short_date(iso: str | None) -> str:
    """A date such as ``2024-12-17`` as ``17 December 2024``; other text as it is, None as ""."""
    if not iso:
        return ""
    year, _, rest = iso.partition("-")
    month, _, day = rest.partition("-")
    if not (year.isdigit() and month.isdigit() and 1 <= int(month) <= 12):
        return iso
    words = [str(int(day))] if day.isdigit() else []
    return " ".join([*words, _MONTHS[int(month) - 1], year])


_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip


def source_name(article: Article) -> str:
    """The name of an article's file, without the folders of whoever serves it."""
    return article.source.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]
