"""The page on which a person accepts, edits or refuses proposed questions, on this machine only."""

from __future__ import annotations

import json
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from evals.errors import EvalError
from evals.folder import dumps
from evals.queue import Queue
from evals.rows import KINDS

ASSETS = Path(__file__).with_name("assets")
HOST = "127.0.0.1"
_LARGEST = 1 << 20


class DraftServer(ThreadingHTTPServer):
    """Serves one queue. ``port`` 0 takes a free one; ``address`` says which."""

    daemon_threads = True

    def __init__(self, queue: Queue, port: int = 0) -> None:
        super().__init__((HOST, port), _Handler)
        self.queue = queue

    @property
    def address(self) -> str:
        """Where the page is."""
        return f"http://{HOST}:{self.server_port}/"


class _Handler(BaseHTTPRequestHandler):
    server: DraftServer

    def do_GET(self) -> None:
        if not self._is_ours():
            return
        if self.path == "/":
            self._send(page().encode(), "text/html; charset=utf-8")
        elif self.path == "/queue":
            self._send_json(_state(self.server.queue))
        else:
            self._send_json({"error": "there is no such page"}, HTTPStatus.NOT_FOUND)

    def do_POST(self) -> None:
        if not self._is_ours():
            return
        length = int(self.headers.get("Content-Length") or 0)
        if self.path != "/decide" or not 0 < length <= _LARGEST:
            self._send_json({"error": "this cannot be posted"}, HTTPStatus.BAD_REQUEST)
            return
        try:
            asked = json.loads(self.rfile.read(length))
            draft = self.server.queue.decide(asked["id"], asked["status"], asked.get("row"))
        except (EvalError, ValueError, KeyError, TypeError, AttributeError) as error:
            self._send_json({"error": str(error)}, HTTPStatus.BAD_REQUEST)
            return
        counts = self.server.queue.counts()
        self._send_json({"row": draft.row, "status": draft.status, "counts": counts})

    def _is_ours(self) -> bool:
        """Refuses what another site's page sends here, by whatever name it found us."""
        host = (self.headers.get("Host") or "").partition(":")[0]
        origin = self.headers.get("Origin")
        own = {f"http://{name}:{self.server.server_port}" for name in (HOST, "localhost")}
        posts = self.command != "POST" or self.headers.get_content_type() == "application/json"
        if host in (HOST, "localhost") and (origin is None or origin in own) and posts:
            return True
        self._send_json({"error": "asked from elsewhere"}, HTTPStatus.FORBIDDEN)
        return False

    def _send_json(self, value: Any, status: HTTPStatus = HTTPStatus.OK) -> None:
        self._send(dumps(value).encode(), "application/json", status)

    def _send(self, body: bytes, kind: str, status: HTTPStatus = HTTPStatus.OK) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the page says what happens."""


def page() -> str:
    """The page, whole."""
    style, extra, script = (
        (ASSETS / name).read_text(encoding="utf-8")
        for name in ("report.css", "draft.css", "draft.js")
    )
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>pullquote: proposed questions</title><style>{style}{extra}</style></head><body>"
        f'<main id="main"><h1>Proposed questions</h1></main><script>{script}</script></body></html>'
    )


def _state(queue: Queue) -> dict[str, Any]:
    return {
        "drafts": [{"status": d.status, "row": d.row} for d in queue.drafts()],
        "articles": queue.articles,
        "counts": queue.counts(),
        "kinds": KINDS,
    }
