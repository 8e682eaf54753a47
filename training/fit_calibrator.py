"""Fits the confidence on articles that the reader was not trained on, and chooses the threshold.

    python -m training.fit_calibrator --data DATA --model rag/models/reader

Every question of the calibration articles is asked twice: of all of them at once among as many
distractors, and of its own article alone. Those of ``training/written``, which mostly name nobody,
are asked of their own article only. A logistic model (Platt 1999) with an L2 penalty then maps the
measurements to the probability of a right and rightly cited answer. The threshold is the lowest
confidence at which at least ``--silence`` of the unanswerable questions are met by silence, in the
harder of the two settings.
"""

from __future__ import annotations

import argparse
import json
import random
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np

from evals.metrics.judging import Reply, answer_right, citation_right
from evals.rows import parse_sample
from evals.samples import Sample
from index.library import Library
from rag.answer import Hit
from rag.decide import FEATURES, Calibrator
from rag.extract import Extractor
from rag.find import Finder
from rag.kinds import parts_of
from rag.read import Reader
from rag.resolve import resolve
from rag.retrieve import retrieve
from training.data import WRITTEN, for_calibration, load_articles
from training.logistic_fit import fit_logistic, prepared, standardise

ALWAYS = Calibrator(
    (0.0,) * len(FEATURES), (1.0,) * len(FEATURES), (0.0,) * len(FEATURES), 0.0, 0.0
)
"""Speaks whatever was found, so that every answer can be judged."""


@dataclass(frozen=True, slots=True)
class Case:
    """One asked question: measurements, whether its answer was right, and its setting."""

    sample: Sample
    measured: tuple[float, ...]
    right: bool
    alone: bool
    reading: int


def read_valid(path: Path, texts: dict[str, str]) -> list[Sample]:
    """The rows that can be judged; the few with an empty turn or uneven parts are left out."""
    samples = []
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            samples.append(parse_sample(json.loads(line), texts))
        except ValueError as problem:
            print(f"left out: {problem}")
    return samples


def calibration_set(
    data: Path, distractors: int
) -> tuple[list[Sample], list[Sample], dict[str, str]]:
    """Questions on the held-out articles, more for those alone, and the texts with distractors."""
    samples: list[Sample] = []
    more: list[Sample] = []
    texts: dict[str, str] = {}
    others: list[tuple[str, str]] = []
    for folder, source in (("wikinews-qa", "news"), ("fiction-qa", "fiction")):
        articles = load_articles(data / folder / "articles.jsonl")
        of = {k: a["text"] for k, a in articles.items()}
        rows = read_valid(data / folder / "train.jsonl", of)
        kept = {
            n.split("/", 1)[1]
            for n in for_calibration(list({f"{source}/{s.article}" for s in rows}))
        }
        asked = {s.article for s in rows}
        samples += [s for s in rows if s.article in kept]
        more += read_valid(WRITTEN / f"calibration-{source}.jsonl", of)
        texts |= {k: articles[k]["text"] for k in sorted(kept)}
        others += [(k, articles[k]["text"]) for k in sorted(asked - kept)]
    random.Random(5).shuffle(others)
    return samples, more, texts | dict(others[:distractors])


def ask_all(samples: list[Sample], library: Library, reader: Reader, alone: bool) -> list[Case]:
    """Every candidate of every reading of every question, answered with and judged."""
    finder = Finder(reader, ALWAYS, library.article, library.respell)
    extractor = Extractor(finder)
    cases = []
    for sample in samples:
        scope = [sample.article] if alone else None

        def candidates(query: str, k: int, scope: list[str] | None = scope) -> list[Hit]:
            return retrieve(library, query, k, scope)

        for n, resolved in enumerate(resolve(sample.question, sample.turns)):
            if len(parts_of(resolved.question)) > 1:
                continue
            found = finder.find(resolved, candidates)
            for one in found.assessed:
                reply = Reply.of(extractor.speak(replace(found, assessed=(one,))))
                right = answer_right(sample, reply) and citation_right(sample, reply)
                cases.append(Case(sample, one.measured, right, alone, n))
    return cases


def first_choices(cases: list[Case]) -> list[Case]:
    """Of each reading the candidate that the reader scores highest.

    Fitted on these alone the calibrator did better than on all candidates, most of which are wrong.
    """
    score = FEATURES.index("score")
    best: dict[tuple[str, bool, int], Case] = {}
    for case in cases:
        key = (case.sample.id, case.alone, case.reading)
        if key not in best or case.measured[score] > best[key].measured[score]:
            best[key] = case
    return list(best.values())


def fit(cases: list[Case], penalty: float) -> Calibrator:
    """A calibrator without its threshold."""
    cases = first_choices(cases)
    x = np.array([c.measured for c in cases], dtype=np.float64)
    y = np.array([c.right for c in cases], dtype=np.float64)
    means, scales = standardise(x)
    weights, bias = fit_logistic(prepared(x, means, scales), y, penalty)
    rounded = (tuple(np.round(v, 5).tolist()) for v in (means, scales, weights))
    return Calibrator(*rounded, round(bias, 5), 0.0)


def cross_fitted(cases: list[Case], penalty: float, folds: int = 6) -> list[float]:
    """Each case's confidence from a calibrator that saw none of its article's questions."""
    names = sorted({c.sample.article for c in cases})
    fold = {name: i % folds for i, name in enumerate(names)}
    confidence = [0.0] * len(cases)
    for k in range(folds):
        calibrator = fit([c for c in cases if fold[c.sample.article] != k], penalty)
        for i, c in enumerate(cases):
            if fold[c.sample.article] == k:
                confidence[i] = calibrator.confidence(c.measured)
    return confidence


def best_answers(cases: list[Case], confidence: list[float]) -> list[tuple[Case, float]]:
    """Of the candidates and readings of each question the one that the chain would choose."""
    best: dict[tuple[str, bool], tuple[Case, float]] = {}
    for case, value in zip(cases, confidence, strict=True):
        key = (case.sample.id, case.alone)
        if key not in best or value > best[key][1]:
            best[key] = (case, value)
    return list(best.values())


def threshold(chosen: list[tuple[Case, float]], silence: float) -> float:
    """The lowest confidence that keeps silent on ``silence`` of the unanswerable questions."""
    empty = sorted(v for c, v in chosen if not c.sample.answerable)
    return round(empty[min(len(empty) - 1, int(np.ceil(silence * len(empty))))], 4)


def report(chosen: list[tuple[Case, float]], speak: float) -> dict[str, float]:
    """Answered right and cited, rightly silent, and the calibration error in ten bins."""
    answerable = [(c, v) for c, v in chosen if c.sample.answerable]
    empty = [(c, v) for c, v in chosen if not c.sample.answerable]
    bins: dict[int, list[tuple[float, bool]]] = {}
    for c, v in chosen:
        bins.setdefault(min(9, int(v * 10)), []).append((v, c.right))
    error = sum(abs(sum(v for v, _ in b) - sum(r for _, r in b)) for b in bins.values()) / len(
        chosen
    )
    return {
        "n": len(chosen),
        "forced_right": sum(c.right for c, _ in answerable) / len(answerable),
        "right": sum(c.right and v >= speak for c, v in answerable) / len(answerable),
        "silent": sum(v < speak for _, v in empty) / len(empty),
        "calibration_error": error,
    }


def main() -> None:
    """Fits, reports out of fold, and writes ``calibrator.json`` beside the model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--silence", type=float, default=0.86)
    parser.add_argument("--penalty", type=float, default=60.0)
    parser.add_argument("--distractors", type=int, default=60)
    parser.add_argument("--threads", type=int, default=0)
    args = parser.parse_args()
    samples, more, texts = calibration_set(args.data, args.distractors)
    reader = Reader(args.model, args.threads)
    with Library.from_texts(texts) as library:
        cases = ask_all(samples, library, reader, False)
        cases += ask_all([*samples, *more], library, reader, True)
    chosen = best_answers(cases, cross_fitted(cases, args.penalty))
    among, own = ([x for x in chosen if x[0].alone == alone] for alone in (False, True))
    speak = max(threshold(part, args.silence) for part in (among, own))
    for name, part in (("among all", among), ("its own article", own)):
        print(name, json.dumps({k: round(v, 4) for k, v in report(part, speak).items()}))
    fitted = fit(cases, args.penalty)
    for name, weight in sorted(
        zip(FEATURES, fitted.weights, strict=True), key=lambda p: -abs(p[1])
    ):
        print(f"  {name:18} {weight:+.3f}")
    written = {"features": FEATURES, **asdict(fitted), "speak": speak}
    (args.model / "calibrator.json").write_text(json.dumps(written, indent=1) + "\n")


if __name__ == "__main__":
    main()
