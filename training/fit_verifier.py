"""Fits the scorer of ``rag/verify/score.py`` on claims written for the purpose.

    python -m training.fit_verifier --data DATA

Run it again whenever the reader changes. A claim of ``training/claims.jsonl`` is a sentence on an
article, with words of the passages that it cites, and whether they bear it out; those of
``training/written/claims.jsonl`` on the calibration articles, which the reader was not trained on,
are added. More are made of the first: supported claims that cite other passages of their article,
or that have two of their names exchanged, count as unsupported; sentences of the articles
themselves as supported. Only what the exact checks leave open is scored, as at run time. Figures
are from leaving out the articles of one fold at a time.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from index.chunk import Passage
from index.embed import default_embedder
from index.library import Library
from rag.read import MODEL_FOLDER, Reader
from rag.verify.check import Case, Checker, wrong
from rag.verify.names import names_in
from rag.verify.score import SIGNS, WEIGHTS, Scorer
from rag.verify.verbatim import stands
from training.data import FOLDERS, load_articles
from training.logistic_fit import Floats, fit_logistic, prepared, standardise
from training.pairs import CLAIM_LABELS, Claim, read_claims

PENALTY = 10.0
LABELS = {label: name for name, label in CLAIM_LABELS.items()}
NEAR_PAIR = "near pair, "

MADE = 0.3
"""How much a made claim counts beside a written one."""


@dataclass(frozen=True, slots=True)
class Item:
    """A claim and what it cites."""

    article: str
    kind: str
    text: str
    passages: tuple[Passage, ...]
    ok: bool
    made: bool = False


def written(rows: list[dict[str, Any]], library: Library) -> list[Item]:
    """The claims of the file; each cites the first passages that have the words it gives."""
    items = []
    for row in rows:
        article, cited = library.passages(row["article"]), []
        for words in row["cites"]:
            found = next((p for p in article if words in p.text), None)
            if found is None:
                raise SystemExit(f"{row['article']}: no passage has {words!r}")
            cited.append(found)
        if cited:
            passages = tuple(dict.fromkeys(cited))
            items.append(
                Item(row["article"], row["kind"], row["claim"], passages, row["supported"])
            )
    return items


def made(items: list[Item], library: Library, rng: random.Random) -> Iterator[Item]:
    """Further claims: wrong citations and exchanged names of the supported ones, and sentences."""
    for item in items:
        if not item.ok:
            continue
        others = [p for p in library.passages(item.article) if p not in item.passages]
        if others:
            yield Item(item.article, "made wrong", item.text, (rng.choice(others),), False, True)
        names = [n for n in names_in(item.text) if n.sure]
        if len(names) >= 2 and len(item.passages) == 1 and " and " not in item.text:
            a, b = names[0], names[1]
            text = item.text
            text = text[: a.start] + b.text + text[a.end : b.start] + a.text + text[b.end :]
            yield Item(item.article, "made swap", text, item.passages, False, True)
    for article in {i.article for i in items}:
        for passage in library.passages(article)[1:]:
            sentences = re.findall(r"(?<=[.!?] )[A-Z][^.!?“\"]{40,220}\.(?= |$)", passage.text)
            if sentences:
                yield Item(article, "made verbatim", rng.choice(sentences), (passage,), True, True)


def cross(x: Floats, y: Floats, w: Floats, groups: list[str], folds: int = 8) -> Floats:
    """Scores of every item by a model that saw nothing of its article."""
    names = sorted(set(groups))
    out = np.zeros(len(y))
    for fold in range(folds):
        held = np.array([names.index(g) % folds == fold for g in groups])
        means, scales = standardise(x[~held])
        weights, bias = fit_logistic(prepared(x[~held], means, scales), y[~held], PENALTY, w[~held])
        out[held] = 1 / (1 + np.exp(-(prepared(x[held], means, scales) @ weights + bias)))
    return out


def held_out(claims: list[Claim], library: Library) -> Iterator[Item]:
    """Claims that the reader was not trained on; each cites the passages of its evidence."""
    for claim in claims:
        article = claim.own.split("/", 1)[1]
        cited = tuple(
            p
            for p in library.passages(article)
            if any(p.start < end and start < p.end for start, end in claim.evidence)
        )
        yield Item(article, NEAR_PAIR + LABELS[claim.label], claim.claim, cited, claim.label == 0)


def texts_of(rows: list[dict[str, Any]], claims: list[Claim], data: Path) -> dict[str, str]:
    """The articles of the claims by id."""
    wanted = {row["article"] for row in rows} | {c.own.split("/", 1)[1] for c in claims}
    articles: dict[str, dict[str, Any]] = {}
    for folder in FOLDERS.values():
        articles |= load_articles(data / folder / "articles.jsonl")
    return {name: articles[name]["text"] for name in sorted(wanted)}


def main() -> None:
    """Fits, reports out of fold, and writes the scorer's file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--claims", type=Path, default=Path(__file__).with_name("claims.jsonl"))
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--reader", type=Path, default=MODEL_FOLDER)
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    options = parser.parse_args()
    rows = [json.loads(line) for line in options.claims.read_text().splitlines()]
    claims = read_claims(options.data)[1]
    library = Library.from_texts(texts_of(rows, claims, options.data))
    blank = Scorer((), (), (), 0.0, 0.0)
    checker = Checker(library.article, default_embedder().embed, Reader(options.reader), blank)
    items = written(rows, library)
    items += [*made(items, library, random.Random(0)), *held_out(claims, library)]
    cases = [(i, checker.case(i.text, i.passages)) for i in items]
    plain = {id(i): told_exactly(i, c) for i, c in cases}
    scored = [(i, checker.signs(c)) for i, c in cases if plain[id(i)] is None]
    x = np.array([astuple(s) for _, s in scored])
    y = np.array([float(i.ok) for i, _ in scored])
    w = np.array([MADE if i.made else 1.0 for i, _ in scored])
    held = cross(x, y, w, [i.article for i, _ in scored])
    score = {id(i): float(p) for (i, _), p in zip(scored, held, strict=True)}
    keep = report(items, plain, score)
    options.out.write_text(json.dumps(scorer_of(x, y, w, keep), indent=1) + "\n")


def scorer_of(x: Floats, y: Floats, w: Floats, keep: float) -> dict[str, Any]:
    """The scorer as it is written to its file."""
    means, scales = standardise(x)
    weights, bias = fit_logistic(prepared(x, means, scales), y, PENALTY, w)
    for name, value in zip(SIGNS, weights, strict=True):
        print(f"{name:22} {value:+.2f}")
    rounded = ([round(float(v), 5) for v in values] for values in (means, scales, weights))
    names = ("signs", "means", "scales", "weights")
    values = dict(zip(names, (list(SIGNS), *rounded), strict=True))
    return {**values, "bias": round(bias, 5), "keep": keep}


def told_exactly(item: Item, case: Case) -> bool | None:
    """Whether a claim is kept, where no score is needed to tell."""
    if case.claim.size and stands(item.text, [s.text for s in case.sentences]):
        return True
    return False if not case.claim.size or wrong(case) else None


def report(items: list[Item], plain: dict[int, bool | None], score: dict[int, float]) -> float:
    """Prints shares caught and kept by kind at the threshold that makes the lesser largest.

    The threshold is chosen on the claims of ``training/claims.jsonl``: pairs that differ in a word
    are rarer in what a language model writes than among those written to train on.
    """

    def kept(item: Item, at: float) -> bool:
        told = plain[id(item)]
        return score[id(item)] >= at if told is None else told

    own = [i for i in items if not i.made]
    usual = [i for i in own if not i.kind.startswith(NEAR_PAIR)]
    good, bad = [i for i in usual if i.ok], [i for i in usual if not i.ok]

    def shares(at: float) -> tuple[float, float]:
        return sum(kept(i, at) for i in good) / len(good), sum(not kept(i, at) for i in bad) / len(
            bad
        )

    best = max((t / 100 for t in range(20, 80)), key=lambda at: (min(shares(at)), -abs(at - 0.5)))
    print(f"keep from {best}: kept {shares(best)[0]:.3f}, caught {shares(best)[1]:.3f}")
    for kind in sorted({i.kind for i in items}):
        some = [i for i in items if i.kind == kind]
        right = sum(kept(i, best) == i.ok for i in some)
        print(f"{kind:16} {right}/{len(some)}")
    for item in own:
        if kept(item, best) != item.ok:
            how = "exact" if id(item) not in score else f"{score[id(item)]:.2f}"
            print("LOST" if item.ok else "MISS", item.kind, how, item.text)
    return best


if __name__ == "__main__":
    main()
