"""How often the paragraph that holds the answer is found: ``python -m evals.bench_retrieval``.

Takes files in SQuAD's format (Rajpurkar et al., 2016). Every paragraph is one passage; every
answerable question, or a sample of them, is asked of all paragraphs at once.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evals.errors import UnknownFormat
from evals.metrics.intervals import mean
from index.library import Library
from index.progress import terminal_progress
from rag.errors import PullquoteError
from rag.retrieve import retrieve

RANKS = (1, 5, 10)
WHOLE = 100_000
"""A token budget that no paragraph exceeds, so that each is one passage."""

Search = Callable[[str, int], list[str]]
"""A question and how many to find; gives the ids of paragraphs, best first."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, the paragraph that it was asked of, and that paragraph's article."""

    question: str
    paragraph: str
    title: str


def read_squad(paths: Sequence[Path]) -> tuple[dict[str, str], list[Asked]]:
    """Paragraphs by id, each text once, and the answerable questions. Raises ``UnknownFormat``."""
    texts: dict[str, str] = {}
    asked: dict[tuple[str, str], Asked] = {}
    for path in paths:
        try:
            articles = json.loads(path.read_text(encoding="utf-8"))["data"]
            for article in articles:
                for paragraph in article["paragraphs"]:
                    text = paragraph["context"]
                    key = texts.setdefault(text, f"{article['title']}#{len(texts)}")
                    for qa in paragraph["qas"]:
                        if qa.get("answers"):
                            question = qa["question"].strip()
                            asked[question, key] = Asked(question, key, article["title"])
        except (OSError, ValueError, LookupError, TypeError) as error:
            raise UnknownFormat(f"{path}: not a file in SQuAD's format ({error})") from error
    return {key: text for text, key in texts.items()}, list(asked.values())


def searches(library: Library) -> dict[str, Search]:
    """The three ways to search, by name."""

    def article(passage_id: str) -> str:
        return library.passage(passage_id).article_id

    return {
        "dense": lambda q, k: [article(i) for i, _ in library.dense(q, k)],
        "lexical": lambda q, k: [article(i) for i, _ in library.lexical(q, k)],
        "fused": lambda q, k: [hit.passage.article_id for hit in retrieve(library, q, k)],
    }


def measure(search: Search, asked: Sequence[Asked]) -> dict[str, Any]:
    """The share of questions whose paragraph is among the first 1, 5 and 10, with intervals."""
    began = time.perf_counter()
    found = [search(a.question, max(RANKS)) for a in asked]
    seconds = time.perf_counter() - began
    titles = [a.title for a in asked]
    at = {
        str(k): mean(
            [float(a.paragraph in ids[:k]) for a, ids in zip(asked, found, strict=True)], titles
        ).to_dict()
        for k in RANKS
    }
    return {"at": at, "ms": round(1000 * seconds / max(len(asked), 1), 2)}


def table(results: dict[str, dict[str, Any]]) -> str:
    """The figures as a Markdown table."""
    rows = ["| gold paragraph at rank | 1 | 5 | 10 | ms |", "|---|--:|--:|--:|--:|"]
    for name, result in results.items():
        cells = [
            f"{e['value']:.3f} ({e['low']:.3f}–{e['high']:.3f})" for e in result["at"].values()
        ]
        rows.append(f"| {name} | {' | '.join(cells)} | {result['ms']:.1f} |")
    return "\n".join(rows)


def run(paths: Sequence[Path], limit: int, seed: int) -> dict[str, Any]:
    """Reads, indexes and asks; returns plain values. Raises a ``PullquoteError``."""
    texts, asked = read_squad(paths)
    if limit and limit < len(asked):
        asked = random.Random(seed).sample(asked, limit)
    with terminal_progress("Embedding paragraphs") as progress:
        library = Library.from_texts(texts, budget=WHOLE, progress=progress)
    with library:
        passages = len(library.passages())
        results = {name: measure(search, asked) for name, search in searches(library).items()}
    return {
        "paragraphs": len(texts),
        "passages": passages,
        "questions": len(asked),
        "articles": len({a.title for a in asked}),
        "results": results,
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m evals.bench_retrieval", description=__doc__)
    parser.add_argument("files", nargs="+", type=Path, help="files in SQuAD's format")
    parser.add_argument("--limit", type=int, default=0, help="ask a sample of this many questions")
    parser.add_argument("--seed", type=int, default=7, help="which sample")
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args(arguments)
    try:
        result = run(options.files, options.limit, options.seed)
    except PullquoteError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    if options.json:
        print(json.dumps(result, indent=2))
        return 0
    print(
        f"{result['questions']} questions on {result['articles']} articles, "
        f"{result['paragraphs']} paragraphs in {result['passages']} passages; "
        "95% intervals over articles\n"
    )
    print(table(result["results"]))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
