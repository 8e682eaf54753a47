"""From a client's errors to one line; what a real client raises is in test_failures."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest

from rag.errors import SettingError
from rag.generate.trouble import scrub, trouble_of, wait_asked

KEY = "pk9-Zz8877"
FULL = "the passages do not fit into the model's context"
NO_MODEL = "here has no model 'm' (404); set OPENAI_MODEL to one that it has"
NO_PAGE = "here has nothing there (404); OPENAI_BASE_URL mostly ends in /v1"
NO_FORM = "response_format is not supported"
WINDOW = "maximum context length is 8192 tokens"


class Answered(Exception):
    """An error with a status, as clients of LlamaIndex's packages raise them."""

    def __init__(
        self, status: int, message: str = "", headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.status_code = status
        self.body: Any = {"error": {"message": message, "code": None}}
        self.response = SimpleNamespace(headers=headers or {})


@pytest.mark.parametrize(
    ("status", "message", "kind", "line"),
    [
        (401, f"Wrong key {KEY}", "key", "here refuses the key (401); check OPENAI_API_KEY"),
        (403, "", "key", "here refuses the key (403); check OPENAI_API_KEY"),
        (404, "The model `m` does not exist", "model", NO_MODEL),
        (404, "page not found", "model", NO_PAGE),
        (429, "slow down", "busy", "here takes no more questions just now and asks to wait 7 s"),
        (429, "You exceeded your current quota", "quota", "the account at here has no credit left"),
        (400, WINDOW, "too_long", FULL),
        (413, "", "too_long", FULL),
        (400, "stopped by content_filter", "unknown", "here withholds the reply"),
        (400, "what is n?", "request", "here refuses the request (400): what is n?"),
        (500, NO_FORM, "request", f"here refuses the request (500): {NO_FORM}"),
        (500, "out of memory", "server", "here failed (500): out of memory"),
        (503, "", "server", "here failed (503)"),
    ],
)
def test_a_status_is_a_kind_and_a_line(status: int, message: str, kind: str, line: str) -> None:
    error = Answered(status, message, {"retry-after": "7"})
    trouble = trouble_of(error, where="here", model="m", secrets=(KEY,))
    assert (trouble.kind, str(trouble)) == (kind, line)


@pytest.mark.parametrize(
    ("error", "begun", "kind"),
    [
        (TimeoutError(), False, "unreachable"),
        (TimeoutError(), True, "slow"),
        (ConnectionRefusedError(), False, "unreachable"),
        (ConnectionResetError(), True, "cut"),
        (json.JSONDecodeError("x", "y", 0), False, "malformed"),
        (SettingError("OPENAI_MODEL", "m", "it is none", "name another"), False, "unknown"),
        (ZeroDivisionError(), False, "unknown"),
    ],
)
def test_other_errors(error: Exception, begun: bool, kind: str) -> None:
    assert trouble_of(error, where="here", model="m", begun=begun).kind == kind


def test_the_cause_counts_too() -> None:
    outer = RuntimeError("wrapped")
    outer.__cause__ = ConnectionRefusedError()
    assert trouble_of(outer, where="here", model="m").kind == "unreachable"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "7"}, 7.0),
        ({"retry-after-ms": "250", "retry-after": "7"}, 0.25),
        ({"retry-after": "Thu, 01 Jan 1970 00:01:40 GMT"}, 40.0),
        ({"retry-after": "-3"}, 0.0),
        ({"retry-after": "soon"}, None),
        ({}, None),
    ],
)
def test_how_long_the_server_asks_to_wait(headers: dict[str, str], seconds: float | None) -> None:
    assert wait_asked(Answered(429, headers=headers), now=60.0) == seconds


@pytest.mark.parametrize(
    "text",
    [f"bad key {KEY}!", f"a\n{KEY}", "Authorization: Bearer abcdef1234", "key sk-ABCdef-123"],
)
def test_no_line_holds_a_key(text: str) -> None:
    line = scrub(text, (KEY,))
    assert "…" in line and "\n" not in line
    for secret in (KEY, "abcdef1234", "sk-ABC"):
        assert secret not in line


def test_a_line_is_short() -> None:
    assert len(scrub("word " * 200)) == 160
