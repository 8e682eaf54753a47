"""Documents that are wrong fail the build."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import pytest

from evals.docs import DOCUMENTS, checks_table, commands_table, fill, main, speed_table, stale
from rag.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
HAND_WRITTEN = [
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "docs/settings.md",
    "docs/programs.md",
]


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_the_generated_parts_are_up_to_date() -> None:
    assert stale() == [], "run: make docs"


def test_a_generated_part_is_made_anew_and_the_rest_left_alone() -> None:
    text = "before\n<!-- begin: a -->\nold\n<!-- end: a -->\nafter <!-- begin: b -->"
    blocks: dict[str, Callable[[], str]] = {"a": lambda: "new"}
    filled = fill(text, blocks)
    assert filled == "before\n<!-- begin: a -->\nnew\n<!-- end: a -->\nafter <!-- begin: b -->"
    assert fill(filled, blocks) == filled


def test_the_checks_stand_by_kind_under_what_must_become_of_them(tmp_path: Path) -> None:
    share = {"value": 0.9, "low": 0.8, "high": 1.0, "n": 10}
    kinds = {"quote": {"supported": True, **share}, "number": {"supported": False, **share}}
    found = {"n": 20, "articles": 5, "caught": share, "kept": share, "kinds": kinds}
    (tmp_path / "checks.json").write_text(json.dumps(found), encoding="utf-8")
    rows = [
        line.split(" | ")[0].strip("| ")
        for line in checks_table(tmp_path / "checks.json").split("\n")
    ]
    assert rows[2:6] == ["**unsupported, caught**", "number", "**supported, kept**", "quote"]


def test_a_part_that_nothing_generates_is_a_mistake() -> None:
    with pytest.raises(KeyError, match="nonesuch"):
        fill("<!-- begin: nonesuch -->\n<!-- end: nonesuch -->")


def test_what_is_stale_is_found_and_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "docs").mkdir()
    for name in DOCUMENTS:
        (tmp_path / name).write_text(read(name), encoding="utf-8")
    page = tmp_path / "docs/settings.md"
    page.write_text(read("docs/settings.md").replace("| `7860` |", "| `7861` |"), encoding="utf-8")
    assert stale(tmp_path) == ["docs/settings.md"]
    assert main(["--check"], tmp_path) == 1
    assert "docs/settings.md" in capsys.readouterr().err
    assert main([], tmp_path) == 0
    assert page.read_text(encoding="utf-8") == read("docs/settings.md")
    assert main(["--check"], tmp_path) == 0


def test_every_command_is_in_the_table() -> None:
    table = commands_table()
    for command in ("ask", "retrieve", "index", "chat", "eval"):
        assert f"| `pullquote {command}" in table
    assert "`pullquote index PATHS… [--json] [--data]`" in table


def test_the_speed_is_what_the_benchmark_saved(tmp_path: Path) -> None:
    spread = {"p50": 1.25, "p95": 2.0}
    saved = {
        "machine": "a machine",
        "timings": [{"call": "ask()", "whole": spread, "stages": {"reading": spread}}],
        "indexing": {"passages": 70, "seconds": 2.5, "share": 0.875},
        "peak_memory_mb": 300.4,
    }
    (tmp_path / "bench.json").write_text(json.dumps(saved))
    table = speed_table(tmp_path / "bench.json")
    assert "| `ask()` | 1.2 / 2.0 | 1.2 / 2.0 |" in table
    assert "at 0.88 of the speed" in table
    assert "300 MB. Measured on a machine." in table
    assert "make bench" in speed_table(tmp_path / "none.json")


def test_every_setting_is_on_its_page() -> None:
    page = read("docs/settings.md")
    for field in fields(Settings):
        assert f"`{field.metadata['env']}`" in page


@pytest.mark.parametrize("name", HAND_WRITTEN)
def test_links_lead_somewhere(name: str) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", read(name)):
        assert (ROOT / name).parent.joinpath(target).exists(), f"{name} links to {target}"


@pytest.mark.parametrize("name", HAND_WRITTEN)
def test_make_targets_that_are_named_exist(name: str) -> None:
    targets = set(re.findall(r"^([a-z-]+):", read("Makefile"), re.MULTILINE))
    for target in re.findall(r"`make ([a-z-]+)`|^make ([a-z-]+)", read(name), re.MULTILINE):
        assert set(target) & targets, f"{name} names make {target}"


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_files_that_are_named_exist(name: str) -> None:
    for path in re.findall(r"`((?:index|rag|web|evals|training|tests)/[\w./-]*)`", read(name)):
        assert (ROOT / path).exists(), f"{name} names {path}"


def test_the_example_in_the_readme_runs(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("PULLQUOTE_DATA", str(tmp_path))
    (example,) = re.findall(r"```python\n(.*?)```", read("README.md"), re.DOTALL)
    names: dict[str, object] = {}
    exec(compile(example, "README.md", "exec"), names)
    assert "[1]" in capsys.readouterr().out
    assert names["answer"].citations  # type: ignore[attr-defined]
