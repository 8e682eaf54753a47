"""The examples in the docstrings are run."""

from __future__ import annotations

import doctest
import importlib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("index", "rag", "web", "evals")


def test_the_examples_in_docstrings_hold() -> None:
    attempted, broken = 0, []
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            if path.name == "__main__.py":
                continue
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
            result = doctest.testmod(importlib.import_module(name))
            attempted += result.attempted
            if result.failed:
                broken.append(name)
    assert not broken
    assert attempted > 20
