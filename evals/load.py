"""Reads a set of questions with gold answers, and the articles that they are asked of.

A set is a folder with ``questions.jsonl`` and ``articles.jsonl``, or a JSONL file of questions with
a folder of articles. One row of questions::

    {"id": "q1", "article": "a1", "kind": "factoid", "question": "Who …?",
     "history": [{"role": "user", "content": "…"}, {"role": "assistant", "content": "…"}],
     "answers": [{"text": "54", "start": 1084, "end": 1086}],
     "evidence": [{"start": 1061, "end": 1189}], "answerable": true, "tags": ["keyword"]}

Offsets count the characters of the article's text. Answers and evidence are alternatives, any one
of which does. Where a question has several parts they carry ``"part": 0``, ``1``, …: alternatives
within a part, every part wanted. In rows of kind ``list`` and ``multi`` that name no parts, each
answer and each evidence is its own. Yes/no rows have the answer ``{"text": "yes"}`` or ``"no"``
without a span. Evidence in another article than the row's names it in ``"article"``.

One row of articles: ``{"id": "a1", "title": "…", "text": "…"}``, or in place of ``text`` a ``file``
relative to the JSONL file, with its ``sha256`` where it must not change.

A follow-up may carry its ``rewrite``: how a person would ask it on its own. Rows without answers
can be retrieved for, not answered.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from evals.errors import BadRows, OptionsClash, SetNotFound
from evals.formats import load_beir, load_clapnq, load_squad
from evals.rows import parse_sample, string
from evals.samples import EvalSet, Sample, checksum
from index.files import find_files, read_file

SHIPPED = Path(__file__).with_name("datasets")


def shipped_sets() -> tuple[str, ...]:
    """The names of the sets that ship."""
    return tuple(sorted(p.parent.name for p in SHIPPED.glob("*/questions.jsonl")))


def load_set(name: str | Path, articles: Path | None = None) -> EvalSet:
    """The set of that name, folder or JSONL file, validated.

    Raises:
        SetNotFound: there is no such set, or its articles are nowhere.
        BadRows: rows that cannot be used, each with its line number.
        OptionsClash, UnknownFormat: a published file that is not read here.
    """
    path = SHIPPED / name if str(name) in shipped_sets() else Path(name)
    if published := _published(path):
        return published(path)
    questions = path / "questions.jsonl" if path.is_dir() else path
    if not questions.is_file():
        known = ", ".join(shipped_sets())
        raise SetNotFound(name, "there is no such set", f"shipped are {known}; or give a file")
    texts = load_articles(articles or questions.with_name("articles.jsonl"))
    samples = read_samples(questions, texts)
    label = questions.stem if questions.stem != "questions" else questions.resolve().parent.name
    return EvalSet(label, samples, texts, checksum(samples, texts), str(name))


def contents(chosen: EvalSet) -> dict[str, Any]:
    """How many questions, articles and questions of each kind a set has."""
    samples = chosen.samples
    return {
        "questions": len(samples),
        "articles": len(chosen.articles),
        "answerable": sum(s.answerable for s in samples),
        "kinds": dict(Counter(s.kind for s in samples).most_common()),
        "sha256": chosen.checksum,
    }


def _published(path: Path) -> Callable[[Path], EvalSet] | None:
    """The loader of a published format, where the path is of that format."""
    if (path / "corpus.jsonl").is_file():
        return load_beir
    if path.suffix == ".json" and path.is_file():
        with path.open(encoding="utf-8", errors="replace") as file:
            head = file.read(1 << 16)
        if '"Rewrite"' in head and '"History"' in head:
            remedy = (
                f"CANARD has rewrites and no articles: pullquote eval followups --canard {path}"
            )
            raise OptionsClash(str(path), "asking of articles", remedy)
        return load_squad
    if path.suffix == ".jsonl" and path.is_file():
        with path.open(encoding="utf-8", errors="replace") as file:
            first = file.readline()
        if '"passages"' in first and '"output"' in first:
            return load_clapnq
    return None


def load_articles(path: Path) -> dict[str, str]:
    """Texts by id, from a JSONL file or from files as they are indexed, with the same ids.

    Raises:
        SetNotFound, BadRows: there are none, or rows that cannot be used.
        IndexingError: a file cannot be read.
    """
    if path.is_dir() and not (path / "articles.jsonl").is_file():
        return {file.id: read_file(file) for file in find_files(path)}
    file = path / "articles.jsonl" if path.is_dir() else path
    if not file.is_file():
        raise SetNotFound(path, "there are no articles", "give their folder with --articles")
    texts: dict[str, str] = {}
    problems: list[str] = []
    for number, row in _rows(file, problems):
        try:
            key, text = _article(row, file.parent)
            if key in texts:
                raise ValueError(f"id {key!r} is taken by a line before")
            texts[key] = text
        except ValueError as error:
            problems.append(f"line {number}: {error}")
    if problems or not texts:
        raise BadRows(file, problems or ["the file holds no article"])
    return texts


def _article(row: dict[str, Any], folder: Path) -> tuple[str, str]:
    key = string(row, "id")
    if "file" not in row:
        return key, string(row, "text")
    file = folder / string(row, "file")
    try:
        raw = file.read_bytes()
        text = raw.decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"file {row['file']!r} cannot be read ({error})") from None
    if "sha256" in row and sha256(raw).hexdigest() != row["sha256"]:
        raise ValueError(f"file {row['file']!r} has changed: its sha256 is not the one given")
    return key, text


def read_samples(path: Path, articles: dict[str, str]) -> tuple[Sample, ...]:
    """The rows of a JSONL file, checked against the articles' texts."""
    problems: list[str] = []
    samples: list[Sample] = []
    seen: dict[str, int] = {}
    for number, row in _rows(path, problems):
        try:
            sample = parse_sample(row, articles)
            if sample.id in seen:
                raise ValueError(f"id {sample.id!r} is taken by line {seen[sample.id]}")
        except ValueError as error:
            problems.append(f"line {number}: {error}")
            continue
        seen[sample.id] = number
        samples.append(sample)
    if problems or not samples:
        raise BadRows(path, problems or ["the file holds no question"])
    return tuple(samples)


def _rows(path: Path, problems: list[str]) -> Iterator[tuple[int, dict[str, Any]]]:
    """The objects of a JSONL file with their line numbers; what is none goes to ``problems``."""
    raw = path.read_bytes()
    # Not str.splitlines: the texts hold line separators that JSON does not escape.
    for number, line in enumerate(raw.split(b"\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            if not isinstance(row, dict):
                raise ValueError(f"a {type(row).__name__}, not an object")
        except ValueError as error:
            problems.append(f"line {number}: not a JSON object ({error})")
            continue
        yield number, row
