"""What a judge is shown of a question and its answer."""

from __future__ import annotations

import re
from dataclasses import dataclass

from evals.samples import Sample
from evals.scoring import Record

UNANSWERED = "The articles do not answer this question."
_MARKER = re.compile(r"\s*\[\d+\]")


@dataclass(frozen=True, slots=True)
class Case:
    """An answer that was given: its words without markers, its quotes, and what is held right."""

    id: str
    article: str
    question: str
    answer: str
    quotes: tuple[str, ...]
    reference: str
    right: bool
    """Whether the arithmetic of spans and words says that it is right and rightly cited."""


def case_of(sample: Sample, record: Record) -> Case | None:
    """The case of a record; None where nothing was answered, as in silence or an error."""
    answer = record["answer"]
    if record["error"] or not answer or answer["abstained"] or not answer["citations"]:
        return None
    return Case(
        id=sample.id,
        article=sample.article,
        question=record["asked"],
        answer=_MARKER.sub("", answer["text"]).strip(),
        quotes=tuple(citation["quote"] for citation in answer["citations"]),
        reference=reference_of(sample),
        right=bool(record["scores"].get("right_and_cited", 0.0)),
    )


def reference_of(sample: Sample) -> str:
    """The gold answer as one text: alternatives parted by "or", parts on lines of their own."""
    if not sample.answerable:
        return UNANSWERED
    parts = [" or ".join(dict.fromkeys(g.text for g in part)) for part in sample.parts]
    return "\n".join(parts)
