"""Takes the pictures of a run's page: ``python tests/evals/screenshots.py RUN [--set SET]``.

Needs what the tests need: Playwright for Python and an installed Chromium.
"""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Sequence
from pathlib import Path

OUT = Path(__file__).resolve().parents[2] / "docs" / "screenshots"
WIDE, PHONE = (1200, 900), (390, 844)
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def main(arguments: Sequence[str] | None = None) -> None:
    """The charts of a set, its first wrong question opened, and the same on a phone."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", type=Path, help="a run's folder")
    parser.add_argument("--set", help="which set of the run; the first without it")
    parser.add_argument("--name", default="report", help="how the pictures' names begin")
    options = parser.parse_args(arguments)
    from playwright.sync_api import sync_playwright

    address = (options.run / "report.html").resolve().as_uri()
    chosen = f'[id="set-{options.set}"]' if options.set else "section"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=QUIET)
        for size, suffix in ((WIDE, ""), (PHONE, "-phone")):
            page = chromium.new_page(viewport={"width": size[0], "height": size[1]})
            page.goto(address)
            section = page.locator(chosen).first
            section.evaluate("node => node.scrollIntoView()")
            if not suffix:
                section.locator(".charts").evaluate("node => node.scrollIntoView()")
            page.screenshot(path=OUT / f"{options.name}{suffix}.png")
            bar = section.locator(".bar")
            bar.get_by_role("button", name="wrong ").first.click()
            section.locator("details summary").first.click()
            bar.evaluate("node => node.scrollIntoView()")
            page.wait_for_timeout(400)
            page.screenshot(path=OUT / f"{options.name}-question{suffix}.png")
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
