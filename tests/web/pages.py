"""Reads the page's HTML the way a browser does: its text, and what is marked in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"input", "br", "meta", "path", "circle"}


@dataclass
class Node:
    """An element with its text so far."""

    tag: str
    attrs: dict[str, str]
    text: str = ""
    parent: Node | None = None
    children: list[Node] = field(default_factory=list)

    def within(self, tag: str, cls: str = "") -> bool:
        at: Node | None = self
        while at:
            if at.tag == tag and cls in at.attrs.get("class", ""):
                return True
            at = at.parent
        return False


class Page(HTMLParser):
    """Every element of a piece of HTML, in order, each with the text inside it."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.nodes: list[Node] = []
        self._open: list[Node] = []
        self.feed(html)
        self.close()
        assert not self._open, f"left open: {[n.tag for n in self._open]}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(
            tag, {k: v or "" for k, v in attrs}, parent=self._open[-1] if self._open else None
        )
        self.nodes.append(node)
        if tag not in VOID:
            self._open.append(node)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self._open and self._open[-1].tag == tag, f"</{tag}> closes nothing"
            self._open.pop()

    def handle_data(self, data: str) -> None:
        for node in self._open:
            node.text += data

    def all(self, tag: str, cls: str = "") -> list[Node]:
        """The elements of a tag, and of a class where one is given."""
        found = [n for n in self.nodes if n.tag == tag]
        return [n for n in found if not cls or cls in n.attrs.get("class", "").split()]
