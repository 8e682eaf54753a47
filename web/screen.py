"""What a reader sees and what is remembered for them: the values that go between page and desk."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from web.own import Own
from web.pane import View


class Halt:
    """Lets whoever writes an answer know that nobody waits for it any more.

    Gradio could cancel an event by itself, but a question that is sent before it has done so would
    never be answered.
    """

    def __init__(self) -> None:
        self._run = 0
        self.talk = ""

    def begin(self) -> int:
        """The number of a new run; an earlier one is over."""
        self._run += 1
        return self._run

    def end(self, talk: str) -> None:
        """Ends whichever run there is; ``talk`` is what is seen from now on."""
        self._run += 1
        self.talk = talk

    def over(self, run: int) -> bool:
        """Whether nobody waits for that run any more."""
        return run != self._run


@dataclass(frozen=True, slots=True)
class Seat:
    """One reader's place: what is open, what they brought, and what they are asking just now.

    ``only`` asks the open article alone. It lives as long as the page is open; the conversation
    itself is kept by the reader's browser.
    """

    view: View
    own: Own
    only: bool = False
    asking: str = ""
    halt: Halt = field(default_factory=Halt, compare=False)

    @property
    def scope(self) -> str | None:
        """The id of the only article to ask, or None for all."""
        return self.view.article_id if self.only else None

    def at(self, view: View) -> Seat:
        """The same seat with another view."""
        return replace(self, view=view)


@dataclass(frozen=True, slots=True)
class Screen:
    """What changes on the page; None leaves a part as it is.

    ``saved`` is the conversation for the browser to keep, ``box`` the text in the question field,
    ``scope`` what stands above that field, ``notice`` a line under it.
    """

    talk: str | None = None
    pane: str | None = None
    saved: list[dict[str, Any]] | None = None
    seat: Seat | None = None
    box: str | None = None
    scope: str | None = None
    notice: str | None = None
