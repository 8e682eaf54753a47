"""The page in a real browser: asked, answered, cited, clicked, and nothing leaves the machine."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

import app
from rag.settings import Settings
from tests.conftest import is_local

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

WIDE = {"width": 1280, "height": 800}
NARROW = {"width": 390, "height": 844}
AGE = "How old was Igor Kirillov?"
PATIENCE = 30_000


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, seeds: Path) -> Iterator[str]:
    data = tmp_path_factory.mktemp("page")
    settings = Settings(data=data, seeds=(seeds,), threads=1, port=free_port())
    blocks = app.serve(settings, block=False)
    yield f"http://127.0.0.1:{settings.port}"
    blocks.close()


@pytest.fixture(params=[WIDE, NARROW], ids=["wide", "narrow"])
def page(
    request: pytest.FixtureRequest, browser: Browser, address: str
) -> Iterator[tuple[Page, list[str]]]:
    context = browser.new_context(viewport=request.param)
    seen: list[str] = []
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.on("request", lambda r: seen.append(r.url))
    page.goto(address)
    page.wait_for_selector("#box textarea")
    yield page, seen
    context.close()


def ask(page: Page, question: str) -> None:
    before = page.locator(".turn").count()
    page.fill("#box textarea", question)
    page.press("#box textarea", "Enter")
    page.wait_for_selector(f'.turn.latest:not(.pending)[data-turn="{before}"]')


def sideways(page: Page) -> bool:
    return bool(
        page.evaluate(
            "document.scrollingElement.scrollWidth > document.documentElement.clientWidth"
        )
    )


def test_a_cited_answer_is_found_in_the_article(page: tuple[Page, list[str]], seeds: Path) -> None:
    tab, seen = page
    ask(tab, AGE)
    turn = tab.locator(".turn.latest")
    assert "54" in turn.locator(".lead").inner_text()
    quote = turn.locator("figure blockquote").first.inner_text().strip("“”")
    (article,) = [p.read_text(encoding="utf-8") for p in seeds.iterdir()]
    assert quote in article and "54" in quote
    turn.locator("button.ref").first.click()
    tab.wait_for_selector("#pane mark.current")
    tab.wait_for_timeout(900)  # the pane scrolls smoothly
    marked = "".join(tab.locator("#pane mark.current").all_inner_texts())
    assert marked == quote
    box = tab.locator("#pane mark.current").first.bounding_box()
    size = tab.viewport_size
    assert box and size and box["y"] >= 0 and box["y"] + box["height"] <= size["height"]
    assert not sideways(tab)
    hosts = {urlsplit(url).hostname for url in seen if not url.startswith(("data:", "blob:"))}
    assert hosts and all(is_local(host) for host in hosts), hosts


def test_silence_looks_like_silence(page: tuple[Page, list[str]]) -> None:
    tab, _ = page
    ask(tab, "Which volcano erupted in Peru in 1986?")
    turn = tab.locator(".turn.latest.abstained")
    assert "does not say" in turn.inner_text()
    assert turn.locator(".nearest li").count() > 0
    assert not sideways(tab)


@pytest.mark.parametrize(
    ("question", "says"), [("why? " * 2000, "characters"), ("?!", "empty")], ids=["long", "empty"]
)
def test_what_cannot_be_asked_gets_a_polite_reply(
    page: tuple[Page, list[str]], question: str, says: str
) -> None:
    tab, _ = page
    ask(tab, AGE)
    tab.fill("#box textarea", question)
    tab.press("#box textarea", "Enter")
    tab.wait_for_function(
        "says => document.querySelector('#notice')?.innerText.includes(says)", arg=says
    )
    # Nothing is lost: neither the conversation nor what was typed.
    assert tab.locator(".turn.answered").count() == tab.locator(".turn").count() == 1
    assert tab.input_value("#box textarea").strip() == question.strip()
    assert not sideways(tab)


def test_a_follow_up_is_understood(page: tuple[Page, list[str]]) -> None:
    tab, _ = page
    ask(tab, "Who was killed by the bomb in Moscow?")
    ask(tab, "How old was he?")
    assert "54" in tab.locator(".turn.latest").inner_text()


def test_the_conversation_is_there_after_a_reload(page: tuple[Page, list[str]]) -> None:
    tab, _ = page
    ask(tab, AGE)
    tab.reload()
    tab.wait_for_selector(".turn.answered")
    assert AGE in tab.locator(".turn").first.inner_text()


def test_the_keyboard_alone_reaches_the_quote(page: tuple[Page, list[str]]) -> None:
    tab, _ = page
    ask(tab, AGE)
    tab.locator(".turn.latest button.ref").first.focus()
    tab.keyboard.press("Enter")
    tab.wait_for_selector("#pane mark.current")
    tab.wait_for_function("document.activeElement.closest('#pane') !== null")
