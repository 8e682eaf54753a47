"""From what a client raised to one line that a person understands and that holds no secret.

Errors are told apart by their status and class names, not by importing a client: language models
of any LlamaIndex package may be in use.
"""

from __future__ import annotations

import email.utils
import json
import re
import time
from collections.abc import Sequence
from typing import Any

from rag.errors import ModelTrouble, PullquoteError

KINDS = (
    "unreachable",  # no connection, or one that broke before a reply
    "key",  # 401, 403
    "model",  # 404
    "busy",  # 429
    "quota",  # 429 that no wait mends
    "server",  # 5xx
    "cut",  # the reply stopped half-way
    "malformed",  # the reply is not what it should be
    "form",  # the reply is not in the form that was asked for
    "too_long",  # the request does not fit the context
    "request",  # any other 4xx: a parameter that the server does not take
    "slow",  # the time is up
    "unknown",
)
AGAIN = frozenset({"unreachable", "busy", "server"})
"""What another try may mend."""

_TOO_LONG = re.compile(
    r"context[ _-]?(?:length|window|size)|maximum context|too many tokens|prompt is too long|"
    r"input is too long|exceeds? .{0,40}(?:context|token)|n_ctx|reduce the length",
    re.IGNORECASE,
)
_WITHHELD = re.compile(r"content[ _](?:filter|management policy)|safety system", re.IGNORECASE)
_QUOTA = re.compile(r"insufficient_quota|exceeded your current quota|billing|credit", re.IGNORECASE)
_FORM = re.compile(
    r"response_format|json_(?:schema|object)|structured output|guided|grammar", re.IGNORECASE
)
_SECRET = re.compile(r"\b(?:sk|pk|key|token)-[\w*.-]{4,}|\bBearer\s+\S+", re.IGNORECASE)
_LONGEST = 160


def scrub(text: str, secrets: Sequence[str] = ()) -> str:
    """One short line of ``text`` without secrets and whatever else looks like a key.

    >>> scrub("no model 'm'\\nfor key sk-abc123", secrets=["m-9"])
    "no model 'm' for key …"
    """
    for secret in secrets:
        if secret:
            text = text.replace(secret, "…")
    text = _SECRET.sub("…", text)
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"


def _names(error: BaseException) -> set[str]:
    return {cls.__name__ for cls in type(error).__mro__}


def _chain(error: BaseException) -> list[BaseException]:
    found: list[BaseException] = []
    at: BaseException | None = error
    while at is not None and at not in found:
        found.append(at)
        at = at.__cause__ or at.__context__
    return found


def _body(error: BaseException) -> str:
    """What the server said, as it said it; empty where it said nothing."""
    body: Any = getattr(error, "body", None)
    if isinstance(body, dict):
        inner = body.get("error", body)
        said = inner.get("message") if isinstance(inner, dict) else inner
        code = inner.get("code") if isinstance(inner, dict) else ""
        return f"{said or ''} {code or ''}".strip()
    return str(body) if isinstance(body, str) else ""


def wait_asked(error: BaseException, now: float | None = None) -> float | None:
    """Seconds that the server's Retry-After asks for, as a number or as a date; None without it."""
    headers = getattr(getattr(error, "response", None), "headers", None) or {}
    for name, unit in (("retry-after-ms", 1000.0), ("retry-after", 1.0)):
        value = headers.get(name)
        if value is None:
            continue
        try:
            return max(0.0, float(value) / unit)
        except ValueError:
            parsed = email.utils.parsedate_tz(value)
            if parsed:
                at = email.utils.mktime_tz(parsed)
                return max(0.0, at - (time.time() if now is None else now))
    return None


def trouble_of(
    error: BaseException,
    *,
    where: str,
    model: str,
    secrets: Sequence[str] = (),
    begun: bool = False,
    setting: str = "OPENAI_MODEL",
) -> ModelTrouble:
    """The trouble that ``error`` means; ``begun`` where a part of the reply had already come.

    ``where`` names the server in the message, ``setting`` what names the model. What the server
    said is shown where it helps, never where it may quote the key.
    """
    if isinstance(error, ModelTrouble):
        return error
    if isinstance(error, PullquoteError):
        return ModelTrouble("unknown", scrub(str(error), secrets))
    status = getattr(error, "status_code", None)
    if isinstance(status, int):
        return _of_status(status, error, where, (setting, model), secrets)
    names = set().union(*(_names(e) for e in _chain(error)))
    if names & {"APITimeoutError", "TimeoutException", "TimeoutError"}:
        kind = "slow" if begun else "unreachable"
        return ModelTrouble(kind, f"{where} did not answer in time")
    if begun and names & {"APIError", "TransportError", "APIConnectionError", "OSError"}:
        return ModelTrouble("cut", "the reply broke off")
    if names & {"APIConnectionError", "TransportError", "ConnectionError"}:
        return ModelTrouble("unreachable", f"there is no connection to {where}")
    if isinstance(error, json.JSONDecodeError) or names & {
        "APIResponseValidationError",
        "ValidationError",
        "UnicodeDecodeError",
    }:
        return ModelTrouble("malformed", f"the reply of {where} cannot be read")
    if "APIError" in names:
        said = scrub(_body(error) or str(error), secrets)
        if _TOO_LONG.search(said):
            return ModelTrouble("too_long", "the passages do not fit into the model's context")
        return ModelTrouble("server", f"{where} failed: {said}")
    return ModelTrouble("unknown", f"{where} failed ({type(error).__name__})")


def _of_status(
    status: int, error: BaseException, where: str, named: tuple[str, str], secrets: Sequence[str]
) -> ModelTrouble:
    body = _body(error)
    said = scrub(body, secrets)
    tail = f": {said}" if said else ""
    if status in (401, 403):
        remedy = "check OPENAI_API_KEY" if any(secrets) else "set OPENAI_API_KEY"
        return ModelTrouble("key", f"{where} refuses the key ({status}); {remedy}")
    if status == 429:
        if _QUOTA.search(body):
            return ModelTrouble("quota", f"the account at {where} has no credit left")
        wait = wait_asked(error)
        asks = "" if wait is None else f" and asks to wait {wait:,.0f} s"
        return ModelTrouble("busy", f"{where} takes no more questions just now{asks}", wait)
    if status < 500 and _WITHHELD.search(body):
        return ModelTrouble("unknown", f"{where} withholds the reply")
    if status == 413 or (status < 500 and _TOO_LONG.search(body)):
        return ModelTrouble("too_long", "the passages do not fit into the model's context")
    if status == 404:
        return _missing(body, where, *named)
    if status >= 500 and _FORM.search(body):
        return ModelTrouble("request", f"{where} refuses the request ({status}){tail}")
    if status >= 500:
        return ModelTrouble("server", f"{where} failed ({status}){tail}", wait_asked(error))
    return ModelTrouble("request", f"{where} refuses the request ({status}){tail}")


def _missing(body: str, where: str, setting: str, model: str) -> ModelTrouble:
    if "model" in body.lower():
        return ModelTrouble(
            "model", f"{where} has no model {model!r} (404); set {setting} to one that it has"
        )
    return ModelTrouble(
        "model", f"{where} has nothing there (404); OPENAI_BASE_URL mostly ends in /v1"
    )
