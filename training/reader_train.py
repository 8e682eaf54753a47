"""Fine-tunes the reader against the clock, with checkpoints.

Run with torch, transformers, safetensors, tokenizers and scikit-learn installed:

    python -m training.reader_train --data DATA --encoder FOLDER --out OUT --minutes 85

The learning rate and the mix of sets follow the share of the time used, so a slower machine gives
a less trained reader, never an unfinished schedule.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer
from torch.nn import functional

from training.data import load_all, sentences
from training.mixer import (
    CLS,
    MAX_ANSWER,
    MAX_QUESTION,
    MAX_TITLE,
    SEP,
    Encoded,
    Group,
    Mixer,
)
from training.pairs import Claim, Pair, as_pair, as_samples, read_claims, read_nli
from training.reader_model import load_pretrained, span_loss

MAX_PREMISE = 190


def pad(encoded: list[Encoded]) -> dict[str, torch.Tensor]:
    """Encoded windows as padded tensors with gold and allowed masks."""
    width = max(len(e.ids) for e in encoded)
    n = len(encoded)
    ids, types, mask = (torch.zeros(n, width, dtype=torch.long) for _ in range(3))
    starts, ends, allowed = (torch.zeros(n, width, dtype=torch.bool) for _ in range(3))
    for i, e in enumerate(encoded):
        size = len(e.ids)
        ids[i, :size] = torch.tensor(e.ids)
        types[i, :size] = torch.tensor(e.types)
        mask[i, :size] = 1
        allowed[i, e.first : size - 1] = True
        starts[i, list(e.starts)] = True
        ends[i, list(e.ends)] = True
    return {
        "ids": ids,
        "types": types,
        "mask": mask,
        "starts": starts,
        "ends": ends,
        "allowed": allowed,
    }


def nli_batch(
    tokenizer: Tokenizer, pairs: list[Pair]
) -> tuple[dict[str, torch.Tensor], torch.Tensor]:
    """Hypothesis first (as a question stands first), then the premise."""
    encoded = []
    for pair in pairs:
        said = tokenizer.encode(pair.hypothesis, add_special_tokens=False).ids
        told = tokenizer.encode(pair.premise, add_special_tokens=False).ids
        head, tail = [CLS, *said[:MAX_QUESTION], SEP], [*told[:MAX_PREMISE], SEP]
        encoded.append(
            Encoded((*head, *tail), (0,) * len(head) + (1,) * len(tail), len(head), (), ())
        )
    return pad(encoded), torch.tensor([p.label for p in pairs])


def drawn(
    kinds: tuple[list[Claim], list[Claim]], pairs: list[Pair], rng: random.Random
) -> list[Pair]:
    """Supported and other claims, about as many, of like length so that little is padded."""
    some = [as_pair(c, rng) for part in kinds for c in rng.sample(part, 42)]
    some.sort(key=lambda pair: len(pair.premise))
    at = rng.randrange(len(some) - 28)
    return [*some[at : at + 28], *rng.sample(pairs, 4)]


def support_batch(
    tokenizer: Tokenizer, rows: list[dict[str, Any]], rng: random.Random
) -> tuple[dict[str, torch.Tensor], torch.Tensor]:
    """``[CLS] question [SEP] answer [SEP] title [SEP] sentences [SEP]``: does it answer, or not?"""
    encoded = []
    for row in rows:
        ranges = sentences(row["text"], 0, len(row["text"]))
        at = [i for i, (a, b) in enumerate(ranges) if a < row["end"] and row["start"] < b] or [0]
        low, high = max(0, at[0] - rng.randint(0, 1)), at[-1] + rng.choice((0, 0, 1))
        words = row["text"][ranges[low][0] : ranges[min(high, len(ranges) - 1)][1]]
        parts = [
            (row["question"], MAX_QUESTION, 0),
            (row["text"][row["start"] : row["end"]], MAX_ANSWER, 0),
            (row["title"], MAX_TITLE, 1),
            (words, 128, 1),
        ]
        ids, types = [CLS], [0]
        for text, most, kind in parts:
            piece = [*tokenizer.encode(text, add_special_tokens=False).ids[:most], SEP]
            ids += piece
            types += [kind] * len(piece)
        encoded.append(Encoded(tuple(ids), tuple(types), 1, (), ()))
    return pad(encoded), torch.tensor([float(r["right"]) for r in rows])


def batch_loss(model: torch.nn.Module, groups: list[Group]) -> torch.Tensor:
    """Span loss of the groups, plus polarity where a yes/no question has gold evidence."""
    encoded = [w for g in groups for w in g.windows]
    batch = pad(encoded)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        start, end, polarity, _, _ = model(batch["ids"], batch["mask"], batch["types"])
    rows, at, chosen, labels = [], 0, [], []
    for group in groups:
        rows.append(list(range(at, at + len(group.windows))))
        if group.polarity is not None:
            chosen.append(at + group.gold_rows[0])
            labels.append(group.polarity)
        at += len(group.windows)
    loss = span_loss(
        start.float(), end.float(), batch["starts"], batch["ends"], batch["allowed"], rows
    )
    if chosen:
        loss = loss + 0.8 * functional.cross_entropy(
            polarity[chosen].float(), torch.tensor(labels)
        ) * min(1.0, len(chosen) / 4)
    return loss


def learning_rate(progress: float, peak: float) -> float:
    """Linear warm-up over 3% of the time, then a cosine to 2% of the peak."""
    if progress < 0.03:
        return peak * max(progress, 0.001) / 0.03
    return peak * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * (progress - 0.03) / 0.97)))


def train(args: argparse.Namespace) -> None:
    """Trains until the time is up, writing a checkpoint every ``--every`` minutes."""
    torch.manual_seed(args.seed)
    torch.set_num_threads(args.threads)
    tokenizer = Tokenizer.from_file(str(args.encoder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    sets = load_all(args.data)
    pairs, _ = read_nli(args.data / "nli")
    claims, _ = read_claims(args.data)
    kinds = [c for c in claims if c.label == 0], [c for c in claims if c.label]
    sets["claims"] = as_samples(claims, random.Random(args.seed + 2))
    judged = []
    if args.candidates:
        judged = [json.loads(line) for line in args.candidates.read_text().splitlines()]
    mixer = Mixer(sets, tokenizer, args.seed)
    model = load_pretrained(args.encoder)
    if args.start_from:
        model.load_state_dict(torch.load(args.start_from, weights_only=True), strict=False)
    decay = [p for p in model.parameters() if p.ndim > 1]
    rest = [p for p in model.parameters() if p.ndim <= 1]
    optimizer = torch.optim.AdamW(
        [{"params": decay, "weight_decay": 0.01}, {"params": rest, "weight_decay": 0.0}], lr=0.0
    )
    begun, saved, seen = time.time(), time.time(), 0
    total = args.minutes * 60

    def clock() -> Iterator[float]:
        while time.time() - begun < total:
            yield (time.time() - begun) / total

    losses: list[float] = []
    rng = random.Random(args.seed + 1)
    for step, groups in enumerate(mixer.batches(clock(), args.windows, tuple(args.mix))):
        progress = min(1.0, (time.time() - begun) / total)
        for part in optimizer.param_groups:
            part["lr"] = learning_rate(progress, args.lr)
        loss = batch_loss(model, groups)
        if step % 3:
            batch, labels = nli_batch(tokenizer, drawn(kinds, pairs, rng))
            with torch.autocast("cpu", dtype=torch.bfloat16):
                logits = model(batch["ids"], batch["mask"], batch["types"])[3]
            loss = loss + 0.8 * functional.cross_entropy(logits.float(), labels)
        if judged and step % 2 == 0:
            batch, right = support_batch(tokenizer, rng.sample(judged, 20), rng)
            with torch.autocast("cpu", dtype=torch.bfloat16):
                support = model(batch["ids"], batch["mask"], batch["types"])[4]
            loss = loss + 0.5 * functional.binary_cross_entropy_with_logits(support.float(), right)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        losses.append(float(loss.detach()))
        seen += sum(len(g.windows) for g in groups)
        if step % 50 == 0:
            used = time.time() - begun
            print(
                f"step {step} {progress:.1%} loss {np.mean(losses[-50:]):.3f} "
                f"windows {seen} ({seen / used:.1f}/s)",
                flush=True,
            )
        if time.time() - saved > args.every * 60:
            torch.save(model.state_dict(), args.out / "checkpoint.pt")
            saved = time.time()
    torch.save(model.state_dict(), args.out / "reader.pt")
    print(f"done: {seen} windows in {(time.time() - begun) / 60:.1f} minutes", flush=True)


def main() -> None:
    """Parses the command line and trains."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--encoder", type=Path, required=True, help="folder of all-MiniLM-L6-v2")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--start-from", type=Path, help="a checkpoint to go on from")
    parser.add_argument("--candidates", type=Path, help="pairs for the support head")
    parser.add_argument(
        "--mix",
        type=float,
        nargs=2,
        default=(0.0, 1.0),
        help="share of the late mix at the start and at the end",
    )
    parser.add_argument("--minutes", type=float, default=85)
    parser.add_argument("--every", type=float, default=8)
    parser.add_argument("--windows", type=int, default=32)
    parser.add_argument("--lr", type=float, default=1.5e-4)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=11)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    train(args)


if __name__ == "__main__":
    main()
