"""How long one waits for a language model that fails, and what its checks cost the first word.

``python -m tests.failures [--patience 5] [--questions 40] [--json FILE]`` asks questions of the
sets that ship, of the scripted server on this machine, and prints both as Markdown tables.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from evals.bench import machine
from evals.load import load_set
from evals.samples import EvalSet, Sample
from rag import ArticleQA
from rag.answer import Answer
from rag.settings import Settings
from tests.openai_script import Asked, Step
from tests.openai_server import MODEL, OpenAIServer, closed_port

RATE = 50
"""Pieces a second of a model that writes at a reader's pace."""

SERVED: dict[str, Step] = {
    "the connection is dropped": Step(drop=True),
    "401, the key is wrong": Step(status=401),
    "404, no such model": Step(status=404, message="The model `m` does not exist"),
    "429 with Retry-After: 1": Step(status=429, headers={"Retry-After": "1"}),
    "429 with Retry-After: 600": Step(status=429, headers={"Retry-After": "600"}),
    "500": Step(status=500),
    "the stream stops half-way": Step(text='{"answered": true, "sent', end="cut"),
    "the stream ends without its end": Step(text='{"answered": true, "sent', end="silent"),
    "malformed events": Step(raw=b"data: {nonsense\n\n"),
    "malformed JSON in the reply": Step(text='{"answered": yes}'),
    "the context overflows": Step(status=400, message="maximum context length is 9 tokens"),
    "it never cites": Step([("A sentence that cites nothing at all.", [])]),
    "silence from the start": Step(before=3600),
    "silence after the first words": Step(text='{"answered": true, "sent', end="stall"),
    "a reply that never ends": Step(text="well " * 100_000, between=0.05),
}


@dataclass(frozen=True, slots=True)
class Wait:
    """The longest of some waits under one failure, in seconds, and what was said in the end."""

    failure: str
    seconds: float
    mode: str
    note: str


@dataclass(frozen=True, slots=True)
class Added:
    """Milliseconds from a reply's first piece to the first checked sentence on the screen."""

    pace: str
    questions: int
    p50: float
    p95: float


def quoting(chosen: EvalSet, between: float) -> Callable[[Asked], Step]:
    """A model that says the gold sentence of the question it is asked, and cites its passage."""
    gold = {s.question: _evidence(chosen, s) for s in chosen.samples if s.evidence}

    def script(asked: Asked) -> Step:
        question = asked.prompt.rpartition("Question: ")[2].split("\n")[0]
        words = gold.get(question, "")
        number = asked.number_of(words) if words else 0
        return Step([(words, [number])] if number else [], answered=bool(number), between=between)

    return script


def _evidence(chosen: EvalSet, sample: Sample) -> str:
    span = sample.evidence[0].span
    return chosen.articles[span.article_id][span.start : span.end]


def _chain(plain: ArticleQA, url: str, patience: float) -> ArticleQA:
    """The chain over the same articles with a language model, which has learnt nothing yet."""
    settings = Settings(openai_base_url=url, openai_model=MODEL, patience=patience)
    return ArticleQA(plain.library, settings)


def longest_waits(
    server: OpenAIServer, plain: ArticleQA, chosen: EvalSet, patience: float, repeats: int
) -> list[Wait]:
    """Each failure met ``repeats`` times by a chain of its own that is warm."""
    question = chosen.samples[0].question
    nobody = _chain(plain, f"http://127.0.0.1:{closed_port()}/v1", patience)
    waits = [_longest("nobody listens", nobody, question, repeats)]
    for failure, step in SERVED.items():
        server.play(quoting(chosen, 0.0))
        qa = _chain(plain, server.url, patience)
        qa.ask(question)
        server.play(step)
        waits.append(_longest(failure, qa, question, repeats))
    return waits


def _longest(failure: str, qa: ArticleQA, question: str, repeats: int) -> Wait:
    worst, answer = 0.0, None
    for _ in range(repeats):
        began = time.monotonic()
        answer = qa.ask(question)
        worst = max(worst, time.monotonic() - began)
    assert answer is not None
    return Wait(failure, round(worst, 2), answer.mode, answer.note)


def first_words(
    server: OpenAIServer,
    plain: ArticleQA,
    chosen: EvalSet,
    number: int,
    between: float,
    pace: str,
) -> Added:
    """How much later than its first piece the first sentence of a reply is shown."""
    qa = _chain(plain, server.url, 120)
    server.play(quoting(chosen, between))
    asked = [s for s in chosen.samples if s.evidence and not s.history][: 2 * number]
    qa.ask(asked[0].question)
    late: list[float] = []
    for sample in asked:
        server.asked.clear()
        first = _first(qa, sample.question)
        if first is not None and server.chats and server.chats[-1].sent:
            late.append(first - server.chats[-1].sent[0])
        if len(late) == number:
            break
    return Added(pace, len(late), _ms(statistics.median(late)), _ms(_p95(late)))


def _first(qa: ArticleQA, question: str) -> float | None:
    """When the first checked words came; None where none did."""
    found: float | None = None
    answer: Answer
    for answer in qa.stream(question):
        if answer.mode == "generative" and found is None:
            found = time.monotonic()
    return found


def _p95(values: Sequence[float]) -> float:
    ranked = sorted(values)
    return ranked[max(0, -(-95 * len(ranked) // 100) - 1)]


def _ms(seconds: float) -> float:
    return round(1000 * seconds, 1)


def report(waits: Sequence[Wait], added: Sequence[Added], patience: float, quiet: float) -> str:
    """Both tables, as Markdown."""
    rows = [
        f"| failure | longest wait, patience {patience:g} s | the note |", "|---|--:|---|",
        *(f"| {w.failure} | {w.seconds:.2f} s | {w.note} |" for w in waits),
    ]  # fmt: skip
    late = [
        "| the model writes | n | added to the first words, median | 95th percentile |",
        "|---|--:|--:|--:|",
        *(f"| {a.pace} | {a.questions} | {a.p50:.0f} ms | {a.p95:.0f} ms |" for a in added),
    ]
    return "\n".join(
        [machine(), "", *rows, "", f"Without a language model: {1000 * quiet:.0f} ms.", "", *late]
    )


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, print, and with ``--json FILE`` keep the numbers."""
    parser = argparse.ArgumentParser(prog="python -m tests.failures", description=__doc__)
    parser.add_argument("--set", default="news", help="the set that is asked")
    parser.add_argument("--patience", type=float, default=5.0, help="PULLQUOTE_PATIENCE, seconds")
    parser.add_argument("--repeats", type=int, default=2, help="how often each failure is met")
    parser.add_argument("--questions", type=int, default=40, help="for the time to the first words")
    parser.add_argument("--json", type=Path, help="also write the numbers to this file")
    options = parser.parse_args(argv)
    chosen = load_set(options.set)
    with OpenAIServer() as server:
        qa = ArticleQA.from_texts(chosen.articles, Settings())
        qa.ask(chosen.samples[0].question)
        quiet = _longest("none", qa, chosen.samples[0].question, 5).seconds
        added = [
            first_words(server, qa, chosen, options.questions, 0.0, "all at once"),
            first_words(server, qa, chosen, options.questions, 1 / RATE, f"{RATE} pieces a second"),
        ]
        waits = longest_waits(server, qa, chosen, options.patience, options.repeats)
    sys.stdout.write(report(waits, added, options.patience, quiet) + "\n")
    if options.json:
        value = {
            "machine": machine(), "patience": options.patience,
            "waits": [asdict(w) for w in waits], "first_words": [asdict(a) for a in added],
        }  # fmt: skip
        options.json.write_text(json.dumps(value, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
