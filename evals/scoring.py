"""One question asked and judged: the record that everything else is computed from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from evals.metrics import judging
from evals.metrics.judging import Reply
from evals.metrics.ranking import ranking
from evals.samples import Sample
from index.spans import Span
from rag.answer import Answer, Hit

RANKING = ("recall@1", "recall@3", "recall@5", "mrr", "ndcg@5")
ANSWERED = ("answer_right", "answer_shown", "citation_right", "right_and_cited")
CITING = ("citation_precision", "citation_recall")
SHORT = ("exact_match", "token_f1")

Record = dict[str, Any]
"""One line of ``records.jsonl``: plain values that JSON keeps as they are."""

Scores = dict[str, float]


def score(sample: Sample, reply: Reply | None, hits: Sequence[Span] | None) -> Scores:
    """Every measure that applies to the question; what does not apply is left out.

    ``reply`` is None where asking failed: the error is scored as the worst in each measure of
    answers, and never left out. ``hits`` is None where nothing was retrieved on purpose.
    """
    scores: Scores = {"error": float(reply is None)}
    if hits is not None and sample.answerable:
        scores |= ranking(sample, hits)
    if reply is None:
        silent = {"wrongly_silent": 1.0} if sample.answerable else {}
        return scores | dict.fromkeys(_applicable(sample), 0.0) | silent
    scores["decision_right"] = float(judging.decision_right(sample, reply))
    if sample.answerable:
        scores |= _answered(sample, reply)
    else:
        scores["silent_right"] = float(reply.abstained)
    short = judging.short_scores(sample, reply)
    if short is not None:
        scores |= dict(zip(SHORT, short, strict=True))
    return {name: round(value, 6) for name, value in scores.items()}


def _answered(sample: Sample, reply: Reply) -> Scores:
    right, cited = judging.answer_right(sample, reply), judging.citation_right(sample, reply)
    scores = {
        "answer_right": float(right),
        "answer_shown": float(judging.answer_shown(sample, reply)),
        "citation_right": float(cited),
        "right_and_cited": float(right and cited),
        "wrongly_silent": float(reply.abstained),
        "citation_recall": judging.citation_recall(sample, reply),
    }
    precision = judging.citation_precision(sample, reply)
    return scores if precision is None else scores | {"citation_precision": precision}


def _applicable(sample: Sample) -> list[str]:
    names = ["decision_right"]
    names += [*ANSWERED, *CITING] if sample.answerable else ["silent_right"]
    silent = Reply("", None, True, 0.0, (), ())
    return names + (list(SHORT) if judging.short_scores(sample, silent) is not None else [])


def record(
    sample: Sample,
    answer: Answer | None,
    hits: Sequence[Hit] | None,
    articles: Mapping[str, str],
    error: str | None = None,
    *,
    asks: bool = True,
) -> Record:
    """The record of one question: what was asked, what came back, and its scores.

    ``asks`` is false where the system only retrieves.
    """
    spans = None if hits is None else [hit.passage.span for hit in hits]
    reply = Reply.of(answer) if answer else None
    if reply and not judging.quote_exact(reply, articles):
        # The one promise that no answer may break, whatever else is right about it.
        error = "a quote is not its article's text at its span"
    scores = score(sample, None if error else reply, spans)
    scores["error"] = float(error is not None)
    if answer:
        scores["quote_exact"] = float(error is None)
    if not asks:
        scores = {k: v for k, v in scores.items() if k in ("error", *RANKING)}
    return {
        "id": sample.id,
        "article": sample.article,
        "kind": sample.kind,
        "answerable": sample.answerable,
        "question": sample.question,
        "asked": answer.question if answer else sample.question,
        "error": error,
        "answer": _plain(answer) if answer else None,
        "hits": None if hits is None else [_hit(hit) for hit in hits],
        "scores": scores,
    }


def _plain(answer: Answer) -> dict[str, Any]:
    return {
        "text": answer.text,
        "short": asdict(answer.short) if answer.short else None,
        "abstained": answer.abstained,
        "confidence": round(answer.confidence, 6),
        "citations": [asdict(citation) for citation in answer.citations],
        "mode": answer.mode,
        "kind": answer.kind,
        "missing": list(answer.missing),
        "note": answer.note,
        **({"usage": asdict(answer.usage)} if answer.usage else {}),
    }


def _hit(hit: Hit) -> list[Any]:
    p = hit.passage
    return [p.article_id, p.start, p.end, round(float(hit.score), 5)]
