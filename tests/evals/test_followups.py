from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from evals.followups import ask_three_ways, canard_words, leaning, recovered, summarise_ways
from evals.load import load_set, shipped_sets
from evals.samples import EvalSet, Sample


@pytest.mark.parametrize(
    ("raw", "own", "human", "share"),
    [
        (0.2, 0.5, 0.8, 0.5),
        (0.2, 0.1, 0.6, -0.25),
        (0.2, 0.8, 0.6, 1.5),
        (0.5, 0.5, 0.5, 0.0),
        (0.5, 0.9, 0.4, 0.0),  # the rewrite does no better: there is no gap to close
    ],
)
def test_what_is_recovered(raw: float, own: float, human: float, share: float) -> None:
    assert recovered(raw, own, human) == pytest.approx(share)


def follow_up(sample: Sample, question: str, rewrite: str) -> Sample:
    history = (("user", "What of the bell?"), ("assistant", "It hangs."))
    return replace(sample, question=question, rewrite=rewrite, history=history)


def test_three_ways_by_hand(tiny: EvalSet, word_match: Any) -> None:
    class Listener(word_match):  # type: ignore[misc]
        def ask(self, question: str, history: Any) -> Any:
            # Resolves one of the two: "the first" is said to be the bell's weight.
            if history and "first" in question:
                question = "How many kilograms of it?"
            return super().ask(question, history)

    second = tiny.samples[1]
    asked_of = replace(
        tiny,
        samples=(
            follow_up(second, "The first?", second.question),
            replace(follow_up(second, "The last?", second.question), id="q2b"),
            tiny.samples[0],
        ),
    )
    ticks: list[int] = []
    asked = ask_three_ways(asked_of, Listener(tiny.articles), ticks.append)
    assert ticks == [1, 1]
    found = summarise_ways(asked)
    assert found["n"] == 2
    right = found["measures"]["right_and_cited"]
    assert (right["raw"]["value"], right["resolved"]["value"], right["rewrite"]["value"]) == (
        *(0.0, 0.5, 1.0),
    )
    assert right["recovered"]["value"] == 0.5


@pytest.mark.parametrize("name", shipped_sets())
def test_every_shipped_follow_up_has_a_rewrite(name: str) -> None:
    chosen = load_set(name)
    assert leaning(chosen) == [s for s in chosen.samples if s.kind == "followup"]
    assert len(leaning(chosen)) >= 30


def test_canard_compares_words(tmp_path: Path) -> None:
    row = {
        "QuAC_dialog_id": "C",
        "Question_no": 2,
        "History": ["Ann Ray", "Life", "Who was Ann Ray?", "Ann Ray was a painter."],
        "Question": "When was she born?",
        "Rewrite": "When was Ann Ray born?",
    }
    (tmp_path / "c.json").write_text(json.dumps([row]))
    found = canard_words(tmp_path / "c.json")
    # "when was she born" against "when was ann ray born": 3 of 4 and 3 of 5.
    assert found.raw.value == pytest.approx(2 * 0.75 * 0.6 / 1.35)
    assert found.resolved.value > found.raw.value
    assert found.recovered > 0
