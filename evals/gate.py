"""Pass or fail for a build: ``--fail-under`` and the JUnit file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

from evals.errors import BadCondition
from evals.scoring import Record
from evals.summary import LOWER_IS_BETTER, NAMES


@dataclass(frozen=True, slots=True)
class Condition:
    """That a measure of a set, or of every set, reaches a value."""

    set_name: str | None
    metric: str
    value: float

    @classmethod
    def parse(cls, text: str) -> Condition:
        """``metric=value`` or ``set:metric=value``. Raises ``BadCondition``."""
        left, equals, right = text.rpartition("=")
        set_name, colon, metric = left.rpartition(":")
        if not equals:
            raise BadCondition(text, "there is no '='")
        if metric not in NAMES:
            raise BadCondition(text, f"no measure is called {metric!r}", tuple(NAMES))
        try:
            value = float(right)
        except ValueError:
            raise BadCondition(text, f"{right!r} is no number") from None
        if not 0 <= value <= 1:
            raise BadCondition(text, f"{right} is not a share from 0 to 1")
        return cls(set_name if colon else None, metric, value)

    def check(self, results: Mapping[str, Mapping[str, Any]]) -> list[str]:
        """What fails of it, in words. Raises ``BadCondition`` for a set that was not run."""
        chosen = [self.set_name] if self.set_name else list(results)
        failed = []
        for name in chosen:
            if name not in results:
                raise BadCondition(f"{name}:{self.metric}", "no such set was run", tuple(results))
            got = results[name]["metrics"].get(self.metric)
            if got is None or not got["n"]:
                failed.append(f"{name}: {NAMES[self.metric]} was not measured")
            elif self._misses(got["value"]):
                relation = "above" if self.metric in LOWER_IS_BETTER else "below"
                failed.append(
                    f"{name}: {NAMES[self.metric]} is {got['value']:.3f}, {relation} {self.value}"
                )
        return failed

    def _misses(self, got: float) -> bool:
        return got > self.value if self.metric in LOWER_IS_BETTER else got < self.value


def outcome(record: Record) -> str:
    """right, wrong, wrongly silent, wrongly answered or error: what became of a question."""
    scores = record["scores"]
    if record["error"]:
        return "error"
    if record["answer"] is None:
        return "right" if scores.get("recall@5", 1.0) else "wrong"
    if not record["answerable"]:
        return "right" if scores["silent_right"] else "wrongly answered"
    if scores["wrongly_silent"]:
        return "wrongly silent"
    return "right" if scores["right_and_cited"] else "wrong"


def junit(runs: Iterable[tuple[str, str, Sequence[Record]]], failed: Sequence[str]) -> str:
    """JUnit's XML: a test case a question, failed where it went wrong; one for the conditions."""
    root = ElementTree.Element("testsuites", name="pullquote eval")
    for set_name, system, records in runs:
        suite = _suite(root, f"{set_name} · {system}", records)
        for record in records:
            case = ElementTree.SubElement(
                suite, "testcase", classname=f"{set_name}.{record['kind']}", name=record["id"]
            )
            what = outcome(record)
            if what == "error":
                ElementTree.SubElement(case, "error", message=_clean(record["error"]))
            elif what != "right":
                ElementTree.SubElement(
                    case, "failure", message=_clean(f"{what}: {record['question']}")
                )
    suite = ElementTree.SubElement(
        root, "testsuite", name="fail-under", tests="1", failures=str(int(bool(failed)))
    )
    case = ElementTree.SubElement(suite, "testcase", classname="eval", name="fail-under")
    if failed:
        ElementTree.SubElement(case, "failure", message=_clean("; ".join(failed)))
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _suite(root: ElementTree.Element, name: str, records: Sequence[Record]) -> ElementTree.Element:
    outcomes = [outcome(record) for record in records]
    errors = outcomes.count("error")
    return ElementTree.SubElement(
        root,
        "testsuite",
        name=name,
        tests=str(len(records)),
        errors=str(errors),
        failures=str(len(outcomes) - outcomes.count("right") - errors),
    )


def _clean(text: str) -> str:
    """Without the control characters that XML cannot hold."""
    return "".join(c if c >= " " or c in "\t\n" else " " for c in text)
