"""The answer in the articles' own words: decide, and set the short answer above its quotes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.abstain import abstention
from rag.answer import Answer, Citation, Short
from rag.candidates import Candidate
from rag.disagree import with_disagreement
from rag.find import Finder, Found, Retrieve
from rag.kinds import parts_of
from rag.quote import cite, join_spans, quote_span
from rag.resolve import Resolved

_LIST_MARGIN = 3.0
"""A further item of a list must score within this many logits of the best."""


@dataclass(frozen=True, slots=True)
class Extractor:
    """Answers in the articles' own words, or not at all."""

    finder: Finder

    def answer(self, readings: Sequence[Resolved], retrieve: Retrieve) -> Answer:
        """The answer to the best-supported reading of a question, or an abstention."""
        parts = parts_of(readings[0].question)
        if len(parts) > 1:
            return self._answer_parts(readings[0], parts, retrieve)
        found = [self.finder.find(resolved, retrieve) for resolved in readings]
        best = max(found, key=lambda f: f.confidence)
        if not self._may_speak(best):
            return self._abstain(best)
        return with_disagreement(self.speak(best), best, self.finder)

    def _may_speak(self, found: Found) -> bool:
        return found.best is not None and found.confidence >= self.finder.calibrator.speak

    def _abstain(self, found: Found) -> Answer:
        return abstention(
            found.resolved.question, found.kind, found.hits, found.confidence, self.finder.articles
        )

    def _items(self, found: Found) -> list[Candidate]:
        """The surest candidate, and for a list the further items that score near it."""
        best = found.assessed[0].candidate
        if found.kind != "list":
            return [best]
        others = [c for c in found.reading.candidates[:4] if c != best]
        near = [c for c in others if best.score - c.score <= _LIST_MARGIN and c.score > 0]
        return [best, *near]

    def speak(self, found: Found) -> Answer:
        """The answer that ``found`` gives, however sure it is."""
        items = self._items(found)
        spans = join_spans(
            quote_span(self.finder.articles(c.article_id), c.start, c.end) for c in items
        )
        citations = cite(spans, {s.article_id: self.finder.articles(s.article_id) for s in spans})
        best = items[0]
        lead = self._lead(found, items)
        short = (
            None
            if found.kind == "yesno"
            else Short(best.article_id, best.start, best.end, best.text)
        )
        return Answer(
            question=found.resolved.question,
            text="\n\n".join([*([lead] if lead else []), *(_line(c) for c in citations)]),
            short=short,
            abstained=False,
            confidence=found.confidence,
            citations=citations,
            hits=found.hits,
            kind=found.kind,
        )

    def _lead(self, found: Found, items: Sequence[Candidate]) -> str:
        if found.kind == "yesno":
            return "Yes." if self.finder.yes_odds(found, items[0]) > 0 else "No."
        if found.kind == "reason":
            return ""
        return "; ".join(" ".join(c.text.split()) for c in items)

    def _answer_parts(self, whole: Resolved, parts: Sequence[str], retrieve: Retrieve) -> Answer:
        """Each part asked in the light of the whole, each answered or said to be missing."""
        answers = []
        for part in parts:
            context = whole.question if part != parts[0] else whole.context
            resolved = Resolved(part, context)
            found = self.finder.find(resolved, lambda q, k: retrieve(whole.question, k))
            answers.append(self.speak(found) if self._may_speak(found) else self._abstain(found))
        return combine(whole.question, parts, answers)


def _line(citation: Citation) -> str:
    return f"“{' '.join(citation.quote.split())}” [{citation.number}]"


def combine(question: str, parts: Sequence[str], answers: Sequence[Answer]) -> Answer:
    """One answer of several: every part with its own citations, numbered through."""
    spoken = [a for a in answers if not a.abstained]
    if not spoken:
        return replace(answers[0], question=question)
    citations: list[Citation] = []
    blocks = []
    for part, answer in zip(parts, answers, strict=True):
        if answer.abstained:
            blocks.append(f"{part}\nThe article does not say.")
            continue
        numbers = []
        for c in answer.citations:
            known = next(
                (
                    k
                    for k in citations
                    if (k.article_id, k.start, k.end) == (c.article_id, c.start, c.end)
                ),
                None,
            )
            if known is None:
                known = replace(c, number=len(citations) + 1)
                citations.append(known)
            numbers.append(known)
        lead = answer.text.split("\n\n")[0] if not answer.text.startswith("“") else ""
        blocks.append("\n".join([*([lead] if lead else []), *(_line(n) for n in numbers)]))
    return Answer(
        question=question,
        text="\n\n".join(blocks),
        short=spoken[0].short,
        abstained=False,
        confidence=min(a.confidence for a in spoken),
        citations=tuple(citations),
        hits=answers[0].hits,
        kind="multi",
        missing=tuple(m for a in answers if a.abstained for m in a.missing),
    )
