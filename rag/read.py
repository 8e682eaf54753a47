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
from rag.candidates import Candidate, Floats, Reading, best_spans, log_sum, merge
from rag.errors import ReaderUnusable

if TYPE_CHECKING:
    from tokenizers import Tokenizer

MODEL_FOLDER = Path(__file__).with_name("models") / "reader"
MAX_TOKENS = 256
MAX_QUESTION = 64
MAX_TITLE = 18
MAX_ANSWER = 32
MAX_SENTENCES = 128


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of an article that the reader sees: ``article.text[start:start+len(text)]``."""

    article_id: str
    start: int
    text: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """An answer to a question, with the sentences it rests on and their article's title."""

    question: str
    answer: str
    sentences: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class _Encoded:
    ids: list[int]
    types: list[int]
    first: int
    offsets: list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class _Seen:
    """The logits of a passage's tokens as starts and ends, and the log-odds of "yes"."""

    start: Floats
    end: Floats
    polarity: float


def _encode(
    tokenizer: Tokenizer, question: list[int], window: Window, ends: tuple[int, int]
) -> _Encoded:
    cls, sep = ends
    title: list[int] = []
    if window.title:
        title = [
            *tokenizer.encode(clean(window.title), add_special_tokens=False).ids[:MAX_TITLE],
            sep,
        ]
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
        self._ends = (self._special("[CLS]"), self._special("[SEP]"))

    def _special(self, name: str) -> int:
        token = self._tokenizer.token_to_id(name)
        if token is None:
            raise ReaderUnusable("tokenizer.json", f"it has no {name}")
        return int(token)

    def _run(self, encoded: Sequence[_Encoded]) -> list[Floats]:
        return list(self._session.run(None, dict(_pad(encoded))))

    def knows(self, word: str) -> bool:
        """Whether a lower-case word is one of the vocabulary's own, not pieced together."""
        return self._tokenizer.token_to_id(word) is not None

    def read(self, question: str, windows: Sequence[Window], longest: int = 40) -> Reading:
        """Scores the windows' spans of at most ``longest`` tokens as answers to ``question``."""
        return self.read_each([(question, windows)], longest)[0]

    def read_each(
        self, asked: Sequence[tuple[str, Sequence[Window]]], longest: int = 40
    ) -> list[Reading]:
        """:meth:`read` for several questions at once, each with its own windows."""
        encoded: list[_Encoded] = []
        for question, windows in asked:
            ids = self._tokenizer.encode(clean(question), add_special_tokens=False).ids
            encoded += [
                _encode(self._tokenizer, ids[:MAX_QUESTION], w, self._ends) for w in windows
            ]
        seen = self._see(encoded)
        readings, at = [], 0
        for _, windows in asked:
            end = at + len(windows)
            readings.append(_reading(windows, encoded[at:end], seen[at:end], longest))
            at = end
        return readings

    def _see(self, encoded: Sequence[_Encoded]) -> list[_Seen]:
        """What the network makes of each sequence, in order; those of like length run together."""
        order = sorted(range(len(encoded)), key=lambda i: (len(encoded[i].ids), i))
        seen: dict[int, _Seen] = {}
        for rows in _in_batches(order, encoded):
            start, end, yes_no = self._run([encoded[i] for i in rows])[:3]
            for at, i in enumerate(rows):
                first, last = encoded[i].first, len(encoded[i].ids) - 1
                polarity = float(yes_no[at, 1] - yes_no[at, 0])
                seen[i] = _Seen(start[at, first:last], end[at, first:last], polarity)
        return [seen[i] for i in range(len(encoded))]

    def entailment(self, pairs: Sequence[tuple[str, str]]) -> list[tuple[float, float, float]]:
        """For each ``(premise, hypothesis)`` the probabilities (entailed, open, contradicted)."""
        if not pairs:
            return []
        parts = [((h, MAX_QUESTION, 0), (p, MAX_TOKENS - MAX_QUESTION, 1)) for p, h in pairs]
        encoded = [self._join(p) for p in parts]
        logits = self._run(encoded)[3].astype(np.float64)
        odds = np.exp(logits - logits.max(axis=1, keepdims=True))
        odds /= odds.sum(axis=1, keepdims=True)
        return [(float(a), float(b), float(c)) for a, b, c in odds]

    def support(self, claims: Sequence[Claim]) -> list[float]:
        """For each claim the log-odds that its sentences answer its question with its answer."""
        if not claims:
            return []
        encoded = [
            self._join(
                (
                    (c.question, MAX_QUESTION, 0),
                    (c.answer, MAX_ANSWER, 0),
                    (c.title, MAX_TITLE, 1),
                    (c.sentences, MAX_SENTENCES, 1),
                )
            )
            for c in claims
        ]
        return [float(v) for v in self._run(encoded)[4]]

    def _join(self, parts: Sequence[tuple[str, int, int]]) -> _Encoded:
        """Texts, each with the most tokens it may have and its segment, as one sequence."""
        ids, types = [self._ends[0]], [0]
        for text, most, segment in parts:
            piece = self._tokenizer.encode(clean(text), add_special_tokens=False).ids[:most]
            ids += [*piece, self._ends[1]]
            types += [segment] * (len(piece) + 1)
        return _Encoded(ids, types, 1, [])


def _reading(
    windows: Sequence[Window], encoded: Sequence[_Encoded], seen: Sequence[_Seen], longest: int
) -> Reading:
    """The candidates of a question's windows on one scale."""
    if not windows:
        return Reading((), 0.0, 0.0, (), ())
    found, best = [], []
    for i, (window, e, logits) in enumerate(zip(windows, encoded, seen, strict=True)):
        spans = best_spans(logits.start, logits.end, longest) if len(logits.start) else []
        best.append(spans[0][2] if spans else float("-inf"))
        found += [_candidate(window, e.offsets, s, i) for s in spans]
    total = sum(
        log_sum([*np.concatenate(side).tolist(), 0.0])
        for side in ([s.start for s in seen], [s.end for s in seen])
    )
    polarity = tuple(s.polarity for s in seen)
    return Reading(merge(found), -total, total, tuple(best), polarity)


def _candidate(
    window: Window, offsets: list[tuple[int, int]], span: tuple[int, int, float], index: int
) -> Candidate:
    low, high = offsets[span[0]][0], offsets[span[1]][1]
    # An answer stands in one paragraph.
    high = low + len(window.text[low:high].split("\n", 1)[0].rstrip())
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
