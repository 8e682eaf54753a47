"""The page served over a few articles, and tabs on it."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import app
from rag.settings import Settings
from tests.web import stories

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

WIDE = {"width": 1280, "height": 800}
NARROW = {"width": 360, "height": 740}
PATIENCE = 30_000

Opened = Callable[..., "Page"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def said(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder where what readers of that page say is kept."""
    return tmp_path_factory.mktemp("stories-said") / "said"


@contextmanager
def served(folder: Path, files: Mapping[str, str], **settings: Any) -> Iterator[str]:
    """The address of a page over articles that are written to ``folder``."""
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    usual: dict[str, Any] = {"threads": 1, "port": free_port(), "answers": "extractive"}
    whole = Settings(**usual | {"seeds": (folder,)} | settings)
    blocks = app.serve(whole, block=False)
    yield f"http://127.0.0.1:{whole.port}"
    blocks.close(verbose=False)


@pytest.fixture(scope="session")
def story_address(tmp_path_factory: pytest.TempPathFactory, said: Path) -> Iterator[str]:
    """The page over the articles of :mod:`tests.web.stories`."""
    folder, data = tmp_path_factory.mktemp("stories"), tmp_path_factory.mktemp("stories-data")
    with served(folder, stories.FILES, data=data, feedback=said) as address:
        yield address


@pytest.fixture
def open_tab(browser: Browser, story_address: str) -> Iterator[Opened]:
    """Opens the page in a browser of its own, as another reader each time."""
    contexts = []

    def opened(
        size: dict[str, int] = WIDE, link: str = "", address: str = story_address, **more: object
    ) -> Page:
        context = browser.new_context(viewport=size, **more)  # type: ignore[arg-type]
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        tab = context.new_page()
        tab.goto(f"{address}/{link}")
        tab.wait_for_selector("#pane .pane", state="attached")
        return tab

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture(params=[WIDE, NARROW], ids=["wide", "narrow"])
def tab(request: pytest.FixtureRequest, open_tab: Opened) -> Page:
    """The page on a desk and on a phone."""
    return open_tab(request.param)


@pytest.fixture
def text_file(tmp_path: Path) -> Callable[[str, str], Path]:
    def write(name: str, text: str) -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write
