"""A scripted OpenAI-compatible server on a real socket: replies, refusals and every failure.

It speaks Chat Completions with server-sent events, embeddings and the list of models, as well as
the clients that are under test can tell. What it replies is scripted, step by step, or worked out
by a function from what was asked; what was asked is kept.
"""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import numpy as np

from tests.openai_script import Asked, Script, Step, delta_of, head_of, usage_of, whole_of

KEY = "sk-test-0123456789abcdef"
MODEL = "scripted-1"
EMBEDDER = "scripted-embed-1"

Play = Script | Sequence[Step] | Step
"""What a server plays: a function, or steps of which the last is repeated."""


class OpenAIServer(ThreadingHTTPServer):
    """The server; use it as a context. ``url`` is its base URL.

    ``refuses`` names what it takes for an error: ``json_schema``, ``json_object``,
    ``stream_options``, ``temperature``, ``stream``, ``system``. With a ``key`` it asks for that
    one. Where it is ``whole`` it streams nothing, whatever is asked; where it is ``terse`` it tells
    no reason for the end of a stream.
    """

    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self, script: Play = (), *, refuses: Sequence[str] = (), port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.script = script
        self.refuses = set(refuses)
        self.models = [MODEL, EMBEDDER]
        self.key = ""
        self.dim = 512
        self.twist = 0
        self.embeds: Step | None = None
        self.whole = False
        self.terse = False
        self.asked: list[Asked] = []
        self.closing = threading.Event()
        self._lock = threading.Lock()
        self._at = 0
        self._thread = threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        """The base URL, as ``OPENAI_BASE_URL`` takes it."""
        return f"http://127.0.0.1:{self.server_port}/v1"

    @property
    def chats(self) -> list[Asked]:
        """The chat requests so far."""
        return [a for a in self.asked if a.path.endswith("/chat/completions")]

    def play(self, script: Play) -> None:
        """Begins another script, and forgets what was asked."""
        with self._lock:
            self.script, self._at = script, 0
            self.asked = []

    def step(self, asked: Asked) -> Step:
        """The next step of the script; its last is repeated."""
        with self._lock:
            script, at = self.script, self._at
            self._at += 1
        if isinstance(script, Step):
            return script
        if callable(script):
            return script(asked)
        return script[min(at, len(script) - 1)] if script else Step()

    def __enter__(self) -> OpenAIServer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self.shutdown()
        self.server_close()
        self._thread.join(5)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Nothing: a client that leaves early is no error here."""


def _paths(what: str) -> tuple[str, str]:
    """Where a thing is asked for: as OpenAI has it, and as Azure does."""
    return f"/v1/{what}", f"/openai/v1/{what}"


class _Handler(BaseHTTPRequestHandler):
    server: OpenAIServer
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        asked = self._note({})
        if self._refused(asked):
            return
        if self.path not in _paths("models"):
            self._error(404, f"there is no {self.path}")
            return
        data = [{"id": m, "object": "model", "created": 0, "owned_by": "t"} for m in self._models()]
        self._json(200, {"object": "list", "data": data})

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        asked = self._note(json.loads(raw))
        if self._refused(asked):
            return
        if self.path in _paths("embeddings"):
            self._embed(asked)
        elif self.path in _paths("chat/completions"):
            self._chat(asked)
        else:
            self._error(404, f"there is no {self.path}")

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""

    def _models(self) -> list[str]:
        return self.server.models

    def _note(self, body: dict[str, Any]) -> Asked:
        asked = Asked(self.path, {k.lower(): v for k, v in self.headers.items()}, body)
        self.server.asked.append(asked)
        return asked

    def _refused(self, asked: Asked) -> bool:
        """Whether the key or the model is wrong; as OpenAI does, the error quotes the key."""
        given = asked.headers.get("authorization", "").removeprefix("Bearer ")
        if self.server.key and given != self.server.key:
            self._error(401, f"Incorrect API key provided: {given}.", "invalid_api_key")
            return True
        model = asked.body.get("model")
        if model is not None and self._models() and model not in self._models():
            self._error(404, f"The model `{model}` does not exist", "model_not_found")
            return True
        return False

    # --- chats -----------------------------------------------------------------------------------

    def _chat(self, asked: Asked) -> None:
        if problem := self._cannot(asked):
            self._error(400, problem)
            return
        step = self.server.step(asked)
        if self.server.closing.wait(step.before) or step.drop:
            self._hang_up()
        elif step.status != 200:
            self._error(step.status, step.message, step.code, step.headers)
        elif not asked.body.get("stream") or self.server.whole:
            self._whole(asked, step)
        else:
            self._stream(asked, step)

    def _whole(self, asked: Asked, step: Step) -> None:
        if step.raw is not None:
            self._send(200, step.raw, {})
        else:
            self._json(200, whole_of(asked, step))

    def _cannot(self, asked: Asked) -> str:
        """What this server does not take of a request, in the words that such servers use."""
        refuses, body = self.server.refuses, asked.body
        if asked.form in refuses:
            return f"'response_format' of type '{asked.form}' is not supported with this model."
        for option in ("stream_options", "temperature"):
            if option in refuses and option in body:
                return f"Unrecognized request argument supplied: {option}"
        if "stream" in refuses and body.get("stream"):
            return "Streaming is not supported for this model"
        if "system" in refuses and any(m["role"] == "system" for m in body["messages"]):
            return "System role not supported"
        return ""

    def _stream(self, asked: Asked, step: Step) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        if step.raw is not None:
            if step.raw:
                self._chunk(step.raw)
            self._chunk(b"")
            return
        for piece in step.pieces(asked.form):
            self._event(delta_of(asked, {"role": "assistant", "content": piece}))
            asked.sent.append(time.monotonic())
            if step.between and self.server.closing.wait(step.between):
                break
        if step.end == "stall":
            self.server.closing.wait(60)
        if step.end in ("stall", "cut"):
            self._hang_up()
            return
        if step.end != "silent":
            if not self.server.terse:
                self._event(delta_of(asked, {}, finish=step.end))
            if step.usage and (asked.body.get("stream_options") or {}).get("include_usage"):
                self._event({**head_of(asked, "chat.completion.chunk"), "choices": [],
                             "usage": usage_of(step.usage)})  # fmt: skip
            self._chunk(b"data: [DONE]\n\n")
        self._chunk(b"")

    def _event(self, value: dict[str, Any]) -> None:
        self._chunk(f"data: {json.dumps(value, ensure_ascii=False)}\n\n".encode())

    def _chunk(self, data: bytes) -> None:
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self.wfile.flush()

    def _hang_up(self) -> None:
        self.close_connection = True

    # --- embeddings ------------------------------------------------------------------------------

    def _embed(self, asked: Asked) -> None:
        step = self.server.embeds
        if step and (step.status != 200 or step.drop or step.raw is not None):
            if step.drop:
                self._hang_up()
            elif step.raw is not None:
                self._send(200, step.raw, {})
            else:
                self._error(step.status, step.message, step.code, step.headers)
            return
        given = asked.body["input"]
        texts = [given] if isinstance(given, str) else given
        vectors = embed(texts, self.server.dim, self.server.twist)
        data = [
            {"object": "embedding", "index": n, "embedding": row}
            for n, row in enumerate(vectors.tolist())
        ]
        used = {"prompt_tokens": 1, "total_tokens": 1}
        value = {"object": "list", "data": data, "model": asked.body["model"], "usage": used}
        self._json(200, value)

    # --- answers ---------------------------------------------------------------------------------

    def _error(
        self, status: int, message: str, code: str = "", headers: dict[str, str] | None = None
    ) -> None:
        error = {"message": message, "type": "invalid_request_error", "code": code or None}
        self._send(status, json.dumps({"error": error}).encode(), headers or {})

    def _json(self, status: int, value: Any) -> None:
        self._send(status, json.dumps(value).encode(), {})

    def _send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


def embed(texts: Sequence[str], dim: int, twist: int = 0) -> np.ndarray[Any, Any]:
    """Vectors of another length than the bundled model's, not of unit length, that mean as much.

    Another ``twist`` gives the vectors of another model under the same name.
    """
    from index.embed import default_embedder

    vectors = np.zeros((len(texts), dim), dtype=np.float32)
    found = default_embedder(1).embed(texts)[:, :dim]
    vectors[:, : found.shape[1]] = 3 * found
    return np.roll(vectors, twist, axis=1)


def closed_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
