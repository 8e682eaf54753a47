"""How long a question takes and where the time goes: ``python -m evals.bench``.

The articles and questions of a set that ships are indexed and asked in a folder of their own. The
stages are timed inside the real calls, so that they add up to what a person waits for.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, replace
from functools import wraps
from pathlib import Path
from typing import Any

from evals.load import load_set, shipped_sets
from index.embed import Embedder
from index.sync import embedded_text
from rag.qa import ArticleQA
from rag.settings import Settings

STAGES = ("embedding", "vector search", "lexical search", "reading")


@dataclass(frozen=True, slots=True)
class Spread:
    """Milliseconds: the median and the 95th percentile."""

    p50: float
    p95: float


@dataclass(frozen=True, slots=True)
class Timing:
    """One call over all questions: as a whole, and by stage; ``rest`` is what no stage covers."""

    call: str
    questions: int
    whole: Spread
    stages: dict[str, Spread]


@dataclass(frozen=True, slots=True)
class Indexing:
    """Seconds to index articles, beside seconds to embed the same passages and nothing else."""

    articles: int
    passages: int
    seconds: float
    embedding_alone: float

    @property
    def share(self) -> float:
        """Indexing throughput as a share of raw embedding throughput."""
        return self.embedding_alone / self.seconds


class Stopwatch:
    """Adds up the time spent in each stage during one call."""

    def __init__(self) -> None:
        self.spent = dict.fromkeys(STAGES, 0.0)

    @contextmanager
    def on(self, stage: str, owner: type, method: str) -> Iterator[None]:
        """Time ``owner.method`` as ``stage`` for as long as the context lasts."""
        original: Callable[..., Any] = getattr(owner, method)

        @wraps(original)
        def timed(*args: Any, **kwargs: Any) -> Any:
            began = time.perf_counter()
            try:
                return original(*args, **kwargs)
            finally:
                self.spent[stage] += time.perf_counter() - began

        setattr(owner, method, timed)
        try:
            yield
        finally:
            setattr(owner, method, original)

    def lap(self) -> dict[str, float]:
        """The seconds by stage since the last lap."""
        spent, self.spent = self.spent, dict.fromkeys(STAGES, 0.0)
        return spent


def spread(seconds: Sequence[float]) -> Spread:
    """The median and the 95th percentile (nearest rank), in milliseconds.

    >>> spread([0.001, 0.002, 0.003, 0.010])
    Spread(p50=2.5, p95=10.0)
    """
    ranked = sorted(seconds)
    p95 = ranked[max(0, -(-95 * len(ranked) // 100) - 1)]
    return Spread(round(statistics.median(ranked) * 1000, 3), round(p95 * 1000, 3))


def time_call(name: str, call: Callable[[str], object], questions: Sequence[str]) -> Timing:
    """Ask every question once, after one to warm up, and spread the time over the stages."""
    from index.catalogue import Catalogue
    from index.vectors import ChromaVectors
    from rag.read import Reader

    watch = Stopwatch()
    wholes: list[float] = []
    laps: list[dict[str, float]] = []
    with ExitStack() as stack:
        stack.enter_context(watch.on("embedding", Embedder, "embed"))
        stack.enter_context(watch.on("vector search", ChromaVectors, "search"))
        stack.enter_context(watch.on("lexical search", Catalogue, "lexical"))
        stack.enter_context(watch.on("reading", Reader, "read"))
        call(questions[0])
        watch.lap()
        for question in questions:
            began = time.perf_counter()
            call(question)
            wholes.append(time.perf_counter() - began)
            laps.append(watch.lap())
    stages = {stage: spread([lap[stage] for lap in laps]) for stage in STAGES}
    rest = [whole - sum(lap.values()) for whole, lap in zip(wholes, laps, strict=True)]
    return Timing(name, len(questions), spread(wholes), {**stages, "rest": spread(rest)})


def time_indexing(folder: Path, settings: Settings, rounds: int = 3) -> tuple[ArticleQA, Indexing]:
    """Index a folder into an empty data folder, and embed the same passages alone.

    Both are done ``rounds`` times in turn and the medians kept. Returns the last library as well.
    """
    ArticleQA.from_texts({"warm": "What is imported and loaded once is not what is timed here."})
    whole: list[float] = []
    alone: list[float] = []
    for number in range(rounds):
        fresh = replace(settings, data=settings.data / str(number))
        began = time.perf_counter()
        qa = ArticleQA.open(folder, settings=fresh)
        whole.append(time.perf_counter() - began)
        articles = {article.id: article for article in qa.articles()}
        texts = [embedded_text(articles[p.article_id], p) for p in qa.library.passages()]
        began = time.perf_counter()
        qa.library.embedder.embed(list(dict.fromkeys(texts)))
        alone.append(time.perf_counter() - began)
    return qa, Indexing(
        len(articles),
        len(texts),
        round(statistics.median(whole), 3),
        round(statistics.median(alone), 3),
    )


def machine() -> str:
    """The machine in one line: processor, cores, how busy it was, and Python."""
    name = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.is_file():
        lines = info.read_text().splitlines()
        name = next((ln.split(":")[1].strip() for ln in lines if ln.startswith("model name")), name)
    load = f"load {os.getloadavg()[0]:.1f}"
    return f"{name}, {os.cpu_count()} cores, {load}, Python {platform.python_version()}"


def peak_memory() -> float:
    """Megabytes that this process held at most."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (2**20 if sys.platform == "darwin" else 2**10), 1)


def table(timings: Sequence[Timing]) -> str:
    """Milliseconds by call and stage, as a Markdown table."""
    columns = ("whole", *timings[0].stages)
    rows = [f"| ms, p50 / p95 | {' | '.join(columns)} |", "|---|" + "--:|" * len(columns)]
    for t in timings:
        cells = [t.whole, *t.stages.values()]
        rows.append(
            f"| {t.call} | " + " | ".join(f"{c.p50:.1f} / {c.p95:.1f}" for c in cells) + " |"
        )
    return "\n".join(rows)


def report(result: Mapping[str, Any], timings: Sequence[Timing], indexing: Indexing) -> str:
    """The measurement as it is printed."""
    speed = indexing.passages / indexing.seconds
    return (
        f"{result['machine']}\n\n{table(timings)}\n\n"
        f"{timings[0].questions} questions, {indexing.articles} articles, "
        f"{indexing.passages} passages.\n"
        f"Indexed in {indexing.seconds:.2f} s, {speed:.0f} passages a second: {indexing.share:.2f} "
        f"of the speed of embedding alone.\n"
        f"Peak memory {result['peak_memory_mb']:.0f} MB."
    )


def measure(name: str, limit: int, threads: int | None) -> tuple[dict[str, Any], str]:
    """Index and ask the set of that name; returns the numbers and the text that is printed."""
    rows = load_set(name)
    questions = [sample.question for sample in rows.samples][:limit]
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home, "articles")
        folder.mkdir()
        for article_id, text in rows.articles.items():
            (folder / f"{article_id}.txt").write_bytes(text.encode("utf-8"))
        settings = Settings.from_env(data=Path(home, "data"), threads=threads)
        at = machine()
        qa, indexing = time_indexing(folder, settings)
        calls: dict[str, Callable[[str], object]] = {"retrieve()": qa.retrieve, "ask()": qa.ask}
        timings = [time_call(label, call, questions) for label, call in calls.items()]
        qa.library.close()
    result = {
        "machine": at,
        "set": name,
        "timings": [asdict(t) for t in timings],
        "indexing": {**asdict(indexing), "share": round(indexing.share, 3)},
        "peak_memory_mb": peak_memory(),
    }
    return result, report(result, timings, indexing)


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, print, and with ``--json FILE`` keep the numbers."""
    parser = argparse.ArgumentParser(prog="python -m evals.bench", description=__doc__)
    parser.add_argument("--set", default="news", choices=shipped_sets(), help="what is asked")
    parser.add_argument("--questions", type=int, default=200, help="at most so many questions")
    parser.add_argument("--threads", type=int, help="processor threads for the models")
    parser.add_argument("--json", type=Path, help="also write the numbers to this file")
    options = parser.parse_args(argv)
    result, text = measure(options.set, options.questions, options.threads)
    print(text)
    if options.json:
        options.json.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
