"""What every test can count on: no network, nobody's own settings, and real parts."""

from __future__ import annotations

import ipaddress
import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from rag.settings import Settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from rag.qa import ArticleQA
    from tests.openai_server import OpenAIServer

ROOT = Path(__file__).resolve().parents[1]
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Headless, and silent: a browser left to itself looks for updates and variations.
BROWSER_ARGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def is_local(host: object) -> bool:
    """Whether a host, as sockets are given it, is this machine."""
    name = host.decode() if isinstance(host, bytes) else str(host or "localhost")
    if name in ("localhost", "testserver"):
        return True
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def _stay_home(event: str, args: tuple[Any, ...]) -> None:
    if event == "socket.connect" and isinstance(args[1], tuple):
        host = args[1][0]
    elif event == "socket.getaddrinfo":
        host = args[0]
    else:
        return
    if not is_local(host):
        raise PermissionError(f"a test reached for the network: {event} {host!r}")


sys.addaudithook(_stay_home)

# Nothing in a test depends on the settings of whoever runs it.
for _field in fields(Settings):
    os.environ.pop(_field.metadata["env"], None)


def find_browser() -> str | None:
    """The path of an installed Chromium, or None."""
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


def find_axe() -> Path | None:
    """The script of axe-core that npm installed, or None."""
    script = ROOT / "node_modules" / "axe-core" / "axe.min.js"
    return script if script.is_file() else None


def pytest_report_header() -> list[str]:
    browser = find_browser() or "none found, so the browser tests are left out"
    axe = "installed" if find_axe() else "not installed, so the accessibility tests are left out"
    remedy = "" if find_axe() else " (npm install --no-package-lock brings it)"
    return [f"browser: {browser}", f"axe-core: {axe}{remedy}"]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out tests whose tool is not installed, but never under CI."""
    if os.environ.get("CI"):
        return
    missing = {
        mark for mark, tool in (("browser", find_browser()), ("axe", find_axe())) if not tool
    }
    left_out = [item for item in items if any(map(item.get_closest_marker, missing))]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def seeds() -> Path:
    """The folder of the articles that ship."""
    return ROOT / "seeds"


@pytest.fixture
def settings(tmp_path: Path, seeds: Path) -> Settings:
    """Settings whose data folder is the test's own."""
    return Settings(data=tmp_path / "data", seeds=(seeds,), threads=1)


@pytest.fixture(scope="session")
def qa(tmp_path_factory: pytest.TempPathFactory, seeds: Path) -> ArticleQA:
    """The whole chain over the articles that ship, built once for each worker."""
    from rag import ArticleQA

    data = tmp_path_factory.mktemp("library")
    return ArticleQA.open(seeds, settings=Settings(data=data, seeds=(seeds,), threads=1))


@pytest.fixture
def openai_server() -> Iterator[OpenAIServer]:
    """A scripted OpenAI-compatible server on a real socket."""
    from tests.openai_server import OpenAIServer

    with OpenAIServer() as server:
        yield server


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real Chromium, without a window."""
    from playwright.sync_api import sync_playwright

    path = find_browser()
    assert path, f"no browser found; install one of: {', '.join(BROWSERS)}"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=list(BROWSER_ARGS))
        yield chromium
        chromium.close()
