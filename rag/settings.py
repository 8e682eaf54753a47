"""Every setting, and the only place that reads the environment.

A setting is a field of :class:`Settings`; its environment variable, its meaning and how its text
is read stand beside it, and ``docs/settings.md`` is generated from them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import Field, dataclass, field, fields
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from rag.errors import SettingError

_ROOT = Path(__file__).resolve().parents[1]


class _Unusable(ValueError):
    """A value that its setting cannot take: ``(problem, remedy)``."""


def _path(value: Any) -> Path:
    if not str(value).strip():
        raise _Unusable("it is empty", "give a folder")
    path = Path(value).expanduser()
    if path.exists() and not path.is_dir():
        raise _Unusable("it is a file, not a folder", "give a folder, or move that file away")
    return path


def _paths(value: Any) -> tuple[Path, ...]:
    parts = value.split(os.pathsep) if isinstance(value, str) else list(value)
    paths = tuple(Path(part).expanduser() for part in parts if str(part).strip())
    if not paths:
        raise _Unusable("it names no article", f"give files or folders, joined by {os.pathsep!r}")
    return paths


def _number(low: int, high: int) -> Callable[[Any], int]:
    def read(value: Any) -> int:
        try:
            number = int(str(value))
        except ValueError:
            number = low - 1
        if not low <= number <= high:
            raise _Unusable("it is out of range", f"give a whole number from {low} to {high}")
        return number

    return read


def _url(value: Any) -> str:
    text = str(value).strip()
    parts = urlsplit(text)
    if text and (parts.scheme not in ("http", "https") or not parts.hostname):
        raise _Unusable("it is not an address", "write it as http://HOST:PORT")
    return text.rstrip("/")


def _open_url(value: Any) -> str:
    """An address that may be shown, since it holds no password."""
    text = _url(value)
    parts = urlsplit(text)
    if parts.username or parts.password or parts.query or parts.fragment:
        raise _Unusable(
            "it holds more than a place", "leave out user, password and query; a key has its own"
        )
    return text


def _seconds(low: float, high: float) -> Callable[[Any], float]:
    def read(value: Any) -> float:
        try:
            number = float(str(value))
        except ValueError:
            number = low - 1
        if not low <= number <= high:
            raise _Unusable("it is out of range", f"give seconds from {low:g} to {high:g}")
        return number

    return read


def _one_of(*names: str) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        name = str(value).strip().lower()
        if name not in names:
            raise _Unusable("there is no such choice", f"give one of {', '.join(names)}")
        return name

    return read


def _switch(value: Any) -> bool:
    word = str(value).strip().lower()
    if word not in ("1", "true", "yes", "on", "0", "false", "no", "off"):
        raise _Unusable("it is neither on nor off", "give 1 or 0")
    return word in ("1", "true", "yes", "on")


def _file(value: Any) -> Path:
    path = Path(value).expanduser()
    if not path.is_file():
        raise _Unusable("there is no such file", "give the path of a file")
    return path


def _host(value: Any) -> str:
    text = str(value).strip()
    if not text or "/" in text or " " in text:
        raise _Unusable("it is not a host", "give a name or an address, such as 127.0.0.1")
    return text


def _text(value: Any) -> str:
    return str(value).strip()


def _user_data() -> Path:
    # Imported here: it costs nothing to those who pass their own folder.
    from platformdirs import user_data_path

    return user_data_path("pullquote", appauthor=False)


def _seeds() -> tuple[Path, ...]:
    shipped = _ROOT / "seeds"
    return (shipped if shipped.is_dir() else Path("seeds"),)


def _setting(
    env: str,
    about: str,
    read: Callable[[Any], Any],
    default: Any,
    *,
    shown: str | None = None,
    secret: bool = False,
) -> Any:
    """A field of :class:`Settings`; ``shown`` is the default as the table of settings writes it."""
    about_it = {"env": env, "about": about, "read": read, "shown": shown}
    if callable(default):
        return field(default_factory=default, repr=not secret, metadata=about_it)
    return field(default=default, repr=not secret, metadata=about_it)


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything that can be set, read once and passed on as an argument.

    Raises:
        SettingError: from :meth:`from_env`, when a value cannot be used.
    """

    data: Path = _setting(
        "PULLQUOTE_DATA",
        "The folder of the built index. It can be deleted at any time: it is rebuilt from the "
        "articles.",
        _path,
        _user_data,
        shown="`pullquote` in the user's data directory",
    )
    seeds: tuple[Path, ...] = _setting(
        "PULLQUOTE_SEEDS",
        "The articles that are asked about when none are named: files or folders, joined by "
        "the system's path separator.",
        _paths,
        _seeds,
        shown="`seeds`",
    )
    feedback: Path = _setting(
        "PULLQUOTE_FEEDBACK",
        "The folder where what readers say of answers is kept, as questions for `pullquote eval`.",
        _path,
        lambda: _user_data().with_name("pullquote-feedback"),
        shown="`pullquote-feedback` in the user's data directory",
    )
    chroma_url: str = _setting(
        "PULLQUOTE_CHROMA_URL",
        "A Chroma server to keep the vectors in. Without it they are kept in the data folder.",
        _url,
        "",
    )
    threads: int = _setting(
        "PULLQUOTE_THREADS",
        "Processor threads for the bundled models; 0 uses as many as there are cores.",
        _number(0, 1024),
        0,
    )
    host: str = _setting(
        "PULLQUOTE_HOST",
        "The address that the page is served on. Anything but this machine's own opens the "
        "articles to the network.",
        _host,
        "127.0.0.1",
    )
    port: int = _setting(
        "PULLQUOTE_PORT", "The port that the page is served on.", _number(1, 65535), 7860
    )
    password: str = _setting(
        "PULLQUOTE_PASSWORD",
        "The password that the page, its endpoints and its MCP tools ask for, with any user name. "
        "Without one, whoever reaches the address may ask.",
        _text,
        "",
        secret=True,
    )
    shared: bool = _setting(
        "PULLQUOTE_SHARED",
        "`1` lets every reader see the articles that any of them adds to the page.",
        _switch,
        False,
        shown="`0`",
    )
    mcp: bool = _setting(
        "PULLQUOTE_MCP",
        "`1` serves `ask`, `retrieve` and `articles` as MCP tools too, at `/gradio_api/mcp/`.",
        _switch,
        False,
        shown="`0`",
    )
    openai_base_url: str = _setting(
        "OPENAI_BASE_URL",
        "An OpenAI-compatible server, its address up to and with `/v1`. It may do without a key.",
        _open_url,
        "",
    )
    openai_model: str = _setting(
        "OPENAI_MODEL",
        "The language model that writes the answers. Without it, the first that the server of the "
        "base URL lists, or with a key alone a small one of OpenAI's.",
        _text,
        "",
    )
    openai_api_key: str = _setting(
        "OPENAI_API_KEY",
        "The key of that server, or of OpenAI; it is never printed or stored. With neither a key "
        "nor a base URL, answers are the articles' own sentences.",
        _text,
        "",
        secret=True,
    )
    openai_embedding_model: str = _setting(
        "OPENAI_EMBEDDING_MODEL",
        "A model of that server to embed the articles with, in an index of its own. Without it "
        "they are embedded by the bundled model.",
        _text,
        "",
    )
    answers: str = _setting(
        "PULLQUOTE_ANSWERS",
        "`auto`: a language model writes where there is one. `extractive`: none ever does.",
        _one_of("auto", "extractive"),
        "auto",
    )
    unsupported: str = _setting(
        "PULLQUOTE_UNSUPPORTED",
        "What becomes of a sentence of the language model's that the articles do not support: "
        "`drop` leaves it out, `mark` says so behind it.",
        _one_of("drop", "mark"),
        "drop",
    )
    patience: float = _setting(
        "PULLQUOTE_PATIENCE",
        "Seconds that the language model has for an answer, all tries together; then the articles' "
        "own sentences are shown.",
        _seconds(1, 3600),
        30.0,
        shown="`30`",
    )
    context: int = _setting(
        "PULLQUOTE_CONTEXT",
        "Tokens that the language model takes, question and reply together; 0 stands for what is "
        "known of the model, or 4096.",
        _number(0, 10_000_000),
        0,
    )
    prices: Path | None = _setting(
        "PULLQUOTE_PRICES",
        "A JSON file of prices that win over those that ship in `rag/data/prices.json`.",
        _file,
        None,
        shown="none",
    )

    @classmethod
    def from_env(cls, env: Mapping[str, str] | None = None, **overrides: Any) -> Settings:
        """Settings from environment variables; ``overrides`` that are not None win over them.

        An empty variable counts as unset.

        Raises:
            SettingError: a value cannot be used; the message names the variable and the remedy.
            TypeError: an override that is no setting.
        """
        env = os.environ if env is None else env
        known = {f.name: f for f in fields(cls)}
        if unknown := overrides.keys() - known.keys():
            raise TypeError(f"no such setting: {', '.join(sorted(unknown))}")
        given: dict[str, Any] = {}
        for name, f in known.items():
            variable = f.metadata["env"]
            if overrides.get(name) is not None:
                given[name] = _read(f, name, overrides[name])
            elif env.get(variable, "").strip():
                given[name] = _read(f, variable, env[variable])
        return cls(**given)


def _read(f: Field[Any], named: str, value: Any) -> Any:
    try:
        return f.metadata["read"](value)
    except _Unusable as bad:
        shown = value if f.repr else "…"
        raise SettingError(named, shown, *bad.args) from None


def keep_libraries_at_home() -> None:
    """Turn off what the libraries would report or fetch; call it before importing them."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    os.environ["HF_HUB_OFFLINE"] = "1"


def use_bundled_token_tables() -> None:
    """Point tiktoken at the tables that llama-index-core carries, since it would fetch its own."""
    spec = find_spec("llama_index.core")
    for root in (spec.submodule_search_locations or ()) if spec else ():
        folder = Path(root, "_static", "tiktoken_cache")
        if folder.is_dir():
            os.environ["TIKTOKEN_CACHE_DIR"] = str(folder)


def table() -> str:
    """The settings as a Markdown table: variable, meaning, default."""
    rows = ["| variable | what it sets | default |", "|---|---|---|"]
    for f in fields(Settings):
        shown = f.metadata["shown"]
        if shown is None:
            shown = "none" if f.default == "" else f"`{f.default}`"
        rows.append(f"| `{f.metadata['env']}` | {f.metadata['about']} | {shown} |")
    return "\n".join(rows)
