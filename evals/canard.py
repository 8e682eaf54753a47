"""Retrieval for CANARD's follow-ups: ``python -m evals.canard FILE``.

CANARD (Elgohary et al. 2019) has no articles, but the answer to most questions is in the history of
the next one. All those answers, each under its article's title, are indexed; every follow-up then
looks for its own answer as it stands, resolved, and as a person rewrote it. The title and section
that a conversation is about are its first turn, as in the file.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evals.followups import WAYS, recovered
from evals.formats import FollowUp, load_canard
from evals.metrics.intervals import Estimate, bootstrap, mean
from index.library import Library
from index.progress import terminal_progress
from rag.errors import PullquoteError
from rag.resolve import resolve
from rag.retrieve import retrieve

LEAST_WORDS = 4
"""Shorter answers, and those that say nothing, are not looked for."""
_SAYS_NOTHING = ("CANNOTANSWER", "I don't know.")
DEPTH = 10

WORTH: dict[str, Callable[[int], float]] = {
    "mrr": lambda rank: 1 / rank if rank else 0.0,
    "recall@1": lambda rank: float(rank == 1),
    "recall@5": lambda rank: float(0 < rank <= 5),
}
"""What a rank is worth under each measure; 0 stands for not found."""


@dataclass(frozen=True, slots=True)
class Lookup:
    """A follow-up asked each way, and the answer it should find."""

    dialog: str
    asked: dict[str, str]
    answer: str


def lookups(rows: Sequence[FollowUp]) -> tuple[dict[str, str], list[Lookup]]:
    """The answers by id, and the follow-ups that have one."""
    by_place = {row.id: row for row in rows}
    texts: dict[str, str] = {}
    found: list[Lookup] = []
    for row in rows:
        dialog, number = row.id.rsplit("#", 1)
        after = by_place.get(f"{dialog}#{int(number) + 1}")
        answer = after.history[-1][1] if after else ""
        if answer in _SAYS_NOTHING or len(answer.split()) < LEAST_WORDS:
            continue
        title, _, section = row.topic.partition(", ")
        texts[row.id] = f"{title}\n\n{answer}"
        turns = [
            {"role": "user", "content": title},
            {"role": "assistant", "content": section},
            *row.turns,
        ]
        asked = {
            "raw": row.question,
            "resolved": resolve(row.question, turns)[0].query,
            "rewrite": row.rewrite,
        }
        found.append(Lookup(dialog, asked, row.id))
    return texts, found


def measure(library: Library, found: Sequence[Lookup]) -> dict[str, dict[str, Estimate]]:
    """Reciprocal rank and recall of the answer each way, and the share of the gap recovered."""
    ranks = {way: [_rank(library, one.asked[way], one.answer) for one in found] for way in WAYS}
    dialogs = [one.dialog for one in found]
    figures: dict[str, dict[str, Estimate]] = {}
    for name, worth in WORTH.items():
        values = {way: [worth(rank) for rank in ranks[way]] for way in WAYS}
        figures[name] = {way: mean(values[way], dialogs) for way in WAYS}

        def share(rows: Sequence[int], values: dict[str, list[float]] = values) -> float:
            raw, own, human = (sum(values[way][i] for i in rows) for way in WAYS)
            return recovered(raw, own, human)

        figures[name]["recovered"] = bootstrap(share, dialogs)
    return figures


def _rank(library: Library, question: str, answer: str) -> int:
    """The place of the answer among the first hits, or 0."""
    ids = [hit.passage.article_id for hit in retrieve(library, question, DEPTH)]
    return ids.index(answer) + 1 if answer in ids else 0


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m evals.canard", description=__doc__)
    parser.add_argument("file", type=Path, help="a CANARD file")
    parser.add_argument("--limit", type=int, default=0, help="this many of its questions")
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args(arguments)
    try:
        texts, found = lookups(load_canard(options.file))
        found = found[:: max(1, len(found) // options.limit)] if options.limit else found
        with terminal_progress("Embedding answers") as progress:
            library = Library.from_texts(texts, progress=progress)
        with library:
            figures = measure(library, found)
    except PullquoteError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    if options.json:
        plain: dict[str, Any] = {
            k: {w: e.to_dict() for w, e in v.items()} for k, v in figures.items()
        }
        print(json.dumps({"questions": len(found), "answers": len(texts), **plain}, indent=2))
        return 0
    print(f"{len(found)} follow-ups, {len(texts)} answers")
    for name, ways in figures.items():
        shown = "  ".join(f"{w} {e.value:.3f} ({e.low:.3f}–{e.high:.3f})" for w, e in ways.items())
        print(f"{name:9} {shown}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
