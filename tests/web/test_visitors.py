"""Twenty visitors at once, each with an article of their own: nobody sees another's words."""

from __future__ import annotations

from pathlib import Path
from threading import Barrier

import pytest

import app
from evals.errors import PageError
from evals.visitor import Visitor
from evals.visitors import ROLES, Result, Spread, article, measure, names, question, report, visit
from rag.settings import Settings
from tests.web.conftest import free_port

AT_ONCE, EACH = 20, 2


def test_twenty_visitors_get_their_own_answers_and_nobody_elses(story_address: str) -> None:
    result = measure(story_address, AT_ONCE, EACH)
    assert result.leaks == 0
    assert result.right == result.questions == AT_ONCE * EACH
    assert 0 < result.wait.p50 <= result.wait.p95


def test_where_all_see_what_anyone_adds_the_same_visitors_see_it(tmp_path: Path) -> None:
    """What the test above counts as none is there to be counted."""
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "town.txt").write_text("A town\n\nIt lies where two rivers meet.\n")
    settings = Settings(
        data=tmp_path / "data",
        seeds=(tmp_path / "seeds",),
        threads=1,
        port=free_port(),
        shared=True,
    )
    blocks = app.serve(settings, block=False)
    try:
        assert measure(f"http://127.0.0.1:{settings.port}", 3, 1).leaks > 0
    finally:
        blocks.close(verbose=False)


def test_a_visitor_sees_what_a_browser_shows(story_address: str) -> None:
    visitor = Visitor.at(story_address)
    assert "Ask about" in visitor.shown("talk")
    visitor.paste("Hail over Dorn\n\nHail fell on Dorn for twelve minutes.\n")
    assert "Hail over Dorn" in visitor.shown("pane")
    visitor.ask("How many days did it rain in Mallo?")
    assert "six days" in visitor.shown("talk")
    visitor.close()


def test_names_are_nobody_elses_nor_part_of_another() -> None:
    found = names(200)
    assert len(set(found)) == 200
    assert not [(a, b) for a in found for b in found if a != b and a in b]


def test_an_article_says_who_holds_each_role() -> None:
    own = names(len(ROLES))
    text = article(own)
    assert all(text.count(f"Kim {name}") == 1 for name in own)
    assert f"The judge of the upper town is Kim {own[5]}, who sits on Thursdays." in text
    assert question(ROLES[5][0]) == "Who is the judge of the upper town?"


def test_where_no_page_is_that_is_said() -> None:
    with pytest.raises(PageError, match="cannot be reached"):
        visit(f"http://127.0.0.1:{free_port()}", 0, [names(1)], Barrier(1))


def test_the_report_says_what_was_counted() -> None:
    result = Result(20, 200, 199, 1, Spread(120.4, 480.6), 50.0, "a machine")
    assert report(result) == (
        "a machine\n\n20 visitors at once, 200 questions: 199 answered rightly, 1 names of others "
        "seen.\nFrom sending a question to its whole answer: p50 120 ms, p95 481 ms. "
        "All of it took 50.0 s, 4.0 questions a second."
    )
