"""Scores an exported reader on SQuAD 2.0 articles it was not trained on, and on NLI pairs.

    python -m training.measure_reader --data DATA --model rag/models/reader [--limit N]

Exact match and F1 follow the official SQuAD 2.0 script (Rajpurkar et al. 2018).
"""

from __future__ import annotations

import argparse
import json
import random
import re
import string
from collections import Counter
from pathlib import Path

from rag.read import Reader, Window
from training.data import held_out_titles
from training.pairs import Pair, as_pair, read_claims, read_nli


def normal(text: str) -> list[str]:
    """SQuAD's normalisation: lower case, no punctuation, no articles."""
    text = "".join(c for c in text.lower() if c not in set(string.punctuation))
    return re.sub(r"\b(a|an|the)\b", " ", text).split()


def f1(given: str, golds: list[str]) -> float:
    """The best token F1 against any gold answer; an empty gold asks for silence."""
    best = 0.0
    for gold in golds or [""]:
        a, b = normal(given), normal(gold)
        if not a or not b:
            best = max(best, float(a == b))
            continue
        same = sum((Counter(a) & Counter(b)).values())
        if same:
            best = max(best, 2 * same / (len(a) + len(b)))
    return best


def squad_rows(path: Path, titles: set[str]) -> list[tuple[str, str, str, list[str]]]:
    """(title, paragraph, question, gold answers) of the given titles."""
    rows = []
    for article in json.loads(path.read_text())["data"]:
        if article["title"] in titles:
            for p in article["paragraphs"]:
                for qa in p["qas"]:
                    golds = sorted({a["text"] for a in qa["answers"]})
                    rows.append(
                        (article["title"].replace("_", " "), p["context"], qa["question"], golds)
                    )
    return rows


def measure_squad(reader: Reader, rows: list[tuple[str, str, str, list[str]]]) -> dict[str, float]:
    """F1 at threshold zero, at the best threshold, and on the answerable questions alone."""
    scored = []
    for title, text, question, golds in rows:
        reading = reader.read(question, [Window("a", 0, text, title)], 30)
        best = reading.candidates[0]
        scored.append((best.score, f1(best.text, golds), float(not golds)))
    n = len(scored)
    at_zero = sum(f if s > 0 else none for s, f, none in scored) / n
    scored.sort(reverse=True)
    total = best_total = sum(none for _, _, none in scored)
    threshold = scored[0][0]
    for s, f, none in scored:
        total += f - none
        if total > best_total:
            best_total, threshold = total, s
    has = [f for _, f, none in scored if not none]
    return {
        "n": n,
        "f1_at_0": at_zero,
        "f1_best": best_total / n,
        "threshold": threshold,
        "has_answer_f1": sum(has) / len(has),
    }


def measure_entailment(reader: Reader, pairs: list[Pair]) -> dict[str, float]:
    """Accuracy over the three labels, and of entailed against not."""
    right = borne_out = 0
    for at in range(0, len(pairs), 32):
        part = pairs[at : at + 32]
        got = reader.entailment([(p.premise, p.hypothesis) for p in part])
        for chances, pair in zip(got, part, strict=True):
            right += max(range(3), key=chances.__getitem__) == pair.label
            borne_out += (chances[0] > 0.5) == (pair.label == 0)
    n = max(1, len(pairs))
    return {"n": len(pairs), "accuracy": right / n, "entailed_or_not": borne_out / n}


def main() -> None:
    """Prints the scores as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--limit", type=int, default=0)
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args()
    reader = Reader(args.model, args.threads)
    squad = args.data / "squad/squad2-25-articles.json"
    rows = squad_rows(squad, held_out_titles(squad))
    if args.limit:
        rows = rows[:: max(1, len(rows) // args.limit)]
    print(json.dumps({"squad2_held_out": measure_squad(reader, rows)}))
    rng = random.Random(0)
    nli, claims = read_nli(args.data / "nli")[1], read_claims(args.data)[1]
    for name, pairs in (("nli", nli), ("claims", [as_pair(c, rng) for c in claims])):
        some = pairs[:: max(1, 2 * len(pairs) // args.limit)] if args.limit else pairs
        print(json.dumps({name: measure_entailment(reader, some)}))


if __name__ == "__main__":
    main()
