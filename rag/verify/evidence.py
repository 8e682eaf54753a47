"""The sentences that a claim cites, and which of them bear it out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from index.articles import Article
from index.chunk import Passage
from index.sentences import sentence_spans
from index.spans import Span
from rag.verify.alike import Lexicon
from rag.verify.claim import Claim, weight
from rag.verify.dates import clocks_in, days_in, same_day, same_time
from rag.verify.names import alike, composites_in, found_in
from rag.verify.numbers import agrees, numbers_in
from rag.verify.orders import tainted
from rag.verify.polarity import denial
from rag.verify.quoted import holds
from rag.verify.words import Word, fold, words_in

_MOST = 4
"""Sentences that one claim may rest on."""

_GAIN = 0.75
"""How much of the claim a further sentence must add; a word counts 1 at most."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a cited passage: ``article.text[start:end] == text``; ``at`` is its rank."""

    article_id: str
    start: int
    end: int
    text: str
    date: str | None
    at: int

    @property
    def span(self) -> Span:
        """Where it stands in its article."""
        return Span(self.article_id, self.start, self.end)

    @property
    def words(self) -> tuple[Word, ...]:
        """Its words of content."""
        return tuple(w for w in words_in(self.text) if w.content)


def sentences_of(passages: Sequence[Passage], articles: Callable[[str], Article]) -> list[Sentence]:
    """The sentences of the passages in order, each once, without those that give orders."""
    found: list[Sentence] = []
    for passage in passages:
        article = articles(passage.article_id)
        spans = sentence_spans(article.text, passage.start, passage.end)
        clean = _clean(article.text, spans)
        for start, end in clean:
            sentence = Sentence(
                article.id, start, end, article.text[start:end], article.date, len(found)
            )
            if sentence.span not in {s.span for s in found}:
                found.append(sentence)
    return found


def _clean(text: str, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The sentences without those of each paragraph from its first order on.

    A paragraph ends at an empty line, so that an order taints the lines right below it too.
    """
    kept: list[tuple[int, int]] = []
    for block in dict.fromkeys(_paragraph(text, start) for start, _ in spans):
        paragraph = sentence_spans(text, *block)
        bad = {
            span
            for span, taint in zip(
                paragraph, tainted([text[a:b] for a, b in paragraph]), strict=True
            )
            if taint
        }
        kept += [
            (a, b)
            for a, b in spans
            if block[0] <= a < block[1] and not any(a < y and x < b for x, y in bad)
        ]
    return kept


def _paragraph(text: str, at: int) -> tuple[int, int]:
    start = text.rfind("\n\n", 0, at) + 2 if "\n\n" in text[:at] else 0
    end = text.find("\n\n", at)
    return start, len(text) if end < 0 else end


def covers(claim: Claim, sentence: Sentence, lexicon: Lexicon) -> list[float]:
    """For each part of the claim (words, names, numbers, dates, times, quotes) how far it is told."""
    words, text = sentence.words, sentence.text
    names, folded = composites_in(text), frozenset(fold(w.text) for w in words_in(text))
    written = claim.day_of(sentence.date)
    found = [weight(w) * lexicon.best(w, words) for w in claim.words]
    found += [1.5 * (_named(n.last, folded) or found_in(n, names, folded)) for n in claim.names]
    numbers, days, clocks = numbers_in(text), days_in(text), clocks_in(text)
    found += [1.5 * any(agrees(n, m) for m in numbers) for n in claim.numbers]
    found += [1.0 * any(same_day(d, e, written) for e in days) for d in claim.days]
    found += [1.5 * any(same_time(c, e) for e in clocks) for c in claim.clocks]
    found += [3.0 * holds(text, q) for q in claim.quotes]
    return [*found, float(claim.denies and denial(words_in(text)) and max(found, default=0.0) > 0)]


def _named(last: str, folded: frozenset[str]) -> bool:
    return last in folded or any(alike(last, w) for w in folded if w[:3] == last[:3])


def choose(claim: Claim, sentences: Sequence[Sentence], lexicon: Lexicon) -> list[Sentence]:
    """The few sentences that tell most of the claim, the best first.

    Greedy: each further sentence must add what the ones before leave untold.
    """
    told = [covers(claim, s, lexicon) for s in sentences]
    chosen: list[int] = []
    best = [0.0] * (claim.size + 1)
    while len(chosen) < _MOST:
        gains = [sum(max(0.0, n - o) for n, o in zip(t, best, strict=True)) for t in told]
        top = max(range(len(gains)), key=lambda i: (gains[i], -i), default=None)
        if top is None or gains[top] < (_GAIN if chosen else 1e-9):
            break
        chosen.append(top)
        best = [max(a, b) for a, b in zip(best, told[top], strict=True)]
    return [sentences[i] for i in chosen]
