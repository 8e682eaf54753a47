"""Where two places answer one question with another number, date or name.

The reader has scored every candidate on one scale. A rival is one that says another value of the
same sort; it counts only where its own article, asked alone, is sure of it too, and where both
places are about the same thing: the question's names and numbers stand in both articles, and the
two have names in common. News that is put right a day later is what this is for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from index.articles import Article
from index.spans import Span
from rag.answer import Answer, Disagreement, Short
from rag.candidates import Candidate
from rag.find import Finder, Found
from rag.kinds import Kind
from rag.quote import cite, quote_span
from rag.read import Claim
from rag.terms import coverage, terms_of
from rag.values import Sort, Value, differ, value_of
from rag.verify.names import names_in

MOST = 3
"""Places that are set side by side at most."""
_BEHIND = 6.0
"""Logits that a rival may score below the best answer."""
_SUPPORTED = 0.5
"""Log-odds of the second look that a rival has at least."""
_SAME_ARTICLE = 2.0
"""The same within one article, where a second value is mostly of another thing."""

_SORTS: dict[Kind, Sort] = {"number": "number", "time": "date", "person": "name"}


def with_disagreement(answer: Answer, found: Found, finder: Finder) -> Answer:
    """The answer with the places that contradict it, where there are any."""
    best = found.best
    if best is None or answer.abstained or found.kind not in _SORTS:
        return answer
    rivals = _rivals(found, best, _SORTS[found.kind], finder)
    if not rivals:
        return answer
    return replace(answer, disagreement=_side_by_side(_SORTS[found.kind], [best, *rivals], finder))


def _rivals(found: Found, best: Candidate, sort: Sort, finder: Finder) -> list[Candidate]:
    """The surest candidate of every other value, best first."""
    told = _value(best, sort, finder)
    if told is None:
        return []
    kept: list[tuple[Candidate, Value]] = []
    for c in found.reading.candidates:
        if len(kept) == MOST - 1 or c.score < best.score - _BEHIND or c.score <= 0:
            break
        value = _value(c, sort, finder)
        if (
            c == best
            or value is None
            or not all(differ(value, v) for v in (told, *(v for _, v in kept)))
        ):
            continue
        if _same_thing(found, best, c, finder) and _sure(found, c, value, sort, finder):
            kept.append((c, value))
    return [c for c, _ in kept]


def _value(c: Candidate, sort: Sort, finder: Finder) -> Value | None:
    article = finder.articles(c.article_id)
    return value_of(c.text, article.text[: c.start].rpartition("\n")[2], sort, _written(article))


def _written(article: Article) -> date | None:
    try:
        return date.fromisoformat(article.date) if article.date else None
    except ValueError:
        return None  # a month or a year alone


def _said(c: Candidate, finder: Finder) -> str:
    article = finder.articles(c.article_id)
    span = quote_span(article, c.start, c.end)
    return article.text[span.start : span.end]


def _same_thing(found: Found, best: Candidate, c: Candidate, finder: Finder) -> bool:
    """Whether both places are about what the question names, and about the same."""
    one, other = _said(best, finder), _said(c, finder)
    if best.text in other or c.text in one or one == other:
        return False  # one sentence that has both tells of two things
    terms = terms_of(found.resolved.question)
    names = (*terms.names, *terms.numbers)
    if c.article_id == best.article_id:
        return coverage(terms.all(), other) == 1.0 and coverage(terms.all(), one) == 1.0
    texts = [finder.articles(i).text for i in (best.article_id, c.article_id)]
    if any(coverage(names, text) < 1.0 for text in texts):
        return False
    return _in_common(texts) >= (1 if terms.names else 2)


def _in_common(texts: Sequence[str]) -> int:
    """How many names the beginnings of two articles share."""
    one, other = ({n.last for n in names_in(t[:1200])} for t in texts)
    return len(one & other)


def _sure(found: Found, c: Candidate, value: Value, sort: Sort, finder: Finder) -> bool:
    """Whether the rival's own article, asked alone, gives this value with enough confidence."""
    title = finder.articles(c.article_id).title
    asked = found.resolved.asked
    (support,) = finder.reader.support([Claim(asked, c.text, _said(c, finder), title)])
    if c.article_id == found.best.article_id:  # type: ignore[union-attr]
        return support >= _SAME_ARTICLE
    if support < _SUPPORTED:
        return False
    hits = [h for h in found.hits if h.passage.article_id == c.article_id]
    alone = finder.find(found.resolved, lambda *_: hits)
    if alone.best is None or alone.confidence < finder.calibrator.speak:
        return False
    same = _value(alone.best, sort, finder)
    return same is not None and not differ(same, value)


def _side_by_side(sort: Sort, places: Sequence[Candidate], finder: Finder) -> Disagreement:
    spans: list[Span] = []
    for c in places:
        spans.append(quote_span(finder.articles(c.article_id), c.start, c.end))
    quotes = cite(spans, {c.article_id: finder.articles(c.article_id) for c in places})
    values = tuple(Short(c.article_id, c.start, c.end, c.text) for c in places)
    return Disagreement(sort, values, quotes)
