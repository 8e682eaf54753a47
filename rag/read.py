"""The bundled reader: answer spans of several windows, and "none", on one scale.

The network gives every token of every window a start and an end logit. All of them compete with a
constant zero that stands for "none" (shared normalisation, Clark & Gardner 2018), so spans of
different windows compare, and the probability that nothing answers is read off the same sum.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from index.embed import clean
from rag.errors import ReaderUnusable

if TYPE_CHECKING:
    from tokenizers import Tokenizer

MODEL_FOLDER = Path(__file__).with_name("models") / "reader"
MAX_TOKENS = 256
MAX_QUESTION = 64
MAX_TITLE = 18
_TOP = 12

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of an article that the reader sees: ``article.text[start:start+len(text)]``."""

    article_id: str
    start: int
    text: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible answer: a span of an article, its window and its score in logits above "none"."""

    article_id: str
    start: int
    end: int
    text: str
    score: float
    window: int


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader made of a question and its windows.

    ``candidates`` are best first and do not overlap; ``none`` is log p("none");
    ``total`` the log of the normaliser, so that ``score - total`` is a span's log p;
    ``windows`` holds each window's best span score, ``polarity`` each window's log-odds of "yes".
    """

    candidates: tuple[Candidate, ...]
    none: float
    total: float
    windows: tuple[float, ...]
    polarity: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class _Encoded:
    ids: list[int]
    types: list[int]
    first: int
    offsets: list[tuple[int, int]]


def _encode(
    tokenizer: Tokenizer, question: list[int], window: Window, ends: tuple[int, int]
) -> _Encoded:
    cls, sep = ends
    title: list[int] = []
    if window.title:
        title = [*tokenizer.encode(clean(window.title), add_special_tokens=False).ids[:MAX_TITLE], sep]
    passage = tokenizer.encode(clean(window.text), add_special_tokens=False)
    head = [cls, *question, sep]
    first = len(head) + len(title)
    room = MAX_TOKENS - first - 1
    ids = [*head, *title, *passage.ids[:room], sep]
    types = [0] * len(head) + [1] * (len(ids) - len(head))
    return _Encoded(ids, types, first, passage.offsets[:room])


def _pad(encoded: Sequence[_Encoded]) -> dict[str, NDArray[np.int64]]:
    width = max(len(e.ids) for e in encoded)
    batch = {
        name: np.zeros((len(encoded), width), dtype=np.int64) for name in ("ids", "mask", "types")
    }
    for row, e in enumerate(encoded):
        batch["ids"][row, : len(e.ids)] = e.ids
        batch["types"][row, : len(e.ids)] = e.types
        batch["mask"][row, : len(e.ids)] = 1
    return batch


def best_spans(
    start: Floats, end: Floats, longest: int, top: int = _TOP
) -> list[tuple[int, int, float]]:
    """The ``top`` token spans ``(i, j, score)``, ``i <= j < i + longest``, best first.

    ``start`` and ``end`` are the logits of one window's passage tokens; a span scores the sum of
    its two. Ties go to the earlier, then the shorter span.

    >>> best_spans(np.float32([0, 3, 0]), np.float32([1, 0, 2]), longest=2, top=2)
    [(1, 2, 5.0), (1, 1, 3.0)]
    """
    starts = np.argsort(-start, kind="stable")[: top * 2]
    found = []
    for i in starts.tolist():
        ends = end[i : i + longest]
        for offset in np.argsort(-ends, kind="stable")[:4].tolist():
            found.append((i, i + offset, float(start[i] + ends[offset])))
    return sorted(found, key=lambda s: (-s[2], s[0], s[1]))[:top]


def log_sum(values: Iterable[float]) -> float:
    """``log(sum(exp(v)))`` without overflow; -inf for nothing."""
    array = np.fromiter(values, dtype=np.float64)
    if not array.size:
        return float("-inf")
    peak = float(array.max())
    return peak + float(np.log(np.exp(array - peak).sum()))


def merge(candidates: Iterable[Candidate], keep: int = _TOP) -> tuple[Candidate, ...]:
    """Sums the scores of equal words in different windows and drops what overlaps a better span.

    The words stand where their best-scored span stands (idea of summing over equal spans: Cheng et
    al. 2020, "Probabilistic assumptions matter").
    """
    ranked = sorted(candidates, key=lambda c: (-c.score, c.article_id, c.start, c.end))
    kept: list[Candidate] = []
    for c in ranked:
        if not any(
            k.article_id == c.article_id and k.start < c.end and c.start < k.end for k in kept
        ):
            kept.append(c)
    same: dict[str, list[Candidate]] = {}
    for c in kept:
        same.setdefault(" ".join(c.text.lower().split()), []).append(c)
    summed = [
        Candidate(
            g[0].article_id,
            g[0].start,
            g[0].end,
            g[0].text,
            log_sum(c.score for c in g),
            g[0].window,
        )
        for g in same.values()
    ]
    return tuple(sorted(summed, key=lambda c: (-c.score, c.article_id, c.start, c.end))[:keep])


class Reader:
    """The reader's ONNX session and tokenizer; safe to share between threads.

    Raises:
        ReaderUnusable: the model's files are missing or broken.
    """

    def __init__(
        self, folder: Path = MODEL_FOLDER, threads: int = 0, precise: bool = False
    ) -> None:
        from onnxruntime import InferenceSession, SessionOptions
        from tokenizers import Tokenizer

        options = SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        if precise:
            options.add_session_config_entry("session.x64quantprecision", "1")
        try:
            self._session = InferenceSession(
                str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
            )
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        except Exception as error:
            raise ReaderUnusable(folder, error) from error
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._ends = (
            self._tokenizer.token_to_id("[CLS]"),
            self._tokenizer.token_to_id("[SEP]"),
        )

    def _run(self, encoded: Sequence[_Encoded]) -> list[Floats]:
        return list(self._session.run(None, dict(_pad(encoded))))

    def read(self, question: str, windows: Sequence[Window], longest: int = 40) -> Reading:
        """Scores the windows' spans of at most ``longest`` tokens as answers to ``question``."""
        if not windows:
            return Reading((), 0.0, 0.0, (), ())
        asked = self._tokenizer.encode(clean(question), add_special_tokens=False).ids[:MAX_QUESTION]
        encoded = [_encode(self._tokenizer, asked, w, self._ends) for w in windows]
        order = sorted(range(len(encoded)), key=lambda i: (len(encoded[i].ids), i))
        starts: dict[int, Floats] = {}
        ends: dict[int, Floats] = {}
        polarity = [0.0] * len(encoded)
        for rows in _in_batches(order, encoded):
            start, end, yes_no, _ = self._run([encoded[i] for i in rows])
            for at, i in enumerate(rows):
                e = encoded[i]
                starts[i] = start[at, e.first : len(e.ids) - 1]
                ends[i] = end[at, e.first : len(e.ids) - 1]
                polarity[i] = float(yes_no[at, 1] - yes_no[at, 0])
        found, best = [], []
        for i, window in enumerate(windows):
            spans = best_spans(starts[i], ends[i], longest) if len(starts[i]) else []
            best.append(spans[0][2] if spans else float("-inf"))
            found += [_candidate(window, encoded[i].offsets, s, i) for s in spans]
        flat_start = np.concatenate([starts[i] for i in range(len(windows))])
        flat_end = np.concatenate([ends[i] for i in range(len(windows))])
        total = log_sum([*flat_start.tolist(), 0.0]) + log_sum([*flat_end.tolist(), 0.0])
        return Reading(merge(found), -total, total, tuple(best), tuple(polarity))

    def entailment(self, pairs: Sequence[tuple[str, str]]) -> list[tuple[float, float, float]]:
        """For each ``(premise, hypothesis)`` the probabilities (entailed, open, contradicted)."""
        if not pairs:
            return []
        encoded = []
        for premise, hypothesis in pairs:
            claim = self._tokenizer.encode(clean(hypothesis), add_special_tokens=False).ids[:MAX_QUESTION]
            encoded.append(_encode(self._tokenizer, claim, Window("", 0, premise), self._ends))
        logits = self._run(encoded)[3].astype(np.float64)
        odds = np.exp(logits - logits.max(axis=1, keepdims=True))
        odds /= odds.sum(axis=1, keepdims=True)
        return [(float(a), float(b), float(c)) for a, b, c in odds]


def _candidate(
    window: Window, offsets: list[tuple[int, int]], span: tuple[int, int, float], index: int
) -> Candidate:
    low, high = offsets[span[0]][0], offsets[span[1]][1]
    return Candidate(
        window.article_id,
        window.start + low,
        window.start + high,
        window.text[low:high],
        span[2],
        index,
    )


def _in_batches(order: list[int], encoded: Sequence[_Encoded]) -> Iterable[list[int]]:
    """Rows of like length together, so that little is padded: a new batch at 25% more tokens."""
    rows: list[int] = []
    for i in order:
        if rows and len(encoded[i].ids) > 1.25 * len(encoded[rows[0]].ids):
            yield rows
            rows = []
        rows.append(i)
    if rows:
        yield rows


@lru_cache(maxsize=2)
def load_reader(threads: int = 0) -> Reader:
    """The bundled reader, loaded once per process and thread count."""
    with _LOADING:
        return Reader(threads=threads)


_LOADING = threading.Lock()


def load_json(name: str, folder: Path = MODEL_FOLDER) -> Any:
    """A JSON file that lies beside the reader's weights.

    Raises:
        ReaderUnusable: the file is missing or no JSON.
    """
    try:
        return json.loads((folder / name).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ReaderUnusable(folder / name, error) from error
