"""The flags that name a language model, for whichever command takes them."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from rag.errors import SettingError
from rag.settings import Settings

Model = Annotated[
    str | None, typer.Option("--model", help="The language model that writes the answer.")
]
BaseUrl = Annotated[
    str | None, typer.Option("--base-url", help="An OpenAI-compatible server, up to /v1.")
]
ApiKey = Annotated[
    str | None, typer.Option("--api-key", help="Its key; better in OPENAI_API_KEY, unseen.")
]


def model_flags(model: str | None, base_url: str | None, api_key: str | None) -> dict[str, Any]:
    """The settings that the flags of a language model stand for.

    Raises:
        SettingError: a model is named, and neither a key nor a server is set anywhere.
    """
    given: dict[str, Any] = {
        "openai_model": model, "openai_base_url": base_url, "openai_api_key": api_key
    }  # fmt: skip
    if model:
        settings = Settings.from_env(**given)
        if not (settings.openai_api_key or settings.openai_base_url):
            problem = "there is no server to ask for it"
            raise SettingError("--model", model, problem, "set OPENAI_API_KEY, or give --base-url")
    if model or base_url or api_key:
        given["answers"] = "auto"
    return given
