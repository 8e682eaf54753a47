"""The page in a real browser, on a desk and on a phone: everything a reader can do on it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.web.conftest import NARROW, WIDE, Opened
from tests.web.stories import BRIDGE, HAIL, HAILED, LOAVES, RAIN, RAINED, SNOWED

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


def ask(tab: Page, question: str) -> None:
    before = tab.locator(".turn").count()
    tab.fill("#box textarea", question)
    tab.press("#box textarea", "Enter")
    done(tab, before)


def done(tab: Page, turn: int) -> None:
    tab.wait_for_selector(f'.turn.latest:not(.pending, .growing)[data-turn="{turn}"] .actions')


def narrow(tab: Page) -> bool:
    size = tab.viewport_size
    return bool(size and size["width"] < 860)


def read(tab: Page) -> None:
    """Opens the article where it lies behind the conversation."""
    if narrow(tab):
        tab.click("[data-do=read]")
    tab.wait_for_selector("#pane .sheet")


def leave(tab: Page) -> None:
    if narrow(tab):
        tab.click("#pane [data-do=close]")


def current(tab: Page) -> str:
    tab.wait_for_selector("#pane mark.current")
    return "".join(tab.locator("#pane mark.current").all_inner_texts())


def seen(tab: Page) -> bool:
    """Whether the words looked at are within the window once the scrolling has stopped."""
    tab.wait_for_function(
        """() => {
          const r = document.querySelector('#pane mark.current')?.getBoundingClientRect();
          return r && r.top >= 0 && r.bottom <= innerHeight && r.left >= 0 && r.right <= innerWidth;
        }"""
    )
    return True


def sideways(tab: Page) -> bool:
    return bool(tab.evaluate("document.scrollingElement.scrollWidth > innerWidth"))


def add_text(tab: Page, text: str) -> None:
    read(tab)
    tab.click("#pane [data-do=add]")
    tab.fill("#pasted textarea", text)
    tab.click("#add")
    tab.wait_for_function("!document.documentElement.dataset.bring")
    leave(tab)


# --- reading --------------------------------------------------------------------------------------


def test_the_cited_words_are_marked_where_they_stand(tab: Page) -> None:
    ask(tab, BRIDGE)
    quote = tab.locator(".turn.latest blockquote").first.inner_text().strip("“”")
    tab.locator(".turn.latest .ref").first.click()
    assert current(tab) == quote
    start = int(tab.locator("#pane mark.current").first.get_attribute("data-start") or -1)
    assert RAIN[start:].startswith(quote)
    assert seen(tab)


def test_a_citation_opens_its_article_and_an_older_one_brings_back_its_own(tab: Page) -> None:
    ask(tab, RAINED)
    ask(tab, SNOWED)
    title = tab.locator("#pane .sheet h1")
    assert title.inner_text() == "Snow in Brin" if not narrow(tab) else True
    tab.locator('.turn[data-turn="0"] .ref').first.click()
    tab.wait_for_selector('#pane .pane[data-turn="0"][data-article="rain"]')
    assert current(tab).startswith("It rained for six days in Mallo")
    assert seen(tab)
    assert not sideways(tab)


def test_hovering_a_marker_shows_its_quote(open_tab: Opened) -> None:
    tab = open_tab(WIDE)
    ask(tab, RAINED)
    tab.hover(".turn.latest .lead .ref")
    tab.wait_for_selector("#quote-tip:not([hidden])")
    tip = tab.locator("#quote-tip").inner_text()
    assert "It rained for six days in Mallo" in tip
    assert "paragraph" in tip.lower()
    tab.mouse.move(5, 5)
    tab.wait_for_selector("#quote-tip", state="hidden")


def test_the_picker_finds_an_article_and_opens_it(tab: Page) -> None:
    read(tab)
    tab.click("#pane .shelf")
    tab.fill("#pane .picker input", "brin")
    rows = tab.locator("#pane .picker li:visible")
    assert rows.count() == 1
    rows.locator("[data-do=open]").click()
    tab.wait_for_selector('#pane .pane[data-article="snow"]')
    assert tab.locator("#pane .sheet h1").inner_text() == "Snow in Brin"
    assert tab.locator("#pane .sheet h2").inner_text() == "What comes next"
    assert "2 January 2025" in tab.locator("#pane .about").inner_text()
    assert not sideways(tab)


def test_one_article_alone_is_asked_and_all_again(tab: Page) -> None:
    tab.click("#scope [data-do=only]")
    tab.wait_for_selector('#scope [data-do=only][aria-pressed="true"]')
    opened = tab.locator("#pane .sheet h1").inner_text()
    assert opened == "A <b>bold</b> tale" or narrow(tab)
    ask(tab, SNOWED)
    tab.wait_for_selector(".turn.latest.abstained")
    tab.click("#scope [data-do=all]")
    tab.wait_for_selector('#scope [data-do=all][aria-pressed="true"]')
    ask(tab, SNOWED)
    assert "nine days" in tab.locator(".turn.latest .lead").inner_text()


def test_markup_in_an_article_is_shown_and_never_runs(tab: Page) -> None:
    ask(tab, LOAVES)
    quote = tab.locator(".turn.latest blockquote").first.inner_text()
    assert "<img" in quote
    tab.locator(".turn.latest .ref").first.click()
    read_text = tab.locator("#pane .sheet").inner_text()
    assert "<script>window.hacked = true</script>" in read_text
    ask_text = "<img src=x onerror='window.hacked = true'> Who is it?"
    leave(tab)
    ask(tab, ask_text)
    assert tab.locator(".turn.latest .question").inner_text() == ask_text
    assert tab.evaluate("window.hacked") is None


# --- asking ---------------------------------------------------------------------------------------


def test_the_last_question_can_be_changed_or_asked_again(tab: Page) -> None:
    ask(tab, RAINED)
    ask(tab, SNOWED)
    # It may be waiting for its answer too short to be caught at it.
    tab.evaluate(
        """() => new MutationObserver(() => {
          window.waited ||= document.querySelector('.turn.pending') !== null;
        }).observe(document.querySelector('#talk'), { subtree: true, attributes: true })"""
    )
    tab.click(".turn.latest [data-do=retry]")
    tab.wait_for_function("window.waited")
    done(tab, 1)
    assert tab.locator(".turn").count() == 2
    tab.click(".turn.latest [data-do=edit]")
    tab.wait_for_function("document.querySelectorAll('.turn').length === 1")
    assert tab.input_value("#box textarea") == SNOWED
    assert tab.evaluate("document.activeElement === document.querySelector('#box textarea')")


def test_a_new_chat_begins_empty_and_stays_so(tab: Page) -> None:
    ask(tab, RAINED)
    tab.click("#top [data-do=new]")
    tab.wait_for_selector(".welcome")
    tab.reload()
    tab.wait_for_selector(".welcome")


def test_no_reader_sees_what_another_asked_or_added(open_tab: Opened) -> None:
    mine, other = open_tab(WIDE), open_tab(WIDE)
    add_text(mine, HAIL)
    ask(mine, HAILED)
    assert "ninety" in mine.locator(".turn.latest").inner_text()
    assert other.locator(".turn").count() == 0
    other.reload()
    other.wait_for_selector(".welcome")
    assert "Dorn" not in other.locator("body").inner_text()
    ask(other, HAILED)
    other.wait_for_selector(".turn.latest.abstained")
    assert "Dorn" not in other.locator("body").inner_text()


# --- bringing and keeping -------------------------------------------------------------------------


def test_a_pasted_text_is_asked_and_can_be_removed(tab: Page) -> None:
    add_text(tab, HAIL)
    ask(tab, HAILED)
    assert "ninety" in tab.locator(".turn.latest .lead").inner_text()
    read(tab)
    tab.click("#pane .shelf")
    tab.click("#pane [data-do=remove]")
    tab.wait_for_function(
        "!document.querySelector('#pane .picker').textContent.includes('Hail over Dorn')"
    )
    leave(tab)
    assert tab.locator(".turn.latest figcaption .changed").count() == 1
    ask(tab, HAILED)
    tab.wait_for_selector(".turn.latest.abstained")


def test_files_are_chosen_and_bad_ones_are_said(
    tab: Page, text_file: Callable[[str, str], Path]
) -> None:
    read(tab)
    tab.click("#pane [data-do=add]")
    hail, empty = text_file("hail.txt", HAIL), text_file("empty.txt", " \n")
    with tab.expect_file_chooser() as chooser:
        tab.click("#files")
    chooser.value.set_files([hail, empty])
    tab.wait_for_function("document.querySelector('#bring-said').textContent.includes('empty.txt')")
    tab.click("[data-do=bring-close]")
    assert tab.locator("#pane .sheet h1").inner_text() == "Hail over Dorn"
    assert "hail.txt" in tab.locator("#pane .about").inner_text()
    assert not sideways(tab)


def test_files_are_dropped_anywhere(open_tab: Opened) -> None:
    tab = open_tab(WIDE)
    tab.evaluate(
        """text => {
          const data = new DataTransfer();
          data.items.add(new File([text], 'hail.md', { type: 'text/markdown' }));
          for (const kind of ['dragover', 'drop']) {
            document.body.dispatchEvent(
              new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: data }),
            );
          }
        }""",
        HAIL,
    )
    tab.wait_for_function("document.querySelector('#pane h1').textContent.includes('Hail')")


def test_an_answer_is_copied_with_its_quote(open_tab: Opened) -> None:
    tab = open_tab(WIDE, permissions=["clipboard-read", "clipboard-write"])
    ask(tab, RAINED)
    tab.click(".turn.latest [data-do=copy]:not(.quiet)")
    tab.wait_for_selector("text=Copied")
    copied = tab.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(f"**{RAINED}**\n\n")
    assert "> “It rained for six days in Mallo" in copied
    assert "Rain in Mallo, 12 March 2024" in copied


def test_a_link_to_a_quote_opens_it_for_another_reader(open_tab: Opened) -> None:
    tab = open_tab(WIDE, permissions=["clipboard-read", "clipboard-write"])
    ask(tab, SNOWED)
    tab.hover(".turn.latest figure")
    tab.click(".turn.latest figure [data-link]")
    tab.wait_for_selector("text=Copied")
    link = tab.evaluate("navigator.clipboard.readText()")
    fragment = "#" + link.partition("#")[2]
    for size in (WIDE, NARROW):
        other = open_tab(size, fragment)
        other.wait_for_selector('#pane .pane[data-article="snow"]')
        assert current(other) == "It snowed for nine days in Brin."
        assert seen(other)
    stale = open_tab(WIDE, fragment.replace("was=", "was=0"))
    stale.wait_for_function("document.querySelector('#notice').textContent.includes('has changed')")


@pytest.mark.parametrize("form", ["markdown", "json"])
def test_a_conversation_is_kept_as_a_file(open_tab: Opened, form: str) -> None:
    tab = open_tab(NARROW)
    ask(tab, RAINED)
    tab.click("#top [data-do=menu]")
    with tab.expect_download() as download:
        tab.click(f"#top [data-form={form}]")
    text = Path(download.value.path()).read_text(encoding="utf-8")
    if form == "json":
        citation = json.loads(text)["turns"][0]["citations"][0]
        position = citation["target"]["selector"][1]
        assert RAIN[position["start"] : position["end"]] == citation["quote"]
    else:
        assert "> “It rained for six days" in text
    assert not sideways(tab)


def test_on_paper_the_conversation_stands_alone(open_tab: Opened) -> None:
    tab = open_tab(WIDE)
    for question in (RAINED, SNOWED, LOAVES):
        ask(tab, question)
    tab.emulate_media(media="print")
    assert tab.locator("#pane").is_hidden()
    assert tab.locator("#ask").is_hidden()
    height = "document.querySelector('#talk').getBoundingClientRect().height"
    assert tab.evaluate(height) >= tab.evaluate("document.querySelector('.talk').scrollHeight")
    assert tab.pdf()[:4] == b"%PDF"


# --- looks ----------------------------------------------------------------------------------------


def test_light_and_dark_follow_the_system_and_the_reader(open_tab: Opened) -> None:
    tab = open_tab(WIDE, color_scheme="dark")
    look = "document.documentElement.dataset.look"
    ground = "getComputedStyle(document.body).backgroundColor"
    assert tab.evaluate(look) == "dark"
    dark = tab.evaluate(ground)
    tab.click("#top [data-do=look]")
    assert tab.evaluate(look) == "light"
    assert tab.evaluate(ground) != dark
    tab.reload()
    tab.wait_for_selector("#box textarea")
    assert tab.evaluate(look) == "light"


def test_nothing_of_gradio_shows(tab: Page) -> None:
    assert "gradio" not in tab.locator("body").inner_text().lower()
    assert tab.locator("footer:visible").count() == 0
    assert tab.title() == "pullquote"


def test_the_question_does_not_move_while_its_answer_comes(open_tab: Opened) -> None:
    tab = open_tab(WIDE)
    ask(tab, RAINED)
    ask(tab, SNOWED)
    tab.wait_for_timeout(800)
    first = tab.locator(".turn.latest .question").bounding_box()
    ask(tab, LOAVES)
    tab.wait_for_timeout(800)
    second = tab.locator(".turn.latest .question").bounding_box()
    assert first
    assert second
    assert abs(first["y"] - second["y"]) <= 2
