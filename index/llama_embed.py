"""The bundled embedder as LlamaIndex's, and any of LlamaIndex's embedders as ours."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from hashlib import sha256
from typing import Any

import numpy as np
from llama_index.core.base.embeddings.base import BaseEmbedding
from pydantic import PrivateAttr

from index.embed import Embedder, TextEmbedder, Vectors, default_embedder


class MiniLMEmbedding(BaseEmbedding):
    """The bundled all-MiniLM-L6-v2 for use anywhere in LlamaIndex; nothing is downloaded."""

    _embedder: TextEmbedder = PrivateAttr()

    def __init__(self, embedder: TextEmbedder | None = None, **kwargs: Any) -> None:
        chosen = embedder or default_embedder()
        super().__init__(**{"model_name": chosen.name, "embed_batch_size": 256, **kwargs})
        self._embedder = chosen

    @classmethod
    def class_name(cls) -> str:
        """The name that LlamaIndex serialises this embedder under."""
        return "MiniLMEmbedding"

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embeddings([query])[0]

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_text_embeddings([text])[0]

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        rows: list[list[float]] = self._embedder.embed(texts).tolist()
        return rows


class LlamaIndexEmbedder:
    """Any LlamaIndex embedder as a ``TextEmbedder``, to index a library with.

    ``revision`` tells two versions of a model of one name apart; with another one, everything is
    embedded anew. Tokens are counted by the bundled tokenizer.
    """

    def __init__(self, model: BaseEmbedding, revision: str = "") -> None:
        self._model = model
        self._revision = revision
        self.name = str(model.model_name)

    @cached_property
    def dim(self) -> int:
        """The length of a vector, found by embedding a word."""
        return len(self._model.get_text_embedding("word"))

    @property
    def sha256(self) -> str:
        """A digest of the model's class, name and revision."""
        named = f"{self._model.class_name()}\n{self.name}\n{self._revision}"
        return sha256(named.encode("utf-8")).hexdigest()

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One unit vector a text, in order: shape ``(len(texts), dim)``."""
        if not texts:
            return np.zeros((0, self.dim), dtype=np.float32)
        rows = self._model.get_text_embedding_batch(list(texts))
        vectors = np.asarray(rows, dtype=np.float32)
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        unit: Vectors = vectors / np.maximum(lengths, 1e-12)
        return unit

    def count_tokens(self, text: str) -> int:
        """How many tokens the text has for the bundled tokenizer."""
        return _counter().count_tokens(text)


def _counter() -> Embedder:
    return default_embedder()
