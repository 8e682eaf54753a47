"""One row of a set as a sample; what is wrong with it is said with the field and its value."""

from __future__ import annotations

import json
from typing import Any

from evals.samples import Evidence, Gold, Sample
from index.spans import Span

KINDS = (
    *("factoid", "paraphrase", "misspelt", "attribution", "why", "how", "list", "yesno", "multi"),
    *("summary", "followup", "unanswerable", "false_premise"),
)
PARTED = frozenset({"list", "multi"})
_FIELDS = (
    *("id", "article", "kind", "question", "history", "answers", "evidence", "answerable"),
    *("tags", "rewrite"),
)


def parse_sample(row: dict[str, Any], articles: dict[str, str]) -> Sample:
    """One row as a sample. Raises ``ValueError`` that names the field and its value."""
    unknown = row.keys() - {*_FIELDS}
    if unknown:
        raise ValueError(f"unknown field {sorted(unknown)[0]!r}; known are {', '.join(_FIELDS)}")
    kind, article = string(row, "kind"), string(row, "article")
    if kind not in KINDS:
        raise ValueError(f"kind {kind!r} is none of {', '.join(KINDS)}")
    if article not in articles:
        raise ValueError(f"article {article!r} is not among the {len(articles)} articles")
    answerable = row.get("answerable")
    if not isinstance(answerable, bool):
        raise ValueError(f"answerable is {answerable!r}; write true or false")
    sample = Sample(
        id=string(row, "id"),
        article=article,
        kind=kind,
        question=string(row, "question"),
        history=_history(row.get("history", [])),
        answers=_answers(row, articles),
        evidence=_evidence(row, articles),
        answerable=answerable,
        tags=tuple(map(str, row.get("tags", []))),
        rewrite=str(row.get("rewrite", "")),
    )
    _check_whole(sample)
    return sample


def to_row(sample: Sample) -> dict[str, Any]:
    """The row that :func:`parse_sample` reads as this sample."""
    answers = []
    for gold in sample.answers:
        span = {"start": gold.span.start, "end": gold.span.end} if gold.span else {}
        answers.append({"text": gold.text, **span, "part": gold.part})
    evidence = []
    for e in sample.evidence:
        other = {"article": e.span.article_id} if e.span.article_id != sample.article else {}
        place = {"start": e.span.start, "end": e.span.end, "part": e.part}
        evidence.append({**place, **other, **({"grade": e.grade} if e.grade != 1 else {})})
    return {
        "id": sample.id,
        "article": sample.article,
        "kind": sample.kind,
        "question": sample.question,
        "history": sample.turns,
        "answers": answers,
        "evidence": evidence,
        "answerable": sample.answerable,
        "tags": list(sample.tags),
        **({"rewrite": sample.rewrite} if sample.rewrite else {}),
    }


def _check_whole(sample: Sample) -> None:
    if sample.answerable and not sample.evidence:
        raise ValueError("answerable is true but evidence is empty; give a span, or say false")
    if not sample.answerable and (sample.answers or sample.evidence):
        raise ValueError("answerable is false but answers or evidence are given; leave them empty")
    if sample.kind in ("unanswerable", "false_premise") and sample.answerable:
        raise ValueError(f"kind {sample.kind!r} cannot be answerable")
    if len(sample.parts) > 1 and len(sample.needs) not in (1, len(sample.parts)):
        raise ValueError(
            f"{len(sample.parts)} parts of the answer but {len(sample.needs)} of the evidence; "
            "number both alike with 'part', or leave the evidence's out"
        )


def _history(turns: object) -> tuple[tuple[str, str], ...]:
    if not isinstance(turns, list):
        raise ValueError(f"history is {turns!r}; give a list of turns")
    found = []
    for at, turn in enumerate(turns):
        role = turn.get("role") if isinstance(turn, dict) else None
        if role not in ("user", "assistant"):
            raise ValueError(f"history turn {at} has the role {role!r}; write user or assistant")
        found.append((str(role), string(turn, "content")))
    return tuple(found)


def _answers(row: dict[str, Any], articles: dict[str, str]) -> tuple[Gold, ...]:
    found = []
    for at, item in enumerate(_objects(row, "answers")):
        text = string(item, "text")
        span = _span(item, row["article"], articles, f"answers[{at}]") if "start" in item else None
        if span and articles[span.article_id][span.start : span.end] != text:
            there = articles[span.article_id][span.start : span.end]
            raise ValueError(f"answers[{at}] says {text!r} but its span holds {there!r}")
        found.append(Gold(text, span, _part(item, at, row["kind"])))
    return tuple(found)


def _evidence(row: dict[str, Any], articles: dict[str, str]) -> tuple[Evidence, ...]:
    found = []
    for at, item in enumerate(_objects(row, "evidence")):
        article = item.get("article", row["article"])
        if article not in articles:
            raise ValueError(f"evidence[{at}] names the article {article!r}, which is not there")
        span = _span(item, article, articles, f"evidence[{at}]")
        found.append(Evidence(span, _part(item, at, row["kind"]), float(item.get("grade", 1.0))))
    return tuple(found)


def _part(item: dict[str, Any], at: int, kind: str) -> int:
    part = item.get("part", at if kind in PARTED else 0)
    if not isinstance(part, int) or part < 0:
        raise ValueError(f"part is {part!r}; write a whole number from 0")
    return part


def _span(item: dict[str, Any], article: str, articles: dict[str, str], where: str) -> Span:
    start, end = item.get("start"), item.get("end")
    length = len(articles[article])
    whole = isinstance(start, int) and isinstance(end, int)
    if not (whole and 0 <= start < end <= length):  # type: ignore[operator]
        raise ValueError(f"{where} is {start}–{end}, not a span of {length} characters")
    return Span(article, int(start), int(end))  # type: ignore[arg-type]


def _objects(row: dict[str, Any], name: str) -> list[dict[str, Any]]:
    value = row.get(name, [])
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise ValueError(f"{name} is {json.dumps(value)[:60]}; give a list of objects")
    return value


def string(row: dict[str, Any], name: str) -> str:
    """The text in a field. Raises ``ValueError`` where there is none."""
    value = row.get(name)
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{name} is {value!r}; give a text that is not empty")
    return value
