"""Draws what the reader is trained on: which set, which change to the question, which negatives."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from tokenizers import Tokenizer

from training.data import Sample, Window, sentences

MAX_TOKENS = 224
MAX_QUESTION = 64
MAX_TITLE = 18
MAX_ANSWER = 32
CLS, SEP = 101, 102
DELETED = 0.1
"""How often a question's gold sentences are cut out of its window, which makes it unanswerable."""

EARLY = {"squad2": 22, "squad1": 5, "squad2train": 7, "wiki": 6, "reddit": 2, "amazon": 2,
         "near": 11, "wikipedia": 22, "news": 10, "fiction": 4, "invented": 5, "lexicon": 5,
         "boolq": 4, "claims": 6}  # fmt: skip
LATE = {"squad2": 14, "squad1": 2, "squad2train": 4, "wiki": 3, "reddit": 1, "amazon": 1,
        "near": 9, "wikipedia": 14, "news": 23, "fiction": 10, "invented": 11, "lexicon": 5,
        "boolq": 4, "claims": 8}  # fmt: skip
NEWSLIKE = ("news", "fiction", "invented")
"""Sets whose articles are read in several windows."""


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
        return self.rng.choice(self.sets[self.rng.choice((*NEWSLIKE, "near"))])

    def group(self, name: str, late: float) -> Group:
        """One encoded group of the set ``name``."""
        rng, sample = self.rng, self.draw(name)
        text, swapped = self.question_of(sample)
        question = self.tokenizer.encode(text, add_special_tokens=False).ids[:MAX_QUESTION]
        written = name in NEWSLIKE
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
        self, progress: Iterator[float], windows: int, mix: tuple[float, float] = (0.0, 1.0)
    ) -> Iterator[list[Group]]:
        """Batches of about ``windows`` windows of like length; the mix goes from early to late."""
        for p in progress:
            late = mix[0] + (mix[1] - mix[0]) * p
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
