"""A run's folder: what it was run with, a record for each question, and a place to go on from.

::

    run.json                              sets, systems, settings, versions, models, machine, code
    times.json                            when, how long, and seconds a question
    summary.json  report.html  junit.xml
    SET/questions.jsonl  articles.jsonl   the set as it was asked
    SET/SYSTEM/records.jsonl              a line a question, in the order of the set

But for the times in ``times.json`` and ``report.html`` all is the same to the byte for every run of
the same on the same machine.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from evals.errors import NotARun, RunMismatch, RunTaken
from evals.load import load_set
from evals.rows import to_row
from evals.samples import EvalSet
from evals.scoring import Record

FORMAT = 1
# A run may be finished on another machine only if nothing that answers depend on has changed.
_COMPARED = ("format", "sets", "systems", "limit", "settings", "versions", "models", "code")


def dumps(value: Any, *, indent: int | None = None) -> str:
    """JSON that is the same for the same value."""
    return json.dumps(value, ensure_ascii=False, indent=indent, allow_nan=False)


class RunFolder:
    """The folder of one run; ``records`` of what is done are kept when it is killed."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @classmethod
    def begin(cls, path: Path, meta: Mapping[str, Any]) -> RunFolder:
        """A new folder, or the folder of the same run cut short, to go on in.

        Raises:
            RunTaken: the folder holds something that is no run.
            RunMismatch: it holds a run with other settings, models, code or questions.
        """
        folder = cls(path)
        if path.exists() and not path.is_dir():
            raise RunTaken(path, "this is a file")
        if path.is_dir() and any(path.iterdir()):
            if not (path / "run.json").is_file():
                raise RunTaken(path, "the folder holds other things")
            before = folder.meta()
            for name in _COMPARED:
                if before.get(name) != json.loads(dumps(meta.get(name))):
                    what = f"{path}: {name} of the run that began there"
                    raise RunMismatch(
                        what, before.get(name), meta.get(name), "give another folder with --out"
                    )
        path.mkdir(parents=True, exist_ok=True)
        folder.write("run.json", meta)
        return folder

    def meta(self) -> dict[str, Any]:
        """What the run was run with. Raises ``NotARun``."""
        return self._json("run.json")

    def times(self) -> dict[str, Any]:
        """When it was run and how long each question took; empty while it runs."""
        return self._json("times.json") if (self.path / "times.json").is_file() else {}

    def _json(self, name: str) -> dict[str, Any]:
        try:
            value = json.loads((self.path / name).read_text(encoding="utf-8"))
        except OSError:
            raise NotARun(self.path, f"there is no {name}") from None
        except ValueError as error:
            raise NotARun(self.path / name, f"it is no JSON ({error})") from None
        if not isinstance(value, dict):
            raise NotARun(self.path / name, "it holds no object")
        return value

    def write(self, name: str, value: Mapping[str, Any]) -> None:
        """Writes a JSON file whole or not at all."""
        self.write_text(name, dumps(value, indent=1) + "\n")

    def write_text(self, name: str, text: str) -> None:
        """Writes a text file whole or not at all."""
        target = self.path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(target.name + ".part")
        part.write_text(text, encoding="utf-8", newline="\n")
        part.replace(target)

    def pairs(self) -> list[tuple[str, str]]:
        """The (set, system) pairs that have records, in order."""
        found = sorted(self.path.glob("*/*/records.jsonl"))
        return [(p.parent.parent.name, p.parent.name) for p in found]

    def keep_set(self, chosen: EvalSet) -> None:
        """Keeps the questions and articles, so that the folder explains itself for ever."""
        rows = {
            "questions": [to_row(sample) for sample in chosen.samples],
            "articles": [{"id": key, "text": text} for key, text in chosen.articles.items()],
        }
        for name, lines in rows.items():
            text = "".join(dumps(row) + "\n" for row in lines)
            self.write_text(f"{chosen.name}/{name}.jsonl", text)

    def set(self, name: str) -> EvalSet:
        """A set as it was asked. Raises ``NotARun`` where it is not kept."""
        if not (self.path / name / "questions.jsonl").is_file():
            raise NotARun(self.path, f"the questions of set {name!r} are not there")
        return load_set(self.path / name)

    def file(self, set_name: str, system: str) -> Path:
        """Where the records of one system on one set lie."""
        return self.path / set_name / system / "records.jsonl"

    def records(self, set_name: str, system: str) -> list[Record]:
        """The records that are there; a line that a kill cut short is not one."""
        path = self.file(set_name, system)
        if not path.is_file():
            return []
        lines = path.read_bytes().split(b"\n")
        # Only a line that ends in a newline was written whole.
        return [json.loads(line) for line in lines[:-1] if line]

    def rewrite(self, set_name: str, system: str, records: list[Record]) -> None:
        """Keeps just these records, so that more can be added at the end."""
        name = str(self.file(set_name, system).relative_to(self.path))
        self.write_text(name, "".join(dumps(r) + "\n" for r in records))
