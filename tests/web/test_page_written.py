"""Answers that a language model writes, in a real browser, from a scripted server."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.openai_script import Asked, Step
from tests.openai_server import MODEL, OpenAIServer
from tests.web.conftest import NARROW, WIDE, Opened, served
from tests.web.stories import RAIN, RAINED
from tests.web.test_page import current, done, seen, sideways

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

FIRST = "It rained for six days in Mallo."
SECOND = "The mayor, Ines Roth, thanked the fire brigade."
FALSE = "It rained for nine weeks in Mallo."


@pytest.fixture(scope="module")
def server() -> Iterator[OpenAIServer]:
    with OpenAIServer() as server:
        yield server


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory, server: OpenAIServer) -> Iterator[str]:
    folder, data = tmp_path_factory.mktemp("written"), tmp_path_factory.mktemp("written-data")
    settings = {"openai_base_url": server.url, "openai_model": MODEL, "answers": "auto"}
    with served(folder, {"rain.txt": RAIN}, data=data, **settings) as address:
        yield address


def play(server: OpenAIServer, *sentences: str, between: float = 0.0, end: str = "stop") -> None:
    def step(asked: Asked) -> Step:
        said = [(s, [asked.number_of("Ines Roth") or 1]) for s in sentences]
        return Step(said=said, between=between, end=end)  # type: ignore[arg-type]

    server.play(step)


def put(tab: Page, question: str) -> None:
    tab.fill("#box textarea", question)
    tab.press("#box textarea", "Enter")


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_it_is_said_who_wrote_it_and_what_it_took(
    open_tab: Opened, written: str, server: OpenAIServer, size: dict[str, int]
) -> None:
    play(server, FIRST, SECOND)
    tab = open_tab(size, address=written)
    put(tab, RAINED)
    done(tab, 0)
    turn = tab.locator(".turn.latest")
    foot = turn.locator(".foot").all_inner_texts()
    assert MODEL in foot[0]
    assert "checked" in foot[0]
    assert "tokens" in foot[1]
    turn.locator(".prose-line .ref").first.click()
    assert current(tab).startswith("It rained for six days")
    assert seen(tab)
    assert not sideways(tab)


def test_what_the_articles_do_not_bear_out_is_left_out_and_said(
    open_tab: Opened, written: str, server: OpenAIServer
) -> None:
    play(server, FIRST, FALSE)
    tab = open_tab(WIDE, address=written)
    put(tab, RAINED)
    done(tab, 0)
    assert "nine weeks" not in tab.locator(".turn.latest").inner_text()
    assert "left out" in tab.locator(".turn.latest .aside").inner_text()


def test_a_server_that_fails_leaves_the_articles_own_words(
    open_tab: Opened, written: str, server: OpenAIServer
) -> None:
    server.play(Step(status=400, message="no such thing"))
    tab = open_tab(WIDE, address=written)
    put(tab, RAINED)
    done(tab, 0)
    assert tab.locator(".turn.latest .lead").inner_text().startswith("six days")
    assert "No language model answered" in tab.locator(".turn.latest .aside").inner_text()


def test_nothing_moves_while_it_is_written(
    open_tab: Opened, written: str, server: OpenAIServer
) -> None:
    play(server, FIRST, SECOND, between=0.15)
    tab = open_tab(WIDE, address=written)
    put(tab, RAINED)
    tab.wait_for_selector(".turn.growing .prose-line")
    places = (
        ".turn.latest .question",
        ".turn.latest .prose-line >> nth=0",
        "#ask",
        "#pane .sheet h1",
    )
    tab.wait_for_timeout(500)
    before = [tab.locator(p).bounding_box() for p in places]
    done(tab, 0)
    after = [tab.locator(p).bounding_box() for p in places]
    for one, other in zip(before, after, strict=True):
        assert one
        assert other
        assert (one["x"], one["y"]) == (other["x"], other["y"])


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_it_can_be_stopped(
    open_tab: Opened, written: str, server: OpenAIServer, size: dict[str, int]
) -> None:
    play(server, FIRST, end="stall")
    tab = open_tab(size, address=written)
    put(tab, RAINED)
    tab.wait_for_selector("#stop:visible")
    tab.click("#stop")
    tab.wait_for_function("document.querySelectorAll('.turn').length === 0")
    assert tab.input_value("#box textarea") == RAINED
    play(server, FIRST)
    tab.press("#box textarea", "Enter")
    done(tab, 0)
    assert "six days" in tab.locator(".turn.latest").inner_text()


def test_suggestions_cost_nothing(open_tab: Opened, written: str, server: OpenAIServer) -> None:
    play(server, FIRST)
    tab = open_tab(WIDE, address=written)
    tab.wait_for_selector("#ideas button")
    assert server.chats == []
