from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from evals.folder import RunFolder
from evals.job import Plan, execute, write_report
from evals.samples import EvalSet

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


@pytest.fixture
def folders(tiny: EvalSet, word_match: Any, tmp_path: Path) -> tuple[Path, Path]:
    for name, least in (("one", 1), ("two", 4)):
        systems = {"word-match": lambda texts, least=least: word_match(texts, least)}
        execute(Plan((tiny,), systems, tmp_path / name))
    return tmp_path / "one", tmp_path / "two"


def test_a_run_leaves_a_page_that_needs_nothing_else(folders: tuple[Path, Path]) -> None:
    page = (folders[0] / "report.html").read_text(encoding="utf-8")
    assert page.count("<svg") == 4
    assert "right and rightly cited" in page
    assert not re.search(r"(?:src\s*=|href\s*=\s*\"?(?!\"?#))|@import|url\(", page)
    assert "questions a minute" in page
    assert "fetch(" not in page


def test_the_page_carries_the_records(folders: tuple[Path, Path]) -> None:
    page = (folders[0] / "report.html").read_text(encoding="utf-8")
    match = re.search(r'id="data">(.*?)</script>', page, re.DOTALL)
    assert match
    (only,) = json.loads(match[1])["sets"]
    records = RunFolder(folders[0]).records("tiny", "word-match")
    assert [r["id"] for r in only["systems"][0]["records"]] == [r["id"] for r in records]
    assert only["articles"]["bell"].startswith("The bell")


def test_no_text_can_end_the_script_that_carries_it(tiny: EvalSet, tmp_path: Path) -> None:
    from evals.report import _json

    assert "</script>" not in _json({"text": "a </script><b> & c"})
    assert json.loads(_json({"text": "a </script>"})) == {"text": "a </script>"}


@pytest.fixture
def opened(browser: Browser, folders: tuple[Path, Path]) -> Any:
    """The page of the first run, with what flipped since the second, in a real browser."""
    path = write_report(RunFolder(folders[0]), RunFolder(folders[1]))
    page = browser.new_page(viewport={"width": 1100, "height": 800})
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("request", lambda r: problems.append(r.url) if not r.url.startswith("file:") else None)
    page.goto(path.as_uri())
    yield page
    page.close()
    assert problems == []


@pytest.mark.browser
def test_filters_show_what_they_say(opened: Page) -> None:
    shown = opened.locator("details")
    assert shown.count() == 8
    button = opened.get_by_role("button", name=re.compile("^wrongly answered"))
    button.click()
    assert shown.locator(".what").all_text_contents() == ["wrongly answered"] * shown.count()
    assert f"wrongly answered {shown.count()}" == button.text_content()
    opened.get_by_role("button", name=re.compile("^flipped")).click()
    assert "q2" in [row.get_attribute("id").split("-")[1] for row in shown.all()]  # type: ignore[union-attr]
    opened.get_by_role("button", name=re.compile("^all")).click()
    opened.get_by_role("searchbox").fill("kilograms")
    assert shown.count() == 1


@pytest.mark.browser
def test_a_question_opens_beside_its_article_with_its_spans_marked(opened: Page) -> None:
    opened.locator("#tiny-q2 summary").click()
    body = opened.locator("#tiny-q2 .article")
    for kind in ("gold", "cited"):
        words = "".join(body.locator(f".{kind}").all_text_contents())
        assert "It weighs 940 kilograms." in words
    assert body.locator(".short").all_text_contents() == ["940 kilograms"]
    assert "1" in body.locator("sup").all_text_contents()
    text = "".join(
        body.evaluate(
            "n => [...n.childNodes].filter(c => c.tagName !== 'SUP').map(c => c.textContent)"
        )
    )
    assert text.startswith("The bell of Harrow Quay was cast")
    assert opened.locator("#tiny-q2 dd").first.text_content()


@pytest.mark.browser
def test_nothing_scrolls_sideways_on_a_phone(opened: Page) -> None:
    opened.set_viewport_size({"width": 360, "height": 700})
    opened.locator("#tiny-q2 summary").click()
    assert opened.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
