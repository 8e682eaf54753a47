"""The page's parts put in their places, and what happens on it tied to the desk."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import gradio as gr

from web.escape import esc
from web.handlers import Desk, Screen
from web.pane import View
from web.theme import static

AT_ONCE = 8
"""Questions that are answered at the same time; more of them wait in line."""

_SEALED_WITH = "pullquote"
"""Gradio insists on sealing what the browser keeps. It guards nothing: it is the reader's own."""
_TOP_JS = """
element.addEventListener("click", (event) => {
  if (event.target.closest("[data-do=new]")) trigger("click");
});
"""


def page(desk: Desk) -> gr.Blocks:
    """The page as Gradio blocks, ready to be launched with the looks of :mod:`web.theme`."""
    shared = f"<script>{static('page.js')}</script>"
    blocks: gr.Blocks
    with gr.Blocks(title="pullquote", analytics_enabled=False, fill_height=True) as blocks:
        saved = gr.BrowserState([], storage_key="pullquote-conversation", secret=_SEALED_WITH)
        view = gr.State(None)
        top = gr.HTML(
            static("top.html"), elem_id="top", js_on_load=_TOP_JS, apply_default_css=False
        )
        with gr.Row(elem_id="desk"):
            with gr.Column(elem_id="left"):
                talk = gr.HTML(
                    elem_id="talk",
                    js_on_load=static("talk.js"),
                    head=shared,
                    apply_default_css=False,
                )
                with gr.Row(elem_id="ask"):
                    box = gr.Textbox(
                        elem_id="box",
                        label="Your question",
                        placeholder="Ask a question",
                        lines=1,
                        max_lines=8,
                        autofocus=True,
                        container=False,
                    )
                    send = gr.Button("Ask", elem_id="send", variant="primary")
                notice = gr.HTML(elem_id="notice", apply_default_css=False)
            pane = gr.HTML(
                elem_id="pane", js_on_load=static("pane.js"), head=shared, apply_default_css=False
            )
        parts = _Parts(talk, pane, saved, view, box, notice)
        _tie(blocks, desk, parts, top, send)
    return blocks


class _Parts:
    """The components that a screen changes, in the order of its fields."""

    def __init__(self, talk: Any, pane: Any, saved: Any, view: Any, box: Any, notice: Any) -> None:
        self.talk, self.pane, self.saved, self.view = talk, pane, saved, view
        self.box, self.notice = box, notice
        self.all = [talk, pane, saved, view, box, notice]


def _values(screen: Screen) -> tuple[Any, ...]:
    """A screen as Gradio's outputs; what does not change is skipped."""
    notice = screen.notice
    shown = None if notice is None else _notice_html(notice)
    parts = (screen.talk, screen.pane, screen.saved, screen.view, screen.box, shown)
    return tuple(gr.skip() if part is None else part for part in parts)


def _notice_html(text: str) -> str:
    return f'<p role="status">{esc(text)}</p>'


def _tie(blocks: gr.Blocks, desk: Desk, parts: _Parts, top: Any, send: Any) -> None:
    """Ties events to the desk. None of these is an endpoint: they are of use to this page alone."""
    quiet: dict[str, Any] = {
        "outputs": parts.all,
        "show_progress": "hidden",
        "api_visibility": "private",
    }

    def ask(question: str, saved: Any, view: View | None) -> Iterator[tuple[Any, ...]]:
        for screen in desk.ask(question, saved, view):
            yield _values(screen)

    def ask_offered(
        saved: Any, view: View | None, event: gr.EventData
    ) -> Iterator[tuple[Any, ...]]:
        yield from ask(str(_data(event).get("question", "")), saved, view)

    def show(saved: Any, view: View | None, event: gr.EventData) -> tuple[Any, ...]:
        return _values(desk.show(saved, view, _data(event)))

    def turn_to(saved: Any, view: View | None, event: gr.EventData) -> tuple[Any, ...]:
        return _values(desk.turn_to(saved, view, str(_data(event).get("article", ""))))

    def open_page(saved: Any) -> tuple[Any, ...]:
        return _values(desk.open(saved))

    def fresh(view: View | None) -> tuple[Any, ...]:
        return _values(desk.fresh(view))

    kept = [parts.saved, parts.view]
    busy = {"concurrency_limit": AT_ONCE, "concurrency_id": "ask"}
    gr.on([parts.box.submit, send.click], ask, [parts.box, *kept], **busy, **quiet)
    parts.talk.submit(ask_offered, kept, **busy, **quiet)
    parts.talk.select(show, kept, queue=False, **quiet)
    parts.pane.select(turn_to, kept, queue=False, **quiet)
    top.click(fresh, [parts.view], queue=False, **quiet)
    blocks.load(open_page, [parts.saved], queue=False, **quiet)


def _data(event: gr.EventData) -> dict[str, Any]:
    """What the page's script said of an event; whatever is no mapping says nothing."""
    return event._data if isinstance(event._data, dict) else {}
