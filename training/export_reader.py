"""Exports a trained reader to ONNX, int8 per channel.

python -m training.export_reader --weights OUT/reader.pt --encoder FOLDER --to rag/models/reader

Given several weights it exports their mean, by ``--shares`` ("model soups", Wortsman et al. 2022).
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import tempfile
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

from training.reader_model import ReaderModel, load_pretrained

OUTPUTS = ["start", "end", "polarity", "entailment", "support"]


def export_fp32(model: ReaderModel, path: Path) -> None:
    """Writes the network in fp32; batch and tokens are dynamic axes."""
    ids = torch.ones(2, 16, dtype=torch.long)
    axes = {name: {0: "batch", 1: "tokens"} for name in ("ids", "mask", "types", "start", "end")}
    torch.onnx.export(
        model.eval(), (ids, ids, torch.zeros_like(ids)), str(path),
        input_names=["ids", "mask", "types"],
        output_names=OUTPUTS, dynamic_axes=axes, opset_version=17, dynamo=False,
    )  # fmt: skip


def quantize(source: Path, target: Path) -> None:
    """Dynamic int8 per channel, the embeddings too; 7-bit weights cannot overflow without VNNI."""
    quantize_dynamic(
        str(source), str(target), per_channel=True, reduce_range=True,
        weight_type=QuantType.QInt8, op_types_to_quantize=["MatMul", "Gather"],
    )  # fmt: skip


def mean_of(paths: list[Path], shares: list[float]) -> dict[str, torch.Tensor]:
    """The weights of the files, each counted by its share."""
    states = [torch.load(path, weights_only=True) for path in paths]
    return {
        name: sum(share * state[name] for share, state in zip(shares, states, strict=True))
        if last.is_floating_point()
        else last
        for name, last in states[-1].items()
    }


def main() -> None:
    """Parses the command line and exports."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", type=Path, nargs="+", required=True)
    parser.add_argument("--shares", type=float, nargs="+", help="of each of the weights; sum 1")
    parser.add_argument("--encoder", type=Path, required=True)
    parser.add_argument("--to", type=Path, required=True)
    parser.add_argument("--fp32", type=Path, help="keep the fp32 model here, for comparing")
    args = parser.parse_args()
    model = load_pretrained(args.encoder)
    shares = args.shares or [1 / len(args.weights)] * len(args.weights)
    if len(shares) != len(args.weights) or abs(sum(shares) - 1) > 1e-6:
        parser.error(f"--shares {shares}: give one for each of --weights, that sum to 1")
    model.load_state_dict(mean_of(args.weights, shares), strict=False)
    args.to.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        fp32 = args.fp32 or Path(scratch) / "fp32.onnx"
        export_fp32(model, fp32)
        quantize(fp32, args.to / "model.onnx")
    shutil.copy(args.encoder / "tokenizer.json", args.to / "tokenizer.json")
    data = (args.to / "model.onnx").read_bytes()
    print(f"{len(data) / 1e6:.1f} MB, sha256 {hashlib.sha256(data).hexdigest()}")


if __name__ == "__main__":
    main()
