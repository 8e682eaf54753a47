"""What ``from rag import …`` gives, in whatever order things are imported."""

from __future__ import annotations

import subprocess
import sys

import pytest

import rag


def test_every_public_name_resolves() -> None:
    for name in rag.__all__:
        assert getattr(rag, name).__name__ == name
        assert name in dir(rag)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="nonesuch"):
        rag.nonesuch  # noqa: B018


@pytest.mark.parametrize(
    "before",
    ["", "import rag.qa", "import rag.retrieve", "from rag import ArticleQA", "import rag.cli"],
)
def test_retrieve_is_the_function_whatever_was_imported_before(before: str) -> None:
    code = f"{before}\nfrom rag import ArticleQA, ask, retrieve\nprint(retrieve.__module__)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "rag.qa"


def test_importing_the_package_imports_nothing_else() -> None:
    code = "import sys, rag\nprint(sorted(m for m in sys.modules if m.startswith('rag.')))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
