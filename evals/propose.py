"""Questions proposed from an article's own sentences, with their spans, for a person to judge."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from evals.samples import Evidence, Gold, Sample
from index.articles import Article
from rag.inquire import Inquiry, Sort, inquire, sentences_of

PER_ARTICLE = 24
_KINDS: dict[Sort, str] = {
    "yesno": "yesno",
    "why": "why",
    "who said": "attribution",
    "said": "attribution",
    "nothing": "unanswerable",
}
"""The kinds of a set that are no factoids, by what is asked for."""


def propose(article: Article, limit: int = PER_ARTICLE) -> list[Sample]:
    """At most ``limit`` questions, spread over kinds and over the article; ids are theirs alone."""
    found: dict[str, list[Sample]] = {}
    for sentence in sentences_of(article):
        for inquiry in inquire(sentence):
            sample = _sample(article, inquiry)
            found.setdefault(sample.kind, []).append(sample)
    found["summary"] = [*_summary(article)]
    chosen: list[Sample] = []
    for turn in range(max(map(len, found.values()), default=0)):
        chosen += [samples[turn] for samples in found.values() if turn < len(samples)]
    distinct = {sample.question: sample for sample in reversed(chosen[: 2 * limit])}
    ordered = [sample for sample in chosen if distinct.get(sample.question) is sample][:limit]
    return [replace(sample, id=f"{article.id}-d{n}") for n, sample in enumerate(ordered, start=1)]


def _summary(article: Article) -> Iterator[Sample]:
    spans = [sentence.whole for sentence in sentences_of(article)][:2]
    if spans:
        yield Sample(
            id="",
            article=article.id,
            kind="summary",
            question="What is the article about?",
            answers=tuple(Gold(article.span_text(s), s, n) for n, s in enumerate(spans)),
            evidence=tuple(Evidence(s, n) for n, s in enumerate(spans)),
            tags=("draft",),
        )


def _sample(article: Article, inquiry: Inquiry) -> Sample:
    """A sample that the sentence answers; without a place the answer is yes, or there is none."""
    kind = _KINDS.get(inquiry.sort, "factoid")
    gold, evidence = (Gold("yes"),), (Evidence(inquiry.sentence),)
    if inquiry.answer:
        gold = (Gold(article.span_text(inquiry.answer), inquiry.answer),)
    nothing = inquiry.sort == "nothing"
    return Sample(
        id="",
        article=article.id,
        kind=kind,
        question=inquiry.question,
        answers=() if nothing else gold,
        evidence=() if nothing else evidence,
        answerable=not nothing,
        tags=("draft",),
    )
