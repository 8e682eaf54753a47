"""Articles that readers bring: read, asked, removed, and seen by nobody else."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag import ArticleQA
from tests.web.pages import Page
from web import own
from web.handlers import Desk
from web.screen import Screen, Seat
from web.wiring import page

RAIN = "Rain in Mallo\n\nIt rained for six days in Mallo. The river Tarn rose by two metres.\n"
SNOW = "Snow in Brin\n\nIt snowed for nine days in Brin. Schools stayed closed.\n"
SNOWED = "How many days did it snow in Brin?"


@pytest.fixture(scope="module")
def desk() -> Desk:
    return Desk(ArticleQA.from_texts({"rain": RAIN}))


def bring(desk: Desk, seat: Seat, text: str, *files: tuple[Path, str]) -> Screen:
    return list(desk.bring(files, text, [], seat))[-1]


def answer(desk: Desk, seat: Seat, question: str) -> Page:
    talk = list(desk.ask(question, [], seat))[-1].talk
    assert talk
    return Page(talk)


def test_a_pasted_text_is_opened_and_asked(desk: Desk) -> None:
    seat = desk.seat()
    screen = bring(desk, seat, SNOW)
    assert screen.pane
    assert Page(screen.pane).all("h1")[0].text.strip() == "Snow in Brin"
    assert screen.seat
    assert "nine days" in answer(desk, screen.seat, SNOWED).all("figure", "quote")[0].text
    # What everyone sees is still asked along.
    rained = answer(desk, screen.seat, "How many days did it rain in Mallo?")
    assert "six days" in rained.all("figure", "quote")[0].text


def test_no_other_reader_sees_it(desk: Desk) -> None:
    mine, other = desk.seat(), desk.seat()
    bring(desk, mine, SNOW)
    assert [a.title for a in mine.own.articles()] == ["Snow in Brin"]
    assert other.own.articles() == []
    assert answer(desk, other, SNOWED).all("section", "abstained")
    talk = answer(desk, other, SNOWED)
    assert all("Brin" not in n.text for n in talk.all("button", "passage"))


def test_where_the_operator_says_so_everyone_sees_it() -> None:
    shared = Desk(ArticleQA.from_texts({"rain": RAIN}), shared=True)
    bring(shared, shared.seat(), SNOW)
    assert "nine days" in answer(shared, shared.seat(), SNOWED).all("figure", "quote")[0].text


def test_the_sheet_says_who_will_see_what_is_brought() -> None:
    for shared, said in ((False, "Only you see them"), (True, "Everyone who opens this page")):
        blocks = page(Desk(ArticleQA.from_texts({"rain": RAIN}), shared=shared))
        heads = [b for b in blocks.blocks.values() if getattr(b, "elem_id", "") == "bring-head"]
        assert [said in str(getattr(b, "value", "")) for b in heads] == [True]


def test_files_are_read_by_the_name_they_have_at_the_readers(desk: Desk, tmp_path: Path) -> None:
    good, bad, odd = tmp_path / "1", tmp_path / "2", tmp_path / "3"
    good.write_text(SNOW, encoding="utf-8")
    bad.write_bytes(b"\x00\x01" * 99)
    odd.write_text("x")
    seat = desk.seat()
    files = [(bad, "noise.txt"), (good, "C:\\news\\snow.txt"), (odd, "tool.exe")]
    screens = list(desk.bring(files, "", [], seat))
    assert [s.notice for s in screens[:3]] == [
        f"Reading {name} ({n} of 3) …" for n, (_, name) in enumerate(files, start=1)
    ]
    told = screens[-1]
    assert told.notice
    assert "noise.txt: the file is binary" in told.notice
    assert ".exe" in told.notice
    assert [a.source for a in seat.own.articles()] == ["snow.txt"]


def test_what_is_empty_or_too_much_is_refused(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    seat = desk.seat()
    assert "empty" in (bring(desk, seat, "  \n ").notice or "")
    assert "empty" in (bring(desk, seat, "?! …").notice or "")
    monkeypatch.setattr(own, "MAX_CHARACTERS", 10)
    assert "at most 10 are taken" in (bring(desk, seat, SNOW).notice or "")
    monkeypatch.undo()
    monkeypatch.setattr(own, "MAX_OWN", 1)
    bring(desk, seat, SNOW)
    assert "Remove one first" in (bring(desk, seat, SNOW + "More.").notice or "")
    assert len(seat.own.articles()) == 1


def test_the_same_text_twice_is_one_article(desk: Desk) -> None:
    seat = desk.seat()
    bring(desk, seat, SNOW)
    bring(desk, seat, SNOW)
    assert len(seat.own.articles()) == 1


def test_ones_own_articles_can_be_removed_and_no_others(desk: Desk) -> None:
    seat = bring(desk, desk.seat(), SNOW).seat
    assert seat
    (mine,) = seat.own.articles()
    assert desk.remove([], seat, "rain").seat == seat
    screen = desk.remove([], seat, mine.id)
    assert screen.pane
    assert Page(screen.pane).all("h1")[0].text.strip() == "Rain in Mallo"
    assert answer(desk, seat, SNOWED).all("section", "abstained")
    seat.own.close()
    assert seat.own.articles() == []
