"""What a run costs: estimated before it starts, counted, and stopped at a limit."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from evals.cli import main
from evals.cost import LOOKED_AT, Estimate, Purse, estimate, spread
from evals.errors import CostLimit, CostUnknown
from evals.samples import EvalSet
from rag.answer import Usage
from tests.openai_script import Asked, Step
from tests.openai_server import OpenAIServer


class Priced:
    """A system whose every question takes 100 + 10 tokens and half a cent, if it has a price."""

    name = "priced"

    def __init__(self, cost: float | None = 0.005) -> None:
        self.cost = cost
        self.asked: list[str] = []

    def estimate(self, question: str, history: Sequence[Mapping[str, Any]]) -> Usage | None:
        self.asked.append(question)
        return Usage("m", 100, 10, 1, self.cost, estimated=True)


def paid(cost: float | None) -> dict[str, Any]:
    return {"answer": {"usage": {"cost": cost}}}


def test_an_estimate_by_hand(tiny: EvalSet) -> None:
    system: Any = Priced()
    found = estimate(tiny, system)
    assert found == Estimate("tiny", "m", 8, 800, 80, 0.04)
    assert str(found) == "tiny: 8 questions to m, about 800 + 80 tokens, about $0.0400"
    assert len(system.asked) == LOOKED_AT == 8
    left = estimate(tiny, system, done=6)
    assert left == Estimate("tiny", "m", 2, 200, 20, 0.01)
    assert estimate(tiny, system, done=8) is None
    unpriced: Any = Priced(None)
    assert "of unknown cost" in str(estimate(tiny, unpriced))


def test_a_system_without_a_language_model_has_none(tiny: EvalSet, word_match: Any) -> None:
    assert estimate(tiny, word_match(tiny.articles)) is None


def test_samples_are_spread(tiny: EvalSet) -> None:
    assert [s.id for s in spread(tiny.samples, 3)] == ["q1", "q3", "q6"]
    assert len(spread(tiny.samples, 99)) == 8


def test_a_purse_stops_before_the_question_that_would_be_too_much() -> None:
    purse = Purse(0.02)
    for cost in (0.004, 0.006, 0.004):
        purse.check()
        purse.pay(paid(cost))
    purse.check()  # 0.014 and the most a question took, 0.006, are just within 0.02
    purse.pay(paid(0.001))
    with pytest.raises(CostLimit, match=r"--max-cost 0\.02: \$0\.0150 are spent; give more"):
        purse.check()
    assert purse.spent == pytest.approx(0.015)


def test_what_is_being_asked_counts_before_it_is_paid() -> None:
    purse = Purse(0.02)
    purse.afford([Estimate("s", "m", 3, 1, 1, 0.018)])
    for _ in range(3):
        purse.check()
    with pytest.raises(CostLimit):
        purse.check()
    for _ in range(3):
        purse.pay(paid(0.001))
    purse.check()


def test_a_purse_without_a_limit_counts_and_never_stops() -> None:
    purse = Purse()
    purse.pay(paid(9.0))
    purse.pay(paid(None))
    purse.pay({"answer": None})
    purse.check()
    purse.afford([Estimate("s", "m", 1, 1, 1, None)])
    assert purse.spent == 9.0


def test_what_is_likely_to_be_too_much_is_not_begun() -> None:
    with pytest.raises(CostLimit, match=r"likely to cost \$2\.00"):
        Purse(1.0).afford([Estimate("s", "m", 1, 1, 1, 1.5), Estimate("t", "m", 1, 1, 1, 0.5)])
    with pytest.raises(CostUnknown, match=r"no price of 'm'.*PULLQUOTE_PRICES"):
        Purse(1.0).afford([Estimate("s", "m", 1, 1, 1, None)])


# --- a whole run, over a real socket -------------------------------------------------------------


@pytest.fixture
def run(
    tmp_path: Path, tiny_folder: Path, openai_server: OpenAIServer,
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
) -> Any:  # fmt: skip
    """Evaluate the tiny set with a model that costs a dollar a million tokens."""
    monkeypatch.chdir(tmp_path)
    prices = tmp_path / "prices.json"
    prices.write_text(json.dumps({"date": "", "models": {"paid": {"in": 1, "out": 1}}}))
    monkeypatch.setenv("PULLQUOTE_PRICES", str(prices))
    monkeypatch.setenv("PULLQUOTE_THREADS", "1")
    monkeypatch.setenv("PULLQUOTE_PATIENCE", "600")
    openai_server.models = ["paid", "free"]

    def script(asked: Asked) -> Step:
        cast = "The bell of Harrow Quay was cast by Edith Marlow in 1787."
        return Step([(cast, [asked.number_of("Edith Marlow")])], usage=(900, 100))

    openai_server.play(script)

    def run(*flags: str, model: str = "paid") -> tuple[int, str, str]:
        argv = [str(tiny_folder), "--base-url", openai_server.url, "--model", model]
        with pytest.raises(SystemExit) as left:
            main([*argv, "--workers", "1", *flags])
        out, err = capsys.readouterr()
        return (left.value.code if isinstance(left.value.code, int) else 0), out, err

    return run


def test_a_run_says_what_it_will_cost_and_what_it_cost(
    run: Any, openai_server: OpenAIServer
) -> None:
    code, out, err = run("--out", "there", "--max-cost", "0.5")
    assert code == 0
    assert err.startswith("tiny: 8 questions to paid, about ") and ", about $0.00" in err
    assert len(openai_server.chats) == 8
    assert "7,200 + 800" in out and "$0.0080" in out
    assert "written by the model" in out
    record = json.loads(Path("there/tiny/pullquote/records.jsonl").read_text().splitlines()[0])
    assert record["answer"]["mode"] == "generative"
    assert record["answer"]["usage"]["cost"] == 0.001


def test_a_run_stops_at_its_limit_and_goes_on_with_a_higher_one(
    run: Any, openai_server: OpenAIServer
) -> None:
    chatty = openai_server.script
    openai_server.play(lambda asked: Step(chatty(asked).said, usage=(9000, 1000)))  # type: ignore
    code, out, err = run("--out", "there", "--max-cost", "0.035")
    assert code == 2 and out == ""
    assert "$0.0300 are spent" in err and "--out" in err
    assert len(openai_server.chats) == 3
    code, out, err = run("--out", "there", "--max-cost", "0.2")
    assert code == 0 and err.startswith("tiny: 5 questions")
    assert len(openai_server.chats) == 8 and "$0.0800" in out


def test_several_at_once_stay_within_the_limit(run: Any, openai_server: OpenAIServer) -> None:
    chatty = openai_server.script
    openai_server.play(lambda asked: Step(chatty(asked).said, usage=(9000, 1000)))  # type: ignore
    code, _, err = run("--max-cost", "0.035", "--workers", "4")
    assert code == 2 and "are spent" in err
    assert len(openai_server.chats) <= 3 + 3  # what was under way when the price was found out


def test_nothing_is_asked_where_it_would_be_too_much_or_no_price_is_known(
    run: Any, openai_server: OpenAIServer
) -> None:
    code, _, err = run("--max-cost", "0.000001")
    assert code == 2 and "likely to cost" in err
    code, _, err = run("--max-cost", "1", model="free")
    assert code == 2 and "no price of 'free'" in err
    assert openai_server.chats == []


def test_a_run_without_answers_of_the_model_says_why(run: Any, openai_server: OpenAIServer) -> None:
    openai_server.play(Step(status=401))
    code, out, _ = run("--limit", "2")
    assert code == 0 and "refuses the key (401)" in " ".join(out.split())
