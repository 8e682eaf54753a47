"""Whether an answer is right and rightly cited, as a strict but fair reader would say; no model.

What a person takes from an answer is its short answer where it shows one, else its words. So, for a
question with one answer, the rule is:

- *yes/no*: the text starts with the right one of the two words (or, where the question is as well
  answered by a span, is right by what follows);
- the short answer, where there is one, decides: its token F1 with a gold answer is at least 0.5
  (SQuAD's measure), or it holds the gold answer's words in order without running on;
- without a short answer, a gold answer stands in what is shown: the text and its quotes;
- explanations (``why`` and ``how``, and golds of six words and more) may stand in what is shown
  even where the short answer is cut elsewhere: they cannot be there by accident.

Questions with several parts (lists too) need every part in what is shown. A summary needs half of
its key points, each in its words or cited at its place. An answer that shows more words than a
reader would take for one (``ROOM``) is none.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from evals.metrics.text import best_over, normalise, token_f1
from evals.samples import Gold, Sample
from index.spans import Span
from rag.answer import Answer

ENOUGH_F1 = 0.5
ENOUGH_POINTS = 0.5
CLAUSE = 6
RUN_ON = 20
ROOM, ROOM_PER_PART = 150, 75
_EXPLAINING = frozenset({"why", "how"})
_MARKER = re.compile(r"\[\d+\]")
_POLARITY = re.compile(r"\W*(yes|no)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reply:
    """What of an answer is judged: its words, spans, and whether it is silence."""

    text: str
    short: str | None
    abstained: bool
    confidence: float
    cited: tuple[Span, ...]
    quotes: tuple[str, ...]

    @classmethod
    def of(cls, answer: Answer) -> Reply:
        """The judged part of an answer."""
        return cls(
            text=answer.text,
            short=answer.short.text if answer.short else None,
            abstained=answer.abstained,
            confidence=answer.confidence,
            cited=tuple(Span(c.article_id, c.start, c.end) for c in answer.citations),
            quotes=tuple(c.quote for c in answer.citations),
        )


@lru_cache(maxsize=65536)
def words(text: str) -> tuple[str, ...]:
    """The words that are compared: as SQuAD's, without the punctuation of any script.

    Dashes, slashes and signs of currency part words.

    >>> words("The “54-year-old” man's [1]")
    ('54', 'year', 'old', 'mans')
    """
    plain = unicodedata.normalize("NFKC", _MARKER.sub(" ", text))
    return tuple(normalise("".join(_parted(c) for c in plain)).split())


def _parted(c: str) -> str:
    category = unicodedata.category(c)
    if category in ("Pd", "Sc") or c == "/":
        return " "
    return "" if category[0] == "P" else c


def holds(part: str, whole: str) -> bool:
    """Whether the words of ``part`` stand in ``whole``, together and in order."""
    few, many = words(part), words(whole)
    if not few:
        return False
    return any(many[i : i + len(few)] == few for i in range(len(many) - len(few) + 1))


def polarity(sample: Sample) -> str | None:
    """The word that answers a yes/no question, where one does, else None."""
    texts = {gold.text.strip().lower() for gold in sample.answers if gold.span is None}
    return texts.pop() if len(texts) == 1 and texts <= {"yes", "no"} else None


def shown(reply: Reply) -> str:
    """All that the reader sees: the text, then the quotes that it does not repeat."""
    more = [quote for quote in reply.quotes if not holds(quote, reply.text)]
    return "\n".join([reply.text, *more])


def answer_right(sample: Sample, reply: Reply) -> bool:
    """Whether an answerable question is answered right; silence is not an answer."""
    parts = len(sample.parts)
    if reply.abstained or not sample.answerable:
        return False
    if gold := polarity(sample):
        said = _POLARITY.match(_MARKER.sub(" ", reply.text))
        if said:
            return said[1].lower() == gold
        spans = [g for g in sample.answers if g.span is not None]
        return any(_is(g, sample.kind, reply) for g in spans)
    if len(words(reply.text)) > ROOM + ROOM_PER_PART * (parts - 1):
        return False
    if sample.kind == "summary":
        return points_covered(sample, reply) >= ENOUGH_POINTS
    if parts > 1:
        return all(any(_stands(g.text, reply) for g in part) for part in sample.parts)
    return any(_is(gold, sample.kind, reply) for gold in sample.answers)


def _stands(gold: str, reply: Reply) -> bool:
    """Whether the gold words stand in the text, or in the quotes that a reader would read."""
    return any(holds(gold, part) for part in [reply.text, *_read(reply)])


def _read(reply: Reply) -> list[str]:
    """The first quotes, as many as a reader would read for the answer."""
    read, total = [], 0
    for quote in reply.quotes:
        total += len(words(quote))
        if total > ROOM:
            break
        read.append(quote)
    return read


def _is(gold: Gold, kind: str, reply: Reply) -> bool:
    if reply.short is not None:
        short = reply.short
        if token_f1(" ".join(words(gold.text)), " ".join(words(short))) >= ENOUGH_F1:
            return True
        if holds(gold.text, short) and len(words(short)) <= RUN_ON:
            return True
        if kind not in _EXPLAINING and len(words(gold.text)) < CLAUSE:
            return False
    return _stands(gold.text, reply)


def points_covered(sample: Sample, reply: Reply) -> float:
    """The share of a summary's key points that are said in their words or cited at their place."""
    parts = sample.parts
    met = sum(any(_said(gold, reply) for gold in part) for part in parts)
    return met / len(parts) if parts else 0.0


def _said(gold: Gold, reply: Reply) -> bool:
    if holds(gold.text, shown(reply)):
        return True
    return gold.span is not None and any(
        2 * overlap(gold.span, cited) >= len(gold.span) for cited in reply.cited
    )


def answer_shown(sample: Sample, reply: Reply) -> bool:
    """The lenient reading: every part's gold words stand somewhere in what is shown."""
    if polarity(sample) or sample.kind == "summary":
        return answer_right(sample, reply)
    if reply.abstained or not sample.answerable:
        return False
    return all(any(holds(g.text, shown(reply)) for g in part) for part in sample.parts)


def overlap(one: Span, other: Span) -> int:
    """How many characters two spans share."""
    if one.article_id != other.article_id:
        return 0
    return max(0, min(one.end, other.end) - max(one.start, other.start))


def citation_right(sample: Sample, reply: Reply) -> bool:
    """Whether a cited span overlaps gold evidence, in the right article."""
    return any(e.span.overlaps(cited) for e in sample.evidence for cited in reply.cited)


def citation_precision(sample: Sample, reply: Reply) -> float | None:
    """The share of citations that overlap gold evidence; None where nothing is cited.

    After ALCE (Gao et al. 2023), with gold spans in place of its entailment model.
    """
    if not reply.cited:
        return None
    good = sum(any(e.span.overlaps(c) for e in sample.evidence) for c in reply.cited)
    return good / len(reply.cited)


def citation_recall(sample: Sample, reply: Reply) -> float:
    """The share of the parts of the evidence that a citation overlaps (after ALCE)."""
    needs = sample.needs
    met = sum(any(e.span.overlaps(c) for e in need for c in reply.cited) for need in needs)
    return met / len(needs) if needs else 0.0


def decision_right(sample: Sample, reply: Reply) -> bool:
    """Whether it was right to answer, or to be silent."""
    return reply.abstained != sample.answerable


def quote_exact(reply: Reply, articles: Mapping[str, str]) -> bool:
    """Whether every quote is its article's text at its span, to the character."""
    return all(
        span.article_id in articles and articles[span.article_id][span.start : span.end] == quote
        for span, quote in zip(reply.cited, reply.quotes, strict=True)
    )


def short_scores(sample: Sample, reply: Reply) -> tuple[float, float] | None:
    """(exact match, F1) of the short answer, or of the text where there is none.

    Silence is the empty answer. None for what has no short gold: yes/no, parts, summaries.
    """
    if polarity(sample) or len(sample.parts) > 1 or sample.kind == "summary":
        return None
    given = "" if reply.abstained else reply.short or _MARKER.sub(" ", reply.text)
    return best_over([gold.text for gold in sample.answers], given)
