"""What can go wrong in an evaluation; each message names the value and the remedy."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rag.errors import PullquoteError

__all__ = [
    "BadCondition",
    "BadRows",
    "CostLimit",
    "CostUnknown",
    "EvalError",
    "NoModel",
    "NotARun",
    "OptionsClash",
    "RunMismatch",
    "RunTaken",
    "SetNotFound",
    "UnknownFormat",
]


class EvalError(PullquoteError):
    """The root of what evaluations raise on purpose."""


class SetNotFound(EvalError):
    """No set of questions, or no folder of articles, goes by that name."""

    def __init__(self, name: object, problem: str, remedy: str) -> None:
        super().__init__(f"{str(name)!r}: {problem}; {remedy}")
        self.name = str(name)


class BadRows(EvalError):
    """Rows of a set that cannot be used; ``problems`` holds one line for each, with its number."""

    shown = 10

    def __init__(self, path: Path | str, problems: Sequence[str]) -> None:
        lines = list(problems[: self.shown])
        if len(problems) > self.shown:
            lines.append(f"and {len(problems) - self.shown} more")
        super().__init__(f"{path}: {len(problems)} problem(s)\n  " + "\n  ".join(lines))
        self.path = str(path)
        self.problems = tuple(problems)


class UnknownFormat(EvalError):
    """A file or folder that is no data set in a format that is read."""

    def __init__(self, path: Path | str, expected: str = "") -> None:
        problem = f": this is not {expected}" if expected else ""
        super().__init__(f"{path}{problem}; give the file as it was published")
        self.path = str(path)


class BadCondition(EvalError):
    """A ``--fail-under`` that cannot be checked."""

    def __init__(self, condition: str, problem: str, known: Sequence[str] = ()) -> None:
        names = f"; known are {', '.join(known)}" if known else ""
        super().__init__(
            f"--fail-under {condition!r}: {problem}; write metric=value or set:metric=value, "
            f"such as right_and_cited=0.8{names}"
        )


class NotARun(EvalError):
    """A folder that holds no run."""

    def __init__(self, folder: Path | str, problem: str) -> None:
        super().__init__(f"{folder}: {problem}; give a folder that `pullquote eval --out` wrote")


class RunTaken(EvalError):
    """The folder of a new run holds something else."""

    def __init__(self, folder: Path | str, problem: str) -> None:
        super().__init__(f"{folder}: {problem}; give another folder with --out")


class RunMismatch(EvalError):
    """A run cannot go on, or two runs cannot be compared, because they differ."""

    def __init__(self, what: str, one: object, other: object, remedy: str) -> None:
        super().__init__(f"{what} differs: {one!s:.80} and {other!s:.80}; {remedy}")


class OptionsClash(EvalError):
    """Two options that make no sense together."""

    def __init__(self, one: str, other: str, remedy: str) -> None:
        super().__init__(f"{one} does not go with {other}; {remedy}")


class CostLimit(EvalError):
    """A run with a language model costs more than it may."""

    def __init__(self, what: str, limit: float) -> None:
        super().__init__(
            f"--max-cost {limit:g}: {what}; give more, or fewer questions with --limit. "
            "What was asked is kept: a run goes on where it stopped with its --out"
        )
        self.limit = limit


class CostUnknown(EvalError):
    """There is a limit to what a run may cost, and no price of its model."""

    def __init__(self, model: str) -> None:
        super().__init__(
            f"--max-cost: no price of {model!r} is known; write it into a file that "
            "PULLQUOTE_PRICES names, or leave the limit out"
        )
        self.model = model


class NoModel(EvalError):
    """A language model is wanted, and the settings name none."""

    def __init__(self, command: str) -> None:
        super().__init__(
            f"{command}: no language model is set; set OPENAI_API_KEY, or OPENAI_BASE_URL for a "
            "server of your own"
        )


class PageError(EvalError):
    """The page that visitors were sent to did not do what a page does."""

    def __init__(self, problem: str) -> None:
        super().__init__(f"{problem}; what serves it (pullquote chat) says why in its terminal")
