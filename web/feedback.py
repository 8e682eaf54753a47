"""What readers say of answers, as questions that ``pullquote eval`` runs.

The folder of the settings holds ``questions.jsonl``, one row a question, and ``articles.jsonl``,
the texts that their spans point into. ``pullquote eval FOLDER`` runs it as it is, and ``pullquote
eval draft --add FOLDER/questions.jsonl`` lets a person judge the rows first.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Any

from index.articles import Article
from rag.errors import PullquoteError
from rag.quote import quote_span
from web.escape import one_line
from web.turns import Turn, history_of

MAX_ROWS = 5_000
"""Rows that the folder takes; a page that strangers reach must not fill the disk."""
MAX_BYTES = 50_000_000

_KINDS = {
    "reason": "why",
    "attribution": "attribution",
    "list": "list",
    "yesno": "yesno",
    "multi": "multi",
    "summary": "summary",
}
_PARTED = ("list", "multi", "summary")

Row = dict[str, Any]


class NotKept(PullquoteError):
    """What a reader said could not be kept; the message says why."""


# --- rows -----------------------------------------------------------------------------------------


def praised(turns: list[Turn], n: int) -> Row:
    """The row of an answer that a reader found right: its own words are the right ones."""
    turn = turns[n]
    if turn.abstained:
        return silent(turns, n, "up")
    row = _row(turns, n, turn.citations[0].article_id if turn.citations else "", "up")
    parted = row["kind"] in _PARTED
    row["evidence"] = [
        {"start": c.start, "end": c.end, "part": at if parted else 0, "article": c.article_id}
        for at, c in enumerate(turn.citations)
    ]
    if parted:
        row["answers"] = [
            {"text": c.quote, "part": at} | _place(c, row["article"])
            for at, c in enumerate(turn.citations)
        ]
    elif turn.kind == "yesno":
        row["answers"] = [{"text": turn.text.split(".")[0].strip().lower(), "part": 0}]
    elif turn.short:
        answer = {"text": turn.short.text, "part": 0}
        row["answers"] = [answer | _place(turn.short, row["article"])]
    return row


def silent(turns: list[Turn], n: int, verdict: str = "down", article_id: str = "") -> Row:
    """The row of a question that the article does not answer, as a reader found."""
    turn = turns[n]
    places = (*(c.article_id for c in turn.citations), *(p.article_id for p in turn.near))
    known = (article_id, turn.scope, *places)
    row = _row(turns, n, next((i for i in known if i), ""), verdict)
    return row | {"kind": "unanswerable", "answerable": False, "answers": [], "evidence": []}


def corrected(
    turns: list[Turn], n: int, article: Article, start: int, end: int, says: str = ""
) -> Row:
    """The row of a question whose right words stand at ``[start, end)`` of an article.

    ``says`` is the answer to a yes/no question; the words are then its evidence.

    Raises:
        NotKept: there are no such words.
    """
    words = article.text[start:end] if 0 <= start < end else ""
    start += len(words) - len(words.lstrip())
    words = words.strip()
    if not words:
        raise NotKept("No words are selected. Select those that answer the question.")
    end = start + len(words)
    row = _row(turns, n, article.id, "down")
    # The sentences of either end, so that words over several paragraphs are covered whole.
    first, last = quote_span(article, start, start + 1), quote_span(article, end - 1, end)
    row["evidence"] = [{"start": first.start, "end": max(first.end, last.end), "part": 0}]
    if says:
        row["answers"] = [{"text": says, "part": 0}]
    else:
        row["answers"] = [{"text": words, "start": start, "end": end, "part": 0}]
    return row


def _row(turns: list[Turn], n: int, article_id: str, verdict: str) -> Row:
    turn = turns[n]
    leaning = bool(turn.standalone) and one_line(turn.standalone) != one_line(turn.question)
    history = history_of(turns[:n]) if leaning else []
    kind = "followup" if history else _KINDS.get(turn.kind, "factoid")
    asked = json.dumps([article_id, turn.question, history])
    return {
        "id": f"reader-{sha256(asked.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}",
        "article": article_id,
        "kind": kind,
        "question": turn.question,
        "history": history,
        "answers": [],
        "evidence": [],
        "answerable": True,
        "tags": ["feedback", verdict],
        **({"rewrite": turn.standalone} if history else {}),
    }


def _place(words: Any, article_id: str) -> Row:
    """Where words stand; left out where that is another article than the row's."""
    if words.article_id != article_id:
        return {}
    return {"start": words.start, "end": words.end}


# --- the folder -----------------------------------------------------------------------------------


class Feedback:
    """The rows of a folder; safe to share between threads, and on disk when :meth:`keep` returns.

    Nothing is made on disk before the first row is kept.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = Lock()

    def keep(self, row: Row, articles: Iterable[Article]) -> None:
        """Adds a row with the articles it points into; an earlier one of that question goes.

        An article whose text has changed since is kept under a further name of its own.

        Raises:
            NotKept: the folder is full, or cannot be written.
        """
        with self._lock:
            try:
                rows = {r["id"]: r for r in _read(self.folder / "questions.jsonl")}
                texts = {a["id"]: a["text"] for a in _read(self.folder / "articles.jsonl")}
                named = {a.id: _name(a, texts) for a in articles}
                texts |= {named[a.id]: a.text for a in articles}
                row = _renamed(row, named)
                rows.pop(row["id"], None)
                rows[row["id"]] = row
                _check_room(rows, texts, self.folder)
                self.folder.mkdir(parents=True, exist_ok=True)
                # Articles first: a row without its article would be an error, not the reverse.
                _write(
                    self.folder / "articles.jsonl", [{"id": k, "text": t} for k, t in texts.items()]
                )
                _write(self.folder / "questions.jsonl", rows.values())
            except OSError as error:
                raise NotKept(
                    f"This cannot be kept in {self.folder.name!r}: {error.strerror}. "
                    "The operator can set another folder with PULLQUOTE_FEEDBACK."
                ) from error


def _check_room(rows: Mapping[str, Row], texts: Mapping[str, str], folder: Path) -> None:
    if len(rows) > MAX_ROWS or sum(map(len, texts.values())) > MAX_BYTES:
        raise NotKept(
            f"The folder {folder.name!r} of what readers said is full ({len(rows) - 1:,} rows). "
            "The operator can move it away, or set another with PULLQUOTE_FEEDBACK."
        )


def _name(article: Article, texts: Mapping[str, str]) -> str:
    if texts.get(article.id, article.text) == article.text:
        return article.id
    return f"{article.id}-{article.sha256[:8]}"


def _renamed(row: Row, named: Mapping[str, str]) -> Row:
    evidence = []
    for item in row["evidence"]:
        owner = named.get(item.get("article", row["article"]), "")
        kept = {k: v for k, v in item.items() if k != "article"}
        other = owner and owner != named.get(row["article"])
        evidence.append(kept | ({"article": owner} if other else {}))
    return row | {"article": named.get(row["article"], row["article"]), "evidence": evidence}


def _read(path: Path) -> list[Row]:
    if not path.is_file():
        return []
    lines = path.read_text(encoding="utf-8", errors="surrogatepass").split("\n")
    return [json.loads(line) for line in lines if line.strip()]


def _write(path: Path, rows: Iterable[Row]) -> None:
    part = path.with_name(f"{path.name}.part")
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    part.write_text(text, encoding="utf-8", errors="surrogatepass", newline="\n")
    part.replace(path)
