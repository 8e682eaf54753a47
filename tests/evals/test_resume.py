"""A run of the whole chain, really killed, goes on and ends as one that was not."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.evals.conftest import ROWS, write_set

ROOT = Path(__file__).resolve().parents[2]
TIMES = 5
RECORDS = Path("tiny/pullquote/records.jsonl")
TIMED = {"times.json", "report.html"}


def start(folder: Path, out: Path, *more: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "evals", str(folder), "--out", str(out), "--json", *more]
    env = os.environ | {"PULLQUOTE_THREADS": "1"}
    return subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE)


def finish(process: subprocess.Popen[bytes]) -> dict[str, object]:
    out, _ = process.communicate(timeout=300)
    assert process.returncode == 0
    value = json.loads(out)
    assert isinstance(value, dict)
    return value


def lines(path: Path) -> int:
    return path.read_bytes().count(b"\n") if path.is_file() else 0


def content(path: Path) -> object:
    """A file's bytes; of run.json not what changes when someone edits the code meanwhile."""
    if path.name != "run.json":
        return path.read_bytes()
    meta = json.loads(path.read_bytes())
    return list(meta), {key: v for key, v in meta.items() if key not in ("git", "code")}


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """The small set many times over, so that there is time to kill a run of it."""
    rows = [row | {"id": f"{row['id']}-{n}"} for n in range(TIMES) for row in ROWS]
    return write_set(tmp_path / "tiny", rows)


def test_a_killed_run_ends_to_the_byte_like_one_that_was_not(many: Path, tmp_path: Path) -> None:
    whole, cut = tmp_path / "whole", tmp_path / "cut"
    finish(start(many, whole))
    process = start(many, cut)
    while lines(cut / RECORDS) < 3 and process.poll() is None:
        time.sleep(0.002)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL
    done = lines(cut / RECORDS)
    assert 3 <= done < TIMES * len(ROWS)
    assert not (cut / "summary.json").exists()

    latency = finish(start(many, cut, "--workers", "2"))["latency"]
    asked = latency["tiny"]["pullquote"]["n"]  # type: ignore[index]
    assert 0 < asked <= TIMES * len(ROWS) - 3
    files = {p.relative_to(whole) for p in whole.rglob("*") if p.is_file()}
    assert files == {p.relative_to(cut) for p in cut.rglob("*") if p.is_file()}
    assert {RECORDS, Path("summary.json"), Path("run.json"), Path("report.html")} <= files
    for name in files:
        if name.name not in TIMED:
            assert content(whole / name) == content(cut / name), name


def test_the_page_too_is_the_same_but_for_times(many: Path, tmp_path: Path) -> None:
    from evals.folder import RunFolder
    from evals.job import Plan, execute, write_report
    from evals.load import load_set
    from tests.evals.conftest import WordMatch

    pages = []
    for name in ("one", "two"):
        execute(Plan((load_set(many),), {"word-match": WordMatch}, tmp_path / name))
        (tmp_path / name / "times.json").unlink()
        pages.append(write_report(RunFolder(tmp_path / name)).read_bytes())
    assert pages[0] == pages[1]
