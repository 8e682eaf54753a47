"""The look: fonts and colours for Gradio's own parts, and the page's style and script files."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import gradio as gr

STATIC = Path(__file__).parent / "static"
FAVICON = STATIC / "favicon.svg"

SANS = (
    "ui-sans-serif", "system-ui", "-apple-system", "Segoe UI", "Roboto", "Helvetica Neue",
    "Noto Sans", "Liberation Sans", "Arial", "sans-serif",
)  # fmt: skip
MONO = ("ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "Liberation Mono", "monospace")
STYLES = (
    *("tokens.css", "page.css", "ask.css", "talk.css", "start.css"),
    *("judge.css", "sheet.css", "bring.css"),
)


@cache
def static(name: str) -> str:
    """The text of a file in ``web/static``."""
    return (STATIC / name).read_text(encoding="utf-8")


def head() -> str:
    """What goes into the page's head: light or dark before anything is drawn, then every style.

    The styles are not given to Gradio as ``css``: it rewrites them, and loses some in doing so.
    """
    styles = "\n".join(static(name) for name in STYLES)
    return (
        '<meta name="color-scheme" content="light dark">'
        f"<script>{static('appearance.js')}</script><style>{styles}</style>"
    )


def theme() -> gr.themes.Base:
    """Gradio's theme with fonts that every machine has; nothing is fetched for it."""
    import gradio as gr

    return gr.themes.Base(
        font=list(SANS), font_mono=list(MONO), radius_size="sm", spacing_size="md"
    ).set(
        body_background_fill="#f6f4ef",
        body_background_fill_dark="#171614",
        body_text_color="#211f1b",
        body_text_color_dark="#e9e5dc",
    )
