"""The command line of evaluations: ``pullquote eval``, or ``python -m evals``.

``eval [SET…]`` runs; ``eval compare A B`` compares two runs. Exit codes: 0; 1 where a
``--fail-under`` is not met; 2 for input that cannot be used.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from evals.commands import add_commands, console, progress
from evals.errors import OptionsClash
from rag.errors import PullquoteError
from rag.flags import ApiKey, BaseUrl, Model, model_flags
from rag.settings import Settings

if TYPE_CHECKING:
    from evals.cost import Estimate
    from evals.job import Outcome, Plan
    from evals.systems import Factory

app = typer.Typer(
    name="eval",
    help="Measure answers, retrieval and silence on sets of questions.",
    add_completion=False,
    pretty_exceptions_enable=False,
)
add_commands(app)
RUN = "run"


@app.callback()
def _group() -> None:
    """Measure answers, retrieval and silence on sets of questions."""


@app.command(RUN)
def run(
    sets: Annotated[
        list[str] | None, typer.Argument(help="Names of shipped sets, folders or JSONL files.")
    ] = None,
    articles: Annotated[
        Path | None, typer.Option(help="The articles' folder, where it is not beside the set.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="The run's folder; a run that was cut short goes on there.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    limit: Annotated[int | None, typer.Option(min=1, help="Questions of each set.")] = None,
    fail_under: Annotated[
        list[str] | None,
        typer.Option(help="metric=value or set:metric=value; exit 1 if it is missed."),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option(min=1, max=64, help="Questions at the same time; one a core without it."),
    ] = None,
    baselines: Annotated[
        bool, typer.Option("--baselines", help="Run simpler systems beside it.")
    ] = False,
    retrieval: Annotated[
        bool, typer.Option("--retrieval", help="Retrieve only; answer nothing.")
    ] = False,
    save: Annotated[
        bool, typer.Option("--save", help="Keep the figures in evals/results.")
    ] = False,
    model: Model = None,
    base_url: BaseUrl = None,
    api_key: ApiKey = None,
    max_cost: Annotated[
        float | None,
        typer.Option(min=0, help="Dollars that a language model may cost; the run stops there."),
    ] = None,
) -> None:
    """Ask every question of the sets, of all their articles at once, and print the figures."""
    from evals.gate import Condition
    from evals.job import Plan, execute, own_systems
    from evals.load import load_set, shipped_sets
    from evals.meta import cores
    from evals.systems import share_out

    if save and (limit or retrieval):
        raise OptionsClash("--save", "--limit or --retrieval", "save the figures of a whole run")
    conditions = tuple(Condition.parse(text) for text in fail_under or ())
    chosen = tuple(load_set(name, articles) for name in sets or shipped_sets())
    for one in chosen:
        if not retrieval and any(s.answerable and not s.answers for s in one.samples):
            raise OptionsClash(f"set {one.name!r}", "answering", "it has no answers: --retrieval")
    workers, settings = share_out(
        workers, Settings.from_env(**model_flags(model, base_url, api_key)), cores()
    )
    systems = own_systems(retrieval, settings) | (_baselines(settings) if baselines else {})
    folder = out or _new_folder()
    plan = Plan(chosen, systems, folder, limit, workers, conditions, max_cost)
    try:
        with progress() as watch:
            outcome = execute(plan, watch, _tell)
    finally:
        with suppress(OSError):
            folder.rmdir()  # only where nothing was written
    command = " ".join(["pullquote eval", *(sets or ()), *(["--baselines"] if baselines else ())])
    results = _results(plan, outcome, command + " --save")
    if save:
        _save(results)
    if as_json:
        _print_json(outcome, results)
    else:
        _print_tables(outcome)
    if outcome.failed:
        sys.stderr.write("".join(f"pullquote: {line}\n" for line in outcome.failed))
        raise typer.Exit(1)


def _tell(estimate: Estimate) -> None:
    sys.stderr.write(f"{estimate}\n")


def _baselines(settings: Settings) -> dict[str, Factory]:
    from evals.baselines import baselines

    return baselines(settings)


def _new_folder() -> Path:
    """A folder of its own for a run, also for one that begins in the same second as another."""
    name, number = datetime.now(UTC).strftime("%Y%m%d-%H%M%S"), 1
    while True:
        folder = Path("runs") / (name if number == 1 else f"{name}-{number}")
        with suppress(FileExistsError):
            folder.mkdir(parents=True)
            return folder
        number += 1


def _results(plan: Plan, outcome: Outcome, command: str) -> list[dict[str, Any]]:
    from evals.results import result_of

    checksums = outcome.folder.meta()["sets"]
    return [
        result_of(name, checksums[name]["sha256"], systems, command)
        for name, systems in outcome.results.items()
    ]


def _save(results: Sequence[dict[str, Any]]) -> None:
    from evals.results import save

    for result in results:
        save(result)


def _print_json(outcome: Outcome, results: Sequence[dict[str, Any]]) -> None:
    from evals.folder import dumps

    value = {
        "folder": outcome.folder.path.as_posix(),
        "results": results,
        "latency": {
            name: {key: {k: v for k, v in one.items() if k != "seconds"} for key, one in of.items()}
            for name, of in outcome.latencies.items()
        },
        "failed": outcome.failed,
    }
    sys.stdout.write(dumps(value) + "\n")


def _print_tables(outcome: Outcome) -> None:
    from evals.table import kinds_table, overall_table, systems_table

    screen = console()
    for name, systems in outcome.results.items():
        first = next(iter(systems))
        screen.print(kinds_table(name, systems[first]))
        screen.print(overall_table(systems[first], outcome.latencies[name][first]))
        if len(systems) > 1:
            screen.print(systems_table(name, systems, outcome.latencies[name]))
    screen.print(f"Every question: {outcome.folder.path / 'report.html'}", soft_wrap=True)


def main(argv: Sequence[str] | None = None) -> None:
    """Run the command line and exit; without the name of a command it runs the sets."""
    args = list(sys.argv[1:] if argv is None else argv)
    from typer.main import get_command

    names = get_command(app).commands  # type: ignore[attr-defined]
    if not args or (args[0] not in names and args[0] not in ("--help", "-h")):
        args.insert(0, RUN)
    try:
        app(args=args, prog_name="pullquote eval")
    except PullquoteError as error:
        sys.stderr.write(f"pullquote: {error}\n")
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)
