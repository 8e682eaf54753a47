"""The language model of the settings: a LlamaIndex LLM over the openai client.

Nothing here is imported unless a key, a base URL or an LLM is given.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from rag.errors import ModelTrouble, SettingError
from rag.generate.trouble import trouble_of
from rag.settings import Settings, use_bundled_token_tables

if TYPE_CHECKING:
    import httpx
    import openai
    from llama_index.core.llms import LLM

SMALL = "gpt-6-luna"
"""The model that a key alone stands for."""

UNKNOWN_CONTEXT = 4096
"""Tokens that a model of unknown size is trusted with; servers cut off silently what is more."""

_NO_KEY = "none"
_CONNECT = 5.0
_LAST = b"[DONE]"
"""The last word of a stream of events."""


def wanted(settings: Settings, llm: LLM | None = None) -> bool:
    """Whether a language model is to write: one is given, or the settings name a key or a place."""
    given = llm is not None or settings.openai_api_key or settings.openai_base_url
    return bool(given) and settings.answers != "extractive"


def place_of(settings: Settings) -> str:
    """The server as messages name it: its host and port, never more."""
    parts = urlsplit(settings.openai_base_url)
    if not parts.hostname:
        return "OpenAI"
    return f"{parts.hostname}:{parts.port}" if parts.port else parts.hostname


def timeout(seconds: float) -> httpx.Timeout:
    """``seconds`` for a whole exchange, few of them to connect."""
    import httpx

    return httpx.Timeout(seconds, connect=min(_CONNECT, seconds))


def make_client(settings: Settings) -> openai.OpenAI:
    """The openai client: no tries of its own, and a timeout that is meant for the whole reply."""
    import openai
    from llama_index.llms.openai.utils import DEFAULT_OPENAI_API_BASE

    http = openai.DefaultHttpxClient(
        event_hooks={"request": [_begin], "response": [_end_in_time]},
        timeout=timeout(settings.patience),
    )
    return openai.OpenAI(
        api_key=settings.openai_api_key or _NO_KEY,
        base_url=settings.openai_base_url or DEFAULT_OPENAI_API_BASE,
        max_retries=0,
        http_client=http,
    )


def make_llm(settings: Settings, seconds: float | None = None) -> LLM:
    """The LLM of the settings; asks a server of unknown models what it has, within ``seconds``.

    The key is in the client alone, never a field of the LLM, which LlamaIndex would show.

    Raises:
        ModelTrouble: no model is named and the server lists none.
        SettingError: the model cannot be used for chats.
    """
    use_bundled_token_tables()
    from llama_index.llms.openai import OpenAI
    from llama_index.llms.openai.utils import ALL_AVAILABLE_MODELS, CHAT_MODELS
    from llama_index.llms.openai_like import OpenAILike

    client = make_client(settings)
    name = settings.openai_model or (
        _first_model(client, settings, seconds or settings.patience)
        if settings.openai_base_url
        else SMALL
    )
    shared: dict[str, Any] = {
        "model": name,
        "temperature": 0.0,
        "max_retries": 0,
        "timeout": settings.patience,
        "api_key": _NO_KEY,
        "api_base": str(client.base_url),
        "openai_client": client,
    }
    try:
        if name in ALL_AVAILABLE_MODELS and name in CHAT_MODELS:
            return OpenAI(**shared)
        window = settings.context or ALL_AVAILABLE_MODELS.get(name, UNKNOWN_CONTEXT)
        return OpenAILike(**shared, is_chat_model=True, context_window=window)
    except ValueError as error:
        raise SettingError("OPENAI_MODEL", name, str(error), "name a chat model") from None


def _first_model(client: openai.OpenAI, settings: Settings, seconds: float) -> str:
    where = place_of(settings)
    try:
        listed = client.models.list(timeout=timeout(seconds))
        names = [model.id for model in listed.data or ()]
    except Exception as error:  # whatever a server may answer with
        raise trouble_of(error, where=where, model="", secrets=(settings.openai_api_key,)) from None
    for name in names:
        if isinstance(name, str) and name and "embed" not in name.lower():
            return name
    raise ModelTrouble("model", f"{where} lists no model; name one with OPENAI_MODEL")


def _begin(request: httpx.Request) -> None:
    request.extensions["began"] = time.monotonic()


def _end_in_time(response: httpx.Response) -> None:
    """Hold the whole reply to the read timeout, which httpx applies to every read anew."""
    limits = response.request.extensions.get("timeout") or {}
    if limits.get("read") is not None:
        began = response.request.extensions.get("began", time.monotonic())
        events = response.headers.get("content-type", "").startswith("text/event-stream")
        plain = "content-encoding" not in response.headers
        response.stream = _watched(response.stream, began + limits["read"], events and plain)


def _watched(stream: Any, end: float, events: bool) -> Any:
    import httpx

    class Watched(httpx.SyncByteStream):
        """A body that ends at a given time, however steadily it drips.

        A stream of events that ends without its last word was cut off, which clients do not tell.
        """

        def __iter__(self) -> Iterator[bytes]:
            tail = b""
            for chunk in stream:
                if time.monotonic() > end:
                    raise httpx.ReadTimeout("the reply takes too long")
                tail = tail[-len(_LAST) :] + chunk
                yield chunk
                if _LAST in tail:
                    tail = _LAST
            if events and _LAST not in tail:
                raise ModelTrouble("cut", "the reply broke off")

        def close(self) -> None:
            stream.close()

    return Watched()
