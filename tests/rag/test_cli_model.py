"""The command line with a language model: flags, usage, notes, and no key anywhere."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from rag.cli import main
from tests.openai_script import Asked, Step
from tests.openai_server import KEY, MODEL, OpenAIServer, closed_port

ARTICLE = """The Bell of Harrow Quay
The bronze bell of Harrow Quay was cast in 1787 by Edith Marlow. It weighs 940 kilograms.
The council moved the bell to the museum after a storm cracked the tower in March 1911.
"""
USER = "me"
CAST = "The bell was cast by Edith Marlow in 1787."


def cast(asked: Asked) -> Step:
    return Step([(CAST, [asked.number_of("Edith Marlow")])], usage=(1234, 56))


@pytest.fixture
def ask(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    """Ask who cast the bell, with flags; gives (exit code, standard output, standard error)."""
    (tmp_path / "bell.txt").write_text(ARTICLE, encoding="utf-8")
    monkeypatch.setenv("PULLQUOTE_PATIENCE", "600")

    def ask(*flags: str) -> tuple[int, str, str]:
        argv = ["ask", "Who cast the bell?", "-s", str(tmp_path / "bell.txt")]
        with pytest.raises(SystemExit) as left:
            main([*argv, "--data", str(tmp_path / "d"), *flags])
        out, err = capsys.readouterr()
        return (left.value.code if isinstance(left.value.code, int) else 0), out, err

    return ask


def test_json_holds_the_written_answer_with_its_usage(
    ask: Any, openai_server: OpenAIServer
) -> None:
    openai_server.play(cast)
    code, out, _ = ask("--model", MODEL, "--base-url", openai_server.url, "--json")
    answer = json.loads(out)
    assert code == 0 and answer["mode"] == "generative" and answer["note"] == ""
    assert answer["text"] == "The bell was cast by Edith Marlow in 1787 [1]."
    (citation,) = answer["citations"]
    assert ARTICLE[citation["start"] : citation["end"]] == citation["quote"]
    assert answer["usage"] == {
        **{"model": MODEL, "tokens_in": 1234, "tokens_out": 56, "requests": 1},
        **{"cost": None, "estimated": False},
    }


def test_text_shows_the_quote_the_tokens_and_the_cost(
    ask: Any, openai_server: OpenAIServer
) -> None:
    openai_server.play(cast)
    openai_server.models = ["gpt-4o-mini"]
    code, out, _ = ask("--base-url", openai_server.url)
    assert code == 0
    assert out.startswith("The bell was cast by Edith Marlow in 1787 [1].\n")
    quote = "The bronze bell of Harrow Quay was cast in 1787 by Edith Marlow."
    assert f"[1] The Bell of Harrow Quay, 24–88: “{quote}”" in out
    assert out.endswith("\ngpt-4o-mini: 1,234 + 56 tokens, $0.000219\n")


def test_a_failure_is_told_below_the_articles_words(ask: Any) -> None:
    code, out, err = ask("--base-url", f"http://127.0.0.1:{closed_port()}/v1", "--model", "m")
    assert code == 0 and err == ""
    assert "“The bronze bell of Harrow Quay was cast in 1787 by Edith Marlow.” [1]" in out
    assert "No language model answered: there is no connection to 127.0.0.1:" in out


@pytest.mark.parametrize("json_flag", [[], ["--json"]])
def test_a_key_by_flag_is_used_and_never_shown(
    ask: Any, openai_server: OpenAIServer, json_flag: list[str]
) -> None:
    openai_server.play(cast)
    openai_server.key = KEY
    flags = ["--base-url", openai_server.url, "--model", MODEL, *json_flag]
    good = ask(*flags, "--api-key", KEY)
    wrong = ask(*flags, "--api-key", KEY[::-1])
    assert "Edith Marlow in 1787" in good[1] and "refuses the key (401)" in wrong[1]
    for shown in (*good[1:], *wrong[1:]):
        assert KEY not in shown and KEY[::-1] not in shown


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (["--model", "m"], "--model='m': there is no server to ask for it; set OPENAI_API_KEY"),
        (["--base-url", "localhost:1"], "openai_base_url='localhost:1': it is not an address"),
        (["--base-url", f"http://{USER}:{KEY}@localhost/v1"], "leave out user, password"),
    ],
)
def test_flags_that_cannot_be_used(ask: Any, flags: list[str], said: str) -> None:
    code, out, err = ask(*flags)
    assert code == 2 and out == "" and said in err and err.count("\n") == 1


def test_the_environment_names_the_model_too(
    ask: Any, openai_server: OpenAIServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    openai_server.play(cast)
    monkeypatch.setenv("OPENAI_BASE_URL", openai_server.url)
    assert json.loads(ask("--json")[1])["mode"] == "generative"
    monkeypatch.setenv("PULLQUOTE_ANSWERS", "extractive")
    assert json.loads(ask("--json")[1])["mode"] == "extractive"
    assert json.loads(ask("--json", "--model", MODEL)[1])["mode"] == "generative"


def test_a_model_alone_in_the_environment_asks_nobody_and_says_nothing(
    ask: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_MODEL", "m")
    answer = json.loads(ask("--json")[1])
    assert (answer["mode"], answer["note"], answer["usage"]) == ("extractive", "", None)
