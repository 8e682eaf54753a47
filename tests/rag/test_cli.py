from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from rag.cli import main

ARTICLE = """The Bell of Harrow Quay
The bronze bell of Harrow Quay was cast in 1787 by Edith Marlow. It weighs 940 kilograms.
The council moved the bell to the museum after a storm cracked the tower in March 1911.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "bell.txt").write_text(ARTICLE, encoding="utf-8")
    return folder


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """Run a command line; gives (exit code, standard output, standard error)."""

    def run(*argv: str | Path) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            main([str(arg) for arg in argv])
        out, err = capsys.readouterr()
        code = left.value.code
        return (code if isinstance(code, int) else 0), out, err

    return run


def test_an_answer_as_json_is_one_object_whose_citations_are_exact(
    run: Any, folder: Path, tmp_path: Path
) -> None:
    code, out, _ = run(
        "ask", "Who cast the bell?", "--json", "-s", folder, "--data", tmp_path / "d"
    )
    assert code == 0
    answer = json.loads(out)
    assert not answer["abstained"]
    assert answer["citations"]
    for citation in answer["citations"]:
        assert ARTICLE[citation["start"] : citation["end"]] == citation["quote"]
    assert "Edith Marlow" in answer["text"]
    assert out.count("\n") == 1


def test_an_answer_for_a_person_shows_its_quotes(run: Any, folder: Path, tmp_path: Path) -> None:
    code, out, _ = run(
        "ask", "How much does the bell weigh?", "-s", folder, "--data", tmp_path / "d"
    )
    assert code == 0
    assert out.count("“It weighs 940 kilograms.” [1]") == 1
    start = ARTICLE.index("It weighs")
    assert f"The Bell of Harrow Quay, {start}–{start + 24}" in out


def test_what_articles_tell_differently_stands_below_the_answer(run: Any, tmp_path: Path) -> None:
    said = "people died in the fire at the Lindow mill, the fire chief Jo Roth said"
    folder = tmp_path / "mill"
    folder.mkdir()
    (folder / "first.txt").write_text(
        f"Fire at the Lindow mill\n\nMonday, March 4, 2019\n\nTwelve {said}. The roof fell in.\n",
        encoding="utf-8",
    )
    (folder / "later.txt").write_text(
        f"Lindow mill fire: more dead\n\nWednesday, March 6, 2019\n\nLindow is in mourning. "
        f"Fourteen {said} on Tuesday.\n",
        encoding="utf-8",
    )
    question = "How many people died in the fire at the Lindow mill?"
    _, out, _ = run("ask", question, "-s", folder, "--data", tmp_path / "d")
    assert "The articles give different numbers:" in out
    assert f"“Twelve {said}.” (Fire at the Lindow mill)" in out
    assert f"“Fourteen {said} on Tuesday.” (Lindow mill fire: more dead)" in out


def test_an_abstention_is_an_answer(run: Any, folder: Path, tmp_path: Path) -> None:
    code, out, _ = run(
        "ask", "Which team won the cup final?", "--json", "-s", folder, "--data", tmp_path / "d"
    )
    assert code == 0
    answer = json.loads(out)
    assert answer["abstained"]
    assert answer["citations"] == []


def test_retrieve_gives_the_passages_best_first(run: Any, folder: Path, tmp_path: Path) -> None:
    code, out, _ = run(
        "retrieve", "storm", "-k", "1", "--json", "-s", folder, "--data", tmp_path / "d"
    )
    assert code == 0
    (hit,) = json.loads(out)["hits"]
    passage = hit["passage"]
    assert ARTICLE[passage["start"] : passage["end"]] == passage["text"]
    assert "storm" in passage["text"]


def test_a_history_makes_a_follow_up_clear(run: Any, folder: Path, tmp_path: Path) -> None:
    turns = [
        {"role": "user", "content": "Who cast the bell of Harrow Quay?"},
        {"role": "assistant", "content": "Edith Marlow."},
    ]
    (tmp_path / "turns.json").write_text(json.dumps(turns))
    code, out, _ = run(
        *("ask", "How much does it weigh?", "--json", "-s", folder),
        *("--history", tmp_path / "turns.json", "--data", tmp_path / "d"),
    )
    assert code == 0
    assert "940 kilograms" in json.loads(out)["text"]


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["ask", ""], "''"),
        (["ask", "  \n "], "question is empty"),
        (["ask", "why?" * 2500], "10,000 characters"),
        (["retrieve", ""], "question is empty"),
        (["ask", "Who?", "--article", "nobody"], "'nobody'"),
        (["ask", "Who?", "--source", "no/such/file.txt"], "no/such/file.txt"),
        (["ask", "Who?", "--history", "no/such/turns.json"], "no/such/turns.json"),
        (["index", "no/such/folder"], "no/such/folder"),
        (["chat", "--port", "70000"], "70000"),
    ],
)
def test_bad_input_is_one_line_and_exit_2(
    run: Any, folder: Path, tmp_path: Path, argv: list[str], said: str
) -> None:
    sources = [] if "--source" in argv or argv[0] == "index" else ["-s", folder]
    code, out, err = run(*argv, *sources, "--data", tmp_path / "d")
    assert code == 2
    assert out == ""
    assert said in err
    assert err.startswith("pullquote: ")
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "not JSON"),
        ('"hello"', "holds a str"),
        ('[{"role": "system", "content": "x"}]', "turn 0"),
        ('[{"role": "user", "content": "x"}, {"role": "user"}]', "turn 1"),
        ("[1]", "turn 0"),
    ],
)
def test_a_history_that_is_none_is_refused(run: Any, tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "turns.json").write_text(text)
    code, _, err = run("ask", "Who?", "--history", tmp_path / "turns.json", "--data", tmp_path)
    assert code == 2
    assert said in err
    assert '"role"' in err


def test_a_bad_variable_is_named(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULLQUOTE_THREADS", "many")
    code, _, err = run("ask", "Who?")
    assert code == 2
    assert "PULLQUOTE_THREADS='many'" in err


def test_control_characters_do_not_reach_the_terminal(
    run: Any, folder: Path, tmp_path: Path
) -> None:
    trap = ARTICLE.replace("940 kilograms", "940\x1b[31m kilograms")
    (folder / "bell.txt").write_text(trap, encoding="utf-8")
    code, out, _ = run(
        "retrieve", "How much does it weigh?", "-s", folder, "--data", tmp_path / "d"
    )
    assert code == 0
    assert "940" in out
    assert "\x1b" not in out


def test_help_imports_nothing_heavy() -> None:
    """Start-up is what a person waits for; wall time is noise, the modules are its cause."""
    code = (
        "import sys\nfrom rag.cli import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        "heavy = {'llama_index', 'chromadb', 'gradio', 'openai', 'numpy', 'onnxruntime'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"
    for command in ("ask", "retrieve", "index", "chat", "eval"):
        assert command in done.stdout


def test_the_version_is_printed(run: Any) -> None:
    code, out, _ = run("--version")
    assert code == 0
    assert out.startswith("pullquote 0.")


def test_indexing_again_embeds_nothing(run: Any, folder: Path, tmp_path: Path) -> None:
    code, out, _ = run("index", folder, "--json", "--data", tmp_path / "d")
    assert code == 0
    first = json.loads(out)
    assert first["articles"] == 1
    assert first["added"] == ["bell"]
    assert first["embedded"] == first["passages"] >= 1

    code, out, _ = run("index", folder, "--data", tmp_path / "d")
    assert code == 0
    assert "articles: 1 (0 added, 0 changed, 0 removed, 1 unchanged)" in out
    assert f"passages: {first['passages']} (0 embedded)" in out
