"""The commands beside the run itself: check, compare, report, followups, draft, judge, …"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from rag.flags import ApiKey, BaseUrl, model_flags
from rag.settings import Settings

if TYPE_CHECKING:
    from rich.console import Console

    from evals.job import Watch


def add_commands(app: typer.Typer) -> None:
    """Adds the commands of this module to the command line."""
    from evals.judges.command import judge

    for command in (check, compare, report, followups, draft, judge, verification):
        app.command()(command)


def console() -> Console:
    """Where tables are printed: as wide as the terminal, or wide enough for a file."""
    from rich.console import Console

    return Console(width=None if sys.stdout.isatty() else 140)


@contextmanager
def progress() -> Iterator[Watch]:
    """A bar a system on standard error; nothing where that is no terminal."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    )  # fmt: skip
    console = Console(stderr=True)
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:

        def watch(what: str, total: int) -> Any:
            task = progress.add_task(what, total=total)
            return lambda done: progress.advance(task, done)

        yield watch


def check(
    sets: Annotated[
        list[str], typer.Argument(help="Names of shipped sets, folders, JSONL or published files.")
    ],
    articles: Annotated[
        Path | None, typer.Option(help="The articles' folder, where it is not beside the set.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Say what is wrong with sets of questions, line by line, or what is in them."""
    from evals.folder import dumps
    from evals.load import contents, load_set

    found = {name: contents(load_set(name, articles)) for name in sets}
    if as_json:
        sys.stdout.write(dumps(found) + "\n")
        return
    for name, value in found.items():
        kinds = ", ".join(f"{n} {kind}" for kind, n in value["kinds"].items())
        sys.stdout.write(
            f"{name}: {value['questions']} questions on {value['articles']} articles, "
            f"{value['answerable']} can be answered ({kinds})\n"
        )


def compare(
    before: Annotated[Path, typer.Argument(help="A run's folder, or RUN/SET/SYSTEM in it.")],
    after: Annotated[Path, typer.Argument(help="The other run.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Say what got better, what worse, and whether it is noise; list what flipped."""
    from evals.compare import compare_runs, comparison_tables, in_words
    from evals.folder import dumps

    found = compare_runs(before, after)
    if as_json:
        sys.stdout.write(dumps({"comparisons": [c.to_dict() for c in found]}) + "\n")
        return
    screen = console()
    for comparison in found:
        for table in comparison_tables(comparison):
            screen.print(table)
        screen.print(in_words(comparison), highlight=False)


def report(
    folder: Annotated[Path, typer.Argument(help="A run's folder.")],
    against: Annotated[
        Path | None, typer.Option(help="Another run, to show which questions flipped.")
    ] = None,
) -> None:
    """Write the page of a run again, with what flipped since another."""
    from evals.folder import RunFolder
    from evals.job import write_report

    path = write_report(RunFolder(folder), RunFolder(against) if against else None)
    sys.stdout.write(f"{path}\n")


def followups(
    sets: Annotated[
        list[str] | None, typer.Argument(help="Sets whose follow-ups have rewrites.")
    ] = None,
    canard: Annotated[
        Path | None, typer.Option(help="A CANARD file: compare words with its rewrites.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Measure how much of what a follow-up lacks is made up for by resolving it."""
    from evals.folder import dumps
    from evals.followups import ask_three_ways, canard_words, leaning, summarise_ways
    from evals.job import own_systems
    from evals.load import load_set, shipped_sets

    if canard:
        words = canard_words(canard)
        sys.stdout.write(
            f"{words.n} questions: token F1 with the rewrite {words.raw.value:.3f} as asked, "
            f"{words.resolved.value:.3f} resolved; {words.recovered:.2f} of the gap recovered\n"
        )
        return
    (make,) = own_systems().values()
    found = {}
    with progress() as watch:
        for chosen in [load_set(name) for name in sets or shipped_sets()]:
            tick = watch(f"{chosen.name} · follow-ups", len(leaning(chosen)))
            asked = ask_three_ways(chosen, make(chosen.articles), tick)
            found[chosen.name] = summarise_ways(asked)
    if as_json:
        sys.stdout.write(dumps(found) + "\n")
        return
    from evals.table import followups_table

    for name, result in found.items():
        console().print(followups_table(name, result))


def draft(
    articles: Annotated[
        list[Path] | None, typer.Argument(help="Files or folders of articles.")
    ] = None,
    out: Annotated[Path, typer.Option(help="The folder of the new set.")] = Path("drafts"),
    number: Annotated[int, typer.Option("-n", min=1, help="Questions an article.")] = 24,
    add: Annotated[
        list[Path] | None,
        typer.Option(help="A JSONL file of questions to judge too."),
    ] = None,
    feedback: Annotated[
        bool, typer.Option(help="Judge what readers of the page said, too.")
    ] = True,
    model: Annotated[
        str | None, typer.Option("--model", help="The language model that writes the questions.")
    ] = None,
    base_url: BaseUrl = None,
    api_key: ApiKey = None,
    port: Annotated[int, typer.Option(min=0, max=65535, help="The page's port.")] = 7861,
    page: Annotated[bool, typer.Option(help="Serve the page to judge them on.")] = True,
) -> None:
    """Propose questions on articles, to be accepted, edited or refused on a page.

    They are made of the articles' own sentences, or with ``--model`` by a language model. What
    readers said of the page's answers lands in the same queue.
    """
    from evals.drafts import draft_articles, draft_rows, language_model, serve
    from evals.queue import Queue

    settings = Settings.from_env(**model_flags(model, base_url, api_key))
    llm = language_model(settings) if model or base_url or api_key else None
    queue = Queue(out)
    added = draft_articles(queue, articles, number, llm) if articles else 0
    said = settings.feedback / "questions.jsonl"
    for path in [*(add or ()), *([said] if feedback and said.is_file() else [])]:
        added += draft_rows(queue, path)
    counts = ", ".join(f"{n} {status}" for status, n in queue.counts().items())
    sys.stdout.write(f"{added} new; {counts}. The set: {out}\n")
    if page:
        serve(queue, port)


def verification(
    claims: Annotated[
        Path | None, typer.Option(help="A JSONL file of claims, for the ones that ship.")
    ] = None,
    articles: Annotated[Path | None, typer.Option(help="Their articles.")] = None,
    wrong: Annotated[bool, typer.Option("--wrong", help="List what was judged wrong.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Measure how well a language model's sentences are checked against what they cite."""
    from evals.verification import ARTICLES, CLAIMS, run, show

    results = run((claims,) if claims else CLAIMS, articles or ARTICLES)
    sys.stdout.write(show(results, as_json, wrong) + "\n")
