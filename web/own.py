"""What a reader brings along: articles of their own, beside those that everyone sees.

They are kept in memory, for one reader, for as long as the page is open; nothing of them is
written to disk.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from index.errors import IndexingError, NotText
from index.files import READERS
from index.library import new_article_id
from rag.answer import Answer
from web.shelf import Shelf

if TYPE_CHECKING:
    from index.articles import Article
    from rag.qa import ArticleQA
    from rag.suggest import Suggestion

MAX_OWN = 50
"""Articles that one reader may bring."""
MAX_CHARACTERS = 500_000
"""Characters of the longest article that one may bring."""
MAX_BYTES = 20 * 2**20
"""Bytes of the largest file that one may send."""


class TooMuch(IndexingError):
    """What a reader brought is more than the page takes."""


class Own:
    """One reader's own articles, searched by the same chain as all others.

    With ``shared`` they are added to the library that everyone sees instead, where the operator
    allows it.
    """

    def __init__(self, base: ArticleQA, *, shared: bool = False) -> None:
        self._base, self._shared = base, shared
        self._qa: ArticleQA | None = None
        self.ids: list[str] = []

    def articles(self) -> list[Article]:
        """The reader's own articles, in the order they came."""
        library = self._holder().library if self.ids else None
        return [library.article(i) for i in self.ids] if library else []

    def shelf(self) -> Shelf:
        """All that this reader sees: their own articles first, then everyone's, by title."""
        own = self.articles()
        mine = {a.id for a in own}
        rest = sorted(
            (a for a in self._base.articles() if a.id not in mine),
            key=lambda a: (a.title.casefold(), a.id),
        )
        return Shelf({a.id: a for a in [*own, *rest]}, frozenset(mine))

    def add(self, text: str, name: str = "") -> Article:
        """Adds a text as an article; the same text twice is one article.

        Raises:
            TooMuch: it is too long, or there are too many.
            EmptyArticle: it holds no words.
        """
        source = name or "pasted text"
        if len(text) > MAX_CHARACTERS:
            raise TooMuch(
                f"{source}: {len(text):,} characters, at most {MAX_CHARACTERS:,} are taken. "
                "Split it, or serve it from a folder: pullquote chat --source FOLDER"
            )
        if len(self.ids) >= MAX_OWN:
            raise TooMuch(f"{source}: you have {MAX_OWN} articles here already. Remove one first.")
        for article in self.articles():
            if article.text == text:
                return article
        taken = [a.id for a in [*self._base.articles(), *self.articles()]]
        added = self._holder().library.add_text(new_article_id(text, taken), text, source)
        self.ids.append(added.id)
        return added

    def add_file(self, path: Path, name: str) -> Article:
        """Adds the article in a file, under the name it has at the reader's. Raises as `add`."""
        shown = PurePath(name.replace("\\", "/")).name
        suffix = PurePath(shown).suffix.lower()
        if suffix not in READERS:
            kind = f"files ending in {suffix!r}" if suffix else "files with no ending"
            raise NotText(shown, f"{kind} are not read", tuple(READERS))
        return self.add(READERS[suffix](path.read_bytes(), shown), shown)

    def remove(self, article_id: str) -> None:
        """Removes one of the reader's own articles; others' are left alone."""
        if article_id in self.ids:
            self._holder().library.remove(article_id)
            self.ids.remove(article_id)

    def close(self) -> None:
        """Lets go of what was brought."""
        if self._qa is not None:
            self._qa.library.close()
        self._qa, self.ids = None, []

    def stream(
        self, question: str, history: Sequence[Mapping[str, Any]], article: str | None
    ) -> Iterator[Answer]:
        """The answer from whichever articles have it: the reader's own, or everyone's.

        A confidence is a probability on one scale, so the surer of two answers is the better one.
        Where a language model writes, it is asked once, about the better ones.
        """
        yield from self._asked(question, history, article)[0].stream(question, history, article)

    def quote(
        self, question: str, history: Sequence[Mapping[str, Any]], article: str | None
    ) -> Answer:
        """The answer in the articles' own words, from whichever have it."""
        holder, known = self._asked(question, history, article)
        return known or holder.quote(question, history, article)

    def suggest(self, article: str, scope: str | None) -> tuple[Suggestion, ...]:
        """Questions on an article that are answered when they are asked of ``scope``."""
        holder = self._qa if self._qa and article in self.ids else self._base
        return holder.suggest(article, lambda question: self.quote(question, (), scope))

    def _asked(
        self, question: str, history: Sequence[Mapping[str, Any]], article: str | None
    ) -> tuple[ArticleQA, Answer | None]:
        """The library to ask, and its answer in quotes where that had to be known to choose."""
        if self._qa is None or not self.ids:
            return self._base, None
        if article is not None:
            return (self._qa if article in self.ids else self._base), None
        both = [(qa, qa.quote(question, history)) for qa in (self._qa, self._base)]
        return max(both, key=lambda b: (not b[1].abstained, b[1].confidence))

    def _holder(self) -> ArticleQA:
        if self._shared:
            return self._base
        if self._qa is None:
            from rag.qa import ArticleQA

            self._qa = ArticleQA.from_texts({}, self._base.settings)
        return self._qa
