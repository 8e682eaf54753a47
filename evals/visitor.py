"""One visitor of the page, over HTTP alone: sends what a browser sends, and keeps what comes back.

Which events there are, and what goes in and out of them, is read from the page itself.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from evals.errors import PageError

_PATIENCE = 300.0
_API = "/gradio_api"


@dataclass(frozen=True, slots=True)
class Event:
    """One event of the page: the parts that go in and come out, by id."""

    id: int
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]
    queued: bool


@dataclass(slots=True)
class Visitor:
    """A browser's side of a visit: its session, the conversation it keeps, all that it was sent."""

    http: httpx.Client
    session: str = field(default_factory=lambda: secrets.token_hex(6))
    values: dict[int, Any] = field(default_factory=dict)
    received: list[str] = field(default_factory=list)
    _parts: dict[int, dict[str, Any]] = field(default_factory=dict)
    _ids: dict[str, int] = field(default_factory=dict)
    _events: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    def at(cls, address: str) -> Visitor:
        """A visitor to whom the page has just been shown. Raises ``PageError``."""
        visitor = cls(httpx.Client(base_url=address, timeout=_PATIENCE))
        config = visitor._json("GET", "/config")
        visitor._parts = {part["id"]: part for part in config["components"]}
        for part in config["components"]:
            if name := part["props"].get("elem_id"):
                visitor._ids[name] = part["id"]
            if part["type"] not in ("state", "api"):
                visitor.values[part["id"]] = part["props"].get("value")
        visitor._events = config["dependencies"]
        visitor._run(visitor._find(0, "load"))
        return visitor

    def close(self) -> None:
        """Closes the connections."""
        self.http.close()

    def shown(self, name: str) -> str:
        """What stands in a part of the page, by the part's name."""
        return str(self.values.get(self._ids[name]) or "")

    # --- doing something -------------------------------------------------------------------------

    def paste(self, text: str) -> None:
        """Adds a text as an article of one's own."""
        self.values[self._ids["pasted"]] = text
        self.follow(self._run(self._find(self._ids["add"], "click")))

    def upload(self, name: str, data: bytes) -> None:
        """Adds a file as an article of one's own."""
        sent = self._json("POST", f"{_API}/upload", files={"files": (name, data)})
        meta = {"_type": "gradio.FileData"}
        self.values[self._ids["files"]] = [
            {"path": path, "orig_name": name, "size": len(data), "meta": meta} for path in sent
        ]
        self.follow(self._run(self._find(self._ids["files"], "upload")))

    def ask(self, question: str) -> int:
        """Asks a question and reads its answer to the end; returns the event, for ``follow``."""
        self.values[self._ids["box"]] = question
        return self._run(self._find(self._ids["box"], "submit"))

    def follow(self, event: int) -> None:
        """Does what the page does by itself after an event, such as finding what to ask next."""
        for one in self._events:
            if one.get("trigger_after") == event and one.get("backend_fn"):
                self.follow(self._run(_event(one)))

    # --- talking to the server -------------------------------------------------------------------

    def _find(self, part: int, happens: str) -> Event:
        for one in self._events:
            for target, name in one["targets"]:
                known = target == part or (happens == "load" and target not in self._parts)
                if known and name == happens:
                    return _event(one)
        raise PageError(f"the page has no event {happens!r} on its part {part}")

    def _run(self, event: Event) -> int:
        sent = {
            "data": [self._given(part) for part in event.inputs],
            "fn_index": event.id,
            "session_hash": self.session,
            "event_data": None,
            "trigger_id": None,
        }
        if event.queued:
            self._json("POST", f"{_API}/queue/join", json=sent)
            self._listen(event)
        else:
            told = self._json("POST", f"{_API}/run/predict", json=sent)
            self._take(event, told["data"])
        return event.id

    def _given(self, part: int) -> Any:
        return None if self._parts[part]["type"] == "state" else self.values.get(part)

    def _listen(self, event: Event) -> None:
        """Reads what the server sends until the event is done."""
        from gradio_client.utils import apply_diff

        shown: list[Any] = []
        done = False
        for message in self._messages():
            output = message.get("output") or {}
            if not message.get("success", True):
                raise PageError(f"the page failed: {output.get('error')}")
            if message["msg"] == "process_generating":
                data = output["data"]
                shown = (
                    [apply_diff(a, b) for a, b in zip(shown, data, strict=True)] if shown else data
                )
            elif message["msg"] == "process_completed":
                self._take(event, shown or output["data"])
                done = True
        if not done:
            raise PageError("the page closed the connection before its answer was whole")

    def _messages(self) -> Iterator[dict[str, Any]]:
        query = {"session_hash": self.session}
        with self.http.stream("GET", f"{_API}/queue/data", params=query) as stream:
            for line in stream.iter_lines():
                if line.startswith("data:"):
                    self.received.append(line)
                    message = json.loads(line.removeprefix("data:"))
                    if message["msg"] == "close_stream":
                        return
                    yield message

    def _take(self, event: Event, data: list[Any]) -> None:
        for part, value in zip(event.outputs, data, strict=True):
            if not isinstance(value, Mapping) or value.get("__type__") != "update":
                self.values[part] = value
            elif "value" in value:
                self.values[part] = value["value"]

    def _json(self, method: str, path: str, **more: Any) -> Any:
        try:
            told = self.http.request(method, path, **more)
        except httpx.HTTPError as error:
            raise PageError(f"{self.http.base_url}{path} cannot be reached ({error})") from error
        self.received.append(told.text)
        if told.status_code != httpx.codes.OK:
            raise PageError(f"{path} answered {told.status_code}: {told.text[:200]}")
        return told.json()


def _event(one: Mapping[str, Any]) -> Event:
    return Event(one["id"], tuple(one["inputs"]), tuple(one["outputs"]), bool(one["queue"]))
