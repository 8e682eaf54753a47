"""Takes the pictures of the page that the documents show: ``python -m tests.screenshots``.

Needs what the tests need: Playwright for Python and an installed Chromium.
"""

from __future__ import annotations

import argparse
import shutil
import socket
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import app
from rag.settings import Settings

if TYPE_CHECKING:
    from playwright.sync_api import Page

OUT = Path(__file__).resolve().parents[1] / "docs" / "screenshots"
WIDE = {"width": 1360, "height": 860}
NARROW = {"width": 390, "height": 844}
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
ANSWERED = "How old was Igor Kirillov?"
SILENT = "What was the name of the aide?"


def take(page: Page, address: str, name: str, out: Path, *, narrow: bool) -> None:
    """First load, an answer, its words in the article, and an abstention."""
    page.goto(address)
    page.wait_for_selector("#box textarea")
    page.wait_for_timeout(800)
    page.screenshot(path=out / f"{name}-first.png")
    _ask(page, ANSWERED)
    page.screenshot(path=out / f"{name}-answer.png")
    page.locator(".turn.latest button.ref").first.click()
    page.wait_for_selector("#pane mark.current")
    page.wait_for_timeout(1200)
    page.screenshot(path=out / f"{name}.png")
    if narrow:
        page.keyboard.press("Escape")
        page.wait_for_timeout(500)
    _ask(page, SILENT)
    page.screenshot(path=out / f"{name}-silence.png")


def _ask(page: Page, question: str) -> None:
    page.fill("#box textarea", question)
    page.press("#box textarea", "Enter")
    page.wait_for_selector(f'.turn.latest:not(.pending):has-text("{question}")')
    page.wait_for_timeout(1200)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main(arguments: Sequence[str] | None = None) -> None:
    """Serves the page on the shipped article and takes every picture, light and dark."""
    parser = argparse.ArgumentParser(prog="python -m tests.screenshots", description=__doc__)
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args(arguments)
    options.out.mkdir(parents=True, exist_ok=True)
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as data, sync_playwright() as playwright:
        settings = Settings(data=Path(data) / "index", port=_free_port())
        blocks = app.serve(settings, block=False)
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=QUIET)
        for size, name in ((WIDE, "wide"), (NARROW, "narrow")):
            for scheme, suffix in (("light", ""), ("dark", "-dark")):
                context = chromium.new_context(viewport=size, color_scheme=scheme)
                address = f"http://127.0.0.1:{settings.port}"
                take(
                    context.new_page(), address, name + suffix, options.out, narrow=name == "narrow"
                )
                context.close()
        chromium.close()
        blocks.close()
    for name in ("wide", "narrow"):
        for picture in options.out.glob(f"{name}*.png"):
            _shrink(picture)


def _shrink(picture: Path) -> None:
    """A palette is enough for a page of few colours, and a quarter of the bytes."""
    from PIL import Image

    with Image.open(picture) as image:
        small = image.convert("RGB").quantize(256, dither=Image.Dither.NONE)
    small.save(picture, optimize=True)


if __name__ == "__main__":
    main()
