"""A measure that is not explained, or a metric without a test of its own, fails the build."""

from __future__ import annotations

import inspect
import re
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

from evals.summary import NAMES

ROOT = Path(__file__).resolve().parents[2]
METRICS = sorted(p.stem for p in (ROOT / "evals" / "metrics").glob("*.py") if p.stem != "__init__")
README = (ROOT / "evals" / "README.md").read_text(encoding="utf-8")


def functions(module: ModuleType) -> list[str]:
    """The names of a module's own public functions."""
    return [
        name
        for name, value in vars(module).items()
        if inspect.isfunction(value)
        and value.__module__ == module.__name__
        and not name.startswith("_")
    ]


@pytest.mark.parametrize("name", sorted(NAMES.values()))
def test_every_measure_is_explained(name: str) -> None:
    assert f"`{name}`" in README


@pytest.mark.parametrize("stem", METRICS)
def test_every_metric_is_tested_by_name_and_says_what_it_is(stem: str) -> None:
    module = import_module(f"evals.metrics.{stem}")
    tests = (Path(__file__).parent / "metrics" / f"test_{stem}.py").read_text(encoding="utf-8")
    found = functions(module)
    assert found
    for name in found:
        assert getattr(module, name).__doc__, f"{stem}.{name} has no docstring"
        assert re.search(rf"\b{name}\b", tests), f"{stem}.{name} is not tested"


def test_every_command_is_in_the_readme() -> None:
    from typer.main import get_command

    from evals.cli import RUN, app

    commands = set(get_command(app).commands) - {RUN}  # type: ignore[attr-defined]
    assert {name for name in commands if f"pullquote eval {name}" not in README} == set()
