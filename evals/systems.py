"""What can be evaluated: pullquote itself, and whatever else answers or retrieves."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from rag.answer import Answer, Hit, Usage

if TYPE_CHECKING:
    from llama_index.core.llms import LLM

    from rag.qa import ArticleQA
    from rag.settings import Settings

DEPTH = 10
"""How many hits are looked at."""

# Where things lie, who may reach the page and how many threads read change no answer, to the byte;
# and paths tell on the machine.
_NOT_SETTINGS = frozenset({"seeds", "host", "port", "prices", "threads", "shared", "mcp"})

MOST_WORKERS = 8
"""Questions at once where no number is given; more wait for each other."""


def share_out(workers: int | None, settings: Settings, cores: int) -> tuple[int, Settings]:
    """How many questions are asked at once, and the settings with threads for each of them.

    Two questions on a thread each take half the processor time of one on two threads, which wait
    for each other. Without a number it is a question a core, or one where a language model writes.
    """
    from rag.generate.llm import wanted

    if workers is None:
        workers = 1 if wanted(settings) else max(1, min(MOST_WORKERS, cores))
    if workers > 1 and not settings.threads:
        settings = replace(settings, threads=max(1, cores // workers))
    return workers, settings


class System(Protocol):
    """Something that questions are put to; it may be asked from several threads."""

    name: str

    def ask(self, question: str, history: Sequence[Mapping[str, Any]]) -> Answer | None:
        """The answer, or None from a system that only retrieves."""

    def retrieve(self, question: str, k: int) -> list[Hit]:
        """The ``k`` best passages, best first."""

    def settings(self) -> dict[str, Any]:
        """All that its answers depend on besides the code and the models."""


Factory = Callable[[Mapping[str, str]], System]
"""Makes a system over texts by id."""


class Pullquote:
    """The chain that ships, asked through :class:`rag.ArticleQA`."""

    name = "pullquote"

    def __init__(self, qa: ArticleQA) -> None:
        self._qa = qa

    @classmethod
    def over(cls, texts: Mapping[str, str], settings: Settings | None = None) -> Pullquote:
        """The chain over texts, in memory; what is measured is what ships."""
        from rag.qa import ArticleQA

        return cls(ArticleQA.from_texts(texts, settings))

    def ask(self, question: str, history: Sequence[Mapping[str, Any]]) -> Answer:
        """The answer, asked of all articles."""
        return self._qa.ask(question, history=history)

    def retrieve(self, question: str, k: int) -> list[Hit]:
        """The passages, as the reader orders them."""
        return self._qa.retrieve(question, k=k)

    def estimate(self, question: str, history: Sequence[Mapping[str, Any]]) -> Usage | None:
        """What a language model would take to answer; None where none would be asked."""
        return self._qa.estimate(question, history)

    def settings(self) -> dict[str, Any]:
        """The settings, without secrets and without places."""
        from dataclasses import fields

        own = self._qa.settings
        shown = [f.name for f in fields(own) if f.repr and f.name not in _NOT_SETTINGS]
        values = {name: getattr(own, name) for name in shown}
        return {name: value for name, value in values.items() if not isinstance(value, Path)}


class RetrievalOf:
    """A system's retrieval alone; no question is answered, so that many can be put to it."""

    def __init__(self, system: System) -> None:
        self.name = system.name
        self._system = system

    def ask(self, question: str, history: Sequence[Mapping[str, Any]]) -> None:
        """Nothing: this only retrieves."""

    def retrieve(self, question: str, k: int) -> list[Hit]:
        """What the system retrieves."""
        return self._system.retrieve(question, k)

    def settings(self) -> dict[str, Any]:
        """Those of the system, marked."""
        return self._system.settings() | {"retrieval_only": True}


def settings_model(settings: Settings) -> LLM | None:
    """The language model of the settings, where they name one."""
    if not (settings.openai_api_key or settings.openai_base_url):
        return None
    from rag.generate.llm import make_llm

    return make_llm(settings)
