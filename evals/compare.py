"""Two runs on the same questions: what got better, what worse, and whether it is noise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evals.errors import NotARun, RunMismatch
from evals.folder import RunFolder
from evals.gate import outcome
from evals.metrics.intervals import Paired, paired
from evals.scoring import Record
from evals.summary import LOWER_IS_BETTER, MEANS

if TYPE_CHECKING:
    from rich.table import Table


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
    measures: Mapping[str, tuple[float, float, Paired]]
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
                    **{"better": test.better, "worse": test.worse, "p": round(test.p, 6)},
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
    if not test.better and not test.worse:
        return "same"
    if test.is_noise:
        return "noise"
    good = (test.change.value > 0) != (name in LOWER_IS_BETTER)
    return "better" if good else "worse"


def compare_records(
    set_name: str, names: tuple[str, str], before: Sequence[Record], after: Sequence[Record]
) -> Comparison:
    """Compares two lists of records of the same questions.

    Raises:
        RunMismatch: they are of different questions.
    """
    ids = [r["id"] for r in before]
    if ids != [r["id"] for r in after]:
        other = [r["id"] for r in after]
        what = f"the questions of set {set_name!r}"
        raise RunMismatch(what, _some(ids), _some(other), "compare two runs of the same questions")
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
    flips = [
        Flip(b["id"], b["kind"], b["question"], outcome(b), outcome(a))
        for b, a in zip(before, after, strict=True)
        if outcome(b) != outcome(a)
    ]
    return Comparison(set_name, *names, len(ids), measures, tuple(flips))


def _some(ids: Sequence[str]) -> str:
    return f"{len(ids)} from {ids[0]!r}" if ids else "none"


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
    measures = Table(title=f"{title} → {comparison.after}")
    for column in ("measure", "before", "after", "change [95% interval]"):
        measures.add_column(column, justify="left" if column == "measure" else "right")
    for column in ("better", "worse", "p"):
        measures.add_column(column, justify="right")
    measures.add_column("verdict")
    for name, (before, after, test) in comparison.measures.items():
        change = test.change
        interval = f"{change.value:+.3f} [{change.low:+.2f} {change.high:+.2f}]"
        cells = [f"{before:.3f}", f"{after:.3f}", interval, str(test.better), str(test.worse)]
        measures.add_row(MEANS[name], *cells, f"{test.p:.3f}", verdict(name, test))
    flips = Table(title=f"{len(comparison.flips)} questions came out otherwise")
    for column in ("id", "kind", "before", "after", "question"):
        flips.add_column(column)
    for flip in sorted(comparison.flips, key=lambda f: (f.better, f.id)):
        style = "green" if flip.better else "red" if flip.before == "right" else ""
        flips.add_row(flip.id, flip.kind, flip.before, flip.after, flip.question, style=style)
    return [measures, flips] if comparison.flips else [measures]
