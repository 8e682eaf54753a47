"""The embedder of the settings: the bundled one, or a model of an OpenAI-compatible server."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import numpy as np

from index.embed import TextEmbedder, Vectors, clean, default_embedder
from index.errors import EmbedderFailed, EmbedderMismatch
from rag.errors import ModelTrouble, SettingError
from rag.settings import Settings

if TYPE_CHECKING:
    import openai

BATCH = 64
"""Texts of one request: what servers commonly take at once."""

TRIES = 4
_PAUSE = 0.5
_PROBE = "The quick brown fox jumps over the lazy dog."


def embedder_of(settings: Settings) -> TextEmbedder:
    """The embedder that the settings name.

    Raises:
        SettingError: a model is named, and neither a key nor a server.
    """
    model = settings.openai_embedding_model
    if not model:
        return default_embedder(settings.threads)
    if not (settings.openai_api_key or settings.openai_base_url):
        raise SettingError(
            "OPENAI_EMBEDDING_MODEL",
            model,
            "there is no server to ask for it",
            "set OPENAI_API_KEY or OPENAI_BASE_URL, or unset it for the bundled model",
        )
    return OpenAIEmbedder(settings)


class OpenAIEmbedder:
    """A model of an OpenAI-compatible server, as the index asks for one.

    The length of its vectors is found by asking. What is indexed with it has a shelf of its own,
    so that to change the model and back costs nothing. Each request has the settings' patience,
    all tries together. Tokens are counted by the bundled tokenizer: passages are cut the same.
    """

    def __init__(self, settings: Settings) -> None:
        from rag.generate.llm import place_of

        self._settings = settings
        self._where = place_of(settings)
        self._model = settings.openai_embedding_model
        self.name = f"openai-{self._model}"
        self.shelf = re.sub(r"[^a-zA-Z0-9._]+", "-", f"-{self.name}")[:80]

    @cached_property
    def _client(self) -> openai.OpenAI:
        from rag.generate.llm import make_client

        return make_client(self._settings)

    @cached_property
    def probe(self) -> Vectors:
        """The vector of a fixed sentence, by which a model is known again.

        Raises:
            EmbedderFailed: the server does not embed.
        """
        vector: Vectors = self._unit([_PROBE])[0]
        return vector

    @cached_property
    def dim(self) -> int:
        """The length of a vector."""
        return int(self.probe.shape[-1])

    @property
    def sha256(self) -> str:
        """A digest of the server's place and the model's name."""
        named = f"{self._settings.openai_base_url}\n{self._model}"
        return sha256(named.encode("utf-8")).hexdigest()

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One unit vector a text, in order: shape ``(len(texts), dim)``.

        Raises:
            EmbedderFailed: the server does not embed.
            EmbedderMismatch: its vectors have another length than before.
        """
        vectors = np.zeros((len(texts), self.dim), dtype=np.float32)
        for first in range(0, len(texts), BATCH):
            part = self._unit(texts[first : first + BATCH])
            if part.shape[-1] != self.dim:
                raise EmbedderMismatch(self.name, self.dim, int(part.shape[-1]))
            vectors[first : first + BATCH] = part
        return vectors

    def count_tokens(self, text: str) -> int:
        """How many tokens the text has for the bundled tokenizer."""
        return default_embedder(self._settings.threads).count_tokens(text)

    def _unit(self, texts: Sequence[str]) -> Vectors:
        rows = self._ask([clean(t) for t in texts])
        lengths = {len(row) for row in rows}
        if len(rows) != len(texts) or len(lengths) != 1 or 0 in lengths:
            raise EmbedderFailed(self._model, self._where, "its reply has no vector for each text")
        vectors = np.asarray(rows, dtype=np.float32)
        if not np.isfinite(vectors).all():
            raise EmbedderFailed(self._model, self._where, "its vectors hold no numbers")
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        unit: Vectors = vectors / np.maximum(norms, 1e-12)
        return unit

    def _ask(self, texts: list[str]) -> list[Any]:
        """The server's vectors, asked for again where that may help, within the patience."""
        from rag.generate.deadline import Deadline
        from rag.generate.llm import timeout
        from rag.generate.trouble import AGAIN

        deadline = Deadline(self._settings.patience)
        for attempt in range(TRIES):
            try:
                reply = self._client.embeddings.create(
                    input=texts,
                    model=self._model,
                    encoding_format="float",
                    timeout=timeout(max(deadline.left(), 0.1)),
                )
                return [one.embedding for one in sorted(reply.data, key=lambda one: one.index)]
            except Exception as error:  # whatever a server may answer with
                trouble = self._trouble(error)
            pause = trouble.wait if trouble.wait is not None else _PAUSE * 2**attempt
            if trouble.kind not in AGAIN or pause + 1 > deadline.left():
                break
            time.sleep(pause)
        raise EmbedderFailed(self._model, self._where, str(trouble))

    def _trouble(self, error: Exception) -> ModelTrouble:
        from rag.generate.trouble import trouble_of

        return trouble_of(
            error,
            where=self._where,
            model=self._model,
            secrets=(self._settings.openai_api_key,),
            setting="OPENAI_EMBEDDING_MODEL",
        )
