"""Bringing PDFs, Word documents and web pages to the page, in a real browser."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.documents import MAKERS, scan
from tests.web.conftest import NARROW, WIDE, Opened
from web.own import MAX_BYTES

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

STORIES = {
    "flood.pdf": ["# Flood in Sarn", "The flood in Sarn lasted for eleven days. Nobody was hurt."],
    "frost.docx": ["# Frost in Tell", "The frost in Tell lasted for thirty nights."],
    "storm.html": ["# Storm over Ulm", "The storm over Ulm lasted for seven hours."],
}
ASKED = {
    "How long did the flood in Sarn last?": "eleven days",
    "How long did the frost in Tell last?": "thirty nights",
    "How long did the storm over Ulm last?": "seven hours",
}
SAID = "said => document.querySelector('#bring-said').textContent.includes(said)"


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """One good file of each kind, and one that is a scan."""
    for name, blocks in STORIES.items():
        (tmp_path / name).write_bytes(MAKERS[Path(name).suffix](blocks))
    (tmp_path / "scan.pdf").write_bytes(scan(2))
    return sorted(tmp_path.iterdir())


def choose(tab: Page, files: list[Path]) -> None:
    with tab.expect_file_chooser() as chooser:
        tab.click("#files")
    chooser.value.set_files(files)


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_several_kinds_at_once_and_the_one_that_cannot_be_read_is_said(
    size: dict[str, int], open_tab: Opened, files: list[Path]
) -> None:
    tab = open_tab(size)
    if size is NARROW:
        tab.click("[data-do=read]")
    tab.click("#pane [data-do=add]")
    sheet = tab.locator("#bring").inner_text()
    assert "PDF and Word (.docx)" in sheet and "20 MB" in sheet and "500,000 characters" in sheet
    tab.evaluate(
        """() => new MutationObserver(() => {
          (window.steps ||= new Set()).add(document.querySelector('#bring-said').textContent);
        }).observe(document.querySelector('#bring-said'), { childList: true })"""
    )
    choose(tab, files)
    tab.wait_for_function(SAID, arg="scan.pdf: there is no text in the PDF's 2 pages")
    steps = tab.evaluate("[...window.steps].join('|')")
    assert "Uploading" in steps and f"of {len(files)})" in steps
    assert tab.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
    tab.click("[data-do=bring-close]")
    if size is NARROW:
        tab.click("#pane [data-do=close]")
    for turn, (question, short) in enumerate(ASKED.items()):
        tab.fill("#box textarea", question)
        tab.press("#box textarea", "Enter")
        tab.wait_for_selector(f'.turn.latest:not(.pending, .growing)[data-turn="{turn}"] .actions')
        assert short in tab.locator(".turn.latest .lead").inner_text()
    tab.locator(".turn.latest .ref").first.click()
    tab.wait_for_selector("#pane mark.current")
    marked = "".join(tab.locator("#pane mark.current").all_inner_texts())
    assert marked == STORIES["storm.html"][1]


def test_one_that_is_too_large_or_of_another_kind_keeps_nobody_waiting(
    open_tab: Opened, tmp_path: Path
) -> None:
    tab = open_tab(WIDE)
    good, large, odd = tmp_path / "flood.pdf", tmp_path / "large.pdf", tmp_path / "tool.exe"
    good.write_bytes(MAKERS[".pdf"](STORIES["flood.pdf"]))
    large.write_bytes(b"%PDF-" + bytes(MAX_BYTES))
    odd.write_bytes(b"MZ")
    tab.click("#pane [data-do=add]")
    choose(tab, [large, odd])
    tab.wait_for_function(SAID, arg="large.pdf: larger than 20 MB")
    assert "tool.exe: files of this kind are not read" in tab.locator("#bring-said").inner_text()
    choose(tab, [odd, good, large])
    tab.wait_for_function("document.querySelector('#pane h1').textContent.includes('Flood')")
    tab.wait_for_function(SAID, arg="large.pdf: larger than 20 MB")
    assert "tool.exe" in tab.locator("#bring-said").inner_text()
