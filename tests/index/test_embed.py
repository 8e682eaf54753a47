"""The bundled embedder: unit vectors, whatever else is in the batch, and no saturation."""

from pathlib import Path

import numpy as np
import pytest

from index.embed import MODEL_FOLDER, Embedder, default_embedder
from index.errors import ModelNotFound


def test_vectors_are_of_unit_length_and_near_where_meaning_is() -> None:
    texts = ["A man sleeps on a bench.", "Somebody naps on a seat outside.", "Shares fell by 4%."]
    vectors = default_embedder().embed(texts)
    assert vectors.shape == (3, 384) and vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)
    likeness = vectors @ vectors.T
    assert likeness[0, 1] > likeness[0, 2] + 0.3


def test_order_and_company_hardly_matter() -> None:
    texts = ["short", "a somewhat longer text about bridges " * 8, "middling words here"]
    together = default_embedder().embed(texts)
    alone = np.vstack([default_embedder().embed([t]) for t in texts])
    assert (np.sum(together * alone, axis=1) > 0.97).all()


@pytest.mark.parametrize("text", ["", " ", "\ud800", "日本", "x" * 9000])
def test_odd_texts_have_vectors(text: str) -> None:
    assert np.isfinite(default_embedder().embed([text])).all()


def test_nothing_in_nothing_out() -> None:
    assert default_embedder().embed([]).shape == (0, 384)


def test_tokens_are_counted_whole() -> None:
    assert default_embedder().count_tokens("word " * 600) == 600
    assert default_embedder().count_tokens("") == 0


def test_a_missing_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelNotFound, match=str(tmp_path)):
        Embedder(tmp_path).embed(["x"])


def test_the_card_tells_the_checksum() -> None:
    card = (MODEL_FOLDER / "MODEL_CARD.md").read_text(encoding="utf-8")
    assert default_embedder().sha256 in card
