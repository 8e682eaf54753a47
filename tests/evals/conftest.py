"""A small set of questions, and a system that really ranks: by the words that two texts share."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from evals.load import load_set
from evals.samples import EvalSet
from index.chunk import Passage, passage_id
from rag.answer import Answer, Citation, Hit, Short

BELL = (
    "The bell of Harrow Quay was cast in 1787 by Edith Marlow. It weighs 940 kilograms. "
    "It was moved to the museum because a storm had cracked the tower in March 1911."
)
FERRY = (
    "The ferry Anna Dale sank off Lindow on Tuesday. Nobody was hurt, the harbour master said. "
    "She will be raised in spring."
)
TEXTS = {"bell": BELL, "ferry": FERRY}


def _span(article: str, words: str) -> dict[str, Any]:
    start = TEXTS[article].index(words)
    return {"start": start, "end": start + len(words)}


def _row(
    key: str, article: str, kind: str, question: str, answer: str, evidence: str
) -> dict[str, Any]:
    found: list[dict[str, Any]] = []
    if answer:
        polar = answer in ("yes", "no")
        found = [{"text": answer} | ({} if polar else _span(article, answer))]
    return {
        "id": key,
        "article": article,
        "kind": kind,
        "question": question,
        "history": [],
        "answers": found,
        "evidence": [_span(article, evidence)] if evidence else [],
        "answerable": bool(answer),
        "tags": [],
    }


CAST, WEIGHS, MOVED = BELL[:57], BELL[58:82], BELL[83:]
SANK, UNHURT, RAISED = FERRY[:47], FERRY[48:89], FERRY[90:]
STORM = "a storm had cracked the tower"
ROWS = [
    _row(
        "q1", "bell", "factoid", "By whom was the bell of Harrow Quay cast?", "Edith Marlow", CAST
    ),
    _row("q2", "bell", "factoid", "How many kilograms of it?", "940 kilograms", WEIGHS),
    _row("q3", "bell", "why", "Why was the storm in the museum?", STORM, MOVED),
    _row("q4", "bell", "unanswerable", "What did Quentin pay?", "", ""),
    _row("q5", "ferry", "factoid", "When did the ferry Anna Dale sink?", "Tuesday", SANK),
    _row("q6", "ferry", "yesno", "Any injuries?", "no", UNHURT),
    _row("q7", "ferry", "false_premise", "Why did the ferry Anna Dale burn?", "", ""),
    _row("q8", "ferry", "factoid", "Please explode: when is she raised?", "in spring", RAISED),
]


class WordMatch:
    """Ranks sentences by shared words, answers with the best, is silent where few are shared.

    A question with the word "explode" fails, so that errors are met too.
    """

    name = "word-match"

    def __init__(self, texts: Mapping[str, str], least: int = 2) -> None:
        self.asked: list[str] = []
        self._least = least
        self._passages = [
            Passage(passage_id(key, m.start(), m.end(), m[0]), key, m.start(), m.end(), m[0])
            for key, text in texts.items()
            for m in re.finditer(r"[^.]+\.", text)
        ]

    def ask(self, question: str, history: Sequence[Mapping[str, Any]]) -> Answer:
        self.asked.append(question)
        if "explode" in question:
            raise RuntimeError("it exploded")
        hits = self.retrieve(question, 10)
        if hits[0].score < self._least:
            return Answer(question, "The articles do not say.", None, True, 0.1, (), tuple(hits))
        p = hits[0].passage
        short = re.search(r"[A-Z]\w+ [A-Z]\w+|\d+ \w+", p.text)
        found = (
            Short(p.article_id, p.start + short.start(), p.start + short.end(), short[0])
            if short
            else None
        )
        citation = Citation(1, p.article_id, p.start, p.end, p.text)
        sure = min(0.99, hits[0].score / 10)
        text = f"“{p.text.strip()}” [1]"
        return Answer(question, text, found, False, sure, (citation,), tuple(hits))

    def retrieve(self, question: str, k: int) -> list[Hit]:
        words = set(re.findall(r"\w+", question.lower()))
        scored = [
            Hit(p, float(len(words & set(re.findall(r"\w+", p.text.lower())))))
            for p in self._passages
        ]
        return sorted(scored, key=lambda h: -h.score)[:k]

    def settings(self) -> dict[str, Any]:
        return {"least": self._least}


def write_set(folder: Path, rows: list[dict[str, Any]] | None = None) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    lines = [json.dumps(row) for row in (ROWS if rows is None else rows)]
    (folder / "questions.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    articles = [json.dumps({"id": key, "text": text}) for key, text in TEXTS.items()]
    (folder / "articles.jsonl").write_text("\n".join(articles) + "\n", encoding="utf-8")
    return folder


@pytest.fixture
def tiny_folder(tmp_path: Path) -> Path:
    return write_set(tmp_path / "tiny")


@pytest.fixture
def tiny(tiny_folder: Path) -> EvalSet:
    return load_set(tiny_folder)


@pytest.fixture
def word_match() -> type[WordMatch]:
    return WordMatch
