"""The articles that a reader sees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from index.articles import Article
from web.places import place, short_date


@dataclass(frozen=True, slots=True)
class Shelf:
    """The articles that a reader sees, by id; ``own`` names those that only this reader sees."""

    articles: Mapping[str, Article]
    own: frozenset[str] = frozenset()

    @property
    def texts(self) -> dict[str, str]:
        """The articles' texts by id."""
        return {a.id: a.text for a in self.articles.values()}

    @property
    def several(self) -> bool:
        """Whether an article has to be named to be told from another."""
        return len(self.articles) > 1

    def where(self, article_id: str, start: int, end: int) -> str:
        """The place of a span in words, with the article's title where there are several."""
        article = self.articles.get(article_id)
        if article is None or self.several:
            return self.named(article_id, start, end)
        return place(article, start, end)

    def named(self, article_id: str, start: int, end: int) -> str:
        """The place of a span in words, always with the article's title and date."""
        article = self.articles.get(article_id)
        if article is None:
            return "an article that is no longer here"
        spot = place(article, start, end)
        return ", ".join(p for p in (article.title, short_date(article.date), spot) if p)
