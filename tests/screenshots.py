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
from tests.web.stories import DIED, FIRES, HAIL

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

OUT = Path(__file__).resolve().parents[1] / "docs" / "screenshots"
WIDE = {"width": 1360, "height": 860}
NARROW = {"width": 390, "height": 844}
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
ANSWERED = "How old was Igor Kirillov?"
SILENT = "Where was Igor Kirillov born?"


def take(page: Page, address: str, name: str, out: Path, *, narrow: bool) -> None:
    """First load, an answer, its words in the article, an abstention, and files on their way."""
    page.goto(address)
    page.wait_for_selector("#ideas button", timeout=60_000)
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
    _upload(page, out / f"{name}-upload.png", narrow=narrow)


def take_disagreement(page: Page, address: str, name: str, out: Path) -> None:
    """Two articles that tell one thing two ways."""
    page.goto(address)
    page.wait_for_selector("#box textarea")
    _ask(page, DIED)
    page.screenshot(path=out / f"{name}-disagree.png")


def _upload(page: Page, to: Path, *, narrow: bool) -> None:
    """Files that are held on their way, so that the picture shows them so."""
    held: list[Route] = []
    page.route("**/upload*", lambda route: held.append(route))
    if narrow:
        page.click("[data-do=read]")
    page.click("#pane [data-do=add]")
    with page.expect_file_chooser() as chooser:
        page.click("#files")
    chooser.value.set_files({"name": "hail.txt", "mimeType": "text/plain", "buffer": HAIL.encode()})
    page.wait_for_selector("#bring.busy")
    page.wait_for_timeout(400)
    page.screenshot(path=to)
    for route in held:
        route.continue_()
    page.wait_for_function("!document.documentElement.dataset.bring")


def _ask(page: Page, question: str) -> None:
    page.fill("#box textarea", question)
    page.press("#box textarea", "Enter")
    page.wait_for_selector(f'.turn.latest:not(.pending):has-text("{question}")')
    page.mouse.move(5, 5)
    page.wait_for_timeout(2500)


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

    with tempfile.TemporaryDirectory() as made, sync_playwright() as playwright:
        folder = Path(made)
        (folder / "fires").mkdir()
        for name, text in FIRES.items():
            (folder / "fires" / name).write_text(text, encoding="utf-8")
        shipped = Settings(data=folder / "one", port=_free_port(), answers="extractive")
        fires = Settings(
            data=folder / "two", seeds=(folder / "fires",), port=_free_port(), answers="extractive"
        )
        served = [app.serve(settings, block=False) for settings in (shipped, fires)]
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=QUIET)
        _take_all(chromium, [f"http://127.0.0.1:{s.port}" for s in (shipped, fires)], options.out)
        chromium.close()
        for blocks in served:
            blocks.close()
    for name in ("wide", "narrow"):
        for picture in options.out.glob(f"{name}*.png"):
            _shrink(picture)


def _take_all(chromium: Browser, addresses: Sequence[str], out: Path) -> None:
    shipped, fires = addresses
    for size, name in ((WIDE, "wide"), (NARROW, "narrow")):
        for scheme, suffix in (("light", ""), ("dark", "-dark")):
            for address in (shipped, fires):
                context = chromium.new_context(viewport=size, color_scheme=scheme)  # type: ignore[arg-type]
                page = context.new_page()
                page.set_default_timeout(60_000)
                if address == shipped:
                    take(page, address, name + suffix, out, narrow=name == "narrow")
                else:
                    take_disagreement(page, address, name + suffix, out)
                context.close()


def _shrink(picture: Path) -> None:
    """A palette is enough for a page of few colours, and a quarter of the bytes."""
    from PIL import Image

    with Image.open(picture) as image:
        small = image.convert("RGB").quantize(256, dither=Image.Dither.NONE)
    small.save(picture, optimize=True)


if __name__ == "__main__":
    main()
