"""Finds the best candidate for one question: retrieve, read, check, and say how sure that is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from index.articles import Article
from rag.answer import Hit
from rag.candidates import Candidate, Reading
from rag.decide import Calibrator, Evidence, measure
from rag.kinds import Kind, kind_of
from rag.quote import quote_span
from rag.read import Claim, Reader, Window
from rag.rerank import rerank
from rag.resolve import Resolved
from rag.spell import respell
from rag.terms import Terms, terms_of

READ = 10
"""How many passages are read for one question."""

CHECKED = 3
"""How many candidates the second look is given to."""

LONGEST: dict[Kind, int] = {"reason": 70, "yesno": 120, "list": 70}
_LONGEST = 40

Retrieve = Callable[[str, int], list[Hit]]


@dataclass(frozen=True, slots=True)
class Assessed:
    """A candidate with its measurements and the confidence that follows from them."""

    candidate: Candidate
    measured: tuple[float, ...]
    confidence: float


@dataclass(frozen=True, slots=True)
class Found:
    """What was found for one question: the reranked hits, and candidates, surest first."""

    resolved: Resolved
    kind: Kind
    hits: tuple[Hit, ...]
    reading: Reading
    assessed: tuple[Assessed, ...]

    @property
    def best(self) -> Candidate | None:
        """The surest candidate, or None where nothing was read."""
        return self.assessed[0].candidate if self.assessed else None

    @property
    def confidence(self) -> float:
        """The surest candidate's confidence; 0.0 without one."""
        return self.assessed[0].confidence if self.assessed else 0.0


@dataclass(frozen=True, slots=True)
class Finder:
    """The reader, the calibrator and the library's look-ups, passed in.

    ``nearest`` maps the words of a question that no article holds to the nearest that one holds.
    """

    reader: Reader
    calibrator: Calibrator
    articles: Callable[[str], Article]
    nearest: Callable[[str], Mapping[str, str]]

    def windows(self, hits: Sequence[Hit]) -> list[Window]:
        """What the reader sees of each hit: its passage under the article's title."""
        passages = [h.passage for h in hits]
        return [
            Window(p.article_id, p.start, p.text, self.articles(p.article_id).title)
            for p in passages
        ]

    def find(self, resolved: Resolved, retrieve: Retrieve) -> Found:
        """Retrieves and reads for one standalone question, and assesses the best candidates."""
        kind = kind_of(resolved.question)
        hits = retrieve(resolved.query, READ)
        right = respell(resolved.question, self.nearest(resolved.question), self.reader.knows)
        resolved = replace(resolved, question=right)
        reading = self.reader.read(resolved.asked, self.windows(hits), LONGEST.get(kind, _LONGEST))
        assessed = self._assess(resolved, kind, hits, reading)
        return Found(resolved, kind, tuple(rerank(hits, reading.windows)), reading, assessed)

    def yes_odds(self, found: Found, candidate: Candidate) -> float:
        """The log-odds of "yes", read twice: in the candidate's passage and in its quote alone."""
        title = self.articles(candidate.article_id).title
        alone = Window(candidate.article_id, 0, self._sentences(candidate), title)
        again = self.reader.read(found.resolved.asked, [alone])
        return found.reading.polarity[candidate.window] + again.polarity[0]

    def _assess(
        self, resolved: Resolved, kind: Kind, hits: Sequence[Hit], reading: Reading
    ) -> tuple[Assessed, ...]:
        candidates = reading.candidates[:CHECKED]
        sentences = [self._sentences(c) for c in candidates]
        support = self.reader.support(
            [
                Claim(resolved.asked, c.text, said, self.articles(c.article_id).title)
                for c, said in zip(candidates, sentences, strict=True)
            ]
        )
        terms = terms_of(resolved.question)
        assessed = []
        for c, said, odds in zip(candidates, sentences, support, strict=True):
            evidence = self._evidence(resolved, kind, hits, reading, terms, c, said, odds)
            measured = measure(evidence)
            assessed.append(Assessed(c, measured, self.calibrator.confidence(measured)))
        return tuple(sorted(assessed, key=lambda a: -a.confidence))

    def _sentences(self, candidate: Candidate) -> str:
        article = self.articles(candidate.article_id)
        span = quote_span(article, candidate.start, candidate.end)
        return article.text[span.start : span.end]

    def _evidence(
        self,
        resolved: Resolved,
        kind: Kind,
        hits: Sequence[Hit],
        reading: Reading,
        terms: Terms,
        candidate: Candidate,
        sentences: str,
        support: float,
    ) -> Evidence:
        article = self.articles(candidate.article_id)
        return Evidence(
            kind=kind,
            terms=terms,
            candidate=candidate,
            sentence=sentences,
            window=f"{article.title}\n{hits[candidate.window].passage.text}",
            article=article.text,
            reading=reading,
            retrieval=tuple(h.score for h in hits),
            support=support,
            leaning=bool(resolved.context),
        )
