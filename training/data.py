"""Reads the training sets into one shape: a question, its windows and the gold spans in them.

Nothing here trains; ``training/reader_train.py`` draws groups from what this module returns.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

HELD_OUT_STRIDE = 5
"""Every fifth title (sorted) of the SQuAD 2.0 dev file is never trained on."""

YES_NO = re.compile(
    r"^(is|are|was|were|am|do|does|did|has|have|had|can|could|will|would|should|shall|may|might)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of one article that the reader sees at once; spans are relative to ``text``."""

    title: str
    text: str
    spans: tuple[tuple[int, int], ...] = ()
    group: str = ""


@dataclass(frozen=True, slots=True)
class Sample:
    """One question: gold windows (empty when nothing answers) and where negatives come from."""

    source: str
    question: str
    gold: tuple[Window, ...]
    near: tuple[Window, ...] = ()
    polarity: int | None = None
    any_span: bool = False
    answers: tuple[str, ...] = ()
    context: str = ""
    own: str = field(default="")


def held_out_titles(squad2_path: Path) -> set[str]:
    """Titles of the SQuAD 2.0 dev articles kept for measuring: every fifth, sorted."""
    titles = sorted(a["title"] for a in json.loads(squad2_path.read_text())["data"])
    return set(titles[::HELD_OUT_STRIDE])


def _squad_articles(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    for article in json.loads(path.read_text())["data"]:
        for paragraph in article["paragraphs"]:
            yield article["title"], paragraph


def read_squad(path: Path, source: str, excluded: set[str]) -> list[Sample]:
    """SQuAD 1.1 and 2.0 files (Rajpurkar et al. 2016, 2018), one sample a question."""
    samples: list[Sample] = []
    for title, paragraph in _squad_articles(path):
        if title in excluded:
            continue
        text, name = paragraph["context"], title.replace("_", " ")
        if not re.search(r"[A-Za-z]{3}", name) or len(name) > 80:
            name = ""
        for qa in paragraph["qas"]:
            spans = tuple(
                sorted(
                    {
                        (a["answer_start"], a["answer_start"] + len(a["text"]))
                        for a in qa.get("answers", [])
                        if text[a["answer_start"] :].startswith(a["text"])
                    }
                )
            )
            window = Window(name, text, spans, group=f"{source}/{title}")
            answers = tuple({a["text"] for a in qa.get("answers", [])})
            if qa.get("is_impossible"):
                samples.append(
                    Sample(
                        source,
                        qa["question"],
                        (),
                        (Window(name, text, (), window.group),),
                        own=window.group,
                    )
                )
            elif spans:
                samples.append(
                    Sample(source, qa["question"], (window,), answers=answers, own=window.group)
                )
    return samples


_SENTENCE = re.compile(r"(?<=[.!?][\"”’])\s+|(?<=[.!?])\s+(?=[A-Z\"“‘(\[0-9])")
_ABBREVIATION = re.compile(
    r"\b(?:[A-Z]|Mr|Mrs|Ms|Dr|St|Gen|Sen|Rep|Gov|Lt|Col|Jr|Sr|No|vs|U\.S|U\.K)\.$"
)


def sentences(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Rough sentence ranges of ``text[start:end]``; good enough to vary training windows."""
    cuts = [start]
    for match in _SENTENCE.finditer(text, start, end):
        if not _ABBREVIATION.search(text[max(start, match.start() - 6) : match.start()]):
            cuts.append(match.end())
    cuts.append(end)
    return [(a, b) for a, b in pairwise(cuts) if text[a:b].strip()]


def chunk(text: str, words: int) -> list[tuple[int, int]]:
    """Packs sentences of ``text`` into ranges of at most about ``words`` words."""
    pieces: list[tuple[int, int]] = []
    for match in re.finditer(r"[^\n]+", text):
        pieces += sentences(text, match.start(), match.end())
    ranges: list[tuple[int, int]] = []
    size = 0
    for start, end in pieces:
        count = len(text[start:end].split())
        if ranges and size + count <= words:
            ranges[-1] = (ranges[-1][0], end)
            size += count
        else:
            ranges.append((start, end))
            size = count
    return ranges


def _span_targets(row: dict[str, Any]) -> list[tuple[int, int]]:
    """Gold spans of a written row: answers, the whole stretch of a short list, or the evidence."""
    answers = [(a["start"], a["end"]) for a in row["answers"] if "start" in a]
    if not answers:
        return [(e["start"], e["end"]) for e in row["evidence"]]
    if row["kind"] in ("list", "multi") and len(answers) > 1:
        low, high = min(a for a, _ in answers), max(b for _, b in answers)
        if high - low <= 260:
            return [(low, high)]
    return answers


def _words_of(answer: dict[str, Any], text: str) -> str:
    """An answer's words; rows on paragraphs that are not ours say only where they stand."""
    return str(answer.get("text") or text[answer["start"] : answer["end"]])


def read_written(
    rows_path: Path,
    articles: dict[str, dict[str, Any]],
    source: str,
    rng: random.Random,
    sizes: tuple[int, ...] = (60, 80, 90, 100, 120),
) -> list[Sample]:
    """The sets written for this project, cut into windows of about one of ``sizes`` in words."""
    samples: list[Sample] = []
    for line in rows_path.read_text().splitlines():
        row = json.loads(line)
        article = articles[row["article"]]
        text, title = article["text"], article["title"]
        group = f"{source}/{row['article']}"
        ranges = chunk(text, rng.choice(sizes))
        targets = _span_targets(row) if row["answerable"] else []
        gold, near = [], []
        for start, end in ranges:
            inside = tuple((a - start, b - start) for a, b in targets if start <= a and b <= end)
            if not inside and any(a < end and start < b for a, b in targets):
                clipped = tuple(
                    (max(a, start) - start, min(b, end) - start)
                    for a, b in targets
                    if a < end and start < b
                )
                if row["kind"] == "yesno":
                    inside = clipped
                else:
                    continue
            window = Window(title, text[start:end], inside, group)
            (gold if inside else near).append(window)
        if row["answerable"] and not gold:
            continue
        polarity = None
        if row["kind"] == "yesno":
            polarity = int(row["answers"][0]["text"].lower().startswith("y"))
        context = ""
        if row.get("history"):
            context = " ".join(re.sub(r"\s*\[\d+\]", "", m["content"]) for m in row["history"][-2:])
        answers = tuple(_words_of(a, text) for a in row["answers"]) if polarity is None else ()
        samples.append(
            Sample(
                source,
                row["question"],
                tuple(gold),
                tuple(near),
                polarity,
                False,
                answers,
                context,
                group,
            )
        )
    return samples


def read_boolq(path: Path) -> list[Sample]:
    """BoolQ (Clark et al. 2019): polarity without an evidence span."""
    samples = []
    for line in path.read_text().splitlines():
        row = json.loads(line)
        title, _, body = row["passage"].partition(" -- ")
        if not body:
            title, body = "", row["passage"]
        label = row.get("label", row.get("answer"))
        window = Window(title[:80], body, (), "boolq/" + title)
        samples.append(
            Sample(
                "boolq", row["question"], (window,), (), int(bool(label)), True, own=window.group
            )
        )
    return samples


def load_paragraphs(data: Path) -> dict[str, dict[str, Any]]:
    """Encyclopaedia paragraphs by where they stand: ``FILE/TITLE#n`` of SQuAD's files, ``boolq/n``.

    ``n`` counts the paragraphs of a title, or the different passages of BoolQ, from 0.
    """
    paragraphs: dict[str, dict[str, Any]] = {}
    for path in (*sorted((data / "squad").glob("*.json")), data / "squadshifts/new_wiki_v1.0.json"):
        for article in json.loads(path.read_text())["data"]:
            for n, paragraph in enumerate(article["paragraphs"]):
                paragraphs[f"{path.stem}/{article['title']}#{n}"] = {
                    "title": article["title"].replace("_", " "),
                    "text": paragraph["context"],
                }
    rows = (data / "boolq/BoolQ_val.jsonl").read_text().splitlines()
    for n, passage in enumerate(dict.fromkeys(json.loads(r)["passage"] for r in rows)):
        title, _, body = passage.partition(" -- ")
        title, body = (title, body) if body else ("", passage)
        paragraphs[f"boolq/{n}"] = {"title": title[:80], "text": body}
    return paragraphs


def read_near_miss(path: Path, paragraphs: dict[str, dict[str, Any]]) -> list[Sample]:
    """Near-miss questions, each on its own paragraph of SQuADShifts' new Wikipedia."""
    samples: list[Sample] = []
    for line in path.read_text().splitlines():
        row = json.loads(line)
        article = paragraphs["new_wiki_v1.0/" + row["article"]]
        own = "near/" + row["article"].split("#")[0]
        spans = tuple((a["start"], a["end"]) for a in row["answers"])
        window = Window(article["title"], article["text"], spans, own)
        answers = tuple(a["text"] for a in row["answers"])
        gold, near = ((window,), ()) if spans else ((), (window,))
        samples.append(Sample("near", row["question"], gold, near, answers=answers, own=own))
    return samples


CALIBRATION_STRIDE = 8


def for_calibration(names: list[str]) -> set[str]:
    """Every eighth name (sorted), kept from training: confidence is fitted on unseen text."""
    return set(sorted(names)[3::CALIBRATION_STRIDE])


WHOLE = 1000
"""A window's size in words that no paragraph exceeds."""

FOLDERS = {"news": "wikinews-qa", "fiction": "fiction-qa"}


def _trained(samples: list[Sample]) -> list[Sample]:
    kept = for_calibration(list({s.own for s in samples}))
    return [s for s in samples if s.own not in kept]


def _kept_with(first: list[Sample], more: list[Sample]) -> list[Sample]:
    """The further samples on articles that are trained on; which those are, ``first`` says."""
    kept = for_calibration(list({s.own for s in first}))
    return [s for s in more if s.own not in kept]


WRITTEN = Path(__file__).with_name("written")
"""Rows written beside those of the data folder, and the texts invented for them."""


def load_articles(path: Path) -> dict[str, dict[str, Any]]:
    """``articles.jsonl`` by id."""
    return {a["id"]: a for a in map(json.loads, path.read_text().splitlines())}


def load_all(data: Path, seed: int = 7) -> dict[str, list[Sample]]:
    """Every training set by name, held-out SQuAD titles and the dev split left out."""
    rng = random.Random(seed)
    held = held_out_titles(data / "squad/squad2-25-articles.json")
    wiki = load_articles(data / "wikinews-qa/articles.jsonl")
    fiction = load_articles(data / "fiction-qa/articles.jsonl")
    own = load_articles(WRITTEN / "articles.jsonl")
    shifts, paragraphs = data / "squadshifts", load_paragraphs(data)

    def written(name: str, articles: dict[str, dict[str, Any]]) -> list[Sample]:
        """The rows of the data folder and those written since."""
        first = read_written(data / f"{FOLDERS[name]}/train.jsonl", articles, name, rng)
        more = read_written(WRITTEN / f"{name}.jsonl", articles, name, rng)
        return _trained(first) + _kept_with(first, more)

    return {
        "squad2": read_squad(data / "squad/squad2-25-articles.json", "squad2", held),
        "squad1": read_squad(data / "squad/squad1-extra.json", "squad2", held)
        + read_squad(data / "squad/squad1-train-extra.json", "squad1t", held),
        "squad2train": read_squad(data / "squad/squad2-train-10-articles.json", "squad2t", held),
        "wiki": read_squad(shifts / "new_wiki_v1.0.json", "new_wiki", set()),
        "reddit": read_squad(shifts / "reddit_v1.0.json", "reddit", set()),
        "amazon": read_squad(shifts / "amazon_reviews_v1.0.json", "amazon", set()),
        "near": read_near_miss(data / "near-miss/near-miss.jsonl", paragraphs),
        "wikipedia": read_written(
            WRITTEN / "wikipedia.jsonl", paragraphs, "wikipedia", rng, (90, WHOLE, WHOLE)
        ),
        "news": written("news", wiki),
        "fiction": written("fiction", fiction),
        "invented": read_written(WRITTEN / "invented.jsonl", own, "invented", rng),
        "lexicon": read_written(WRITTEN / "lexicon.jsonl", own, "lexicon", rng, (90, WHOLE)),
        "boolq": read_boolq(data / "boolq/BoolQ_val.jsonl"),
    }
