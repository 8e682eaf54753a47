"""The page in a real browser: what is suggested, judged, contradicted, changed and printed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from evals.load import load_set
from tests.web.conftest import NARROW, WIDE, Opened, free_port, served
from tests.web.stories import BRIDGE, DIED, FIRES, HAIL, HAILED, RAIN, RAINED, SNOWED
from tests.web.test_page import add_text, ask, current, done, narrow, read, seen, sideways

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

NOBODY = "Was anybody hurt?"


# --- suggestions ----------------------------------------------------------------------------------


def offered(tab: Page) -> list[str]:
    tab.wait_for_selector("#ideas button")
    return tab.locator("#ideas button").all_inner_texts()


def test_suggested_questions_are_answered_and_never_offered_again(tab: Page) -> None:
    tab.evaluate("window.pullquote.read(null)")
    tab.click("#pane .shelf")
    tab.locator("#pane .picker li", has_text="Rain in Mallo").locator("[data-do=open]").click()
    tab.wait_for_selector('#pane .pane[data-article="rain"]')
    if narrow(tab):
        tab.click("#pane [data-do=close]")
    tab.wait_for_selector('#ideas [data-article="rain"]')
    first = offered(tab)
    assert 1 <= len(first) <= 4
    tab.locator("#ideas button").first.click()
    done(tab, 0)
    assert tab.locator(".turn.latest.answered .question").inner_text() == first[0]
    tab.wait_for_function(
        "q => !document.querySelector('#ideas').textContent.includes(q)", arg=first[0]
    )
    assert not sideways(tab)


def test_nothing_moves_when_suggestions_come(open_tab: Opened) -> None:
    for size in (WIDE, NARROW):
        tab = open_tab(size)
        before = tab.locator(".welcome h2").bounding_box()
        field = tab.locator("#box").bounding_box()
        offered(tab)
        tab.wait_for_timeout(400)
        assert tab.locator(".welcome h2").bounding_box() == before
        assert tab.locator("#box").bounding_box() == field


# --- verdicts -------------------------------------------------------------------------------------


def rows(said: Path) -> list[dict[str, object]]:
    path = said / "questions.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    return [json.loads(line) for line in lines]


def select(tab: Page, start: int, end: int) -> None:
    """Selects characters of the article as a pointer would."""
    tab.evaluate(
        """([start, end]) => {
          const blocks = [...document.querySelectorAll('#pane .sheet [data-end]')]
            .filter((b) => b.tagName !== 'MARK');
          const place = (at) => {
            const block = blocks.find((b) => b.dataset.start <= at && at < b.dataset.end);
            const walk = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
            let left = at - Number(block.dataset.start);
            while (walk.nextNode()) {
              const size = [...walk.currentNode.data].length;
              if (left <= size) {
                const units = [...walk.currentNode.data].slice(0, left).join('').length;
                return [walk.currentNode, units];
              }
              left -= size;
            }
          };
          document.getSelection().setBaseAndExtent(...place(start), ...place(end));
        }""",
        [start, end],
    )


def test_a_thumb_up_is_kept_and_seen(tab: Page, said: Path) -> None:
    question = RAINED if narrow(tab) else SNOWED
    ask(tab, question)
    tab.click(".turn.latest .thumb.up")
    tab.wait_for_selector('.turn.latest .thumb.up[aria-pressed="true"]')
    tab.wait_for_function("document.querySelector('#notice').textContent.includes('said')")
    row = next(r for r in rows(said) if r["question"] == question)
    assert row["tags"] == ["feedback", "up"]
    tab.reload()
    tab.wait_for_selector('.turn.latest .thumb.up[aria-pressed="true"]')


def test_a_thumb_down_with_the_right_words_is_a_case_that_runs(tab: Page, said: Path) -> None:
    question = f"{BRIDGE[:-1]}{' now' if narrow(tab) else ''}?"
    ask(tab, question)
    tab.click(".turn.latest .thumb.down")
    tab.wait_for_selector("#pick .pick:not([hidden])")
    assert tab.locator("#pick [data-do=right]").is_disabled()
    assert tab.locator("#pick [data-do=yes]").is_hidden()
    start = RAIN.rindex("Nobody was hurt")  # the second of two equal sentences
    select(tab, start, start + len("Nobody was hurt"))
    tab.wait_for_selector("#pick .pick-words:not([hidden])")
    assert tab.locator("#pick .pick-words").inner_text() == "Nobody was hurt"
    assert not sideways(tab)
    tab.click("#pick [data-do=right]")
    tab.wait_for_selector("#pick .pick", state="hidden")
    tab.wait_for_selector('.turn.latest .thumb.down[aria-pressed="true"]')
    sample = next(s for s in load_set(str(said)).samples if s.question == question)
    span = sample.answers[0].span
    assert span
    assert (span.article_id, span.start, span.end) == ("rain", start, start + 15)


def test_the_right_words_can_be_typed_or_there_may_be_none(tab: Page, said: Path) -> None:
    question = f"{RAINED[:-1]}{' then' if narrow(tab) else ''}, all in all?"
    ask(tab, question)
    tab.locator(".turn.latest .thumb.down").focus()
    tab.keyboard.press("Enter")
    tab.wait_for_selector("#pick .pick:not([hidden])")
    read(tab) if not narrow(tab) else None
    tab.fill("#pick .pick-typed", "words that stand nowhere")
    tab.click("#pick [data-do=right]")
    tab.wait_for_function(
        "document.querySelector('#pick .pick-said').textContent.includes('does not stand')"
    )
    tab.keyboard.press("Escape")
    tab.wait_for_selector("#pick .pick", state="hidden")
    tab.wait_for_function("document.activeElement.matches('.thumb.down')")
    tab.click(".turn.latest .thumb.down")
    tab.click("#pick [data-do=silent]")
    tab.wait_for_selector("#pick .pick", state="hidden")
    row = next(r for r in rows(said) if r["question"] == question)
    assert (row["kind"], row["answerable"]) == ("unanswerable", False)


def test_what_is_only_the_readers_own_is_not_kept_behind_their_back(
    open_tab: Opened, said: Path
) -> None:
    tab = open_tab(WIDE)
    add_text(tab, HAIL)
    ask(tab, HAILED)
    tab.click(".turn.latest .thumb.up")
    tab.wait_for_function("document.querySelector('#notice').textContent.includes('only yours')")
    assert not [r for r in rows(said) if r["question"] == HAILED]
    tab.click(".turn.latest .thumb.down")
    tab.wait_for_selector("#pick .pick-own:not([hidden])")


# --- disagreement ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def fires(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("fires")
    with served(folder, FIRES, data=tmp_path_factory.mktemp("fires-data")) as address:
        yield address


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_two_articles_that_disagree_stand_side_by_side(
    open_tab: Opened, fires: str, size: dict[str, int]
) -> None:
    tab = open_tab(size, address=fires)
    ask(tab, DIED)
    sides = tab.locator(".turn.latest .versus figure")
    assert sides.count() == 2
    shown = sides.all_inner_texts()
    assert "different numbers" in tab.locator(".turn.latest .versus-head").inner_text()
    for value, date in (("Twelve", "4 March 2019"), ("Fourteen", "6 March 2019")):
        (side,) = [s for s in shown if s.startswith(value)]
        assert date in side
    boxes = [sides.nth(n).bounding_box() for n in range(2)]
    assert boxes[0] and boxes[1]
    assert (boxes[0]["y"] == boxes[1]["y"]) is not narrow(tab)
    other = sides.nth(1).locator(".ref")
    other.click()
    tab.wait_for_selector(f'#pane .pane[data-article="{other.get_attribute("data-article")}"]')
    words = sides.nth(1).locator("blockquote").inner_text().strip("“”")
    assert current(tab) == words
    assert seen(tab)
    assert not sideways(tab)


# --- sources that change --------------------------------------------------------------------------


def test_a_kept_answer_says_that_its_source_has_changed(browser_tab: Page, tmp_path: Path) -> None:
    folder, data, port = tmp_path / "articles", tmp_path / "data", free_port()
    folder.mkdir()
    with served(folder, {"rain.txt": RAIN}, data=data, port=port) as address:
        browser_tab.goto(address)
        ask(browser_tab, RAINED)
        assert browser_tab.locator(".turn.latest .changed").count() == 0
    changed = RAIN.replace("six days", "some days")
    with served(folder, {"rain.txt": changed}, data=data, port=port) as address:
        browser_tab.goto(address)
        browser_tab.wait_for_selector(".turn.latest figcaption .changed")
        assert "has changed" in browser_tab.locator(".turn.latest figcaption").inner_text()
        assert browser_tab.locator("#pane mark.cite").count() == 0


@pytest.fixture
def browser_tab(open_tab: Opened) -> Page:
    """A tab that may go to another address."""
    return open_tab(WIDE)


# --- spans ----------------------------------------------------------------------------------------


def test_of_two_equal_sentences_the_linked_one_is_marked(tab: Page) -> None:
    from web.links import fragment

    first, second = RAIN.index("Nobody was hurt."), RAIN.rindex("Nobody was hurt.")
    for start in (first, second):
        link = fragment("rain", start, start + 16, "Nobody was hurt.")
        tab.evaluate("link => { location.hash = link; }", link)
        tab.wait_for_selector(f'#pane mark.current[data-start="{start}"]')
        assert current(tab) == "Nobody was hurt."
        assert seen(tab)
        tab.evaluate("window.pullquote.close()")
