"""One door for everything that is served: page, endpoints, uploads and MCP tools alike.

Gradio's own login leaves MCP tools open, so the door is in front of Gradio, not inside it.
"""

from __future__ import annotations

import base64
import binascii
import secrets
from typing import Any

_OPEN = ("/gradio_api/startup-events",)
"""What Gradio asks of itself when it starts; it tells nothing and does nothing twice."""


class Guard:
    """An ASGI middleware that lets nothing through without the password (HTTP Basic, RFC 7617).

    The user name may be anything.
    """

    def __init__(self, app: Any, password: str) -> None:
        self._app = app
        self._password = password.encode()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Passes the request on, or answers 401 and asks for the password."""
        if scope["type"] not in ("http", "websocket") or self._may_pass(scope):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            headers = [
                (b"www-authenticate", b'Basic realm="pullquote", charset="UTF-8"'),
                (b"content-type", b"text/plain; charset=utf-8"),
                (b"cache-control", b"no-store"),
            ]
            await send({"type": "http.response.start", "status": 401, "headers": headers})
            await send({"type": "http.response.body", "body": b"A password is needed.\n"})

    def _may_pass(self, scope: Any) -> bool:
        if scope["path"] in _OPEN:
            return True
        given = dict(scope["headers"]).get(b"authorization", b"")
        return secrets.compare_digest(_password_of(given), self._password)


def _password_of(header: bytes) -> bytes:
    """The password in an Authorization header, or nothing.

    >>> _password_of(b"Basic " + base64.b64encode(b"anyone:rain:snow"))
    b'rain:snow'
    """
    kind, _, coded = header.partition(b" ")
    if kind.lower() != b"basic":
        return b""
    try:
        return base64.b64decode(coded.strip(), validate=True).partition(b":")[2]
    except binascii.Error:
        return b""
