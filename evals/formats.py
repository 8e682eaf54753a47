"""Published data sets as sets of questions: SQuAD 1.1 and 2.0, CLAP NQ, BEIR; CANARD's rewrites.

Each loader takes a path to the files as they were published; nothing is fetched.

- **SQuAD** (Rajpurkar et al. 2016, 2018), a JSON file: an article is a title and its paragraphs, or
  with ``by_paragraph`` each paragraph. Evidence is every place in the gold paragraph that holds an
  answer's words, since some of the published offsets are of another occurrence.
- **CLAP NQ** (Rosenthal et al. 2024), a JSONL file: an article is a passage under its title; the
  selected sentences are what an answer has to carry; answered rows without any are left out.
- **BEIR** (Thakur et al. 2021), a folder with ``corpus.jsonl``, ``queries.jsonl`` and ``qrels/``:
  each relevant document is a part of the evidence, with its grade. There are no answers in it.
- **CANARD** (Elgohary et al. 2019), a JSON file: follow-up questions and their human rewrites.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evals.errors import SetNotFound, UnknownFormat
from evals.samples import EvalSet, Evidence, Gold, Sample, checksum
from index.spans import Span

_BREAK = "\n\n"


def load_squad(path: Path, *, by_paragraph: bool = False) -> EvalSet:
    """A SQuAD file. Raises ``UnknownFormat`` where it is none."""
    expected = "a SQuAD file (an object with 'data', each with 'title' and 'paragraphs')"
    samples: list[Sample] = []
    texts: dict[str, str] = {}
    try:
        for article in _json(path, expected)["data"]:
            title = article["title"].replace("_", " ")
            texts[title] = title
            for n, paragraph in enumerate(article["paragraphs"]):
                key = f"{title}#{n}" if by_paragraph else title
                start = 0 if by_paragraph else len(texts[title]) + len(_BREAK)
                context = paragraph["context"]
                texts[key] = context if by_paragraph else texts[title] + _BREAK + context
                samples += [_squad_sample(qa, key, context, start) for qa in paragraph["qas"]]
            if by_paragraph:
                del texts[title]
    except (KeyError, TypeError, AttributeError) as error:
        raise UnknownFormat(path, expected) from error
    return _set(path.stem, samples, texts, path)


def _squad_sample(qa: dict[str, Any], article: str, context: str, start: int) -> Sample:
    texts = list(dict.fromkeys(answer["text"] for answer in qa["answers"]))
    places = {
        text: [Span(article, start + a, start + a + len(text)) for a in _places(text, context)]
        for text in texts
    }
    golds = [Gold(text, places[text][0] if places[text] else None) for text in texts]
    spans = dict.fromkeys(span for found in places.values() for span in found)
    return Sample(
        id=str(qa["id"]),
        article=article,
        kind="factoid" if golds else "unanswerable",
        question=qa["question"].strip(),
        answers=tuple(golds),
        evidence=tuple(Evidence(span) for span in spans),
        answerable=bool(golds),
    )


def _places(words: str, text: str) -> list[int]:
    found, at = [], text.find(words)
    while at >= 0 and words:
        found.append(at)
        at = text.find(words, at + 1)
    return found


def load_clapnq(path: Path) -> EvalSet:
    """A CLAP NQ file. Raises ``UnknownFormat`` where it is none."""
    expected = "a CLAP NQ file (rows with 'input', 'passages' and 'output')"
    samples: list[Sample] = []
    texts: dict[str, str] = {}
    keys: dict[str, str] = {}
    try:
        for row in _jsonl(path, expected):
            passage = row["passages"][0]
            text = passage["title"] + _BREAK + passage["text"]
            if text not in keys:
                taken = passage["title"] in texts
                keys[text] = f"{passage['title']}#{len(texts)}" if taken else passage["title"]
                texts[keys[text]] = text
            sample = _clapnq_sample(row, keys[text], text)
            if sample.answerable or not any(output["answer"] for output in row["output"]):
                samples.append(sample)
    except (KeyError, IndexError, TypeError) as error:
        raise UnknownFormat(path, expected) from error
    return _set(path.stem, samples, texts, path)


def _clapnq_sample(row: dict[str, Any], article: str, text: str) -> Sample:
    chosen = [s for output in row["output"] for s in output.get("selected_sentences") or ()]
    body = text.index(_BREAK) + len(_BREAK)
    spans = [
        Span(article, text.index(sentence, body), text.index(sentence, body) + len(sentence))
        for sentence in dict.fromkeys(chosen)
        if sentence in text[body:]
    ]
    return Sample(
        id=str(row["id"]),
        article=article,
        kind="summary" if spans else "unanswerable",
        question=row["input"].strip(),
        answers=tuple(Gold(text[s.start : s.end], s, n) for n, s in enumerate(spans)),
        evidence=tuple(Evidence(s, n) for n, s in enumerate(spans)),
        answerable=bool(spans),
    )


def load_beir(folder: Path, split: str = "test") -> EvalSet:
    """A BEIR folder; questions without a relevant document in the corpus are left out.

    Raises:
        SetNotFound: the split has no judgements.
        UnknownFormat: the files are none of BEIR's.
    """
    expected = "a BEIR folder (corpus.jsonl, queries.jsonl and qrels/*.tsv)"
    qrels = folder / "qrels" / f"{split}.tsv"
    if not qrels.is_file():
        there = ", ".join(sorted(p.stem for p in folder.glob("qrels/*.tsv"))) or "none"
        raise SetNotFound(qrels, "there are no judgements", f"splits that are there: {there}")
    try:
        corpus = {str(row["_id"]): row for row in _jsonl(folder / "corpus.jsonl", expected)}
        asked = {str(r["_id"]): r["text"] for r in _jsonl(folder / "queries.jsonl", expected)}
        texts = {key: _beir_text(row) for key, row in corpus.items()}
        judged = _judgements(qrels, texts)
    except (KeyError, ValueError, TypeError, OSError) as error:
        raise UnknownFormat(folder, expected) from error
    samples = [
        Sample(
            id=key,
            article=next(iter(relevant)),
            kind="factoid",
            question=asked[key].strip(),
            evidence=tuple(
                Evidence(Span(doc, 0, len(texts[doc])), n, grade)
                for n, (doc, grade) in enumerate(relevant.items())
            ),
        )
        for key, relevant in judged.items()
        if key in asked
    ]
    return _set(folder.name, samples, texts, folder)


def _beir_text(row: dict[str, Any]) -> str:
    return _BREAK.join(part for part in (row.get("title", ""), row["text"]) if part.strip())


def _judgements(path: Path, texts: dict[str, str]) -> dict[str, dict[str, float]]:
    """Relevant documents and their grades by question, in the order of the file."""
    judged: dict[str, dict[str, float]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            grade = float(row["score"])
            if grade > 0 and texts.get(row["corpus-id"]):
                judged.setdefault(row["query-id"], {})[row["corpus-id"]] = grade
    return judged


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A question of a conversation, and how a person would ask it on its own."""

    id: str
    question: str
    rewrite: str
    topic: str
    history: tuple[tuple[str, str], ...]

    @property
    def turns(self) -> list[dict[str, str]]:
        """The history as :meth:`rag.ArticleQA.ask` takes it."""
        return [{"role": role, "content": content} for role, content in self.history]


def load_canard(path: Path) -> list[FollowUp]:
    """CANARD's questions after the first of each conversation. Raises ``UnknownFormat``."""
    expected = "a CANARD file (a list of objects with 'History', 'Question' and 'Rewrite')"
    found = []
    try:
        for row in _json(path, expected):
            title, section, *turns = row["History"]
            roles = ("user", "assistant")
            history = tuple((roles[n % 2], turn) for n, turn in enumerate(turns))
            if history:
                key = f"{row['QuAC_dialog_id']}#{row['Question_no']}"
                topic = f"{title}, {section}"
                found.append(FollowUp(key, row["Question"], row["Rewrite"], topic, history))
    except (KeyError, TypeError, ValueError) as error:
        raise UnknownFormat(path, expected) from error
    return found


def _set(name: str, samples: list[Sample], texts: dict[str, str], path: Path) -> EvalSet:
    if not samples:
        raise UnknownFormat(path, "a set with questions")
    return EvalSet(name, tuple(samples), texts, checksum(tuple(samples), texts), str(path))


def _json(path: Path, expected: str) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SetNotFound(path, f"cannot be read ({error.strerror})", "give its path") from None
    except ValueError as error:
        raise UnknownFormat(path, expected) from error


def _jsonl(path: Path, expected: str) -> Iterator[Any]:
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except OSError as error:
        raise SetNotFound(path, f"cannot be read ({error.strerror})", "give its path") from None
    for line in lines:
        if line.strip():
            try:
                yield json.loads(line)
            except ValueError as error:
                raise UnknownFormat(path, expected) from error
