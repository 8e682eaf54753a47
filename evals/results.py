"""Saved results: the figures that the README shows, in ``evals/results/SET.json``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from evals.folder import dumps
from evals.table import markdown_table

RESULTS = Path(__file__).with_name("results")


def result_of(
    name: str, checksum: str, systems: Mapping[str, Mapping[str, Any]], command: str
) -> dict[str, Any]:
    """The result of a set as it is saved (see :mod:`evals.summary`): the first system's figures,
    the others' under ``baselines``.
    """
    first, *others = systems
    return {
        "set": name,
        "system": first,
        **systems[first],
        "baselines": {key: systems[key] for key in others},
        "checksum": checksum,
        "command": command,
    }


def save(result: Mapping[str, Any], folder: Path = RESULTS) -> Path:
    """Writes a result to its file, and gives the file."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{result['set']}.json"
    path.write_text(dumps(result, indent=1) + "\n", encoding="utf-8", newline="\n")
    return path


def saved(folder: Path = RESULTS) -> list[dict[str, Any]]:
    """The saved results, by the name of their set."""
    return [json.loads(p.read_text(encoding="utf-8")) for p in sorted(folder.glob("*.json"))]


def results_table(folder: Path = RESULTS) -> str:
    """The table of the README, from the saved results, with the commands that print them."""
    results = [result for result in saved(folder) if "metrics" in result and "set" in result]
    if not results:
        return "No results are saved yet; `pullquote eval --save` saves them."
    commands = dict.fromkeys(f"`{result['command']}`" for result in results)
    return f"{markdown_table(results)}\n\nPrinted by {' and '.join(commands)}; 95% intervals."
