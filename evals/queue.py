"""Proposed questions and what a person made of them; the folder is a set of the accepted ones.

::

    queue.jsonl       every proposal: {"status": "proposed" | "accepted" | "refused", "row": {…}}
    questions.jsonl   the rows of the accepted, so that `pullquote eval FOLDER` runs them
    articles.jsonl    the articles they are about
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from threading import RLock
from typing import Any

from evals.errors import BadRows, EvalError
from evals.folder import dumps
from evals.rows import parse_sample, to_row
from evals.samples import Sample

STATUSES = ("proposed", "accepted", "refused")


class NoSuchDraft(EvalError):
    """No proposal has that id."""

    def __init__(self, key: str) -> None:
        super().__init__(f"no proposal has the id {key!r}; load the page again")


@dataclass(frozen=True, slots=True)
class Draft:
    """A proposal: its row as it may have been edited, and its status."""

    row: dict[str, Any]
    status: str = "proposed"

    @property
    def id(self) -> str:
        """The id of its question."""
        return str(self.row["id"])


class Queue:
    """The proposals of a folder; every change is on disk when it returns."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.articles: dict[str, str] = {}
        self._drafts: dict[str, Draft] = {}
        self._lock = RLock()
        self._load()

    def drafts(self) -> list[Draft]:
        """Every proposal, in the order they came."""
        with self._lock:
            return list(self._drafts.values())

    def add(self, samples: Iterable[Sample], articles: Mapping[str, str]) -> int:
        """Adds what is not there yet, and gives how many that was.

        A question is the same as another of the same article with the same words and history.

        Raises:
            BadRows: an article of that id is there with another text.
        """
        with self._lock:
            for key, text in articles.items():
                if self.articles.get(key, text) != text:
                    problem = f"article {key!r} has another text there; give another --out"
                    raise BadRows(self.folder / "articles.jsonl", [problem])
            known = {_same(draft.row) for draft in self._drafts.values()}
            before = len(self._drafts)
            for sample in samples:
                row = to_row(sample)
                if _same(row) not in known:
                    known.add(_same(row))
                    key = self._free(sample.id)
                    self._drafts[key] = Draft(row | {"id": key})
            self.articles |= articles
            self._save()
            return len(self._drafts) - before

    def decide(self, key: str, status: str, row: Mapping[str, Any] | None = None) -> Draft:
        """Accepts, refuses or takes back a proposal, with the row as edited.

        Raises:
            NoSuchDraft: there is no such proposal.
            ValueError: the status is none, or an accepted row is not valid; it says what is wrong.
        """
        if status not in STATUSES:
            raise ValueError(f"status {status!r} is none of {', '.join(STATUSES)}")
        with self._lock:
            if key not in self._drafts:
                raise NoSuchDraft(key)
            draft = self._drafts[key]
            changed = dict(draft.row if row is None else row) | {"id": key}
            if status == "accepted":
                changed = to_row(parse_sample(changed, self.articles))
            self._drafts[key] = replace(draft, row=changed, status=status)
            self._save()
            return self._drafts[key]

    def counts(self) -> dict[str, int]:
        """How many there are of each status."""
        return {s: sum(d.status == s for d in self.drafts()) for s in STATUSES}

    def _free(self, key: str) -> str:
        number, free = 2, key
        while free in self._drafts:
            free, number = f"{key}-{number}", number + 1
        return free

    def _load(self) -> None:
        for name, put in (("articles", self._put_article), ("queue", self._put_draft)):
            path = self.folder / f"{name}.jsonl"
            lines = path.read_bytes().split(b"\n") if path.is_file() else []
            problems = []
            for number, line in enumerate(lines, start=1):
                try:
                    if line.strip():
                        put(json.loads(line))
                except (ValueError, KeyError, TypeError) as error:
                    problems.append(f"line {number}: not of a queue ({error})")
            if problems:
                raise BadRows(path, problems)

    def _put_article(self, row: dict[str, Any]) -> None:
        self.articles[row["id"]] = row["text"]

    def _put_draft(self, item: dict[str, Any]) -> None:
        draft = Draft(dict(item["row"]), item["status"])
        self._drafts[draft.id] = draft

    def _save(self) -> None:
        drafts = list(self._drafts.values())
        self._write("queue", ({"status": d.status, "row": d.row} for d in drafts))
        self._write("questions", (d.row for d in drafts if d.status == "accepted"))
        self._write("articles", ({"id": k, "text": t} for k, t in self.articles.items()))

    def _write(self, name: str, rows: Iterable[Mapping[str, Any]]) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        part = self.folder / f"{name}.jsonl.part"
        text = "".join(dumps(row) + "\n" for row in rows)
        part.write_text(text, encoding="utf-8", newline="\n")
        part.replace(self.folder / f"{name}.jsonl")


def _same(row: Mapping[str, Any]) -> str:
    words = " ".join(str(row["question"]).lower().split())
    return dumps([row["article"], words, row.get("history", [])])
