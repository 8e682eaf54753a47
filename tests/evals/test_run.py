from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from evals.errors import OptionsClash, RunMismatch, RunTaken
from evals.folder import RunFolder
from evals.job import Outcome, Plan, execute, limited
from evals.run import ask_all, ask_one, latency
from evals.samples import EvalSet
from evals.systems import RetrievalOf


@pytest.fixture
def go(tiny: EvalSet, word_match: Any, tmp_path: Path) -> Any:
    def go(name: str = "out", **changed: Any) -> Outcome:
        settings: dict[str, Any] = {"sets": (tiny,), "systems": {"word-match": word_match}}
        return execute(Plan(out=tmp_path / name, **(settings | changed)))

    return go


def outcomes(outcome: Outcome) -> dict[str, dict[str, float]]:
    return {r["id"]: r["scores"] for r in outcome.records["tiny", "word-match"]}


def test_a_run_is_judged_question_by_question(go: Any) -> None:
    scores = outcomes(go())
    assert list(scores) == [f"q{i}" for i in range(1, 9)]
    # q1's short answer is "Harrow Quay", though the cited sentence names the founder.
    assert scores["q1"] | {"answer_right": 0.0, "answer_shown": 1.0} == scores["q1"]
    assert scores["q1"] | {"citation_right": 1.0, "right_and_cited": 0.0} == scores["q1"]
    assert scores["q2"]["right_and_cited"] == 1.0
    assert scores["q2"]["answer_right"] == 1.0
    assert scores["q2"]["exact_match"] == 1.0
    assert scores["q4"]["silent_right"] == 1.0
    assert scores["q6"] | {"wrongly_silent": 1.0, "answer_right": 0.0} == scores["q6"]
    assert scores["q7"]["silent_right"] == 0.0
    assert [s.get("quote_exact") for s in scores.values()] == [1.0] * 7 + [None]


def test_an_error_is_counted_as_wrong_and_never_dropped(go: Any) -> None:
    outcome = go()
    failed = outcome.records["tiny", "word-match"][-1]
    assert failed["error"] == "RuntimeError: it exploded"
    assert failed["answer"] is None
    assert failed["scores"]["error"] == 1.0
    for name in ("right_and_cited", "citation_recall", "decision_right", "recall@5"):
        assert failed["scores"][name] == 0.0
    assert failed["scores"]["wrongly_silent"] == 1.0
    # Nothing is averaged away: each measure of answers is over all six that can be answered.
    metrics = outcome.results["tiny"]["word-match"]["metrics"]
    assert metrics["error"]["value"] == 1 / 8
    names = ("right_and_cited", "wrongly_silent", "citation_recall", "recall@5", "mrr")
    assert [metrics[name]["n"] for name in names] == [6] * 5
    assert metrics["coverage_at_95"]["n"] == 8


def test_a_quote_that_is_not_exact_is_an_error(tiny: EvalSet, word_match: Any) -> None:
    class Loose(word_match):  # type: ignore[misc]
        def ask(self, question: str, history: Any) -> Any:
            answer = super().ask(question, history)
            (citation,) = answer.citations
            return replace(answer, citations=(replace(citation, quote=citation.quote + " "),))

    record = ask_one(Loose(tiny.articles), tiny.samples[1], tiny.articles).record
    assert record["error"] == "a quote is not its article's text at its span"
    assert record["scores"]["quote_exact"] == 0.0
    assert record["scores"]["right_and_cited"] == 0.0
    assert record["answer"]["text"]


def test_two_runs_are_the_same_to_the_byte_but_for_times(go: Any, tmp_path: Path) -> None:
    go("one")
    go("two")
    names = sorted(p.relative_to(tmp_path / "one") for p in (tmp_path / "one").rglob("*.*"))
    assert len(names) >= 5
    for name in names:
        if name.name not in ("times.json", "report.html"):
            assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_workers_change_nothing_but_the_time(go: Any) -> None:
    assert go("one").records == go("four", workers=4).records


def test_a_run_that_was_killed_goes_on_where_it_was(
    go: Any, tiny: EvalSet, word_match: Any, tmp_path: Path
) -> None:
    whole = go("whole")
    go("cut")
    file = RunFolder(tmp_path / "cut").file("tiny", "word-match")
    lines = file.read_bytes().split(b"\n")
    file.write_bytes(b"\n".join(lines[:3]) + b"\n" + lines[3][:40])  # killed while writing
    (tmp_path / "cut" / "summary.json").unlink()
    made: list[Any] = []

    def make(texts: Any) -> Any:
        made.append(word_match(texts))
        return made[-1]

    again = go("cut", systems={"word-match": make})
    assert made[0].asked == [s.question for s in tiny.samples[3:]]
    assert again.records == whole.records
    assert (tmp_path / "cut" / "summary.json").is_file()


def test_other_questions_do_not_go_on_in_the_folder(go: Any, tiny: EvalSet) -> None:
    go("out")
    with pytest.raises(RunMismatch, match="--out"):
        go("out", limit=3)


def test_other_settings_do_not_go_on_in_the_folder(go: Any, word_match: Any) -> None:
    go("out")
    with pytest.raises(RunMismatch, match="settings"):
        go("out", systems={"word-match": lambda texts: word_match(texts, least=3)})


def test_a_folder_with_other_things_is_left_alone(go: Any, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "letter.txt").write_text("dear")
    with pytest.raises(RunTaken, match="other things"):
        go("out")
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["letter.txt"]
    (tmp_path / "file").write_text("x")
    with pytest.raises(RunTaken, match="this is a file"):
        go("file")


def test_two_sets_of_one_name_would_lie_in_one_place(
    go: Any, tiny: EvalSet, tmp_path: Path
) -> None:
    with pytest.raises(OptionsClash, match="'tiny'"):
        go(sets=(tiny, tiny))
    assert not (tmp_path / "out").exists()


def test_a_limit_is_spread_over_the_set(tiny: EvalSet) -> None:
    assert [s.id for s in limited(tiny, 4).samples] == ["q1", "q3", "q5", "q7"]
    assert limited(tiny, 99) == tiny
    assert limited(tiny, 4).checksum != tiny.checksum


def test_retrieval_alone_asks_nothing(tiny: EvalSet, word_match: Any) -> None:
    system = word_match(tiny.articles)
    timed = list(ask_all(RetrievalOf(system), tiny.samples, tiny.articles))
    assert system.asked == []
    assert timed[0].record["scores"]["recall@1"] == 1.0
    assert timed[0].record["answer"] is None
    assert "right_and_cited" not in timed[0].record["scores"]
    assert timed[3].record["scores"] == {"error": 0.0}


def test_a_failing_retrieval_is_an_error(tiny: EvalSet, word_match: Any) -> None:
    class Broken(word_match):  # type: ignore[misc]
        def ask(self, question: str, history: Any) -> None:
            return None

        def retrieve(self, question: str, k: int) -> Any:
            raise OSError("the store is gone")

    record = ask_one(Broken(tiny.articles), tiny.samples[0], tiny.articles).record
    assert record["error"] == "OSError: the store is gone"
    assert record["scores"]["recall@1"] == 0.0


def test_the_folder_says_what_it_was_run_with(go: Any, tmp_path: Path) -> None:
    go()
    meta = json.loads((tmp_path / "out" / "run.json").read_text())
    assert meta["sets"]["tiny"]["questions"] == 8
    assert meta["settings"] == {"word-match": {"least": 2}}
    assert meta["versions"]["python"].startswith("3.")
    assert all(len(digest) == 64 for digest in [meta["code"], *meta["models"].values()])
    assert str(tmp_path) not in (tmp_path / "out" / "run.json").read_text()
    times = json.loads((tmp_path / "out" / "times.json").read_text())
    assert times["latency"]["tiny"]["word-match"]["n"] == 8


def test_latency_by_hand() -> None:
    assert latency([0.010, 0.020, 0.030, 0.500]) == {
        "n": 4,
        "at_once": 1,
        "p50_ms": 20.0,
        "p95_ms": 500.0,
        "max_ms": 500.0,
        "total_s": 0.56,
        "wall_s": 0.56,
        "per_minute": 429,  # 4 · 60 / 0.56
        "seconds": [0.01, 0.02, 0.03, 0.5],
    }
    assert latency([])["max_ms"] == 0.0
    assert latency([])["per_minute"] == 0
    # Two at a time: each waits as long, and twice as many are done.
    both = latency([1.0, 1.0], wall=1.0, at_once=2)
    assert both["at_once"] == 2
    assert (both["p50_ms"], both["total_s"], both["wall_s"]) == (1000.0, 2.0, 1.0)
    assert both["per_minute"] == 120
