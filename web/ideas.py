"""Questions to suggest: made in the background, once for each article and what is asked with it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from threading import Lock

from rag.suggest import Suggestion, related
from web.escape import esc
from web.turns import Turn

FIRST, NEXT = 4, 3
"""How many questions are suggested at the start, and after an answer."""
_KEPT = 256

Pool = tuple[Suggestion, ...]


class Pools:
    """The questions of each article, made when they are first wanted and then remembered.

    One thread makes a pool while others that want the same one wait for it.
    """

    def __init__(self) -> None:
        self._pools: OrderedDict[str, Pool] = OrderedDict()
        self._locks: dict[str, Lock] = {}
        self._lock = Lock()

    def get(self, key: str, make: Callable[[], Pool]) -> Pool:
        """The pool of ``key``, made with ``make`` where it is not known."""
        with self._lock:
            known = self._pools.get(key)
            lock = self._locks.setdefault(key, Lock())
        if known is not None:
            return known
        with lock:
            with self._lock:
                if key in self._pools:
                    return self._pools[key]
            pool = make()
            with self._lock:
                self._pools[key] = pool
                self._locks.pop(key, None)
                while len(self._pools) > _KEPT:
                    self._pools.popitem(last=False)
            return pool


def choose(pool: Pool, turns: Sequence[Turn]) -> list[str]:
    """What to suggest of a pool: its best at the start, else what is near the last answer."""
    if not turns:
        return [s.question for s in pool[:FIRST]]
    asked = [q for t in turns for q in (t.question, t.standalone) if q]
    return [s.question for s in related(pool, asked, turns[-1].citations, NEXT)]


def ideas_html(questions: Sequence[str], article_id: str, *, first: bool) -> str:
    """The questions that are suggested on an article, as buttons; nothing where there are none."""
    if not questions:
        return ""
    label = "Questions to start from" if first else "Questions to go on with"
    rows = "".join(f"<li>{_button_html(q)}</li>" for q in questions)
    kind = "first" if first else "next"
    named = f'aria-label="{label}" data-article="{esc(article_id)}"'
    return f'<ul class="ideas {kind}" {named}>{rows}</ul>'


def _button_html(question: str) -> str:
    words = esc(question)
    return f'<button type="button" data-do="ask" title="{words}"><span>{words}</span></button>'
