"""The page in the browser: ``python app.py`` serves it. Wiring only; its parts are in ``web``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.errors import PullquoteError
from rag.settings import Settings, keep_libraries_at_home

keep_libraries_at_home()

if TYPE_CHECKING:
    import gradio as gr

    from rag.qa import ArticleQA

MAX_UPLOAD = "20mb"


def build(qa: ArticleQA) -> gr.Blocks:
    """The page over a library, not yet served."""
    from web.handlers import Desk
    from web.wiring import page

    return page(Desk(qa))


def looks() -> dict[str, Any]:
    """How the page is to be launched: its theme, styles and icon, and nothing of Gradio's own."""
    from web.theme import FAVICON, head, theme

    return {
        "theme": theme(),
        "head": head(),
        "favicon_path": FAVICON,
        "footer_links": [],
        "run_history": False,
        "max_file_size": MAX_UPLOAD,
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
    from rag.qa import ArticleQA

    qa = ArticleQA.open(settings.seeds, settings=settings)
    blocks = build(qa)
    blocks.launch(
        server_name=settings.host,
        server_port=settings.port,
        prevent_thread_lock=not block,
        quiet=True,
        **looks(),
    )
    return blocks


def main(argv: Sequence[str] | None = None) -> None:
    """``python app.py [articles …] [--host HOST] [--port PORT] [--data FOLDER]``."""
    parser = argparse.ArgumentParser(prog="app.py", description="Serve the chat in the browser.")
    parser.add_argument("sources", nargs="*", type=Path, help="files or folders of articles")
    parser.add_argument("--host", help="the address to serve on")
    parser.add_argument("--port", type=int, help="the port to serve on")
    parser.add_argument("--data", type=Path, help="the folder of the built index")
    given = parser.parse_args(argv)
    try:
        serve(
            Settings.from_env(
                seeds=given.sources or None, host=given.host, port=given.port, data=given.data
            )
        )
    except KeyboardInterrupt:
        sys.exit(130)
    except PullquoteError as error:
        sys.stderr.write(f"pullquote: {error}\n")
        sys.exit(2)


if __name__ == "__main__":
    main()
