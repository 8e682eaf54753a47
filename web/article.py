"""The article as a page for reading, with its marks at exact offsets."""

from __future__ import annotations

from collections.abc import Sequence

from index.articles import Article
from web.blocks import Block, blocks_of
from web.escape import esc, one_line
from web.marks import Mark, segments
from web.places import short_date, source_name

_TAGS = {"title": "h1", "standfirst": "p", "heading": "h2", "paragraph": "p", "repeat": "p"}


def article_html(article: Article, marks: Sequence[Mark] = ()) -> str:
    """The article as HTML; the blocks' text, in order of ``data-start``, is ``article.text``.

    Every part of a mark is a ``<mark>`` whose ``data-marks`` lists the names that cover it.
    """
    blocks = blocks_of(article)
    head = [b for b in blocks if b.kind in ("title", "standfirst")]
    body = [b for b in blocks if b not in head]
    titled = any(b.kind == "title" for b in head)
    parts = [
        f'<article class="sheet" lang="en" data-article="{esc(article.id)}" '
        f'data-sha="{article.sha256[:16]}" tabindex="-1" aria-label="{esc(article.title)}">',
        "<header>",
        "" if titled else f'<h1 class="derived">{esc(article.title)}</h1>',
        *(_block_html(article, b, marks) for b in head),
        _about(article),
        "</header>",
        '<div class="prose-body">',
        *(_block_html(article, b, marks) for b in body),
        "</div>",
        _repeats_note(blocks, marks),
        "</article>",
    ]
    return "".join(parts)


def _about(article: Article) -> str:
    date = short_date(article.date)
    when = f'<time datetime="{esc(article.date or "")}">{esc(date)}</time>' if date else ""
    words = len(article.text.split())
    name = source_name(article)
    facts = [when, f"{words:,} words", f'<span class="source">{esc(name)}</span>' if name else ""]
    return f'<p class="about">{" · ".join(f for f in facts if f)}</p>'


def _block_html(article: Article, block: Block, marks: Sequence[Mark]) -> str:
    tag = _TAGS[block.kind]
    inner = "".join(
        (
            _hidden(article, block.start, block.shown),
            marked_html(article.text, block.shown, block.shown_end, marks),
            _hidden(article, block.shown_end, block.end),
        )
    )
    number = f' data-paragraph="{block.number}"' if block.number else ""
    marked = any(m.start < block.shown_end and block.shown < m.end for m in marks)
    away = " hidden" if block.kind == "repeat" and not marked else ""
    return (
        f'<{tag} class="{block.kind}" data-start="{block.start}" data-end="{block.end}"'
        f"{number}{away}>{inner}</{tag}>"
    )


def _hidden(article: Article, start: int, end: int) -> str:
    """White space and Markdown around a block: in the page, so that offsets hold, but unseen."""
    gap = article.text[start:end]
    return f"<span hidden>{esc(gap)}</span>" if gap else ""


def marked_html(text: str, start: int, end: int, marks: Sequence[Mark]) -> str:
    """``text[start:end]`` as HTML with each marked segment in a ``<mark>``."""
    parts = []
    for s in segments(start, end, marks):
        words = esc(text[s.start : s.end])
        if not s.names:
            parts.append(words)
            continue
        classes = " ".join(dict.fromkeys(_class(name) for name in s.names))
        parts.append(
            f'<mark class="{classes}" data-marks="{esc(" ".join(s.names))}" '
            f'data-start="{s.start}" data-end="{s.end}">{words}</mark>'
        )
    return "".join(parts)


def _class(name: str) -> str:
    return "cite" if name.isdigit() else esc(one_line(name))


def _repeats_note(blocks: Sequence[Block], marks: Sequence[Mark]) -> str:
    away = [
        b
        for b in blocks
        if b.kind == "repeat" and not any(m.start < b.shown_end and b.shown < m.end for m in marks)
    ]
    if not away:
        return ""
    lines = "1 line that repeats" if len(away) == 1 else f"{len(away)} lines that repeat"
    return (
        f'<p class="repeats-note">The file has {lines} what is above. '
        '<button type="button" class="link" data-do="repeats">Show</button></p>'
    )
