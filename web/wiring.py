"""Ties what happens on the page to the desk. None of these events is an endpoint for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gradio as gr

from web.api import endpoints
from web.escape import esc
from web.handlers import Desk
from web.layout import Parts, place_parts
from web.screen import Screen, Seat

AT_ONCE = 8
"""Questions that are answered at the same time; more of them wait in line."""

Values = tuple[Any, ...]


def page(desk: Desk) -> gr.Blocks:
    """The page as Gradio blocks, ready to be launched with the looks of :mod:`web.theme`."""
    blocks: gr.Blocks
    with gr.Blocks(title="pullquote", analytics_enabled=False, fill_height=True) as blocks:
        # First, so that no event of the page takes an endpoint's name.
        endpoints(desk.qa)
        parts = place_parts(shared=desk.shared)
        wires = Wires(desk, parts)
        wires.tie_asking()
        wires.tie_reading()
        wires.tie_bringing()
        opened = blocks.load(wires.open, wires.kept, **wires.quick)
        opened.then(None, None, None, js="() => window.pullquote.ready()")
        wires.tie_suggesting(opened)
    return blocks


def values(screen: Screen) -> Values:
    """A screen as Gradio's outputs; what does not change is skipped."""
    notice = screen.notice
    shown = None if notice is None else _notice_html(notice)
    parts = (
        screen.talk, screen.pane, screen.saved, screen.seat, screen.box, screen.scope, shown,
    )  # fmt: skip
    return tuple(gr.skip() if part is None else part for part in parts)


def _notice_html(notice: str) -> str:
    """A line under the question field; one that ends in an ellipsis tells of a step."""
    step = " data-step" if notice.endswith("…") else ""
    return f'<p role="status"{step}>{esc(notice)}</p>' if notice else ""


def _data(event: gr.EventData) -> dict[str, Any]:
    """What the page's script said of an event; whatever is no mapping says nothing."""
    return event._data if isinstance(event._data, dict) else {}


class Wires:
    """The events of one page."""

    def __init__(self, desk: Desk, parts: Parts) -> None:
        self.desk, self.parts = desk, parts
        self.kept = [parts.saved, parts.seat]
        self.quiet: dict[str, Any] = {
            "outputs": parts.screen,
            "show_progress": "hidden",
            "api_visibility": "private",
        }
        self.quick = {**self.quiet, "queue": False}
        self.turning: list[Any] = []

    def open(self, saved: Any, seat: Seat | None) -> Values:
        """The page is there: what the browser kept is shown, and questions are taken."""
        shown = list(values(self.desk.open(saved, seat or self.desk.seat())))
        shown[self.parts.screen.index(self.parts.box)] = gr.update(interactive=True)
        return tuple(shown)

    def tie_asking(self) -> None:
        """A question is sent, offered, repeated, taken back or stopped; or all begins anew."""
        parts, desk = self.parts, self.desk
        busy = {"concurrency_limit": AT_ONCE, "concurrency_id": "ask", **self.quiet}

        def ask(question: str, saved: Any, seat: Seat) -> Iterator[Values]:
            yield from map(values, desk.ask(question, saved, seat))

        def offered(saved: Any, seat: Seat, event: gr.EventData) -> Iterator[Values]:
            yield from ask(str(_data(event).get("question", "")), saved, seat)

        def retry(saved: Any, seat: Seat) -> Iterator[Values]:
            yield from map(values, desk.retry(saved, seat))

        def edit(saved: Any, seat: Seat) -> Values:
            return values(desk.edit(saved, seat))

        def stop(saved: Any, seat: Seat) -> Values:
            return values(desk.stop(saved, seat))

        def fresh(seat: Seat) -> Values:
            return values(desk.fresh(seat))

        asking = [
            # One that is sent while another is answered comes after it; none is dropped.
            gr.on(
                [parts.box.submit, parts.send.click],
                ask,
                [parts.box, *self.kept],
                trigger_mode="always_last",
                **busy,
            ),
            parts.talk.submit(offered, self.kept, **busy),
            parts.ideas.submit(offered, self.kept, **busy),
            parts.talk.retry(retry, self.kept, **busy),
        ]
        parts.stop.click(stop, self.kept, **self.quick)
        self.turning += [
            *asking,
            parts.talk.edit(edit, self.kept, **self.quick),
            parts.top.clear(fresh, [parts.seat], **self.quick),
        ]

    def tie_reading(self) -> None:
        """A marker, an article or a link is followed; the scope is chosen; an export is taken."""
        parts, desk = self.parts, self.desk

        def show(saved: Any, seat: Seat, event: gr.EventData) -> Values:
            return values(desk.show(saved, seat, _data(event)))

        def turn_to(saved: Any, seat: Seat, event: gr.EventData) -> Values:
            return values(desk.turn_to(saved, seat, _data(event)))

        def ask_only(seat: Seat, event: gr.EventData) -> Values:
            return values(desk.ask_only(seat, _data(event).get("only") is True))

        def export(saved: Any, seat: Seat, event: gr.EventData) -> str:
            form = "json" if _data(event).get("form") == "json" else "markdown"
            return json.dumps({"form": form, "text": desk.export(saved, seat, form)})

        parts.talk.select(show, self.kept, **self.quick)
        self.turning += [
            parts.pane.select(turn_to, self.kept, **self.quick),
            parts.scope.select(ask_only, [parts.seat], **self.quick),
        ]
        parts.top.select(
            export, self.kept, [parts.kept], queue=False, show_progress="hidden",
            api_visibility="private",
        ).then(None, [parts.kept], None, js="(kept) => window.pullquote.keep(kept)")  # fmt: skip

    def tie_bringing(self) -> None:
        """Articles are brought, or taken away again."""
        parts, desk = self.parts, self.desk
        busy = {"concurrency_limit": 2, **self.quiet}

        def bring_files(files: list[str] | None, saved: Any, seat: Seat) -> Iterator[Values]:
            named = [(Path(f), Path(f).name) for f in files or []]
            try:
                yield from map(values, desk.bring(named, "", saved, seat))
            finally:
                for path, _ in named:
                    path.unlink(missing_ok=True)

        def bring_text(pasted: str, saved: Any, seat: Seat) -> Iterator[Values]:
            yield from map(values, desk.bring([], pasted, saved, seat))

        def remove(saved: Any, seat: Seat, event: gr.EventData) -> Values:
            return values(desk.remove(saved, seat, str(_data(event).get("article", ""))))

        brought = (
            parts.files.upload(bring_files, [parts.files, *self.kept], **busy),
            parts.add.click(bring_text, [parts.pasted, *self.kept], **busy),
        )
        for event in brought:
            event.then(None, None, None, js="() => window.pullquote.brought()")
        self.turning += [*brought, parts.pane.delete(remove, self.kept, **self.quick)]

    def tie_suggesting(self, opened: Any) -> None:
        """Questions are suggested once all else is done, and answers are judged."""
        parts, desk = self.parts, self.desk

        def suggest(saved: Any, seat: Seat) -> str:
            return desk.ideas(saved, seat)

        def say(saved: Any, seat: Seat, event: gr.EventData) -> Values:
            return values(desk.say(saved, seat, _data(event)))

        for event in (opened, *self.turning):
            event.then(
                suggest,
                self.kept,
                [parts.ideas],
                show_progress="hidden",
                api_visibility="private",
                concurrency_limit=2,
                concurrency_id="suggest",
                trigger_mode="always_last",
            )
        parts.talk.like(say, self.kept, **self.quick)
        parts.pick.submit(say, self.kept, **self.quick).then(
            None, None, None, js="() => window.pullquote.judged()"
        )
