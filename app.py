"""The page in the browser: ``python app.py`` serves it. Wiring only; its parts are in ``web``."""

from __future__ import annotations

import argparse
import socket
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.errors import PullquoteError, SettingError
from rag.settings import Settings, keep_libraries_at_home

keep_libraries_at_home()

if TYPE_CHECKING:
    import gradio as gr

    from rag.qa import ArticleQA


def build(qa: ArticleQA, *, shared: bool = False) -> gr.Blocks:
    """The page over a library, not yet served; ``shared`` lets all see what anyone adds."""
    from web.handlers import Desk
    from web.wiring import page

    return page(Desk(qa, shared=shared))


def looks() -> dict[str, Any]:
    """How the page is to be launched: its theme, styles and icon, and nothing of Gradio's own."""
    from web.own import MAX_BYTES
    from web.theme import FAVICON, head, theme

    return {
        "theme": theme(),
        "head": head(),
        "favicon_path": FAVICON,
        "footer_links": [],
        "run_history": False,
        "max_file_size": MAX_BYTES,
        "ssr_mode": False,
        "pwa": False,
        "share": False,
    }


def serve(settings: Settings, *, block: bool = True) -> gr.Blocks:
    """Indexes the settings' articles and serves the page on their host and port.

    It returns when the server is stopped, or at once where ``block`` is false.

    Raises:
        PullquoteError: the articles cannot be indexed, or the port is taken.
    """
    from index.progress import terminal_progress
    from rag.qa import ArticleQA

    _check_port(settings)
    with terminal_progress("Indexing") as progress:
        qa = ArticleQA.open(settings.seeds, settings=settings, progress=progress)
    blocks = build(qa, shared=settings.shared)
    try:
        blocks.launch(
            server_name=settings.host,
            server_port=settings.port,
            prevent_thread_lock=True,
            quiet=True,
            mcp_server=settings.mcp,
            app_kwargs=_door(settings.password),
            **looks(),
        )
    except OSError as error:
        raise _taken(settings) from error
    if block:
        _say(settings)
        blocks.block_thread()
    return blocks


def _check_port(settings: Settings) -> None:
    """Says that the port is taken before anything is indexed, rather than after."""
    try:
        family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
        with socket.create_server((settings.host, settings.port), family=family):
            return
    except OSError as error:
        raise _taken(settings) from error


def _taken(settings: Settings) -> SettingError:
    return SettingError(
        "port", settings.port, "it cannot be served on", "give another with --port, or --host"
    )


def _door(password: str) -> dict[str, Any]:
    """The guard in front of everything, where there is a password."""
    if not password:
        return {}
    from starlette.middleware import Middleware

    from web.guard import Guard

    return {"middleware": [Middleware(Guard, password=password)]}


def _say(settings: Settings) -> None:
    address = f"http://{settings.host}:{settings.port}"
    lines = [f"pullquote is on {address} (Ctrl+C stops it)"]
    if settings.mcp:
        lines.append(f"MCP tools are on {address}/gradio_api/mcp/")
    if settings.host not in ("127.0.0.1", "localhost", "::1") and not settings.password:
        lines.append("Anyone who reaches this address may ask; PULLQUOTE_PASSWORD sets a password")
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


def main(argv: Sequence[str] | None = None) -> None:
    """``python app.py [articles …] [--host HOST] [--port PORT] [--data FOLDER]``."""
    parser = argparse.ArgumentParser(prog="app.py", description="Serve the chat in the browser.")
    parser.add_argument("sources", nargs="*", type=Path, help="files or folders of articles")
    parser.add_argument("--host", help="the address to serve on")
    parser.add_argument("--port", type=int, help="the port to serve on")
    parser.add_argument("--data", type=Path, help="the folder of the built index")
    flag = argparse.BooleanOptionalAction
    parser.add_argument("--shared", action=flag, help="let everyone see what anyone adds")
    parser.add_argument("--mcp", action=flag, help="serve MCP tools too")
    given = vars(parser.parse_args(argv))
    try:
        serve(Settings.from_env(seeds=given.pop("sources") or None, **given))
    except KeyboardInterrupt:
        sys.exit(130)
    except PullquoteError as error:
        sys.stderr.write(f"pullquote: {error}\n")
        sys.exit(2)


if __name__ == "__main__":
    main()
