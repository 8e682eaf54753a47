"""What axe-core finds on the page: nothing serious, in any state, look and width.

axe-core is a tool of development (``package.json``) that ``.ci/run`` installs with npm. Without it
these tests are left out, and the first lines of the test run say so.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import find_axe
from tests.web.conftest import NARROW, WIDE, Opened
from tests.web.stories import DIED, FIRES, RAINED

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.axe]

SILENT = "Which volcano erupted in Peru in 1986?"
NARROWEST_DESK = 860


def ask(tab: Page, question: str) -> None:
    before = tab.locator(".turn").count()
    tab.fill("#box textarea", question)
    tab.press("#box textarea", "Enter")
    tab.wait_for_selector(f'.turn.latest:not(.pending, .growing)[data-turn="{before}"] .actions')


def narrow(tab: Page) -> bool:
    size = tab.viewport_size
    return bool(size and size["width"] < NARROWEST_DESK)


def first(tab: Page) -> None:
    tab.wait_for_selector(".welcome")


def answer(tab: Page) -> None:
    ask(tab, RAINED)
    tab.locator(".turn.latest .ref").first.click()
    tab.wait_for_selector("#pane mark.current")


def abstention(tab: Page) -> None:
    ask(tab, SILENT)
    tab.wait_for_selector(".turn.latest.abstained")


def bringing(tab: Page) -> None:
    if narrow(tab):
        tab.click("[data-do=read]")
    tab.wait_for_selector("#pane .sheet")
    tab.click("#pane [data-do=add]")
    tab.wait_for_selector("#bring:visible")


def disagreement(tab: Page) -> None:
    for text in FIRES.values():
        bringing(tab)
        tab.fill("#pasted textarea", text)
        tab.click("#add")
        tab.wait_for_function("!document.documentElement.dataset.bring")
        if tab.locator("#pane [data-do=close]").is_visible():
            tab.click("#pane [data-do=close]")
    ask(tab, DIED)
    assert tab.locator(".turn.latest .versus figure").count() == 2


def picking(tab: Page) -> None:
    if narrow(tab):
        tab.click("[data-do=read]")
    tab.click("#pane .shelf")
    tab.wait_for_selector("#pane .picker:visible")


def found(tab: Page, axe: Path) -> list[dict[str, Any]]:
    """The rules that the page breaks as it stands, once nothing on it moves."""
    tab.wait_for_function("document.getAnimations().every(a => a.playState !== 'running')")
    tab.evaluate(axe.read_text(encoding="utf-8"))
    result: dict[str, Any] = tab.evaluate("axe.run(document, {resultTypes: ['violations']})")
    assert len(result["passes"]) > 10, "axe looked at nothing"
    return list(result["violations"])


def told(violation: dict[str, Any]) -> str:
    where = "; ".join(str(node["target"]) for node in violation["nodes"][:3])
    return f"{violation['impact']} {violation['id']}: {violation['help']} ({where})"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("state", [first, answer, abstention, disagreement, bringing, picking])
def test_nothing_serious(
    state: Callable[[Page], None], size: dict[str, int], scheme: str, open_tab: Opened
) -> None:
    axe = find_axe()
    assert axe, "axe-core is not installed; npm install brings it"
    tab = open_tab(size, color_scheme=scheme)
    tab.wait_for_selector("#box textarea:not([disabled])")
    state(tab)
    grave = [v for v in found(tab, axe) if v["impact"] in ("serious", "critical")]
    assert not grave, "\n".join(map(told, grave))


def test_what_is_wrong_is_found(open_tab: Opened) -> None:
    axe = find_axe()
    assert axe, "axe-core is not installed; npm install brings it"
    tab = open_tab(WIDE)
    tab.evaluate(
        "document.querySelector('#talk').innerHTML += '<img src=\"data:,\"><button></button>'"
    )
    ids = {v["id"] for v in found(tab, axe)}
    assert {"image-alt", "button-name"} <= ids
