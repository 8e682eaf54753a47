"""The command line: ``pullquote ask | retrieve | index | chat | eval``.

Like ``app.py`` it is an entry point, on top of everything; so that ``--help`` is quick, each
command imports what it needs when it runs. Exit codes: 0 for an answer and for an abstention,
which is an answer too; 2 for input that cannot be used, with one line on standard error.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from unicodedata import category

import typer

from rag.errors import HistoryError, PullquoteError
from rag.flags import ApiKey, BaseUrl, Model, model_flags
from rag.settings import Settings

if TYPE_CHECKING:
    from rag.answer import Answer, Citation, Hit
    from rag.qa import ArticleQA

app = typer.Typer(
    name="pullquote",
    help="Answer questions about articles with exact quotes.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

Question = Annotated[str, typer.Argument(help="The question, in quotation marks.")]
Source = Annotated[
    list[Path] | None,
    typer.Option("--source", "-s", help="A file or folder of articles; may be repeated."),
]
Only = Annotated[
    list[str] | None,
    typer.Option("--article", "-a", help="Ask within the article of this id; may be repeated."),
]
Data = Annotated[Path | None, typer.Option("--data", help="The folder of the built index.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object, for a program.")]


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        _say(f"pullquote {version('pullquote')}")
        raise typer.Exit


@app.callback()
def _top(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    """Answer questions about articles with exact quotes."""


@app.command()
def ask(
    question: Question,
    as_json: AsJson = False,
    article: Only = None,
    source: Source = None,
    history: Annotated[
        Path | None,
        typer.Option(help="The conversation so far: a JSON list of turns, or - to read it here."),
    ] = None,
    data: Data = None,
    model: Model = None,
    base_url: BaseUrl = None,
    api_key: ApiKey = None,
) -> None:
    """Answer a question, with the exact words that the answer rests on."""
    turns = _history(history) if history else []
    given = model_flags(model, base_url, api_key)
    qa = _open(Settings.from_env(data=data, seeds=source or None, **given))
    answer = qa.ask(question, history=turns, article=article or None)
    if as_json:
        _say_json(answer.to_dict())
    else:
        _say(_answer_text(answer, qa))


@app.command()
def retrieve(
    question: Question,
    k: Annotated[int, typer.Option("-k", min=1, max=100, help="How many passages.")] = 5,
    as_json: AsJson = False,
    article: Only = None,
    source: Source = None,
    data: Data = None,
) -> None:
    """Show the passages nearest to a question, best first."""
    qa = _open(Settings.from_env(data=data, seeds=source or None))
    hits = qa.retrieve(question, k=k, article=article or None)
    if as_json:
        _say_json({"question": question, "hits": [asdict(hit) for hit in hits]})
    else:
        _say("\n\n".join(_hit_text(hit) for hit in hits))


@app.command()
def index(
    paths: Annotated[list[Path], typer.Argument(help="Files or folders of articles.")],
    as_json: AsJson = False,
    data: Data = None,
) -> None:
    """Index articles ahead of time; what is unchanged is left alone."""
    qa = _open(Settings.from_env(data=data, seeds=paths))
    done = qa.library.report
    held = {"articles": len(qa.library.ids()), "passages": len(qa.library.passages())}
    if as_json:
        _say_json({**held, **asdict(done)})
    else:
        _say(
            f"articles: {held['articles']} ({len(done.added)} added, {len(done.changed)} changed, "
            f"{len(done.removed)} removed, {done.unchanged} unchanged)\n"
            f"passages: {held['passages']} ({done.embedded} embedded)"
        )


@app.command()
def chat(
    source: Source = None,
    host: Annotated[str | None, typer.Option(help="The address to serve on.")] = None,
    port: Annotated[int | None, typer.Option(help="The port to serve on.")] = None,
    shared: Annotated[
        bool | None, typer.Option("--shared", help="Let everyone see what anyone adds.")
    ] = None,
    mcp: Annotated[bool | None, typer.Option("--mcp", help="Serve MCP tools too.")] = None,
    data: Data = None,
    model: Model = None,
    base_url: BaseUrl = None,
    api_key: ApiKey = None,
) -> None:
    """Serve the chat in the browser."""
    given = model_flags(model, base_url, api_key)
    settings = Settings.from_env(
        data=data, seeds=source or None, host=host, port=port, shared=shared, mcp=mcp, **given
    )
    from app import serve

    serve(settings)


@app.command(
    "eval",
    add_help_option=False,
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
)
def evaluate(context: typer.Context) -> None:
    """Measure the answers on sets of questions; `pullquote eval --help` has its options."""
    from evals.cli import main as run

    run(context.args)


def _history(path: Path) -> list[dict[str, str]]:
    """The turns in a JSON file, or on standard input when ``path`` is ``-``."""
    try:
        raw = sys.stdin.read() if str(path) == "-" else path.read_text(encoding="utf-8")
        turns = json.loads(raw)
    except OSError as error:
        raise HistoryError(f"{path} cannot be read ({error.strerror})") from None
    except ValueError as error:
        raise HistoryError(f"{path} is not JSON text ({error})") from None
    if not isinstance(turns, list):
        raise HistoryError(f"{path} holds a {type(turns).__name__}, not a list")
    for at, turn in enumerate(turns):
        if not (
            isinstance(turn, dict)
            and turn.get("role") in ("user", "assistant")
            and isinstance(turn.get("content"), str)
        ):
            raise HistoryError(f"turn {at} of {path} is {json.dumps(turn)[:80]}")
    return turns


def _open(settings: Settings) -> ArticleQA:
    from index.progress import terminal_progress
    from rag.qa import ArticleQA

    with terminal_progress() as progress:
        return ArticleQA.open(settings.seeds, settings=settings, progress=progress)


def _answer_text(answer: Answer, qa: ArticleQA) -> str:
    titles = {article.id: article.title for article in qa.articles()}
    lines = [answer.text]
    if answer.note:
        lines += ["", answer.note]
    lines += [""] if answer.citations else []
    for c in answer.citations:
        title = titles.get(c.article_id) or c.article_id
        lines.append(f"[{c.number}] {title}, {c.start}–{c.end}{_quote_text(answer, c)}")
    if answer.disagreement:
        lines += ["", f"The articles give different {answer.disagreement.sort}s:"]
        for value, quote in zip(
            answer.disagreement.values, answer.disagreement.quotes, strict=True
        ):
            title = titles.get(quote.article_id) or quote.article_id
            lines.append(f"{_one_line(value.text)}: “{_one_line(quote.quote)}” ({title})")
    if answer.usage:
        from rag.generate.usage import usage_text

        lines += ["", usage_text(answer.usage)]
    return "\n".join(lines)


def _quote_text(answer: Answer, citation: Citation) -> str:
    """The quote behind its place, where the answer's own text does not show it."""
    quote = _one_line(citation.quote)
    return "" if f"“{quote}”" in answer.text else f": “{quote}”"


def _hit_text(hit: Hit) -> str:
    p = hit.passage
    return f"{hit.score:.3f}  {p.article_id}, {p.start}–{p.end}\n{_one_line(p.text)}"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _say(text: str) -> None:
    """Print text; control characters in an article must not steer the reader's terminal."""
    safe = (c if c in "\n\t" or category(c) != "Cc" else "�" for c in text)
    sys.stdout.write("".join(safe) + "\n")


def _say_json(value: dict[str, Any]) -> None:
    utf8 = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    sys.stdout.write(json.dumps(value, ensure_ascii=not utf8) + "\n")


def main(argv: Sequence[str] | None = None) -> None:
    """Run the command line and exit; errors that we raise on purpose become one line."""
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        app(args=list(argv) if argv is not None else None)
    except KeyboardInterrupt:
        sys.exit(130)
    except PullquoteError as error:
        sys.stderr.write(f"pullquote: {_one_line(str(error))}\n")
        sys.exit(2)
