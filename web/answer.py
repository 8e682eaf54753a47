"""One answer as HTML: its short form, its quotes, how sure it is; or an abstention."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from index.sentences import sentence_spans
from rag.answer import Citation, Short, Usage
from rag.attribution import speaker_of
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


def answer_html(turn: Turn, n: int, shelf: Shelf, *, growing: bool = False) -> str:
    """What an answered turn shows: the short answer, its quotes, and how sure it is.

    While it is ``growing`` only its words are shown, so that nothing below them has to move.
    """
    citations = {c.number: c for c in turn.citations}
    changed = turn.changed(shelf.texts)
    parts = _parts_html(turn, n, shelf, citations, changed, growing=growing)
    if growing:
        return "".join((_understood(turn), *parts))
    return "".join(
        (
            _understood(turn),
            *parts,
            versus_html(turn, n, shelf, changed),
            f'<p class="aside">{esc(turn.note)}</p>' if turn.note else "",
            _foot_html(turn, several=shelf.several),
        )
    )


def _understood(turn: Turn) -> str:
    """What a follow-up was understood to ask, where that is more than its words say."""
    if not turn.standalone or one_line(turn.standalone) == one_line(turn.question):
        return ""
    return f'<p class="understood">Understood as: {esc(clip(turn.standalone, 300))}</p>'


def _parts_html(
    turn: Turn,
    n: int,
    shelf: Shelf,
    citations: Mapping[int, Citation],
    changed: Sequence[int],
    *,
    growing: bool,
) -> Iterator[str]:
    led = False
    beside = {c.number for c in turn.sides}  # they stand side by side below
    for part in parts_of(turn.text, turn.citations):
        if isinstance(part, Lead):
            size = "lead" if not led and turn.kind not in ("summary", "multi") else "lead minor"
            led = True
            marks = "".join(ref_html(citations[k], n) for k in part.numbers)
            yield f'<p class="{size}"><span>{esc(part.text)}</span>{marks}</p>'
            if size == "lead" and turn.kind not in ("attribution", "list", "yesno"):
                yield _claim_html(turn.short, citations[part.numbers[0]])
        elif isinstance(part, Quote):
            c = citations[part.number]
            if not (growing or c.number in beside):
                yield quote_html(turn.short, c, n, shelf, c.number in changed)
        else:
            yield _prose_html(part, n, citations)


def _claim_html(short: Short | None, c: Citation) -> str:
    """Whose claim an answer is, where its sentence says so."""
    if not short or not _holds(c, short):
        return ""
    low = c.quote.rfind("\n", 0, short.start - c.start) + 1
    for start, end in sentence_spans(c.quote, low):
        if start <= short.start - c.start < end:
            who = speaker_of(
                c.quote[start:end], short.start - c.start - start, short.end - c.start - start
            )
            return f'<p class="claim">according to {esc(one_line(who))}</p>' if who else ""
    return ""


def _holds(c: Citation, short: Short) -> bool:
    """Whether the words of a short answer stand where they should in a quote."""
    return (
        short.article_id == c.article_id
        and c.start <= short.start
        and short.end <= c.end
        and c.quote[short.start - c.start : short.end - c.start] == short.text
    )


def _prose_html(part: Prose, n: int, citations: Mapping[int, Citation]) -> str:
    inner = "".join(
        esc(piece) if isinstance(piece, str) else ref_html(citations[piece], n)
        for piece in split_markers(part.text, list(citations))
    )
    return f'<p class="prose-line">{inner}</p>'


def ref_html(c: Citation, n: int) -> str:
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


def quote_html(
    short: Short | None, c: Citation, n: int, shelf: Shelf, changed: bool, said: str = ""
) -> str:
    """A quote with its place; the words of the short answer stand out where they are in it.

    ``said`` stands above the quote.
    """
    inside = short and _holds(c, short)
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
        f'<figure class="quote" data-n="{c.number}">{said}<blockquote>{words}</blockquote>'
        f"<figcaption>{ref_html(c, n)}{where}{link}</figcaption></figure>"
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def versus_html(turn: Turn, n: int, shelf: Shelf, changed: Sequence[int]) -> str:
    """The places that contradict each other, side by side, each with its value and its date."""
    if not turn.disagreement:
        return ""
    many = len({c.article_id for c in turn.sides}) > 1
    sides = "".join(
        quote_html(
            value,
            c,
            n,
            shelf,
            c.number in changed,
            f'<p class="value">{esc(one_line(value.text))}</p>',
        )
        for value, c in zip(turn.disagreement.values, turn.sides, strict=True)
    )
    says = DISAGREE[turn.disagreement.sort] if many else "The article gives more than one answer."
    return (
        f'<section class="versus" aria-label="Disagreement"><p class="versus-head">{says}</p>'
        f'<div class="sides">{sides}</div></section>'
    )


DISAGREE = {
    "number": "The articles give different numbers.",
    "date": "The articles give different dates.",
    "name": "The articles give different names.",
}


def _foot_html(turn: Turn, *, several: bool) -> str:
    if turn.mode == "generative":
        return _written_html(turn, several=several)
    sure = sureness(turn.confidence)
    chance = percent(turn.confidence)
    return (
        f'<p class="foot"><span class="sure level-{sure.level}" '
        f'title="{chance} of answers with this score were right">{sure.words}</span></p>'
        f"{_spent_html(turn.usage)}"
    )


def _written_html(turn: Turn, *, several: bool) -> str:
    """Who wrote an answer that is not the articles' own words, and that it was checked."""
    model = turn.usage.model if turn.usage else "a language model"
    what = "articles" if several else "article"
    return (
        f'<p class="foot"><span class="sure written">Written by {esc(model)}, checked sentence by '
        f"sentence against the {what}</span></p>{_spent_html(turn.usage)}"
    )


def _spent_html(usage: Usage | None) -> str:
    return f'<p class="foot spent">{esc(spent(usage))}</p>' if usage else ""


def spent(usage: Usage) -> str:
    """What a language model took, in words.

    >>> spent(Usage("m", 1200, 34, 1, 0.00123, False))
    '1,234 tokens, $0.0012'
    """
    about = "about " if usage.estimated else ""
    tokens = f"{about}{usage.tokens_in + usage.tokens_out:,} tokens"
    if usage.cost is None:
        return tokens
    return f"{tokens}, ${usage.cost:.4f}" if usage.cost else f"{tokens}, at no cost"


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
            f'<p class="aside">{esc(turn.note)}</p>' if turn.note else "",
            _spent_html(turn.usage),
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
