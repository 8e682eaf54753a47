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
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from sklearn.feature_extraction.text import TfidfVectorizer
from tokenizers import Tokenizer
from torch.nn import functional

from training.data import Pair, Sample, Window, load_all, read_nli, sentences
from training.reader_model import load_pretrained, span_loss

MAX_TOKENS = 224
MAX_QUESTION = 64
MAX_TITLE = 18
MAX_ANSWER = 32
CLS, SEP = 101, 102
DELETED = 0.1
"""How often a question's gold sentences are cut out of its window, which makes it unanswerable."""

EARLY = {"squad2": 22, "squad1": 11, "squad2train": 11, "wiki": 15, "reddit": 7, "amazon": 7,
         "near": 9, "news": 9, "fiction": 5, "boolq": 4}  # fmt: skip
LATE = {"squad2": 16, "squad1": 4, "squad2train": 5, "wiki": 6, "reddit": 1, "amazon": 1,
        "near": 20, "news": 28, "fiction": 14, "boolq": 5}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Encoded:
    """One window as token ids, with the passage's token range and gold token positions."""

    ids: tuple[int, ...]
    types: tuple[int, ...]
    first: int
    starts: tuple[int, ...]
    ends: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """A question's windows, encoded, with the polarity of a yes/no question."""

    windows: tuple[Encoded, ...]
    polarity: int | None
    gold_rows: tuple[int, ...]


def fit_or_crop(
    offsets: list[tuple[int, int]],
    room: int,
    spans: tuple[tuple[int, int], ...],
    rng: random.Random,
) -> int:
    """First passage token to keep so that ``room`` tokens hold the first gold span."""
    if len(offsets) <= room:
        return 0
    if not spans:
        return rng.randrange(0, len(offsets) - room + 1)
    at = next((i for i, (_, b) in enumerate(offsets) if b > spans[0][0]), 0)
    low, high = max(0, at - room + 30), min(at, len(offsets) - room)
    return rng.randint(min(low, high), max(low, high))


def encode_window(
    tokenizer: Tokenizer, question: list[int], window: Window, rng: random.Random, any_span: bool
) -> Encoded:
    """``[CLS] question [SEP] title [SEP] passage [SEP]`` with gold token positions."""
    title: list[int] = []
    if window.title and rng.random() > 0.15:
        title = [*tokenizer.encode(window.title, add_special_tokens=False).ids[:MAX_TITLE], SEP]
    passage = tokenizer.encode(window.text, add_special_tokens=False)
    head = [CLS, *question, SEP]
    room = MAX_TOKENS - len(head) - len(title) - 1
    begin = fit_or_crop(passage.offsets, room, window.spans, rng)
    ids, offsets = passage.ids[begin : begin + room], passage.offsets[begin : begin + room]
    first = len(head) + len(title)
    starts, ends = [], []
    for a, b in window.spans:
        s = next((i for i, (_, y) in enumerate(offsets) if y > a), None)
        e = next((i for i in range(len(offsets) - 1, -1, -1) if offsets[i][0] < b), None)
        if s is not None and e is not None and s <= e and offsets[0][0] <= a + 1:
            starts.append(first + s)
            ends.append(first + e)
    if any_span:
        starts = ends = list(range(first, first + len(ids)))
    all_ids = (*head, *title, *ids, SEP)
    types = (0,) * len(head) + (1,) * (len(title) + len(ids) + 1)
    return Encoded(all_ids, types, first, tuple(starts), tuple(ends))


_CAPITAL = re.compile(r"(?<=\s)[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)*")
_NUMBER = re.compile(r"\b\d[\d,.]*\b")
_PRONOUNS = ("he", "she", "it", "they", "this", "that")


def misspell(text: str, rng: random.Random) -> str:
    """Swaps, drops, doubles or replaces a letter in one or two longer words."""
    words = text.split(" ")
    long = [i for i, w in enumerate(words) if len(w) >= 5]
    for i in rng.sample(long, min(len(long), rng.choice((1, 1, 2)))):
        word, at = words[i], rng.randrange(1, len(words[i]) - 1)
        kind = rng.randrange(4)
        if kind == 0:
            word = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        elif kind == 1:
            word = word[:at] + word[at + 1 :]
        elif kind == 2:
            word = word[:at] + word[at] + word[at:]
        else:
            word = word[:at] + rng.choice("aeioustnrl") + word[at + 1 :]
        words[i] = word
    return " ".join(words)


class Mixer:
    """Draws encoded groups: which set, which augmentation, which negatives."""

    def __init__(self, sets: dict[str, list[Sample]], tokenizer: Tokenizer, seed: int) -> None:
        self.sets, self.tokenizer, self.rng = sets, tokenizer, random.Random(seed)
        self.queues: dict[str, list[int]] = {name: [] for name in sets}
        windows = {
            (w.title, w.text): w for ss in sets.values() for s in ss for w in (*s.gold, *s.near)
        }
        self.pool = [replace(w, spans=()) for w in windows.values()]
        self.by_own: dict[str, list[Sample]] = {}
        for samples in sets.values():
            for sample in samples:
                self.by_own.setdefault(sample.own, []).append(sample)
        self.tfidf = TfidfVectorizer(sublinear_tf=True, stop_words="english", dtype=np.float32)
        self.matrix = self.tfidf.fit_transform(
            [w.title + " " + w.text for w in self.pool]
        ).T.tocsr()
        self.entities = sorted(
            {m for ss in sets.values() for s in ss[:4000] for m in _CAPITAL.findall(s.question)}
        )

    def draw(self, name: str) -> Sample:
        """The next sample of a set, each seen once before any is seen twice."""
        queue = self.queues[name]
        if not queue:
            queue.extend(self.rng.sample(range(len(self.sets[name])), len(self.sets[name])))
        return self.sets[name][queue.pop()]

    def negatives(self, sample: Sample, question: str, count: int) -> list[Window]:
        """Windows that look right by their words but do not hold the answer."""
        if count <= 0:
            return []
        scores = (self.tfidf.transform([question]) @ self.matrix).toarray()[0]
        top = np.argpartition(-scores, 24)[:24]
        top = top[np.argsort(-scores[top])]
        taken = {w.text for w in sample.gold} | {w.text for w in sample.near}
        found = []
        for i in top:
            window = self.pool[int(i)]
            if window.text in taken or any(
                a.lower() in window.text.lower() for a in sample.answers
            ):
                continue
            if (
                sample.answers
                or window.group != sample.own
                or sample.source in ("squad2", "squad2t")
            ):
                found.append(window)
        head = found[: max(count, 8)]
        return self.rng.sample(head, min(count, len(head)))

    def near_windows(self, sample: Sample, count: int) -> list[Window]:
        """Siblings from the same article, the more alike to the question the likelier."""
        words = set(re.findall(r"\w{4,}", sample.question.lower()))
        ranked = sorted(
            (
                w
                for w in sample.near
                if not any(a.lower() in w.text.lower() for a in sample.answers)
            ),
            key=lambda w: (
                -len(words & set(re.findall(r"\w{4,}", w.text.lower()))) - self.rng.random()
            ),
        )
        return ranked[:count]

    def swapped(self, question: str, text: str) -> str | None:
        """The question with a name or number exchanged, mostly for a name of ``text``; or None."""
        names, numbers = list(_CAPITAL.finditer(question)), list(_NUMBER.finditer(question))
        if numbers and (not names or self.rng.random() < 0.4):
            match = self.rng.choice(numbers)
            digits = re.sub(
                r"\d", lambda m: str((int(m[0]) + self.rng.randint(1, 8)) % 10), match[0]
            )
            return question[: match.start()] + digits + question[match.end() :]
        if not names:
            return None
        match = self.rng.choice(names)
        near = [n for n in dict.fromkeys(_CAPITAL.findall(text)) if n not in question]
        other = self.rng.choice(near if near and self.rng.random() < 0.7 else self.entities)
        if set(other.lower().split()) & set(match[0].lower().split()):
            return None
        return question[: match.start()] + other + question[match.end() :]

    def without_answer(self, sample: Sample, window: Window) -> Window | None:
        """The window with its gold sentences cut out: on the topic, but the answer is gone."""
        ranges = sentences(window.text, 0, len(window.text))
        kept = [(a, b) for a, b in ranges if not any(s < b and a < e for s, e in window.spans)]
        text = " ".join(window.text[a:b].strip() for a, b in kept)
        if len(text.split()) < 15 or any(a.lower() in text.lower() for a in sample.answers):
            return None
        return replace(window, text=text, spans=())

    def conversation(self, sample: Sample, question: str) -> tuple[str, str]:
        """A follow-up made of two questions on one text, and its context."""
        others = [
            o
            for o in self.by_own[sample.own]
            if o.question != sample.question and o.answers and not o.context
        ]
        if not others:
            return question, ""
        names = _CAPITAL.findall(question)
        shared = [o for o in others if any(n in o.question for n in names)]
        if not shared:
            return question, ""
        other = self.rng.choice(shared)
        name = next(n for n in names if n in other.question)
        follow = question.replace(name, self.rng.choice(_PRONOUNS), 1)
        return follow, f"{other.question} {self.rng.choice(other.answers)}"

    def question_of(self, sample: Sample) -> tuple[str, bool]:
        """The question as the reader sees it, and whether a swap made it unanswerable."""
        rng, question, context = self.rng, sample.question, sample.context
        roll = rng.random()
        swapped = False
        if not context and roll < 0.07 and sample.gold and sample.polarity is None:
            other = self.swapped(question, sample.gold[0].text)
            if other is not None:
                question, swapped = other, True
        elif not context and roll < 0.13:
            question, context = self.conversation(sample, question)
        elif not context and roll < 0.16:
            stranger = self.draw_any()
            context = f"{stranger.question} {stranger.answers[0] if stranger.answers else ''}"
        elif roll < 0.23:
            question = misspell(question, rng)
        if rng.random() < 0.12:
            question = question.rstrip("?")
        return (f"{question} | {context}" if context else question), swapped

    def draw_any(self) -> Sample:
        """Any sample of the written sets, for an unrelated turn."""
        return self.rng.choice(self.sets[self.rng.choice(("news", "fiction", "near"))])

    def group(self, name: str, late: float) -> Group:
        """One encoded group of the set ``name``."""
        rng, sample = self.rng, self.draw(name)
        text, swapped = self.question_of(sample)
        question = self.tokenizer.encode(text, add_special_tokens=False).ids[:MAX_QUESTION]
        written = name in ("news", "fiction")
        any_span = sample.any_span and not swapped
        if name == "boolq" and rng.random() < 0.25:
            windows, any_span = self.negatives(sample, text, 1), False
        elif sample.gold:
            gold = [rng.choice(sample.gold)]
            if swapped:
                gold = [replace(gold[0], spans=())]
            elif not any_span and rng.random() < DELETED and len(sample.gold) == 1:
                gold = [self.without_answer(sample, gold[0]) or gold[0]]
            extra = rng.choice((1, 2, 2, 3)) if written else int(rng.random() < 0.35 + 0.3 * late)
            near = self.near_windows(sample, rng.randint(0, extra)) if written else []
            windows = gold + near + self.negatives(sample, sample.question, extra - len(near))
        else:
            near = self.near_windows(sample, 2 if written else 1)
            extra = 1 if written and rng.random() < 0.5 else int(rng.random() < 0.15)
            windows = near + self.negatives(sample, sample.question, extra)
        if not windows:
            windows = [rng.choice(self.pool)]
            any_span = False
        encoded = tuple(
            encode_window(self.tokenizer, question, w, rng, any_span and i == 0)
            for i, w in enumerate(windows)
        )
        gold_rows = tuple(i for i, e in enumerate(encoded) if e.starts)
        polarity = sample.polarity if gold_rows and not swapped else None
        return Group(encoded, polarity, gold_rows)

    def batches(
        self, progress: Iterator[float], windows: int, done: float = 0.0
    ) -> Iterator[list[Group]]:
        """Batches of about ``windows`` windows of like length, following the mix in time."""
        for p in progress:
            late = min(1.0, max(0.0, (done + (1 - done) * p - 0.35) / 0.3))
            weights = {k: (1 - late) * EARLY[k] + late * LATE[k] for k in self.sets}
            names = self.rng.choices(list(weights), list(weights.values()), k=windows * 4)
            groups = sorted(
                (self.group(n, late) for n in names),
                key=lambda g: max(len(w.ids) for w in g.windows),
            )
            made: list[list[Group]] = [[]]
            for group in groups:
                if sum(len(g.windows) for g in made[-1]) >= windows:
                    made.append([])
                made[-1].append(group)
            self.rng.shuffle(made)
            yield from made


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
        head = [CLS, *tokenizer.encode(pair.hypothesis, add_special_tokens=False).ids[:60], SEP]
        tail = [*tokenizer.encode(pair.premise, add_special_tokens=False).ids[:120], SEP]
        encoded.append(
            Encoded((*head, *tail), (0,) * len(head) + (1,) * len(tail), len(head), (), ())
        )
    return pad(encoded), torch.tensor([p.label for p in pairs])


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
        loss = loss + 0.5 * functional.cross_entropy(
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
    for step, groups in enumerate(mixer.batches(clock(), args.windows, args.late)):
        progress = min(1.0, (time.time() - begun) / total)
        for part in optimizer.param_groups:
            part["lr"] = learning_rate(progress, args.lr)
        loss = batch_loss(model, groups)
        if step % 5 == 0:
            batch, labels = nli_batch(tokenizer, rng.sample(pairs, 32))
            with torch.autocast("cpu", dtype=torch.bfloat16):
                logits = model(batch["ids"], batch["mask"], batch["types"])[3]
            loss = loss + 0.5 * functional.cross_entropy(logits.float(), labels)
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
        "--late", type=float, default=0.0, help="share of the mix's schedule already done"
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
