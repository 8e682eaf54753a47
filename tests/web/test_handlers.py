"""What the page does when something happens on it, on the real chain."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from rag import Answer, ArticleQA
from rag.errors import ReaderUnusable
from tests.web.pages import Page
from web.handlers import Desk, Screen

RAIN = "Rain in Mallo\n\nIt rained for six days in Mallo. The river Tarn rose by two metres.\n"
SNOW = "Snow in Brin\n\nIt snowed for nine days in Brin. Schools stayed closed.\n"


@pytest.fixture(scope="module")
def desk() -> Desk:
    return Desk(ArticleQA.from_texts({"rain": RAIN, "snow": SNOW}))


def last(screens: Iterator[Screen]) -> Screen:
    return list(screens)[-1]


def test_a_question_is_on_the_page_before_its_answer(desk: Desk) -> None:
    first, *_, told = desk.ask("How many days did it rain in Mallo?", [], None)
    assert first.talk
    assert Page(first.talk).all("section", "pending")
    assert first.box == ""
    assert told.talk
    assert told.pane
    assert told.view
    assert told.view.article_id == "rain"
    assert "six days" in Page(told.talk).all("figure", "quote")[0].text
    assert "".join(m.text for m in Page(told.pane).all("mark", "cite")).startswith("It rained")


@pytest.mark.parametrize("question", ["", "   ", "?!", "why? " * 2000])
def test_what_cannot_be_asked_changes_nothing_but_the_notice(desk: Desk, question: str) -> None:
    (only,) = desk.ask(question, [], None)
    assert only == Screen(notice=only.notice)
    assert only.notice
    assert only.notice[0].isupper()


class Broken:
    """The real chain over one article, whose answering fails."""

    def __init__(self, qa: ArticleQA, error: Exception) -> None:
        self._qa, self._error = qa, error

    def articles(self) -> Any:
        return self._qa.articles()

    def stream(self, question: str, **_: Any) -> Iterator[Answer]:
        raise self._error
        yield self._qa.ask(question)


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (ReaderUnusable("a/model", "it is cut short"), "reinstall pullquote"),
        (RuntimeError("secret detail"), "not your question's fault"),
    ],
)
def test_a_failure_is_a_polite_turn_and_loses_nothing(
    desk: Desk, error: Exception, says: str, caplog: pytest.LogCaptureFixture
) -> None:
    before = last(desk.ask("How many days did it rain in Mallo?", [], None))
    broken = Desk(Broken(desk.qa, error))  # type: ignore[arg-type]
    told = last(broken.ask("Who closed the schools?", before.saved, before.view))
    assert told.talk
    page = Page(told.talk)
    assert [n.text for n in page.all("h2", "question")][1] == "Who closed the schools?"
    assert says in page.all("p", "polite")[0].text
    assert "secret" not in told.talk
    assert told.saved
    assert len(told.saved) == 2


def test_an_older_answer_can_be_shown_again(desk: Desk) -> None:
    one = last(desk.ask("How many days did it rain in Mallo?", [], None))
    two = last(desk.ask("How many days did it snow in Brin?", one.saved, one.view))
    assert two.view
    assert two.view.article_id == "snow"
    assert two.talk
    ref = Page(two.talk).all("button", "ref")[0].attrs
    target = {k: ref[f"data-{k}"] for k in ("turn", "article", "from", "to")}
    shown = desk.show(two.saved, two.view, target)
    assert shown.view
    assert (shown.view.article_id, shown.view.turn) == ("rain", 0)
    assert shown.pane
    assert Page(shown.pane).all("mark", "cite")[0].text.startswith("It rained")


@pytest.mark.parametrize("target", [{}, {"article": "rain"}, {"article": "rain", "turn": "x"}])
def test_a_target_that_is_none_changes_nothing(desk: Desk, target: dict[str, Any]) -> None:
    assert desk.show([], None, target) == Screen()


def test_an_article_that_is_gone_is_said(desk: Desk) -> None:
    gone = desk.show([], None, {"article": "hail", "turn": 0, "from": 0, "to": 3})
    assert gone.notice == "That article is no longer here."
    assert desk.turn_to([], None, "hail").notice == "That article is no longer here."


def test_another_article_opens_at_its_beginning(desk: Desk) -> None:
    screen = desk.turn_to([], None, "snow")
    assert screen.pane
    assert Page(screen.pane).all("h1")[0].text.strip() == "Snow in Brin"


def test_a_new_chat_forgets_the_turns_and_keeps_the_article(desk: Desk) -> None:
    one = last(desk.ask("How many days did it snow in Brin?", [], None))
    fresh = desk.fresh(one.view)
    assert fresh.saved == []
    assert fresh.view
    assert fresh.view.article_id == "snow"
    assert fresh.pane
    assert not Page(fresh.pane).all("mark")
    assert fresh.talk
    assert Page(fresh.talk).all("div", "welcome")


def test_the_page_opens_with_what_the_browser_kept(desk: Desk) -> None:
    one = last(desk.ask("How many days did it snow in Brin?", [], None))
    again = desk.open(one.saved)
    assert again.talk
    assert "nine days" in Page(again.talk).all("figure", "quote")[0].text
    assert again.pane
    assert Page(again.pane).all("mark", "cite")
    assert desk.open("nonsense").saved == []
