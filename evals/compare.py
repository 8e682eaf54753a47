"""Two runs on the same questions: what got better, what worse, and whether it is noise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evals.curves import STATISTICS, Asked, numbers
from evals.errors import NotARun, RunMismatch
from evals.folder import RunFolder
from evals.gate import outcome
from evals.metrics.intervals import Paired, paired, paired_statistic
from evals.scoring import Record
from evals.summary import LOWER_IS_BETTER, MEANS, NAMES

if TYPE_CHECKING:
    from rich.table import Table


Question = tuple[str, str, str]
"""Id, article and words."""

Measure = tuple[float, float, Paired]
"""A measure before and after, and the test of its change."""


@dataclass(frozen=True, slots=True)
class Flip:
    """A question that came out otherwise."""

    id: str
    kind: str
    question: str
    before: str
    after: str

    @property
    def better(self) -> bool:
        """Whether it is right now."""
        return self.after == "right"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs of a set: each measure's change, and the questions that flipped."""

    set_name: str
    before: str
    after: str
    n: int
    measures: Mapping[str, Measure]
    flips: tuple[Flip, ...]

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "set": self.set_name,
            "before": self.before,
            "after": self.after,
            "n": self.n,
            "measures": {
                name: {
                    **{"before": round(before, 6), "after": round(after, 6)},
                    "change": test.change.to_dict(),
                    **dict(zip(("better", "worse"), turned(name, test), strict=True)),
                    "p": round(test.p, 6),
                    "verdict": verdict(name, test),
                }
                for name, (before, after, test) in self.measures.items()
            },
            "flips": [
                {name: getattr(flip, name) for name in Flip.__slots__} for flip in self.flips
            ],
        }


def verdict(name: str, test: Paired) -> str:
    """ "better", "worse", "noise" or "same"."""
    change = test.change
    if not (test.better or test.worse or change.value or change.low or change.high):
        return "same"
    if test.is_noise:
        return "noise"
    good = (test.change.value > 0) != (name in LOWER_IS_BETTER)
    return "better" if good else "worse"


def turned(name: str, test: Paired) -> tuple[int, int]:
    """How many questions a measure is better on, and how many worse."""
    up, down = test.better, test.worse
    return (down, up) if name in LOWER_IS_BETTER else (up, down)


def in_words(comparison: Comparison) -> str:
    """What got better, what worse, and that the rest is noise, in a line for each."""
    named: dict[str, list[str]] = {"better": [], "worse": []}
    for name, (_, _, test) in comparison.measures.items():
        named.get(verdict(name, test), []).append(NAMES[name])
    lines = [
        f"{what.capitalize()}: {', '.join(found) or 'nothing'}." for what, found in named.items()
    ]
    return "\n".join([*lines, "The rest is the same, or chance explains the change."])


def compare_records(
    set_name: str, names: tuple[str, str], before: Sequence[Record], after: Sequence[Record]
) -> Comparison:
    """Compares two lists of records of the same questions.

    Raises:
        RunMismatch: they are of different questions.
    """
    asked, others = (
        [(r["id"], r["article"], r["question"]) for r in run] for run in (before, after)
    )
    if asked != others:
        what, remedy = (
            f"the questions of set {set_name!r}",
            "compare two runs of the same questions",
        )
        raise RunMismatch(what, *_apart(asked, others), remedy)
    measures = _means(before, after) | _curves(before, after)
    flips = [
        Flip(b["id"], b["kind"], b["question"], outcome(b), outcome(a))
        for b, a in zip(before, after, strict=True)
        if outcome(b) != outcome(a)
    ]
    return Comparison(set_name, *names, len(asked), measures, tuple(flips))


def _apart(one: Sequence[Question], other: Sequence[Question]) -> tuple[str, str]:
    """The first question that two runs do not share, as each has it, or how many they have."""
    for a, b in zip(one, other, strict=False):
        if a != b:
            return f"{a[0]!r} ({a[2]})", f"{b[0]!r} ({b[2]})"
    return f"{len(one)} questions", f"{len(other)} questions"


def _curves(before: Sequence[Record], after: Sequence[Record]) -> dict[str, Measure]:
    """The change of each measure that needs all questions; none where one run only retrieves."""
    one, other = Asked.of(before), Asked.of(after)
    if not one.given or not other.given:
        return {}
    everyone = range(len(one.given))
    found = {}
    for name, statistic in STATISTICS.items():
        if numbers(one)[name] and numbers(other)[name]:
            was, now = partial(statistic, one), partial(statistic, other)
            found[name] = was(everyone), now(everyone), paired_statistic(was, now, one.articles)
    return found


def _means(before: Sequence[Record], after: Sequence[Record]) -> dict[str, Measure]:
    """The change of each mean over questions, over those that have it in both runs."""
    measures = {}
    for name in MEANS:
        pairs = [
            (b["scores"][name], a["scores"][name], b["article"])
            for b, a in zip(before, after, strict=True)
            if name in b["scores"] and name in a["scores"]
        ]
        if pairs:
            one, other_values, clusters = zip(*pairs, strict=True)
            n = len(pairs)
            test = paired(one, other_values, clusters)
            measures[name] = (sum(one) / n, sum(other_values) / n, test)
    return measures


def runs_at(path: Path) -> dict[tuple[str, str], list[Record]]:
    """The records of a run's folder, or of one system in it (``RUN/SET/SYSTEM``).

    Raises:
        NotARun: there are no records.
    """
    if (path / "records.jsonl").is_file():
        set_name, system = path.parent.name, path.name
        return {(set_name, system): RunFolder(path.parent.parent).records(set_name, system)}
    folder = RunFolder(path)
    folder.meta()
    found = {pair: folder.records(*pair) for pair in folder.pairs()}
    if not found:
        raise NotARun(path, "there are no records")
    return found


def compare_runs(before: Path, after: Path) -> list[Comparison]:
    """Compares what two runs have in common: the same system on the same set.

    Where each has one system only, or one folder is of a single system, the names may differ.

    Raises:
        NotARun: a folder holds no run.
        RunMismatch: they have nothing in common, or different questions.
    """
    old, new = runs_at(before), runs_at(after)
    found = []
    for (set_name, system), records in old.items():
        for (other_set, other), others in new.items():
            alone = sum(s == set_name for s, _ in old) == sum(s == set_name for s, _ in new) == 1
            if set_name == other_set and (system == other or alone):
                names = (f"{before}: {system}", f"{after}: {other}")
                found.append(compare_records(set_name, names, records, others))
    if not found:
        raise RunMismatch(
            "the sets and systems", list(old), list(new), "compare two runs of the same set"
        )
    return found


def comparison_tables(comparison: Comparison) -> list[Table]:
    """The measures, then the questions that flipped."""
    from rich.table import Table

    title = f"{comparison.set_name}: {comparison.n} questions\n{comparison.before}"
    chance = "By chance alone about one measure in twenty differs at p < 0.05."
    measures = Table(title=f"{title} → {comparison.after}", caption=chance)
    for column in ("measure", "before", "after", "change [95% interval]"):
        measures.add_column(column, justify="left" if column == "measure" else "right")
    for column in ("better", "worse", "p"):
        measures.add_column(column, justify="right")
    measures.add_column("verdict")
    for name, (before, after, test) in comparison.measures.items():
        change = test.change
        interval = f"{change.value:+.3f} [{change.low:+.2f} {change.high:+.2f}]"
        counts = map(str, turned(name, test)) if name in MEANS else ("", "")
        p = f"{test.p:.3f}" if test.p >= 0.001 else "<0.001"
        cells = [f"{before:.3f}", f"{after:.3f}", interval, *counts, p]
        measures.add_row(NAMES[name], *cells, verdict(name, test))
    flips = Table(title=f"{len(comparison.flips)} questions came out otherwise")
    for column in ("id", "kind", "before", "after", "question"):
        flips.add_column(column)
    for flip in sorted(comparison.flips, key=lambda f: (f.better, f.id)):
        style = "green" if flip.better else "red" if flip.before == "right" else ""
        flips.add_row(flip.id, flip.kind, flip.before, flip.after, flip.question, style=style)
    return [measures, flips] if comparison.flips else [measures]
