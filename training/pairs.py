"""Reads pairs of a text and a claim about it: what the entailment head is trained on.

Claims written on articles also become yes/no questions, so that a claim and its contrary on the
same words teach the reader to tell yes from no.
"""

from __future__ import annotations

import csv
import json
import random
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from training.data import (
    FOLDERS,
    WRITTEN,
    Sample,
    Window,
    for_calibration,
    load_articles,
    sentences,
)

NLI_LABELS = {"entailment": 0, "neutral": 1, "contradiction": 2}
CLAIM_LABELS = {"supported": 0, "untold": 1, "contradicted": 2}
LETTERS = {"n": "news", "f": "fiction", "i": "invented"}
ELSEWHERE = 0.08
"""How often a supported claim is laid before another part of its article, which leaves it open."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A premise, a hypothesis and whether the premise entails, leaves open or contradicts it."""

    premise: str
    hypothesis: str
    label: int


def read_nli(folder: Path) -> tuple[list[Pair], list[Pair]]:
    """SNLI and MNLI dev pairs; the last 1,000 of each are held out."""
    train: list[Pair] = []
    held: list[Pair] = []
    for name in ("snli_dev.csv", "mnli_dev.csv"):
        with (folder / name).open(newline="") as handle:
            pairs = [
                Pair(r["premise"], r["hypothesis"], NLI_LABELS[r["label"]])
                for r in csv.DictReader(handle)
                if r["label"] in NLI_LABELS
            ]
        train += pairs[:-1000]
        held += pairs[-1000:]
    return train, held


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim about an article, its label, and where in the text it is decided."""

    own: str
    title: str
    text: str
    claim: str
    label: int
    evidence: tuple[tuple[int, int], ...]


def read_claims(data: Path) -> tuple[list[Claim], list[Claim]]:
    """Written claims: those to train on, and those on the articles kept for calibration."""
    articles: dict[str, dict[str, dict[str, Any]]] = {
        letter: load_articles(data / f"{FOLDERS[name]}/articles.jsonl")
        for letter, name in LETTERS.items()
        if name in FOLDERS
    }
    articles["i"] = load_articles(WRITTEN / "articles.jsonl")
    claims = []
    for line in (WRITTEN / "claims.jsonl").read_text().splitlines():
        row = json.loads(line)
        article = articles[row["set"]][row["article"]]
        evidence = tuple((e["start"], e["end"]) for e in row["evidence"])
        own = f"{LETTERS[row['set']]}/{row['article']}"
        claims.append(
            Claim(
                own,
                article["title"],
                article["text"],
                row["claim"],
                CLAIM_LABELS[row["kind"]],
                evidence,
            )
        )
    held = {own for name in FOLDERS for own in _calibration(data, name)}
    return [c for c in claims if c.own not in held], [c for c in claims if c.own in held]


def _calibration(data: Path, name: str) -> set[str]:
    rows = (data / f"{FOLDERS[name]}/train.jsonl").read_text().splitlines()
    return for_calibration(list({f"{name}/{json.loads(r)['article']}" for r in rows}))


@lru_cache(maxsize=2000)
def _sentences_in(text: str) -> list[tuple[int, int]]:
    lines = re.finditer(r"[^\n]+", text)
    return [r for line in lines for r in sentences(text, line.start(), line.end())]


def _deciding(claim: Claim) -> list[tuple[int, int]]:
    """The sentences that the evidence stands in."""
    return [
        (a, b)
        for a, b in _sentences_in(claim.text)
        if any(a < end and start < b for start, end in claim.evidence)
    ]


def premise_of(claim: Claim, rng: random.Random) -> tuple[int, int] | None:
    """A stretch of the text that holds the evidence, with up to a passage of what is around it.

    None where the places of the evidence lie too far apart for one stretch.
    """
    low, high = min(a for a, _ in claim.evidence), max(b for _, b in claim.evidence)
    ranges = _sentences_in(claim.text)
    at = [i for i, (a, b) in enumerate(ranges) if a < high and low < b]
    first, last = at[0], at[-1]
    most = rng.choice((0, 60, 90, 90, 110, 130))

    def size(i: int, j: int) -> int:
        return len(claim.text[ranges[i][0] : ranges[j][1]].split())

    if size(first, last) > 150:
        return None
    while True:
        wider = [
            (i, j)
            for i, j in ((first - 1, last), (first, last + 1))
            if i >= 0 and j < len(ranges) and size(i, j) <= most
        ]
        if not wider:
            return ranges[first][0], ranges[last][1]
        first, last = rng.choice(wider)


def as_pair(claim: Claim, rng: random.Random) -> Pair:
    """The claim beside a stretch of its article; now and then beside one that leaves it open."""
    stretch = premise_of(claim, rng)
    if claim.label == 0 and rng.random() < ELSEWHERE:
        words = claim.text.split()
        begin = rng.randrange(0, max(1, len(words) - 60))
        premise = " ".join(words[begin : begin + rng.randint(30, 90)])
        if not any(claim.text[a:b] in premise for a, b in claim.evidence):
            return Pair(premise, claim.claim, 1)
    if stretch is None:
        places = [claim.text[a:b].strip() for a, b in _deciding(claim)]
        return Pair(" ".join(places), claim.claim, claim.label)
    return Pair(claim.text[stretch[0] : stretch[1]].strip(), claim.claim, claim.label)


_HELPING = re.compile(
    r"^(?P<who>(?:[\w’'.-]+ ){1,7}?)(?P<verb>is|are|was|were|has|had|have|will|can|could|would"
    r"|should|may|might|did|does|do|must) (?P<rest>.+?)\.?$"
)
_NOT_SUBJECT = re.compile(
    r"\b(?:that|who|which|said|says|told|when|if|as|while|after|before|because)\b", re.IGNORECASE
)
_KEPT = re.compile(r"^(?:I\b|[A-Z][\w’'-]* [A-Z]|[A-Z]{2})")


def as_question(claim: str, rng: random.Random) -> str:
    """A claim as a yes/no question.

    >>> as_question("The boat was lost in May.", random.Random(1))
    'Was the boat lost in May?'
    >>> as_question("It rained.", random.Random(1))
    'Is it true that it rained?'
    """
    match = _HELPING.match(claim)
    low = claim if _KEPT.match(claim) else claim[0].lower() + claim[1:]
    if match and not _NOT_SUBJECT.search(match["who"]) and rng.random() < 0.7:
        who = low[: match.end("who")].strip()
        return f"{match['verb'].capitalize()} {who} {match['rest']}?"
    return f"Is it true that {low.rstrip('. ')}?"


def as_samples(claims: list[Claim], rng: random.Random) -> list[Sample]:
    """Claims as yes/no questions: supported yes, contradicted no, untold unanswerable."""
    samples = []
    for claim in claims:
        stretch = premise_of(claim, rng)
        if stretch is None:
            continue
        low, high = stretch
        spans = tuple(
            (a - low, a - low + len(claim.text[a:b].rstrip()))
            for a, b in _deciding(claim)
            if claim.label != 1
        )
        window = Window(claim.title, claim.text[low:high], spans, claim.own)
        gold, near = ((window,), ()) if spans else ((), (window,))
        polarity = None if claim.label == 1 else int(claim.label == 0)
        question = as_question(claim.claim, rng)
        samples.append(Sample("claims", question, gold, near, polarity, own=claim.own))
    return samples
