from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from index.spans import Span
from rag.suggest import Suggestion
from tests.web.pages import Page
from web import ideas
from web.ideas import Pools, choose, ideas_html
from web.turns import Turn

POOL = tuple(Suggestion(f"Why is it {n}?", "why", Span("a", n, n + 1), 0.9) for n in range(6))


def test_a_pool_is_made_once_however_many_want_it() -> None:
    pools, made = Pools(), []

    def make() -> ideas.Pool:
        made.append(1)
        time.sleep(0.05)
        return POOL

    with ThreadPoolExecutor(6) as threads:
        assert list(threads.map(lambda _: pools.get("a", make), range(6))) == [POOL] * 6
    assert made == [1]


def test_a_pool_that_could_not_be_made_is_tried_again() -> None:
    pools = Pools()

    def fail() -> ideas.Pool:
        raise OSError("no room")

    with pytest.raises(OSError, match="no room"):
        pools.get("a", fail)
    assert pools.get("a", lambda: POOL) == POOL


def test_old_pools_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ideas, "_KEPT", 2)
    pools = Pools()
    for key in "abc":
        pools.get(key, lambda: POOL)
    assert pools.get("a", lambda: ()) == ()
    assert pools.get("c", lambda: ()) == POOL


def test_few_are_chosen_and_none_twice() -> None:
    assert choose(POOL, []) == [s.question for s in POOL[:4]]
    asked = [Turn(POOL[0].question, text="x")]
    assert choose(POOL, asked) == [s.question for s in POOL[1:4]]
    assert choose((), asked) == []


def test_they_are_buttons_and_nothing_where_there_are_none() -> None:
    assert ideas_html([], "a", first=True) == ""
    (button,) = Page(ideas_html(["Who is <b>?"], "a", first=False)).all("button")
    assert button.text == "Who is <b>?"
