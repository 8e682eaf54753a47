"""The examples of docs/programs.md, run as they stand against a server that is really there."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import app
from rag.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "programs.md").read_text(encoding="utf-8")
PORT = "127.0.0.1:7860"
OPEN, GUARDED = PAGE.split("## With a password")


def blocks(text: str) -> list[tuple[str, str, tuple[str, str]]]:
    """The examples of a part of the page: language, code, and what the block after it shows."""
    found = re.findall(r"^```(\w+)\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    shown = [*found[1:], ("", "")]
    return [(kind, code, after) for (kind, code), after in zip(found, shown, strict=True)
            if kind in ("sh", "python")]  # fmt: skip


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def serve(data: Path, seeds: Path, **more: Any) -> Iterator[str]:
    settings = Settings(data=data, seeds=(seeds,), threads=1, port=free_port(), mcp=True, **more)
    blocks = app.serve(settings, block=False)
    yield f"127.0.0.1:{settings.port}"
    blocks.close(verbose=False)


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory, seeds: Path) -> Iterator[str]:
    yield from serve(tmp_path_factory.mktemp("open"), seeds)


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory, seeds: Path) -> Iterator[str]:
    (password,) = re.findall(r"Here it is `(.+?)`", GUARDED)
    yield from serve(tmp_path_factory.mktemp("guarded"), seeds, password=password)


def run(kind: str, code: str, host: str) -> str:
    """What an example prints, with its server's port in place of the usual one."""
    assert PORT in code, "an example that asks nobody"
    program = ["bash", "-euc"] if kind == "sh" else [sys.executable, "-c"]
    done = subprocess.run(
        [*program, code.replace(PORT, host)],
        check=False,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, f"{code}\n{done.stderr}"
    return done.stdout


def holds(whole: Any, part: Any) -> bool:
    """Whether all that ``part`` says is in ``whole``, which may say more."""
    if isinstance(part, dict):
        return isinstance(whole, dict) and all(
            key in whole and holds(whole[key], value) for key, value in part.items()
        )
    if isinstance(part, list):
        return isinstance(whole, list) and all(map(holds, whole, part)) and len(whole) >= len(part)
    if isinstance(part, str) and part.endswith("…"):
        return str(whole).startswith(part[:-1])
    return bool(whole == part)


def check(kind: str, printed: str, after: tuple[str, str]) -> None:
    language, shown = after
    if kind == "sh":
        told = json.loads(printed)
        assert holds(told, json.loads(shown) if language == "json" else {"data": [[]]}), printed
    else:
        assert language == "text", "an example that shows nothing"
        assert holds(printed.strip(), shown.strip()), printed


@pytest.mark.parametrize(("kind", "code", "after"), blocks(OPEN))
def test_the_examples_are_true(kind: str, code: str, after: tuple[str, str], host: str) -> None:
    check(kind, run(kind, code, host), after)


@pytest.mark.parametrize(("kind", "code", "after"), blocks(GUARDED))
def test_so_are_those_with_a_password(
    kind: str, code: str, after: tuple[str, str], guarded: str
) -> None:
    check(kind, run(kind, code, guarded), after)


def test_without_the_password_the_first_example_gets_nothing(guarded: str) -> None:
    kind, code, _ = blocks(OPEN)[0]
    assert "password is needed" in run(kind, code, guarded)


def test_there_is_an_example_of_each_way() -> None:
    assert [kind for kind, _, _ in blocks(OPEN)].count("sh") >= 4
    assert sum("gradio_client" in code for _, code, _ in blocks(PAGE)) == 2
    assert sum("mcp" in code for _, code, _ in blocks(PAGE)) == 1


def test_what_an_mcp_client_is_told_is_where_the_tools_are(host: str) -> None:
    (told,) = re.findall(r'^\{"mcpServers".*\}$', PAGE, re.MULTILINE)
    url = json.loads(told)["mcpServers"]["pullquote"]["url"]
    assert f'streamablehttp_client("{url}")' in PAGE


@pytest.mark.parametrize(
    ("whole", "part", "held"),
    [
        ({"a": 1, "b": 2}, {"a": 1}, True),
        ({"a": 1}, {"a": 2}, False),
        ({"a": 1}, {"b": 1}, False),
        ([{"a": 1}, 2], [{"a": 1}], True),
        ([], [1], False),
        ("54 years", "54…", True),
        ("54 years", "54", False),
        ({"a": {"b": [1]}}, {"a": {"b": []}}, True),
    ],
)
def test_a_part_is_held(whole: Any, part: Any, held: bool) -> None:
    assert holds(whole, part) is held
