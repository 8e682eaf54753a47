"""Text to vectors: all-MiniLM-L6-v2 on onnxruntime. No torch, nothing downloaded."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, cached_property
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.errors import ModelNotFound

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

Vectors = NDArray[np.float32]

MODEL_FOLDER = Path(__file__).parent / "models" / "minilm"
MAX_TOKENS = 256
"""The length the model was trained for; what is beyond it is cut off."""

BATCH = 16


class TextEmbedder(Protocol):
    """What the index asks of an embedder; vectors are unit length, one row a text."""

    name: str

    @property
    def dim(self) -> int:
        """The length of a vector."""

    @property
    def sha256(self) -> str:
        """Tells two versions of a model apart."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One unit vector a text, in order: shape ``(len(texts), dim)``."""

    def count_tokens(self, text: str) -> int:
        """How many tokens the text has, without the marks at either end."""


class Embedder:
    """The bundled all-MiniLM-L6-v2 (Wang et al., 2020), int8, mean pooled.

    The model is read when it is first needed. ``embed`` may be called from several threads.
    """

    name = "all-MiniLM-L6-v2-int8"
    dim = 384

    def __init__(
        self, folder: Path = MODEL_FOLDER, *, threads: int = 0, batch: int = BATCH
    ) -> None:
        """``threads`` is how many onnxruntime may use; 0 leaves the choice to it."""
        self._folder = folder
        self._threads = threads
        self._batch = batch
        self._lock = Lock()
        self._loaded: InferenceSession | None = None

    @cached_property
    def sha256(self) -> str:
        """The SHA-256 of the model file, as hexadecimal."""
        return sha256(self._file("model.onnx").read_bytes()).hexdigest()

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One unit vector a text, in order: float32 of shape ``(len(texts), 384)``.

        Texts are run in batches of like length and padded to the longest of the batch; what is
        beyond 256 tokens is cut off. Raises ``ModelNotFound``.
        """
        vectors = np.zeros((len(texts), self.dim), dtype=np.float32)
        if not texts:
            return vectors
        session = self._session()
        ids = [e.ids for e in self._tokenizer.encode_batch([clean(t) for t in texts])]
        order = sorted(range(len(ids)), key=lambda i: len(ids[i]))
        for first in range(0, len(order), self._batch):
            rows = order[first : first + self._batch]
            feed = _padded([ids[i] for i in rows])
            vectors[rows] = session.run(None, feed)[0]
        return vectors

    def count_tokens(self, text: str) -> int:
        """How many tokens the text has, without the marks at either end, however long it is."""
        return len(self._counter.encode(clean(text), add_special_tokens=False).ids)

    def _file(self, name: str) -> Path:
        path = self._folder / name
        if not path.is_file():
            raise ModelNotFound(path, "no such file")
        return path

    @cached_property
    def _counter(self) -> Tokenizer:
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(self._file("tokenizer.json")))
        tokenizer.no_padding()
        tokenizer.no_truncation()
        return tokenizer

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(self._file("tokenizer.json")))
        tokenizer.no_padding()
        tokenizer.enable_truncation(MAX_TOKENS)
        return tokenizer

    def _session(self) -> InferenceSession:
        with self._lock:
            if self._loaded is None:
                self._loaded = _load(self._file("model.onnx"), self._threads)
            return self._loaded


def clean(text: str) -> str:
    """The text with lone surrogates replaced, which the tokenizer cannot take."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _padded(ids: list[list[int]]) -> dict[str, NDArray[np.int64]]:
    longest = max(len(row) for row in ids)
    tokens = np.zeros((len(ids), longest), dtype=np.int64)
    mask = np.zeros_like(tokens)
    for row, values in enumerate(ids):
        tokens[row, : len(values)] = values
        mask[row, : len(values)] = 1
    return {"input_ids": tokens, "attention_mask": mask}


def _load(path: Path, threads: int) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime raises its own classes for a damaged file
        raise ModelNotFound(path, f"not a model that onnxruntime can read ({error})") from error


def default_embedder(threads: int | None = None) -> Embedder:
    """The bundled embedder, one a process, so that the model is in memory once.

    ``threads`` may be chosen by the first caller who names a number; 0 leaves it to onnxruntime.
    """
    return _embedder(threads or 0)


@cache
def _embedder(threads: int) -> Embedder:
    return Embedder(threads=threads)
