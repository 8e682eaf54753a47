"""A folder of web pages, PDFs and Word documents: indexed and asked from the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from index.files import find_files, read_file
from rag.cli import main
from tests.documents import MAKERS, scan

STORIES = {
    "rain.pdf": (
        ["# Rain in Mallo", "12 March 2024", "It rained for six days in Mallo. Nobody was hurt."],
        "How many days did it rain in Mallo?",
        "six days",
    ),
    "snow.docx": (
        ["# Snow in Brin", "It snowed for nine days in Brin.", "## Next", "A thaw is expected."],
        "How many days did it snow in Brin?",
        "nine days",
    ),
    "hail.html": (
        ["# Hail over Dorn", "Hail fell on Dorn for twelve minutes. It broke ninety windows."],
        "How long did hail fall on Dorn?",
        "twelve minutes",
    ),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    for name, (blocks, _, _) in STORIES.items():
        (folder / name).write_bytes(MAKERS[Path(name).suffix](blocks))
    return folder


def run(capsys: pytest.CaptureFixture[str], *argv: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as left:
        main([str(arg) for arg in argv])
    out, err = capsys.readouterr()
    return int(left.value.code or 0), out, err


def test_each_kind_is_indexed_and_quoted_exactly(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "data"
    code, out, _ = run(capsys, "index", folder, "--json", "--data", data)
    assert code == 0
    assert json.loads(out)["added"] == ["hail", "rain", "snow"]
    texts = {file.id: read_file(file) for file in find_files(folder)}
    for name, (_, question, short) in STORIES.items():
        code, out, _ = run(capsys, "ask", question, "--json", "-s", folder, "--data", data)
        answer: dict[str, Any] = json.loads(out)
        assert short in answer["short"]["text"], answer["text"]
        for citation in answer["citations"]:
            assert citation["article_id"] == Path(name).stem
            span = slice(citation["start"], citation["end"])
            assert texts[citation["article_id"]][span] == citation["quote"]
    code, out, _ = run(capsys, "index", folder, "--json", "--data", data)
    again = json.loads(out)
    assert (again["unchanged"], again["embedded"]) == (3, 0)


def test_all_that_cannot_be_read_is_said_at_once(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "scan.pdf").write_bytes(scan(3))
    (folder / "old.docx").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 99)
    code, out, err = run(capsys, "index", folder, "--data", tmp_path / "data")
    assert (code, out) == (2, "")
    assert "2 files" in err
    assert "scan.pdf: there is no text in the PDF's 3 pages" in err
    assert "old.docx: the Word document is locked" in err
    assert err.count("\n") == 1
