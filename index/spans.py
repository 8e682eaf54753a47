"""The span: the one address of words that everything else points with."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range ``[start, end)`` of character offsets into ``article.text``.

    Offsets count Unicode code points of the decoded file, which is never rewritten,
    so a span means the same words for ever.
    """

    article_id: str
    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: start={self.start}, end={self.end}")

    def __len__(self) -> int:
        return self.end - self.start

    def overlaps(self, other: Span) -> bool:
        """Whether the two spans share at least one character of the same article."""
        return (
            self.article_id == other.article_id
            and self.start < other.end
            and other.start < self.end
        )

    def contains(self, other: Span) -> bool:
        """Whether ``other`` lies wholly within this span."""
        return (
            self.article_id == other.article_id
            and self.start <= other.start
            and other.end <= self.end
        )
