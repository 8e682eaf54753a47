"""How well answers are checked: ``python -m evals.verification``, ``pullquote eval verification``.

Takes sentences as a language model might write them, with what they cite and whether that bears
them out, and reports by kind the share of the unsupported that are caught, of the supported that
are kept, and what a check costs. ``evals/datasets/claims/README.md`` describes the rows.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evals.errors import BadRows, SetNotFound
from evals.load import SHIPPED, load_articles
from evals.metrics.intervals import mean
from evals.table import figure
from rag.errors import PullquoteError

if TYPE_CHECKING:
    from index.chunk import Passage
    from index.library import Library
    from rag.verify.check import Checker

CLAIMS = tuple(SHIPPED / "claims" / name for name in ("claims.jsonl", "second.jsonl"))
ARTICLES = SHIPPED / "news" / "articles.jsonl"
_FIELDS = {"article": str, "kind": str, "supported": bool, "claim": str, "cites": list}


@dataclass(frozen=True, slots=True)
class Row:
    """A sentence, words of each passage that it cites, and whether those bear it out.

    ``injected`` is a paragraph slipped into the article behind the passage of the first words.
    """

    article: str
    kind: str
    supported: bool
    claim: str
    cites: tuple[str, ...]
    injected: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """What a check of a row came to: whether it was kept, why not, and how long it took."""

    row: Row
    kept: bool
    why: str
    support: float
    ms: float

    @property
    def right(self) -> bool:
        """Whether what is supported was kept, what is not caught."""
        return self.kept == self.row.supported


def read_rows(path: Path, texts: Mapping[str, str]) -> list[Row]:
    """The rows of a file, validated against its articles. Raises ``SetNotFound``, ``BadRows``."""
    if not path.is_file():
        raise SetNotFound(path, "there are no claims", "give a JSONL file with --claims")
    rows, problems = [], []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            rows.append(_row(json.loads(line), texts))
        except ValueError as error:
            problems.append(f"line {number}: {error}")
    if problems or not rows:
        raise BadRows(path, problems or ["the file holds no claim"])
    return rows


def _row(data: Any, texts: Mapping[str, str]) -> Row:
    if not isinstance(data, dict):
        raise ValueError("this is not a JSON object")
    for name, kind in _FIELDS.items():
        if not isinstance(data.get(name), kind):
            raise ValueError(f"{name!r} is {data.get(name)!r}, not a {kind.__name__}")
    if data["article"] not in texts:
        raise ValueError(f"there is no article {data['article']!r}")
    for words in data["cites"]:
        if not isinstance(words, str) or words not in texts[data["article"]]:
            raise ValueError(f"{data['article']!r} does not hold the words {words!r}")
    row = Row(**{**{name: data[name] for name in _FIELDS}, "cites": tuple(data["cites"])})
    if not data.get("injected"):
        return row
    if not row.cites:
        raise ValueError("'injected' needs words in 'cites' to stand behind")
    return Row(row.article, row.kind, row.supported, row.claim, row.cites, data["injected"])


def texts_of(rows: Sequence[Row], texts: Mapping[str, str]) -> dict[str, str]:
    """The articles of the rows by key: those that have something injected apart."""
    found = {}
    for row in rows:
        text = texts[row.article]
        if row.injected:
            end = text.find("\n", text.index(row.cites[0]))
            end = len(text) if end < 0 else end
            text = f"{text[:end]}\n\n{row.injected}{text[end:]}"
        found[key_of(row)] = text
    return found


def key_of(row: Row) -> str:
    """The id that the row's article goes by."""
    return f"{row.article}+{row.injected[:24]}" if row.injected else row.article


def cited(row: Row, library: Library) -> list[Passage]:
    """The passages that a row cites; with an injection also the one that it stands in."""
    passages = library.passages(key_of(row))
    chosen = [next(p for p in passages if words in p.text) for words in row.cites]
    if row.injected:
        chosen += [p for p in passages if row.injected[-40:] in p.text]
    return list(dict.fromkeys(chosen))


def check_rows(rows: Sequence[Row], texts: Mapping[str, str]) -> list[Result]:
    """Checks every row as an answer's sentences are: passages are prepared, then timed."""
    from index.embed import default_embedder
    from index.library import Library
    from rag.read import load_reader
    from rag.verify.check import Checker

    embedder = default_embedder()
    with Library.from_texts(texts_of(rows, texts), embedder=embedder) as library:
        checker = Checker(library.article, embedder.embed, load_reader())
        return [_check(checker, row, cited(row, library)) for row in rows]


def _check(checker: Checker, row: Row, passages: Sequence[Passage]) -> Result:
    checker.prepare(passages)
    began = time.perf_counter()
    verdict = checker.check(row.claim, passages)
    ms = 1000 * (time.perf_counter() - began)
    return Result(row, verdict.ok, verdict.why, verdict.support, ms)


def summarise(results: Sequence[Result]) -> dict[str, Any]:
    """Plain values: shares caught and kept, of all and by kind, and milliseconds a check."""
    kinds = list(dict.fromkeys((r.row.supported, r.row.kind) for r in results))
    ms = sorted(r.ms for r in results)
    return {
        "n": len(results),
        "articles": len({r.row.article for r in results}),
        "caught": _share([r for r in results if not r.row.supported]),
        "kept": _share([r for r in results if r.row.supported]),
        "kinds": {
            kind: {"supported": supported, **_share([r for r in results if r.row.kind == kind])}
            for supported, kind in sorted(kinds, reverse=True)
        },
        "ms": {"p50": round(_at(ms, 0.5), 2), "p95": round(_at(ms, 0.95), 2)},
    }


def _share(results: Sequence[Result]) -> dict[str, float | int]:
    return mean([float(r.right) for r in results], [r.row.article for r in results]).to_dict()


def _at(values: Sequence[float], share: float) -> float:
    return values[min(len(values) - 1, int(share * len(values)))] if values else 0.0


def table(summary: Mapping[str, Any]) -> str:
    """The figures as a Markdown table."""
    rows = ["| kind | n | kept | caught |", "|---|--:|--:|--:|"]
    for kind, e in summary["kinds"].items():
        cells = (figure(e), "") if e["supported"] else ("", figure(e))
        rows.append(f"| {kind} | {e['n']} | {cells[0]} | {cells[1]} |")
    kept, caught = summary["kept"], summary["caught"]
    rows.append(f"| **all supported** | {kept['n']} | **{figure(kept)}** | |")
    rows.append(f"| **all unsupported** | {caught['n']} | | **{figure(caught)}** |")
    return "\n".join(rows)


def mistakes(results: Sequence[Result]) -> str:
    """A line for each row that was judged wrong."""
    return "\n".join(
        f"{'lost' if r.row.supported else 'missed'} · {r.row.kind} · {r.row.article} · "
        f"{r.row.claim} · {r.support:.2f} {r.why}".rstrip()
        for r in results
        if not r.right
    )


def run(claims: Sequence[Path] = CLAIMS, articles: Path = ARTICLES) -> list[Result]:
    """Checks the claims of files on one file of articles. Raises a ``PullquoteError``."""
    texts = load_articles(articles)
    return check_rows([row for path in claims for row in read_rows(path, texts)], texts)


def show(results: Sequence[Result], as_json: bool, wrong: bool) -> str:
    """What the command prints."""
    summary = summarise(results)
    if as_json:
        return json.dumps(summary, indent=2, ensure_ascii=False)
    head = (
        f"{summary['n']} sentences on {summary['articles']} articles; 95% intervals over articles; "
        f"{summary['ms']['p50']:.0f} ms a check (p95 {summary['ms']['p95']:.0f})"
    )
    parts = [head, table(summary)]
    return "\n\n".join([*parts, mistakes(results)] if wrong else parts)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m evals.verification", description=__doc__)
    parser.add_argument(
        "--claims", type=Path, nargs="+", default=CLAIMS, help="JSONL files of claims"
    )
    parser.add_argument("--articles", type=Path, default=ARTICLES, help="their articles")
    parser.add_argument("--wrong", action="store_true", help="list what was judged wrong")
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args(arguments)
    try:
        results = run(options.claims, options.articles)
    except PullquoteError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    print(show(results, options.json, options.wrong))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
