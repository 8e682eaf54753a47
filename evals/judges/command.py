"""``pullquote eval judge RUN``: a language model's opinion of a run, its cost shown first."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from evals.errors import CostLimit, CostUnknown, NoModel, OptionsClash
from rag.flags import ApiKey, BaseUrl, Model, model_flags
from rag.settings import Settings

if TYPE_CHECKING:
    from rich.table import Table

    from evals.folder import RunFolder
    from evals.judges.case import Case
    from evals.judges.llm import Paid, Spent

Pairs = dict[tuple[str, str], "list[Case]"]
KEPT = "judgements.jsonl"


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be judged, by whom, how often."""

    judges: tuple[str, ...]
    repeat: int
    workers: int
    max_cost: float | None


def judge(
    run: Annotated[Path, typer.Argument(help="A run's folder.")],
    judges: Annotated[
        list[str] | None, typer.Option("--judge", help="One of the judges; all without it.")
    ] = None,
    repeat: Annotated[int, typer.Option(min=1, help="How often each answer is judged.")] = 3,
    limit: Annotated[int | None, typer.Option(min=1, help="Answers of each set.")] = None,
    max_cost: Annotated[
        float | None, typer.Option(min=0, help="Dollars that it may cost; it stops there.")
    ] = None,
    cache: Annotated[
        Path | None, typer.Option(help="Where replies are kept; beside the run without it.")
    ] = None,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Answers at the same time.")] = 4,
    estimate: Annotated[
        bool, typer.Option("--estimate", help="Say what it would cost, and ask nothing.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    model: Model = None,
    base_url: BaseUrl = None,
    api_key: ApiKey = None,
) -> None:
    """Let a language model judge the answers of a run; its cost is shown first."""
    from evals.folder import RunFolder, dumps
    from evals.judges.evaluators import JUDGES

    for name in judges or ():
        if name not in JUDGES:
            raise OptionsClash(f"--judge {name!r}", "the judges", f"known are {', '.join(JUDGES)}")
    settings = Settings.from_env(**model_flags(model, base_url, api_key))
    folder = RunFolder(run)
    pairs = _pairs(folder, limit)
    asked = _paid(settings, cache or run.absolute().parent / KEPT, max_cost)
    order = Order(tuple(judges or JUDGES), repeat, workers, max_cost)
    spent = _estimate(pairs, asked, order)
    sys.stderr.write(_told(spent, asked.name, sum(map(len, pairs.values()))) + "\n")
    if estimate:
        sys.stdout.write(dumps({"estimate": spent.to_dict()}) + "\n" if as_json else "")
        return
    _afford(spent, asked.name, max_cost)
    results = _judge(folder, pairs, asked, order)
    value = {"model": asked.name, "results": results, "spent": asked.spent.to_dict()}
    folder.write("judges.json", {k: v for k, v in value.items() if k != "spent"})
    if as_json:
        sys.stdout.write(dumps(value) + "\n")
        return
    from evals.commands import console

    for one in results:
        console().print(judges_table(asked.name, one))
    sys.stdout.write(f"{_taken(asked.spent)}. Every reply: {run}/SET/SYSTEM/{KEPT}\n")


def _pairs(folder: RunFolder, limit: int | None) -> Pairs:
    """What of a run can be judged. Raises ``NotARun``."""
    from evals.errors import NotARun
    from evals.judges.panel import cases_of

    folder.meta()
    pairs = {pair: cases_of(folder, *pair, limit) for pair in folder.pairs()}
    found = {pair: cases for pair, cases in pairs.items() if cases}
    if not found:
        raise NotARun(folder.path, "there is no answer to judge")
    return found


def _paid(settings: Settings, cache: Path, max_cost: float | None) -> Paid:
    """The model of the settings with the replies that are kept.

    Raises:
        NoModel: the settings name none.
        ModelTrouble: its server does not say which models it has.
    """
    from evals.judges.llm import Paid, ReplyCache
    from rag.generate.llm import make_llm, place_of
    from rag.generate.model import Model as Asked
    from rag.generate.usage import Prices

    if not (settings.openai_api_key or settings.openai_base_url):
        raise NoModel("eval judge")
    return Paid(
        Asked(
            lambda seconds: make_llm(settings, seconds),
            where=place_of(settings),
            context=settings.context,
            secrets=(settings.openai_api_key,),
        ),
        ReplyCache(cache),
        Prices.load(settings.prices),
        patience=settings.patience,
        max_cost=max_cost,
    )


def _estimate(pairs: Pairs, asked: Paid, order: Order) -> Spent:
    """What is left to be asked: the very prompts are made, and none is sent."""
    from evals.judges.panel import judge_all

    counted = asked.counted()
    for cases in pairs.values():
        judge_all(cases, counted, judges=order.judges, repeat=order.repeat, workers=1)
    return counted.spent


def _afford(spent: Spent, model: str, limit: float | None) -> None:
    if limit is None:
        return
    if spent.cost is None:
        raise CostUnknown(model)
    if spent.cost > limit:
        from rag.generate.usage import dollars

        raise CostLimit(f"the judges are likely to cost {dollars(spent.cost)}", limit)


def _judge(folder: RunFolder, pairs: Pairs, asked: Paid, order: Order) -> list[dict[str, Any]]:
    from evals.commands import progress
    from evals.judges.panel import judge_all, write

    results = []
    with progress() as watch:
        for (name, system), cases in pairs.items():
            total = len(cases) * len(order.judges) * order.repeat
            tick: Callable[[int], None] = watch(f"{name} · {system} · judged", total)
            found = judge_all(
                cases,
                asked,
                judges=order.judges,
                repeat=order.repeat,
                workers=order.workers,
                tick=tick,
            )
            figures = write(folder, name, system, found)
            results.append({"set": name, "system": system, "judges": dict(figures)})
    return results


def _told(spent: Spent, model: str, answers: int) -> str:
    """The cost before anything is asked, in a line."""
    from rag.generate.usage import dollars

    cost = "of unknown cost" if spent.cost is None else f"about {dollars(spent.cost)}"
    kept = f"; {spent.kept} replies are kept from before" if spent.kept else ""
    return (
        f"{answers} answers to be judged: {spent.requests} requests to {model}, about "
        f"{spent.tokens_in:,} + {spent.tokens_out:,} tokens, {cost}{kept}"
    )


def _taken(spent: Spent) -> str:
    from rag.generate.usage import dollars

    cost = "cost unknown" if spent.cost is None else dollars(spent.cost)
    return (
        f"{spent.requests} requests, {spent.kept} replies kept from before, "
        f"{spent.tokens_in:,} + {spent.tokens_out:,} tokens, {cost}"
    )


def judges_table(model: str, result: dict[str, Any]) -> Table:
    """A row for each judge, with what speaks for believing it."""
    from rich.table import Table

    from evals.table import figure

    table = Table(title=f"{result['set']} · {result['system']}, judged by {model}")
    table.add_column("judge")
    columns: Sequence[tuple[str, str]] = (
        ("passed", "passed"),
        ("score", "score"),
        ("right", "right and cited (spans)"),
        ("agreement", "agreement beyond chance"),
        ("wavered", "wavered"),
    )
    for _, column in columns:
        table.add_column(column, justify="right")
    table.add_column("not readable", justify="right")
    table.add_column("n × times", justify="right")
    for name, found in result["judges"].items():
        cells = [figure(found[key]) for key, _ in columns]
        times = f"{found['n']} × {found['repeats']}"
        table.add_row(name, *cells, str(found["unusable"]), times)
    return table
