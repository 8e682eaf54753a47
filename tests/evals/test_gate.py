from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import pytest

from evals.errors import BadCondition
from evals.gate import Condition, junit, outcome

RESULTS: dict[str, Any] = {
    "news": {
        "metrics": {
            "right_and_cited": {"value": 0.7, "low": 0.6, "high": 0.8, "n": 50},
            "calibration_error": {"value": 0.1, "low": 0.0, "high": 0.2, "n": 50},
        }
    },
    "tiny": {"metrics": {"right_and_cited": {"value": 0.9, "low": 0.6, "high": 1.0, "n": 5}}},
}


@pytest.mark.parametrize(
    ("text", "failed"),
    [
        ("right_and_cited=0.7", []),
        (
            "right_and_cited=0.8",
            ["news: right and rightly cited is 0.700, below 0.8"],
        ),
        ("tiny:right_and_cited=0.8", []),
        ("news:calibration_error=0.1", []),
        ("news:calibration_error=0.08", ["news: calibration error is 0.100, above 0.08"]),
        ("tiny:mrr=0.5", ["tiny: MRR was not measured"]),
    ],
)
def test_conditions(text: str, failed: list[str]) -> None:
    assert Condition.parse(text).check(RESULTS) == failed


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("right_and_cited", "no '='"),
        ("rightness=0.5", "'rightness'"),
        ("mrr=high", "'high' is no number"),
        ("mrr=80", "80 is not a share"),
        ("mrr=nan", "nan is not a share"),
    ],
)
def test_a_condition_that_cannot_be_checked(text: str, said: str) -> None:
    with pytest.raises(BadCondition, match=said):
        Condition.parse(text)


def test_a_condition_on_a_set_that_was_not_run() -> None:
    with pytest.raises(BadCondition, match="known are news, tiny"):
        Condition.parse("other:mrr=0.5").check(RESULTS)


def record(**changed: Any) -> dict[str, Any]:
    scores = {"right_and_cited": 1.0, "wrongly_silent": 0.0}
    base = {
        **{"id": "q", "kind": "factoid", "question": "Who\x07?", "answerable": True},
        **{"answer": {"abstained": False}, "error": None, "scores": scores},
    }
    return base | changed


CASES = [
    ("right", record()),
    ("wrong", record(scores={"right_and_cited": 0.0, "wrongly_silent": 0.0})),
    ("wrongly silent", record(scores={"right_and_cited": 0.0, "wrongly_silent": 1.0})),
    ("right", record(answerable=False, scores={"silent_right": 1.0})),
    ("wrongly answered", record(answerable=False, scores={"silent_right": 0.0})),
    ("error", record(error="OSError: gone", answer=None)),
    ("right", record(answer=None, scores={"recall@5": 1.0})),
    ("wrong", record(answer=None, scores={"recall@5": 0.0})),
]


@pytest.mark.parametrize(("what", "record"), CASES)
def test_what_became_of_a_question(what: str, record: dict[str, Any]) -> None:
    assert outcome(record) == what


def test_junit_counts_what_went_wrong() -> None:
    text = junit([("tiny", "ours", [r for _, r in CASES])], ["tiny: too low"])
    root = ElementTree.fromstring(text)
    suite, gate = root.findall("testsuite")
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("8", "4", "1")
    assert len(suite.findall("testcase/failure")) == 4
    assert suite.find("testcase/error").get("message") == "OSError: gone"  # type: ignore[union-attr]
    assert gate.find("testcase/failure").get("message") == "tiny: too low"  # type: ignore[union-attr]
    passed = junit([("tiny", "ours", [CASES[0][1]])], [])
    assert "<failure" not in passed
