"""The parts of the documents that are generated from the code: ``python -m evals.docs [--check]``.

A generated part stands between ``<!-- begin: NAME -->`` and ``<!-- end: NAME -->``; what is
around it is written by hand and left alone.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from evals.results import RESULTS, results_table
from evals.table import figure
from rag.settings import table as settings_table

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = ("README.md", "docs/settings.md")

_BLOCK = re.compile(
    r"(?P<begin><!-- begin: (?P<name>[\w-]+) -->\n).*?(?P<end><!-- end: (?P=name) -->)", re.DOTALL
)


def commands_table() -> str:
    """The commands of ``pullquote`` as a Markdown table, from the command line itself."""
    from typer.main import get_command

    from rag.cli import app

    rows = ["| command | what it does |", "|---|---|"]
    for name, command in get_command(app).commands.items():  # type: ignore[attr-defined]
        options: list[str] = []
        for parameter in command.params:
            if parameter.param_type_name == "argument":
                many = "…" if parameter.nargs == -1 else ""
                options.append(f"{(parameter.name or '').upper()}{many}")
            else:
                options.append(f"[{parameter.opts[0]}]")
        about = (command.help or "").split("\n")[0]
        rows.append(f"| `pullquote {' '.join([name, *options])}` | {about} |")
    return "\n".join(rows)


def speed_table(kept: Path = RESULTS / "bench.json") -> str:
    """Where a question's time goes, as ``make bench`` saved it last."""
    if not kept.is_file():
        return "Nothing is saved yet; `make bench` measures it."
    found = json.loads(kept.read_text(encoding="utf-8"))
    columns = ["whole", *found["timings"][0]["stages"]]
    rows = [f"| milliseconds, p50 / p95 | {' | '.join(columns)} |", "|---|" + "--:|" * len(columns)]
    for timing in found["timings"]:
        cells = [timing["whole"], *timing["stages"].values()]
        shown = " | ".join(f"{cell['p50']:.1f} / {cell['p95']:.1f}" for cell in cells)
        rows.append(f"| `{timing['call']}` | {shown} |")
    indexing = found["indexing"]
    return "\n".join(rows) + (
        f"\n\nIndexing runs at {indexing['share']:.2f} of the speed of embedding alone "
        f"({indexing['passages']} passages in {indexing['seconds']:.1f} s); memory peaks at "
        f"{found['peak_memory_mb']:.0f} MB. Measured on {found['machine']}."
    )


def checks_table(kept: Path = RESULTS / "checks.json") -> str:
    """How many sentences the checks catch and keep, as they were saved last."""
    found = json.loads(kept.read_text(encoding="utf-8"))
    rows = ["| sentences | n | caught, or kept |", "|---|---:|---:|"]
    for supported, total in ((False, "caught"), (True, "kept")):
        name = "supported, kept" if supported else "unsupported, caught"
        rows.append(f"| **{name}** | {found[total]['n']} | {figure(found[total])} |")
        kinds = [(k, v) for k, v in found["kinds"].items() if v["supported"] is supported]
        rows += [f"| {kind} | {value['n']} | {figure(value)} |" for kind, value in kinds]
    return "\n".join(rows) + (
        f"\n\n{found['n']} sentences written on {found['articles']} articles that the checks were "
        "not fitted on; 95% intervals. Printed by `python -m evals.verification`, saved with "
        "`--json > evals/results/checks.json`."
    )


BLOCKS: Mapping[str, Callable[[], str]] = {
    "checks": checks_table,
    "commands": commands_table,
    "results": results_table,
    "speed": speed_table,
    "settings": settings_table,
}


def fill(text: str, blocks: Mapping[str, Callable[[], str]] = BLOCKS) -> str:
    """The text with each generated part made anew.

    Raises:
        KeyError: the text has a part that nothing generates.
    """
    return _BLOCK.sub(
        lambda m: f"{m['begin']}{blocks[m['name']]()}\n{m['end']}",
        text,
    )


def stale(root: Path = ROOT) -> list[str]:
    """The documents whose generated parts are not what the code says now."""
    texts = {name: (root / name).read_text(encoding="utf-8") for name in DOCUMENTS}
    return [name for name, text in texts.items() if fill(text) != text]


def main(argv: Sequence[str] | None = None, root: Path = ROOT) -> int:
    """Write the generated parts, or with ``--check`` only say which are out of date."""
    parser = argparse.ArgumentParser(prog="python -m evals.docs", description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing; exit 1 if stale")
    options = parser.parse_args(argv)
    old = stale(root)
    if options.check:
        if old:
            print(f"out of date: {', '.join(old)}; run: make docs", file=sys.stderr)
        return int(bool(old))
    for name in old:
        path = root / name
        path.write_text(fill(path.read_text(encoding="utf-8")), encoding="utf-8")
        print(f"wrote {name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
