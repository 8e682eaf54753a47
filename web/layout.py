"""The page's parts, put in their places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gradio as gr

from index.files import READERS
from web.own import MAX_BYTES, MAX_CHARACTERS, MAX_OWN
from web.screen import Seat
from web.theme import static

_SEALED_WITH = "pullquote"
"""Gradio insists on sealing what the browser keeps. It guards nothing: it is the reader's own."""

IDLE = 6 * 60 * 60
"""Seconds after which a page that is still open is taken for left."""


@dataclass(frozen=True)
class Parts:
    """The components that events come from or that a screen changes."""

    talk: Any
    pane: Any
    saved: Any
    seat: Any
    box: Any
    scope: Any
    notice: Any
    top: Any
    send: Any
    stop: Any
    files: Any
    pasted: Any
    add: Any
    kept: Any
    ideas: Any
    pick: Any

    @property
    def screen(self) -> list[Any]:
        """What a screen changes, in the order of its fields."""
        return [self.talk, self.pane, self.saved, self.seat, self.box, self.scope, self.notice]


_PRIVATE = "Only you see them, and only while this page is open."
_SHARED = "Everyone who opens this page sees them."


def place_parts(*, shared: bool = False) -> Parts:
    """Makes every part within the blocks that are open.

    ``shared`` says on the sheet that everyone sees what is brought.
    """
    scripts = f"<script>{static('page.js')}\n{static('keep.js')}</script>"
    saved = gr.BrowserState([], storage_key="pullquote-conversation", secret=_SEALED_WITH)
    seat = gr.State(None, time_to_live=IDLE, delete_callback=_leave)
    top = _html("top", static("top.html"), js=static("top.js"), head=scripts)
    with gr.Row(elem_id="desk"):
        with gr.Column(elem_id="left"):
            talk = _html("talk", js=static("talk.js"), head=scripts)
            ideas = _html("ideas", js=static("ideas.js"))
            scope = _html("scope", js=static("scope.js"))
            with gr.Row(elem_id="ask"):
                box = gr.Textbox(
                    elem_id="box",
                    label="Your question",
                    placeholder="Ask a question",
                    lines=1,
                    max_lines=8,
                    container=False,
                    interactive=False,  # until the conversation that the browser kept is here
                )
                stop = gr.Button("Stop", elem_id="stop")
                send = gr.Button("Ask", elem_id="send", variant="primary")
            notice = _html("notice")
        pane = _html("pane", js=static("pane.js"), head=scripts)
    pick = _html("pick", static("pick.html"), js=static("pick.js"), head=scripts)
    files, pasted, add = _place_bring(_SHARED if shared else _PRIVATE)
    kept = gr.Textbox(visible="hidden", elem_id="kept")
    return Parts(
        talk, pane, saved, seat, box, scope, notice, top, send, stop, files, pasted, add, kept,
        ideas, pick,
    )  # fmt: skip


def _place_bring(seen: str) -> tuple[Any, Any, Any]:
    """The sheet on which a reader brings articles, and is told by whom they are ``seen``."""
    with gr.Column(elem_id="bring"):
        _html(
            "bring-head",
            f'<h2 id="bring-title">Add articles</h2><p>{seen} '
            "Text, Markdown, web pages, PDF and Word (.docx): at most "
            f"{MAX_OWN} articles of {MAX_CHARACTERS:,} characters, in files of "
            f"{MAX_BYTES >> 20} MB at most.</p>"
            f'<p id="bring-said" role="status" data-most="{MAX_BYTES}" '
            f'data-kinds="{" ".join(READERS)}"></p>',
        )
        files = gr.UploadButton(
            "Choose files, or drop them anywhere",
            elem_id="files",
            file_count="multiple",
            file_types=list(READERS),
        )
        pasted = gr.Textbox(
            elem_id="pasted", label="Or paste a text", lines=5, max_lines=12, container=False,
            placeholder="Or paste a text here",
        )  # fmt: skip
        with gr.Row(elem_id="bring-foot"):
            _html("bring-close", '<button type="button" data-do="bring-close">Close</button>')
            add = gr.Button("Add this text", elem_id="add", variant="primary")
    return files, pasted, add


def _html(name: str, value: str = "", *, js: str | None = None, head: str | None = None) -> Any:
    return gr.HTML(value, elem_id=name, js_on_load=js, head=head, apply_default_css=False)


def _leave(seat: Seat | None) -> None:
    """A reader has left: what they brought goes with them."""
    if seat is not None:
        seat.own.close()
