"""The page served over a few articles, and tabs on it."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

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
def story_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The page over the articles of :mod:`tests.web.stories`."""
    folder, data = tmp_path_factory.mktemp("stories"), tmp_path_factory.mktemp("stories-data")
    for name, text in stories.FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    settings = Settings(data=data, seeds=(folder,), threads=1, port=free_port())
    blocks = app.serve(settings, block=False)
    yield f"http://127.0.0.1:{settings.port}"
    blocks.close(verbose=False)


@pytest.fixture
def open_tab(browser: Browser, story_address: str) -> Iterator[Opened]:
    """Opens the page in a browser of its own, as another reader each time."""
    contexts = []

    def opened(size: dict[str, int] = WIDE, link: str = "", **more: object) -> Page:
        context = browser.new_context(viewport=size, **more)  # type: ignore[arg-type]
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        tab = context.new_page()
        tab.goto(story_address + "/" + link)
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
