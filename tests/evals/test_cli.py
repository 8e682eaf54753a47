from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from evals import job
from evals.cli import main


@pytest.fixture
def run(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    word_match: Any,
) -> Any:
    """Run a command line over the fake; gives (exit code, standard output, standard error)."""
    monkeypatch.setattr(job, "own_systems", lambda *_: {"pullquote": word_match})
    monkeypatch.chdir(tmp_path)

    def run(*argv: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            main([str(arg) for arg in argv])
        out, err = capsys.readouterr()
        return (left.value.code if isinstance(left.value.code, int) else 0), out, err

    return run


def test_a_run_prints_figures_and_says_where_the_rest_lies(run: Any, tiny_folder: Path) -> None:
    code, out, _ = run(tiny_folder, "--out", "there")
    assert code == 0
    assert "tiny: 8 questions on 2 article(s)" in out
    assert "right and rightly cited" in out
    assert "false_premise" in out
    assert "there" in out.splitlines()[-1]
    assert Path("there/summary.json").is_file()


def test_without_a_folder_a_run_makes_one_under_runs(run: Any, tiny_folder: Path) -> None:
    run(tiny_folder)
    (folder,) = Path("runs").iterdir()
    assert (folder / "tiny" / "word-match" / "records.jsonl").is_file()


def test_runs_of_the_same_second_have_folders_of_their_own(run: Any, tiny_folder: Path) -> None:
    for _ in range(3):
        assert run(tiny_folder, "--limit", "1")[0] == 0
    folders = list(Path("runs").iterdir())
    assert len(folders) == 3 and all((f / "run.json").is_file() for f in folders)


def test_a_run_that_cannot_begin_leaves_no_folder(run: Any, tiny_folder: Path) -> None:
    assert run(tiny_folder, "--max-cost", "-1")[0] == 2
    assert not list(Path().glob("runs/*"))


def test_json_is_one_object(run: Any, tiny_folder: Path) -> None:
    code, out, _ = run(tiny_folder, "--json", "--out", "there")
    assert code == 0
    assert out.count("\n") == 1
    value = json.loads(out)
    (result,) = value["results"]
    assert result["set"] == "tiny"
    assert result["metrics"]["error"]["value"] == 0.125
    assert result["command"] == f"pullquote eval {tiny_folder} --save"


def test_missing_a_condition_is_exit_1(run: Any, tiny_folder: Path) -> None:
    code, _, err = run(tiny_folder, "--fail-under", "right_and_cited=0.9", "--out", "a")
    assert code == 1
    assert "pullquote: tiny: right and rightly cited is" in err
    assert "too" not in err
    code, _, err = run(tiny_folder, "--fail-under", "error=0.2", "--out", "b")
    assert (code, err) == (0, "")


def test_a_limit(run: Any, tiny_folder: Path) -> None:
    _, out, _ = run(tiny_folder, "--limit", 4, "--json", "--out", "a")
    assert json.loads(out)["results"][0]["n"] == 4


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["nonesuch"], "nonesuch"),
        (["--fail-under", "x=1"], "'x'"),
        (["--save", "--limit", "3"], "--limit"),
        (["--articles", "no/folder"], "no/folder"),
    ],
)
def test_bad_input_is_exit_2(run: Any, tiny_folder: Path, argv: list[str], said: str) -> None:
    sets = [] if argv[0] == "nonesuch" else [tiny_folder]
    code, out, err = run(*sets, *argv)
    assert (code, out) == (2, "")
    assert err.startswith("pullquote: ")
    assert said in err


def test_runs_are_compared_and_reports_written_again(run: Any, tiny_folder: Path) -> None:
    run(tiny_folder, "--out", "one")
    run(tiny_folder, "--out", "two")
    code, out, _ = run("compare", "one", "two")
    assert code == 0
    assert "8 questions" in out
    assert "same" in out
    code, out, _ = run("compare", "one", "two", "--json")
    (found,) = json.loads(out)["comparisons"]
    assert found["flips"] == []
    Path("one/report.html").unlink()
    code, out, _ = run("report", "one", "--against", "two")
    assert (code, out.strip()) == (0, str(Path("one/report.html")))
    assert Path("one/report.html").is_file()
    assert run("compare", "one", "nothing")[0] == 2


def test_follow_ups_are_asked_three_ways(run: Any, tiny_folder: Path) -> None:
    questions = tiny_folder / "questions.jsonl"
    rows = [json.loads(line) for line in questions.read_text().splitlines()]
    turns = [{"role": "user", "content": "And?"}, {"role": "assistant", "content": "Well."}]
    rows[1] |= {"history": turns, "rewrite": rows[1]["question"], "question": "And it?"}
    questions.write_text("\n".join(map(json.dumps, rows)))
    code, out, _ = run("followups", tiny_folder, "--json")
    assert code == 0
    right = json.loads(out)["tiny"]["measures"]["right_and_cited"]
    assert (right["raw"]["value"], right["rewrite"]["value"]) == (0.0, 1.0)
    code, out, _ = run("followups", tiny_folder)
    assert "tiny: 1 follow-ups" in out


def test_sets_are_checked_without_being_asked(run: Any, tiny_folder: Path) -> None:
    code, out, _ = run("check", tiny_folder)
    assert code == 0
    assert "8 questions on 2 articles, 6 can be answered (4 factoid, " in out
    code, out, _ = run("check", tiny_folder, "--json")
    assert json.loads(out)[str(tiny_folder)]["kinds"]["yesno"] == 1
    questions = tiny_folder / "questions.jsonl"
    questions.write_text(questions.read_text().replace('"kind": "why"', '"kind": "whence"'))
    code, out, err = run("check", tiny_folder)
    assert (code, out) == (2, "")
    assert "line 3: kind 'whence' is none of" in err
    assert not Path("runs").exists()
