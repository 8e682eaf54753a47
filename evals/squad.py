"""The reader on SQuAD 2.0 articles that it was not trained on: ``python -m evals.squad FILE``.

Three measures, each with its number of questions and a 95% interval over articles:

- *gold paragraph given*: F1 of the official script. Speaking is decided by the span's score and the
  second look's log-odds, weighed, against a threshold; weight and threshold are chosen for each
  article on the other articles, and once more for all in hindsight;
- *all paragraphs indexed*: F1 of answerable questions, and its share of the same with the gold
  paragraph given;
- *rank of the gold paragraph*, retrieved, and after the reader has reranked.

By default every fifth title, sorted, is asked about: those that ``training/data.py`` holds out.
``--fp32 FOLDER`` measures another export of the reader beside the bundled one.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evals.formats import load_squad
from evals.metrics.intervals import Estimate, mean
from evals.metrics.text import best_over
from evals.samples import EvalSet, Sample
from index.articles import parse_article
from index.chunk import chunk_article
from index.embed import default_embedder
from index.library import Library
from index.progress import terminal_progress
from index.sentences import sentence_spans
from rag.answer import Hit
from rag.candidates import Candidate
from rag.errors import PullquoteError
from rag.find import READ
from rag.read import MODEL_FOLDER, Claim, Reader, Window
from rag.rerank import rerank
from rag.retrieve import retrieve

EVERY = 5
_WINDOW = 190
"""Tokens of a paragraph that are read at once."""
_LONGEST = 30


@dataclass(frozen=True, slots=True)
class Read:
    """One question read: its best span's score and support, its F1, and the F1 of silence."""

    title: str
    score: float
    f1: float
    silent: float
    support: float = 0.0

    def worth(self, weight: float) -> float:
        """How much speaks for the span, with the second look weighed by ``weight``."""
        return self.score + weight * self.support


@dataclass(frozen=True, slots=True)
class Rule:
    """Speaks where :meth:`Read.worth` reaches the threshold."""

    weight: float
    threshold: float

    def f1(self, read: Read) -> float:
        """The F1 of what the rule does with a question."""
        return read.f1 if read.worth(self.weight) >= self.threshold else read.silent


ALWAYS = Rule(0.0, float("-inf"))
_WEIGHTS = (0.0, 0.5, 1.0, 2.0, 4.0)


def title_of(sample: Sample) -> str:
    """The title of the article whose paragraph a sample asks about."""
    return sample.article.rsplit("#", 1)[0]


def asked_of(whole: EvalSet, every: int) -> list[Sample]:
    """The questions on every ``every``-th title."""
    titles = sorted({title_of(s) for s in whole.samples})[::every]
    return [s for s in whole.samples if title_of(s) in titles]


def read_gold(reader: Reader, samples: Sequence[Sample], texts: dict[str, str]) -> list[Read]:
    """Every question read in its own paragraph."""
    cut: dict[str, list[Window]] = {}
    reads = []
    for sample in samples:
        key = sample.article
        if key not in cut:
            article = parse_article(texts[key], id=key, source=key)
            passages = chunk_article(
                article, budget=_WINDOW, count_tokens=default_embedder().count_tokens
            )
            cut[key] = [Window(key, p.start, p.text, title_of(sample)) for p in passages]
        reads.append(_read(reader, sample, cut[key]))
    return reads


def _read(reader: Reader, sample: Sample, windows: Sequence[Window]) -> Read:
    golds = [g.text for g in sample.answers]
    candidates = reader.read(sample.question, windows, _LONGEST).candidates
    if not candidates:
        return Read(title_of(sample), float("-inf"), 0.0, float(not golds))
    best = candidates[0]
    window = windows[best.window]
    said = _sentences(window, best)
    support = reader.support([Claim(sample.question, best.text, said, window.title)])[0]
    f1 = best_over(golds, best.text)[1]
    return Read(title_of(sample), best.score, f1, float(not golds), support)


def _sentences(window: Window, best: Candidate) -> str:
    """The sentences of the window that the span stands in."""
    start, end = best.start - window.start, best.end - window.start
    spans = sentence_spans(window.text, 0, len(window.text))
    inside = [(a, b) for a, b in spans if a < end and start < b] or [(0, len(window.text))]
    return window.text[inside[0][0] : inside[-1][1]]


def best_rule(reads: Sequence[Read]) -> Rule:
    """The rule with the highest mean F1.

    >>> best_rule([Read("a", 3.0, 1.0, 0.0), Read("a", 1.0, 0.0, 1.0)])
    Rule(weight=0.0, threshold=3.0)
    >>> best_rule([Read("a", 1.0, 1.0, 0.0, 5.0), Read("a", 2.0, 0.0, 1.0, -5.0)])
    Rule(weight=0.5, threshold=3.5)
    """
    best, rule = -1.0, ALWAYS
    for weight in _WEIGHTS:
        ranked = sorted(reads, key=lambda r: -r.worth(weight))
        total = sum(r.silent for r in ranked)
        if total > best:
            best, rule = total, Rule(weight, float("inf"))
        below = [*(r.worth(weight) for r in ranked[1:]), float("-inf")]
        for r, after in zip(ranked, below, strict=False):
            total += r.f1 - r.silent
            if total > best and r.worth(weight) > after:
                best, rule = total, Rule(weight, r.worth(weight))
    return rule


def f1_by(reads: Sequence[Read], rules: dict[str, Rule]) -> Estimate:
    """Mean F1 where each title has its rule."""
    return mean([rules[r.title].f1(r) for r in reads], [r.title for r in reads])


def gold_figures(reads: Sequence[Read]) -> dict[str, Estimate]:
    """F1 with rules chosen on the other articles, in hindsight, and without silence."""
    titles = sorted({r.title for r in reads})
    others = {t: best_rule([r for r in reads if r.title != t]) for t in titles}
    hindsight = dict.fromkeys(titles, best_rule(reads))
    answerable = [r for r in reads if not r.silent]
    return {
        "gold paragraph, F1": f1_by(reads, others),
        "gold paragraph, F1, best rule in hindsight": f1_by(reads, hindsight),
        "gold paragraph, F1, answerable alone": f1_by(answerable, dict.fromkeys(titles, ALWAYS)),
    }


def open_figures(
    reader: Reader, samples: Sequence[Sample], library: Library
) -> dict[str, Estimate]:
    """Answerable questions asked of all paragraphs: F1, and where the gold paragraph ranks."""
    titles = [title_of(s) for s in samples]
    f1s: list[float] = []
    ranks: dict[str, list[int]] = {"retrieved": [], "reranked": []}
    for sample in samples:
        hits = retrieve(library, sample.question, 2 * READ)
        windows = [_window(library, h) for h in hits]
        reading = reader.read(sample.question, windows[:READ], _LONGEST)
        best = reading.candidates[0].text if reading.candidates else ""
        f1s.append(best_over([g.text for g in sample.answers], best)[1])
        ranked = [*rerank(hits[:READ], reading.windows), *hits[READ:]]
        ranks["retrieved"].append(_rank(sample, hits))
        ranks["reranked"].append(_rank(sample, ranked))
    figures = {"all paragraphs, F1, answerable": mean(f1s, titles)}
    for name, places in ranks.items():
        for k in (1, 5, 10):
            within = [float(p <= k) for p in places]
            figures[f"gold paragraph at rank {k}, {name}"] = mean(within, titles)
    return figures


def _window(library: Library, hit: Hit) -> Window:
    title = hit.passage.article_id.rsplit("#", 1)[0]
    return Window(hit.passage.article_id, hit.passage.start, hit.passage.text, title)


def _rank(sample: Sample, hits: Sequence[Hit]) -> int:
    """The gold paragraph's place among the different paragraphs of the hits."""
    paragraphs = list(dict.fromkeys(h.passage.article_id for h in hits))
    return paragraphs.index(sample.article) + 1 if sample.article in paragraphs else 10_000


def run(path: Path, every: int, limit: int, fp32: Path | None) -> dict[str, Estimate]:
    """All figures of one file."""
    whole = load_squad(path, by_paragraph=True)
    samples = asked_of(whole, every)
    samples = samples[:: max(1, len(samples) // limit)] if limit else samples
    reader = Reader(MODEL_FOLDER)
    reads = read_gold(reader, samples, whole.articles)
    figures = gold_figures(reads)
    if fp32:
        other = gold_figures(read_gold(Reader(fp32), samples, whole.articles))
        figures |= {f"{name} (fp32)": e for name, e in other.items()}
    with terminal_progress("Embedding paragraphs") as progress:
        library = Library.from_texts(whole.articles, progress=progress)
    with library:
        figures |= open_figures(reader, [s for s in samples if s.answerable], library)
    share = (
        figures["all paragraphs, F1, answerable"].value
        / figures["gold paragraph, F1, answerable alone"].value
    )
    n = figures["all paragraphs, F1, answerable"].n
    figures["open F1 as a share of the gold paragraph's"] = Estimate(share, share, share, n)
    return figures


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m evals.squad", description=__doc__)
    parser.add_argument("file", type=Path, help="a file in SQuAD's format")
    parser.add_argument("--every", type=int, default=EVERY, help="ask about every n-th title")
    parser.add_argument("--limit", type=int, default=0, help="ask about this many questions")
    parser.add_argument("--fp32", type=Path, help="a folder with another export of the reader")
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args(arguments)
    try:
        figures = run(options.file, options.every, options.limit, options.fp32)
    except PullquoteError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    if options.json:
        plain: dict[str, Any] = {name: e.to_dict() for name, e in figures.items()}
        print(json.dumps(plain, indent=2))
        return 0
    for name, e in figures.items():
        print(f"{name:48} {e.value:.3f}  ({e.low:.3f}–{e.high:.3f}, n={e.n})")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
