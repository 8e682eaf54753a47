"""Questions to cited answers: the package that other code calls.

``from rag import ArticleQA, ask, retrieve`` is all that most callers need. The names are resolved
when they are first used, so that importing :mod:`rag` costs nothing.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rag.answer import Answer, Citation, Hit, Short
    from rag.errors import PullquoteError
    from rag.qa import ArticleQA, ask, retrieve
    from rag.settings import Settings

__all__ = [
    "Answer",
    "ArticleQA",
    "Citation",
    "Hit",
    "PullquoteError",
    "Settings",
    "Short",
    "ask",
    "retrieve",
]

_HOME = {
    "Answer": "rag.answer",
    "ArticleQA": "rag.qa",
    "Citation": "rag.answer",
    "Hit": "rag.answer",
    "PullquoteError": "rag.errors",
    "Settings": "rag.settings",
    "Short": "rag.answer",
    "ask": "rag.qa",
    "retrieve": "rag.qa",
}


def __getattr__(name: str) -> Any:
    """Import the module that ``name`` lives in, the first time it is asked for."""
    if name not in _HOME:
        raise AttributeError(f"module 'rag' has no attribute {name!r}")
    value = getattr(import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])


class _Package(ModuleType):
    """The package, in which ``retrieve`` is the function and never the module of that name.

    Importing the stage ``rag.retrieve`` would bind its module here, and whoever came after would
    be handed the module by ``from rag import retrieve``.
    """

    def __setattr__(self, name: str, value: object) -> None:
        if not (name in _HOME and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
