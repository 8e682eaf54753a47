"""One answer as HTML: its short form, its quotes, how sure it is; or an abstention."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rag.answer import Citation
from web.article import marked_html
from web.confidence import percent, sureness
from web.escape import esc, one_line
from web.links import fragment
from web.marks import Mark
from web.reply import Lead, Prose, Quote, parts_of, split_markers
from web.shelf import Shelf
from web.turns import Place, Turn

_LONGEST_NEAR = 280


def clip(text: str, longest: int) -> str:
    """``text``, cut with an ellipsis where it is longer than ``longest`` characters."""
    return text if len(text) <= longest else text[:longest].rstrip() + " …"


def answer_html(turn: Turn, n: int, shelf: Shelf) -> str:
    """What an answered turn shows: the short answer, its quotes, and how sure it is."""
    citations = {c.number: c for c in turn.citations}
    changed = turn.changed(shelf.texts)
    return "".join(
        (
            _understood(turn),
            *_parts_html(turn, n, shelf, citations, changed),
            f'<p class="aside">{esc(turn.note)}</p>' if turn.note else "",
            _foot_html(turn),
        )
    )


def _understood(turn: Turn) -> str:
    """What a follow-up was understood to ask, where that is more than its words say."""
    if not turn.standalone or one_line(turn.standalone) == one_line(turn.question):
        return ""
    return f'<p class="understood">Understood as: {esc(clip(turn.standalone, 300))}</p>'


def _parts_html(
    turn: Turn, n: int, shelf: Shelf, citations: Mapping[int, Citation], changed: Sequence[int]
) -> Iterator[str]:
    led = False
    for part in parts_of(turn.text, turn.citations):
        if isinstance(part, Lead):
            size = "lead" if not led and turn.kind not in ("summary", "multi") else "lead minor"
            led = True
            marks = "".join(_ref(citations[k], n) for k in part.numbers)
            yield f'<p class="{size}"><span>{esc(part.text)}</span>{marks}</p>'
        elif isinstance(part, Quote):
            c = citations[part.number]
            yield _quote_html(turn, c, n, shelf, c.number in changed)
        else:
            yield _prose_html(part, n, citations)


def _prose_html(part: Prose, n: int, citations: Mapping[int, Citation]) -> str:
    inner = "".join(
        esc(piece) if isinstance(piece, str) else _ref(citations[piece], n)
        for piece in split_markers(part.text, list(citations))
    )
    return f'<p class="prose-line">{inner}</p>'


def _ref(c: Citation, n: int) -> str:
    """The marker of a citation: a button that shows its words in the article."""
    return (
        f'<button type="button" class="ref" {_target(n, c.article_id, c.start, c.end)} '
        f'data-n="{c.number}" aria-label="Quote {c.number}: show it in the article">'
        f"{c.number}</button>"
    )


def _target(n: int, article_id: str, start: int, end: int) -> str:
    return (
        f'data-do="show" data-turn="{n}" data-article="{esc(article_id)}" '
        f'data-from="{start}" data-to="{end}"'
    )


def _quote_html(turn: Turn, c: Citation, n: int, shelf: Shelf, changed: bool) -> str:
    """A quote with its place; the words of the short answer stand out where they are in it."""
    short = turn.short
    inside = (
        short
        and short.article_id == c.article_id
        and c.start <= short.start
        and short.end <= c.end
        and c.quote[short.start - c.start : short.end - c.start] == short.text
    )
    marks = [Mark(short.start - c.start, short.end - c.start, "short")] if short and inside else []
    words = marked_html(c.quote, 0, len(c.quote), marks)
    link = ""
    if changed:
        where = (
            '<span class="changed">The source has changed: these words are no longer there</span>'
        )
    else:
        where = f"<span>{esc(_capital(shelf.where(c.article_id, c.start, c.end)))}</span>"
        target = esc(fragment(c.article_id, c.start, c.end, c.quote))
        link = (
            f'<button type="button" class="quiet" data-do="copy" data-link="{target}" '
            f'aria-label="Copy a link to quote {c.number}">Link</button>'
        )
    return (
        f'<figure class="quote" data-n="{c.number}"><blockquote>{words}</blockquote>'
        f"<figcaption>{_ref(c, n)}{where}{link}</figcaption></figure>"
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _foot_html(turn: Turn) -> str:
    sure = sureness(turn.confidence)
    chance = percent(turn.confidence)
    return (
        f'<p class="foot"><span class="sure level-{sure.level}" '
        f'title="{chance} of answers with this score were right">{sure.words}</span></p>'
    )


# --- an abstention -------------------------------------------------------------------------------


def abstention_html(turn: Turn, n: int, shelf: Shelf) -> str:
    """What a turn without an answer shows: that it is so, and what stands nearest."""
    many = shelf.several and not turn.scope
    says = "The articles do not say." if many else "The article does not say."
    near = "".join(_near_html(p, n, shelf) for p in turn.near if p.article_id in shelf.articles)
    return "".join(
        (
            _understood(turn),
            f'<p class="silence">{says}</p>',
            _missing_html(turn),
            f'<p class="nearest-head">The nearest passages</p><ul class="nearest">{near}</ul>'
            if near
            else "",
        )
    )


def _missing_html(turn: Turn) -> str:
    if not turn.missing:
        return ""
    words = ", ".join(f"<q>{esc(m)}</q>" for m in turn.missing[:4])
    return f'<p class="missing">Not found there: {words}.</p>'


def _near_html(p: Place, n: int, shelf: Shelf) -> str:
    words = one_line(shelf.articles[p.article_id].text[p.start : p.end])
    where = _capital(shelf.where(p.article_id, p.start, p.end))
    return (
        f'<li><button type="button" class="passage" '
        f"{_target(n, p.article_id, p.start, p.end)}>"
        f"<span>{esc(clip(words, _LONGEST_NEAR))}</span><small>{esc(where)}</small></button></li>"
    )
