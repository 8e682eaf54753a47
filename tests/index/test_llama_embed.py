"""LlamaIndex's embedders in the place of ours, and ours in the place of theirs."""

from typing import Any

import numpy as np
import pytest
from llama_index.core.base.embeddings.base import BaseEmbedding

from index.embed import default_embedder
from index.library import Library
from index.llama_embed import LlamaIndexEmbedder, MiniLMEmbedding

VOWELS = "aeiou"


class Vowels(BaseEmbedding):
    """Counts vowels: five dimensions, not of unit length."""

    def _get_text_embedding(self, text: str) -> list[float]:
        return [float(text.count(vowel)) for vowel in VOWELS]

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)


@pytest.fixture
def vowels() -> LlamaIndexEmbedder:
    return LlamaIndexEmbedder(Vowels(model_name="vowels"), revision="1")


def test_vectors_by_hand(vowels: LlamaIndexEmbedder) -> None:
    assert vowels.dim == 5 and vowels.embed([]).shape == (0, 5)
    expected = [[0.6, 0.8, 0, 0, 0], [0, 0, 0, 1, 0], [0, 0, 0, 0, 0]]
    assert vowels.embed(["aaa eeee", "o", "xyz"]).tolist() == [pytest.approx(r) for r in expected]
    assert vowels.count_tokens("a word") == 2


def test_revisions_are_told_apart(vowels: LlamaIndexEmbedder) -> None:
    other = LlamaIndexEmbedder(Vowels(model_name="vowels"), revision="2")
    assert vowels.sha256 != other.sha256


def test_a_library_with_another_embedder(vowels: LlamaIndexEmbedder) -> None:
    with Library.from_texts({"a": "aaaa", "o": "oooo"}, embedder=vowels) as library:
        best, cosine = library.dense("o!", 1)[0]
        assert library.passage(best).article_id == "o" and cosine == pytest.approx(1, abs=1e-5)


def test_ours_as_theirs() -> None:
    texts: list[Any] = ["A storm came ashore.", "Shares fell."]
    ours = default_embedder().embed(texts)
    theirs = np.array(MiniLMEmbedding().get_text_embedding_batch(texts))
    assert np.sum(ours * theirs, axis=1) == pytest.approx([1, 1], abs=1e-3)
