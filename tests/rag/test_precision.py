"""The same decisions on every processor: with VNNI, without it, and at onnxruntime's precision."""

import json
from pathlib import Path

import numpy as np
import pytest

from index.embed import MODEL_FOLDER as EMBEDDER
from index.library import Library
from rag.answer import Answer
from rag.decide import load_calibrator
from rag.extract import Extractor
from rag.find import Finder
from rag.read import MODEL_FOLDER as READER
from rag.read import Reader
from rag.resolve import resolve
from rag.retrieve import retrieve


@pytest.mark.parametrize("folder", [EMBEDDER, READER], ids=["embedder", "reader"])
def test_no_product_of_weights_can_overflow_without_vnni(folder: Path) -> None:
    """Two products of an 8-bit activation and a weight are summed in 16 bits without VNNI."""
    import onnx

    model = onnx.load(str(folder / "model.onnx"))
    multiplied = {i for n in model.graph.node if n.op_type == "MatMulInteger" for i in n.input}
    weights = [
        onnx.numpy_helper.to_array(t) for t in model.graph.initializer if t.name in multiplied
    ]
    eight_bit = [w for w in weights if w.dtype == np.int8 and w.ndim == 2]
    assert len(eight_bit) >= 36  # six layers of six products
    assert all(2 * 255 * int(np.abs(w.astype(int)).max()) <= 2**15 - 1 for w in eight_bit)


def test_decisions_are_the_same_at_full_quantised_precision(root: Path) -> None:
    rows = (root / "evals/datasets/shipped/questions.jsonl").read_text(encoding="utf-8")
    samples = [json.loads(line) for line in rows.splitlines()][::6]
    seeds = {p.stem: p.read_text(encoding="utf-8") for p in (root / "seeds").glob("*.txt")}
    with Library.from_texts(seeds) as library:

        def answers(reader: Reader) -> list[Answer]:
            finder = Finder(reader, load_calibrator(), library.article, library.respell)
            return [
                Extractor(finder).answer(
                    resolve(s["question"], s["history"]), lambda q, k: retrieve(library, q, k)
                )
                for s in samples
            ]

        usual, precise = answers(Reader(threads=1)), answers(Reader(threads=1, precise=True))
    assert [a.abstained for a in usual] == [a.abstained for a in precise]
    assert [a.short for a in usual] == [a.short for a in precise]
