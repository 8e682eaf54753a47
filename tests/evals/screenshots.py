"""Takes the pictures of a run's page: ``python tests/evals/screenshots.py RUN [--name NAME]``.

Needs what the tests need: Playwright for Python and an installed Chromium.
"""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Sequence
from pathlib import Path

OUT = Path(__file__).resolve().parents[2] / "docs" / "screenshots"
WIDE = {"width": 1200, "height": 900}
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def main(arguments: Sequence[str] | None = None) -> None:
    """The page's head with its charts, and the first wrong question opened."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", type=Path, help="a run's folder")
    parser.add_argument("--name", default="report", help="how the pictures' names begin")
    options = parser.parse_args(arguments)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=QUIET)
        page = chromium.new_page(viewport=WIDE)
        page.goto((options.run / "report.html").resolve().as_uri())
        page.locator(".charts").first.scroll_into_view_if_needed()
        page.screenshot(path=OUT / f"{options.name}.png")
        bar = page.locator(".bar").first
        bar.get_by_role("button", name="wrong ").first.click()
        page.locator("details summary").first.click()
        bar.evaluate("node => node.scrollIntoView()")
        page.wait_for_timeout(400)
        page.screenshot(path=OUT / f"{options.name}-question.png")
        chromium.close()
    for picture in OUT.glob(f"{options.name}*.png"):
        _shrink(picture)


def _shrink(picture: Path) -> None:
    """A palette is enough for a page of few colours, and a quarter of the bytes."""
    from PIL import Image

    with Image.open(picture) as image:
        small = image.convert("RGB").quantize(256, dither=Image.Dither.NONE)
    small.save(picture, optimize=True)


if __name__ == "__main__":
    main()
