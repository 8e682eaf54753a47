from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from evals.cli import main
from evals.folder import RunFolder
from evals.job import Plan, execute
from evals.judges.panel import Judgement, summarise
from evals.samples import EvalSet
from tests.openai_script import Asked, Step
from tests.openai_server import KEY, MODEL, OpenAIServer

ANSWERED = 5  # of the eight questions of the small set


@pytest.fixture
def run(tiny: EvalSet, word_match: Any, tmp_path: Path) -> Path:
    execute(Plan((tiny,), {"word-match": word_match}, tmp_path / "runs" / "one"))
    return tmp_path / "runs" / "one"


@pytest.fixture
def prices(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "prices.json"
    path.write_text(json.dumps({"date": "", "models": {MODEL: {"in": 10, "out": 10}}}))
    monkeypatch.setenv("PULLQUOTE_PRICES", str(path))
    return path


@pytest.fixture
def judge(run: Path, openai_server: OpenAIServer, capsys: pytest.CaptureFixture[str]) -> Any:
    """Run ``judge`` against the scripted server; gives (exit code, output, errors)."""

    def judge(*argv: object) -> tuple[int, str, str]:
        flags = ["--base-url", openai_server.url, "--model", MODEL]
        with pytest.raises(SystemExit) as left:
            main(["judge", str(run), *flags, *map(str, argv)])
        out, err = capsys.readouterr()
        return (left.value.code if isinstance(left.value.code, int) else 0), out, err

    return judge


def says(asked: Asked) -> Step:
    """A judge that reads: it wants the words of the quote in the answer, or marks by scale."""
    if "mark" in asked.prompt:
        return Step(text='{"right": 2, "whole": 2, "supported": 2}')
    if "Reference Answer" in asked.prompt:
        return Step(text="5\nAs the reference says.")
    return Step(text="YES" if "kilograms" in asked.prompt else "Yesterday, perhaps.")


def test_every_answer_is_judged_and_every_reply_kept(
    judge: Any, run: Path, openai_server: OpenAIServer, prices: Path
) -> None:
    openai_server.play(says)
    code, out, err = judge("--repeat", 2, "--workers", 1, "--json")
    assert code == 0
    # Two questions have the same sentence for an answer, which faithfulness asks about once.
    asked = ANSWERED * 8 - 2
    assert err.startswith(f"{ANSWERED} answers to be judged: {asked} requests to {MODEL}")
    assert "about $0." in err
    value = json.loads(out)
    (result,) = value["results"]
    assert list(result["judges"]) == ["faithfulness", "relevancy", "correctness", "rubric"]
    faithful = result["judges"]["faithfulness"]
    assert (faithful["n"], faithful["repeats"]) == (ANSWERED, 2)
    assert faithful["passed"]["value"] == pytest.approx(1 / ANSWERED)
    assert faithful["unusable"] == 2 * (ANSWERED - 1)
    assert result["judges"]["rubric"]["passed"]["value"] == 1.0
    assert value["spent"]["requests"] == len(openai_server.chats) == asked
    rows = (run / "tiny" / "word-match" / "judgements.jsonl").read_text().splitlines()
    assert len(rows) == ANSWERED * 8
    assert json.loads(rows[0])["reply"]
    # A second time all is there already, and what is written is the same.
    before = {p: p.read_bytes() for p in run.rglob("judge*")}
    code, out, err = judge("--repeat", 2, "--json")
    assert json.loads(out)["spent"]["requests"] == 0
    assert f": 0 requests to {MODEL}" in err
    assert len(openai_server.chats) == asked
    assert {p: p.read_bytes() for p in run.rglob("judge*")} == before


def test_repetition_shows_who_wavers(judge: Any, openai_server: OpenAIServer) -> None:
    openai_server.play([Step(text="YES"), Step(text="NO"), Step(text="YES")] * 99)
    code, out, _ = judge("--judge", "faithfulness", "--repeat", 3, "--workers", 1, "--json")
    assert code == 0
    found = json.loads(out)["results"][0]["judges"]["faithfulness"]
    assert found["wavered"]["value"] == 1.0
    assert found["passed"]["value"] == 1.0  # two of three
    assert found["score"]["value"] == pytest.approx(2 / 3)
    code, out, _ = judge("--judge", "faithfulness", "--repeat", 3)
    assert "wavered" in out
    assert "0 requests" in out


def test_the_cost_is_shown_and_nothing_asked(
    judge: Any, openai_server: OpenAIServer, prices: Path
) -> None:
    code, out, err = judge("--estimate", "--json")
    assert (code, len(openai_server.chats)) == (0, 0)
    told = json.loads(out)["estimate"]
    assert told["requests"] == (ANSWERED * 4 - 1) * 3
    assert told["tokens_in"] > 100 * told["requests"]
    code, _, err = judge("--max-cost", "0.001")
    assert (code, len(openai_server.chats)) == (2, 0)
    assert "--max-cost 0.001: the judges are likely to cost $0." in err


def test_without_a_price_there_is_no_limit_to_keep(judge: Any, openai_server: OpenAIServer) -> None:
    code, _, err = judge("--max-cost", "1")
    assert (code, len(openai_server.chats)) == (2, 0)
    assert MODEL in err


def test_a_reply_that_fails_is_counted_and_a_wrong_key_ends_it(
    judge: Any, openai_server: OpenAIServer
) -> None:
    refused = Step(status=400, message="no")
    openai_server.play(lambda a: refused if "kilograms" in a.prompt else Step(text="YES"))
    code, out, _ = judge("--judge", "relevancy", "--repeat", 1, "--workers", 1, "--json")
    found = json.loads(out)["results"][0]["judges"]["relevancy"]
    assert (code, found["n"], found["unusable"]) == (0, ANSWERED, 1)
    assert found["passed"]["value"] == pytest.approx((ANSWERED - 1) / ANSWERED)
    openai_server.key = KEY
    code, _, err = judge("--api-key", "sk-wrong-0123456789", "--judge", "rubric")
    assert code == 2
    assert "key" in err
    assert "sk-wrong" not in err


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["judge", "RUN"], "OPENAI_API_KEY"),
        (["judge", "nothing", "--base-url", "http://127.0.0.1:9/v1"], "run.json"),
        (["judge", "RUN", "--judge", "jury"], "'jury'"),
    ],
)
def test_what_cannot_be_judged(
    run: Path, argv: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        main([str(run) if arg == "RUN" else arg for arg in argv])
    assert left.value.code == 2
    assert said in capsys.readouterr().err


def test_the_figures_by_hand() -> None:
    def said(key: str, nth: int, passed: bool | None, right: bool) -> Judgement:
        score = None if passed is None else float(passed)
        return Judgement(key, "a", "rubric", nth, passed, score, "…", right)

    found = summarise(
        [
            *(said("q1", n, p, True) for n, p in enumerate([True, True, False])),
            *(said("q2", n, p, True) for n, p in enumerate([False, None, False])),
            *(said("q3", n, p, False) for n, p in enumerate([False, False, False])),
            *(said("q4", n, p, False) for n, p in enumerate([None, None, None])),
        ]
    )["rubric"]
    assert (found["n"], found["unusable"]) == (4, 4)
    assert found["passed"]["value"] == 0.25
    assert found["wavered"]["value"] == 0.5
    assert found["score"]["value"] == pytest.approx((2 / 3 + 0 + 0 + 0) / 4, abs=1e-6)
    # Passed, not, not, not against right, right, not, not: seen 3/4, chance 1/8 + 3/8; κ = 0.5.
    assert found["agreement"]["value"] == pytest.approx(0.5)


def test_judging_leaves_the_run_as_it_was(judge: Any, run: Path, openai_server: Any) -> None:
    openai_server.play(says)
    before = RunFolder(run).records("tiny", "word-match")
    judge("--repeat", 1)
    assert RunFolder(run).records("tiny", "word-match") == before
