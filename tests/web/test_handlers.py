"""What the page does when something happens on it, on the real chain."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rag import Answer, ArticleQA
from rag.errors import ReaderUnusable
from rag.settings import Settings
from tests.web.pages import Page
from web.handlers import CHANGED, GONE, Desk
from web.links import checksum
from web.screen import Screen

RAIN = "Rain in Mallo\n\nIt rained for six days in Mallo. The river Tarn rose by two metres.\n"
RAINED = "How many days did it rain in Mallo?"
STORM = (
    "A storm over the quay\n\nA storm destroyed forty houses in Port Lindow on Sunday. The old "
    "lighthouse was closed because the waves had cracked its walls. The house of Edith Marlow, 61, "
    "fell into the sea.\n"
)
SNOWED = "How many days did it snow in Brin?"
SNOW = "Snow in Brin\n\nIt snowed for nine days in Brin. Schools stayed closed.\n"


@pytest.fixture(scope="module")
def desk() -> Desk:
    return Desk(ArticleQA.from_texts({"rain": RAIN, "snow": SNOW}))


def last(screens: Iterator[Screen]) -> Screen:
    return list(screens)[-1]


def ask(desk: Desk, question: str, before: Screen | None = None) -> Screen:
    """What the page shows once a question is answered, after another where there was one."""
    saved, seat = (before.saved, before.seat) if before else ([], None)
    return last(desk.ask(question, saved, seat or desk.seat()))


def test_a_question_is_on_the_page_before_its_answer(desk: Desk) -> None:
    first, *_, told = desk.ask(RAINED, [], desk.seat())
    assert first.talk
    assert Page(first.talk).all("section", "pending")
    assert first.box == ""
    assert told.talk
    assert told.pane
    assert told.seat
    assert told.seat.view.article_id == "rain"
    assert "six days" in Page(told.talk).all("figure", "quote")[0].text
    assert "".join(m.text for m in Page(told.pane).all("mark", "cite")).startswith("It rained")


@pytest.mark.parametrize("question", ["", "   ", "?!", "why? " * 2000])
def test_what_cannot_be_asked_changes_nothing_but_the_notice(desk: Desk, question: str) -> None:
    (only,) = desk.ask(question, [], desk.seat())
    assert only == Screen(notice=only.notice)
    assert only.notice
    assert only.notice[0].isupper()


def test_questions_are_suggested_and_the_one_that_was_asked_is_gone() -> None:
    desk = Desk(ArticleQA.from_texts({"rain": STORM}, Settings(threads=1, answers="extractive")))
    first = [b.text for b in Page(desk.ideas([], desk.seat())).all("button")]
    assert 1 <= len(first) <= 4
    told = ask(desk, first[0])
    assert told.saved
    assert told.saved[0]["abstained"] is False
    assert told.seat
    after = [b.text for b in Page(desk.ideas(told.saved, told.seat)).all("button")]
    assert first[0] not in after
    assert len(after) <= 3


def test_no_suggestion_is_no_failure(desk: Desk) -> None:
    broken = Desk(Broken(desk.qa, RuntimeError("x")))  # type: ignore[arg-type]
    assert broken.ideas([], broken.seat()) == ""


def test_a_verdict_is_kept_and_seen(tmp_path: Path) -> None:
    settings = Settings(threads=1, answers="extractive", feedback=tmp_path / "said")
    desk = Desk(ArticleQA.from_texts({"rain": RAIN}, settings))
    told = ask(desk, RAINED)
    assert told.seat
    screen = desk.say(told.saved, told.seat, {"turn": 0, "way": "up"})
    assert screen.notice
    assert "said" in screen.notice
    assert screen.saved
    assert screen.saved[0]["verdict"] == "up"
    assert (tmp_path / "said" / "questions.jsonl").is_file()
    wrong = {"turn": 0, "way": "down", "article": "rain", "words": "not there"}
    refused = desk.say(told.saved, told.seat, wrong)
    assert refused.talk is None
    assert refused.notice
    assert "does not stand" in refused.notice


class Broken:
    """The real library, whose answering fails."""

    def __init__(self, qa: ArticleQA, error: Exception) -> None:
        self._qa, self._error, self.settings = qa, error, qa.settings

    def articles(self) -> Any:
        return self._qa.articles()

    def stream(self, question: str, *_: Any) -> Iterator[Answer]:
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
    desk: Desk, error: Exception, says: str
) -> None:
    before = ask(desk, RAINED)
    broken = Desk(Broken(desk.qa, error))  # type: ignore[arg-type]
    told = last(broken.ask("Who closed the schools?", before.saved, broken.seat()))
    assert told.talk
    page = Page(told.talk)
    assert [n.text for n in page.all("h2", "question")][1] == "Who closed the schools?"
    assert says in page.all("p", "polite")[0].text
    assert "secret" not in told.talk
    assert told.saved
    assert len(told.saved) == 2


def test_an_older_answer_can_be_shown_again(desk: Desk) -> None:
    two = ask(desk, SNOWED, ask(desk, RAINED))
    assert two.seat
    assert two.seat.view.article_id == "snow"
    assert two.talk
    ref = Page(two.talk).all("button", "ref")[0].attrs
    target = {k: ref[f"data-{k}"] for k in ("turn", "article", "from", "to")}
    shown = desk.show(two.saved, two.seat, target)
    assert shown.seat
    assert (shown.seat.view.article_id, shown.seat.view.turn) == ("rain", 0)
    assert shown.pane
    assert Page(shown.pane).all("mark", "cite")[0].text.startswith("It rained")


@pytest.mark.parametrize("target", [{}, {"article": "rain"}, {"article": "rain", "turn": "x"}])
def test_a_target_that_is_none_changes_nothing(desk: Desk, target: dict[str, Any]) -> None:
    assert desk.show([], desk.seat(), target) == Screen()


def test_an_article_that_is_gone_is_said(desk: Desk) -> None:
    gone = {"article": "hail", "turn": 0, "from": 0, "to": 3}
    assert desk.show([], desk.seat(), gone).notice == GONE
    assert desk.turn_to([], desk.seat(), {"article": "hail"}).notice == GONE


def test_another_article_opens_at_its_beginning(desk: Desk) -> None:
    screen = desk.turn_to([], desk.seat(), {"article": "snow"})
    assert screen.pane
    assert Page(screen.pane).all("h1")[0].text.strip() == "Snow in Brin"


def test_a_link_opens_its_article_at_its_words_or_says_that_they_changed(desk: Desk) -> None:
    start = SNOW.index("nine days")
    link = {
        "article": "snow",
        "from": str(start),
        "to": str(start + 9),
        "was": checksum("nine days"),
    }
    screen = desk.turn_to([], desk.seat(), link)
    assert screen.pane
    assert [m.text for m in Page(screen.pane).all("mark", "linked")] == ["nine days"]
    old = desk.turn_to([], desk.seat(), {**link, "was": checksum("ten days!")})
    assert old.notice == CHANGED
    assert old.pane
    assert not Page(old.pane).all("mark")
    assert desk.turn_to([], desk.seat(), {**link, "to": "far"}) == Screen()


def test_a_new_chat_forgets_the_turns_and_keeps_the_article(desk: Desk) -> None:
    one = ask(desk, SNOWED)
    assert one.seat
    fresh = desk.fresh(one.seat)
    assert fresh.saved == []
    assert fresh.seat
    assert fresh.seat.view.article_id == "snow"
    assert fresh.pane
    assert not Page(fresh.pane).all("mark")
    assert fresh.talk
    assert Page(fresh.talk).all("div", "welcome")


def test_the_page_opens_with_what_the_browser_kept(desk: Desk) -> None:
    again = desk.open(ask(desk, SNOWED).saved, desk.seat())
    assert again.talk
    assert "nine days" in Page(again.talk).all("figure", "quote")[0].text
    assert again.pane
    assert Page(again.pane).all("mark", "cite")
    assert desk.open("nonsense", desk.seat()).saved == []


def test_the_last_question_can_be_asked_again_or_otherwise(desk: Desk) -> None:
    two = ask(desk, SNOWED, ask(desk, RAINED))
    assert two.seat
    again = last(desk.retry(two.saved, two.seat))
    assert again.saved == two.saved
    edited = desk.edit(two.saved, two.seat)
    assert edited.box == SNOWED
    assert edited.saved == (two.saved or [])[:1]
    assert list(desk.retry([], two.seat)) == []
    assert desk.edit([], two.seat) == Screen()


def test_a_question_that_is_stopped_is_back_in_its_field(desk: Desk) -> None:
    one = ask(desk, RAINED)
    assert one.seat
    asking = next(desk.ask(SNOWED, one.saved, one.seat))
    assert asking.seat
    stopped = desk.stop(one.saved, asking.seat)
    assert stopped.box == SNOWED
    assert stopped.talk
    assert [n.text for n in Page(stopped.talk).all("h2", "question")] == [RAINED]
    assert stopped.seat
    assert stopped.seat.asking == ""


@pytest.mark.parametrize("way", ["stop", "fresh", "edit"])
def test_an_answer_that_nobody_waits_for_changes_nothing_any_more(desk: Desk, way: str) -> None:
    one = ask(desk, RAINED)
    assert one.seat
    asking = desk.ask(SNOWED, one.saved, one.seat)
    seat = next(asking).seat
    assert seat
    left = {
        "stop": lambda: desk.stop(one.saved, seat),
        "fresh": lambda: desk.fresh(seat),
        "edit": lambda: desk.edit(one.saved, seat),
    }[way]()
    rest = [s for s in asking if s != Screen()]
    assert rest == [Screen(talk=left.talk)]
    assert left.seat
    again = last(desk.ask(SNOWED, [], left.seat))
    assert again.saved
    assert len(again.saved) == 1


def test_one_article_alone_can_be_asked(desk: Desk) -> None:
    seat = desk.turn_to([], desk.seat(), {"article": "snow"}).seat
    assert seat
    only = desk.ask_only(seat, True)
    assert only.scope
    pressed = [b.attrs["aria-pressed"] for b in Page(only.scope).all("button")]
    assert pressed == ["false", "true"]
    assert only.seat
    told = last(desk.ask(RAINED, [], only.seat))
    assert told.talk
    assert Page(told.talk).all("section", "abstained")
    assert Page(told.talk).all("p", "asked-of")[0].text == "Only in Snow in Brin"


def test_a_conversation_is_kept_as_markdown_and_json(desk: Desk) -> None:
    one = ask(desk, RAINED)
    assert one.seat
    text = desk.export(one.saved, one.seat, "markdown")
    assert f"**{RAINED}**" in text
    assert "> “It rained for six days in Mallo.”\n>\n> — Rain in Mallo, paragraph 1" in text
    (turn,) = json.loads(desk.export(one.saved, one.seat, "json"))["turns"]
    quote, position = turn["citations"][0]["target"]["selector"]
    assert (
        RAIN[position["start"] : position["end"]]
        == quote["exact"]
        == "It rained for six days in Mallo."
    )
    assert RAIN.endswith(quote["exact"] + quote["suffix"] + RAIN[position["end"] + 32 :])
    assert quote["prefix"] == "Rain in Mallo\n\n"
