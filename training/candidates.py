"""What an earlier reader takes for answers, right and wrong: the verifier's training pairs.

    python -m training.candidates --data DATA --model FOLDER --out candidates.jsonl

A verifier learns from the mistakes that a reader makes (Hu et al. 2019, "Read + Verify"): the best
span in windows that hold no answer, and the best wrong span in those that do.
"""

from __future__ import annotations

import argparse
import json
import random
from pathlib import Path

from rag.read import Reader, Window
from training.data import Sample, load_all
from training.data import Window as Training
from training.measure_reader import f1

SHARES = {
    "near": 1.0,
    "news": 1.0,
    "fiction": 1.0,
    "invented": 1.0,
    "lexicon": 1.0,
    "wikipedia": 0.5,
    "squad2": 0.35,
    "squad2train": 0.2,
    "wiki": 0.12,
}


def asked(sample: Sample) -> str:
    """The question as the reader gets it."""
    return f"{sample.question} | {sample.context}" if sample.context else sample.question


def pick_window(sample: Sample, rng: random.Random) -> Training:
    """A gold window, or for an unanswerable question the one most like it."""
    if sample.gold:
        return rng.choice(sample.gold)
    said = set(sample.question.lower().split())
    return max(sample.near, key=lambda w: len(said & set(w.text.lower().split())) + rng.random())


def pairs_of(sample: Sample, reader: Reader, rng: random.Random) -> list[dict[str, object]]:
    """Judged candidates of one sample: the gold answer, and the best span that is wrong."""
    window = pick_window(sample, rng)
    reading = reader.read(asked(sample), [Window("", 0, window.text, window.title)])
    row = {"question": asked(sample), "title": window.title, "text": window.text}
    made = []
    if sample.gold and window.spans:
        start, end = rng.choice(window.spans)
        made.append({**row, "start": start, "end": end, "right": 1})
    for c in reading.candidates[:4]:
        overlaps = any(s < c.end and c.start < e for s, e in window.spans)
        right = bool(sample.gold) and (overlaps or f1(c.text, list(sample.answers)) >= 0.4)
        if not right:
            made.append({**row, "start": c.start, "end": c.end, "right": 0})
            break
    return made


def main() -> None:
    """Writes one JSON line a candidate."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args()
    reader, rng = Reader(args.model, args.threads), random.Random(3)
    with args.out.open("w") as out:
        for name, samples in load_all(args.data).items():
            for sample in samples:
                if rng.random() < SHARES.get(name, 0.0):
                    for pair in pairs_of(sample, reader, rng):
                        out.write(json.dumps(pair) + "\n")


if __name__ == "__main__":
    main()
