"""The library: articles kept indexed, and searched by meaning and by words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from threading import RLock

from index.articles import Article, parse_article
from index.catalogue import Catalogue, Row
from index.chunk import BUDGET, Passage, passage_id
from index.embed import TextEmbedder, Vectors, default_embedder
from index.errors import UnknownArticle, UnknownPassage
from index.files import Source
from index.folder import open_folder, source_key
from index.plan import Change, plan_files, plan_texts
from index.progress import Progress
from index.sync import Syncer, SyncReport
from index.vectors import ChromaVectors

__all__ = ["Library", "SyncReport"]


@dataclass
class _View:
    """What has been read of the catalogue since anybody last wrote to it."""

    version: int = -1
    articles: dict[str, Article] = field(default_factory=dict)
    passages: dict[str, Passage] = field(default_factory=dict)


class Library:
    """Articles, their passages, and two ways to search them.

    Make one with ``open`` or ``from_texts``. It may be used from several threads, and several
    processes may have the same data folder open: each sees what the others write.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        vectors: ChromaVectors,
        embedder: TextEmbedder,
        *,
        folder: Path | None = None,
        budget: int = BUDGET,
    ) -> None:
        self.catalogue = catalogue
        self.vectors = vectors
        self.embedder = embedder
        self.report = SyncReport()
        self._syncer = Syncer(catalogue, vectors, embedder, folder=folder, budget=budget)
        self._lock = RLock()
        self._view = _View()

    # --- making one ----------------------------------------------------------------------------

    @classmethod
    def open(
        cls,
        sources: Source | Sequence[Source],
        data_dir: Path | str,
        *,
        embedder: TextEmbedder | None = None,
        progress: Progress | None = None,
        chroma_url: str | None = None,
        budget: int = BUDGET,
    ) -> Library:
        """The library of a file, a folder or a list of them, indexed and kept in ``data_dir``.

        Indexes what was added or changed since last time and forgets what was removed; ``report``
        says what that was. Every source is read before anything is written, so where one fails the
        index stays as it was. Different sources have different libraries in the same folder, and so
        has an embedder with a ``shelf`` of its own.
        Raises an ``IndexingError``.
        """
        model = embedder or default_embedder()
        planned = plan_files(sources)
        key = source_key(sources) + getattr(model, "shelf", "")
        folder = open_folder(Path(data_dir), key)
        with ExitStack() as opened:
            catalogue = opened.enter_context(closing(Catalogue(folder / "catalogue.sqlite")))
            vectors = opened.enter_context(
                closing(
                    ChromaVectors.on_server(chroma_url, model, key)
                    if chroma_url
                    else ChromaVectors.in_folder(folder / "vectors", model)
                )
            )
            library = cls(catalogue, vectors, model, folder=folder, budget=budget)
            library.report = library._syncer.sync(planned, progress=progress)
            opened.pop_all()
        return library

    @classmethod
    def from_texts(
        cls,
        texts: Mapping[str, str],
        *,
        embedder: TextEmbedder | None = None,
        progress: Progress | None = None,
        budget: int = BUDGET,
    ) -> Library:
        """A library of texts by id, in memory. Raises ``EmptyArticle``."""
        model = embedder or default_embedder()
        planned = plan_texts(texts)
        with ExitStack() as opened:
            catalogue = opened.enter_context(closing(Catalogue(":memory:")))
            vectors = opened.enter_context(closing(ChromaVectors.in_memory(model)))
            library = cls(catalogue, vectors, model, budget=budget)
            library.report = library._syncer.sync(planned, progress=progress)
            opened.pop_all()
        return library

    def close(self) -> None:
        """Lets files and memory go."""
        self.vectors.close()
        self.catalogue.close()

    def __enter__(self) -> Library:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # --- reading -------------------------------------------------------------------------------

    def articles(self) -> list[Article]:
        """Every article, in the order they were added."""
        return [self.article(article_id) for article_id in self.ids()]

    def ids(self) -> list[str]:
        """The id of every article, in the order they were added."""
        return list(self.catalogue.stored())

    def article(self, article_id: str) -> Article:
        """One article. Raises ``UnknownArticle``."""
        view = self._current()
        found = view.articles.get(article_id) or self.catalogue.article(article_id)
        if found is None:
            raise UnknownArticle(article_id, self.ids())
        view.articles[article_id] = found
        return found

    def passages(self, article_id: str | None = None) -> list[Passage]:
        """Every passage in reading order, or those of one article."""
        rows = self.catalogue.passage_rows(None if article_id is None else [article_id])
        return [self._passage(row) for row in rows]

    def passage(self, passage_id: str) -> Passage:
        """One passage. Raises ``UnknownPassage``."""
        found = self._current().passages.get(passage_id)
        return found or self._passage(self.catalogue.passage_row(passage_id))

    def present(self, ids: Iterable[str]) -> dict[str, Passage]:
        """The passages of ``ids`` that are still there, by id and in order."""
        view = self._current()
        found = {}
        for key in ids:
            try:
                found[key] = view.passages.get(key) or self.passage(key)
            except (UnknownPassage, UnknownArticle):
                continue
        return found

    def _passage(self, row: Row) -> Passage:
        text = self.article(row.article_id).text[row.start : row.end]
        if passage_id(row.article_id, row.start, row.end, text) != row.id:
            raise UnknownPassage(row.id)  # another process changed the article just now
        passage = Passage(row.id, row.article_id, row.start, row.end, text)
        self._current().passages[row.id] = passage
        return passage

    def _current(self) -> _View:
        """What was read, forgotten when another process has written since."""
        with self._lock:
            version = self._syncer.version()
            if version != self._view.version:
                self._view = _View(version)
            return self._view

    # --- searching -----------------------------------------------------------------------------

    def check_articles(self, articles: str | Iterable[str] | None) -> list[str] | None:
        """The ids to search within, or None for all. Raises ``UnknownArticle``."""
        if articles is None:
            return None
        ids = [articles] if isinstance(articles, str) else list(articles)
        known = self.catalogue.known(ids)
        for article_id in ids:
            if article_id not in known:
                raise UnknownArticle(article_id, self.ids())
        return ids

    def embed_question(self, question: str) -> Vectors:
        """The question's unit vector, shape ``(dim,)``."""
        vector: Vectors = self.embedder.embed([question])[0]
        return vector

    def dense(
        self, question: str | Vectors, k: int, articles: Sequence[str] | None = None
    ) -> list[tuple[str, float]]:
        """The ``k`` passages nearest in meaning: ids and cosines, best first."""
        vector = self.embed_question(question) if isinstance(question, str) else question
        self._current()
        found = self.vectors.search(vector, k, articles)
        present = self.present(key for key, _ in found)
        return [(key, cosine) for key, cosine in found if key in present]

    def cosines(self, vector: Vectors, ids: Sequence[str]) -> dict[str, float]:
        """The cosine of ``vector`` to each of the passages that are still there."""
        return {i: float(row @ vector) for i, row in self.catalogue.passage_vectors(ids).items()}

    def lexical(
        self, question: str, k: int, articles: Sequence[str] | None = None
    ) -> list[tuple[str, float]]:
        """The ``k`` passages with the best BM25 for the question's words, best first."""
        return self.catalogue.lexical(question, k, articles)

    def respell(self, question: str) -> dict[str, str]:
        """Words of the question that no article holds, with the nearest word that one does."""
        return self.catalogue.respell(question)

    # --- changing ------------------------------------------------------------------------------

    def add_text(self, article_id: str, text: str, source: str = "text") -> Article:
        """Adds an article, or puts it in the place of the one that has its id.

        It stays until it is removed, whatever the sources hold. Raises ``EmptyArticle``.
        """
        article = parse_article(text, id=article_id, source=source)
        self.report = self._syncer.apply([Change(article, origin="added")], removed=[])
        return self.article(article_id)

    def remove(self, article_id: str) -> None:
        """Removes an article from the index; its file is not touched. Raises ``UnknownArticle``."""
        self.check_articles([article_id])
        self.report = self._syncer.apply([], removed=[article_id])


def new_article_id(text: str, taken: Iterable[str]) -> str:
    """An id for a text that has no file: the same for the same text."""
    base = f"text-{sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"
    known = set(taken)
    return base if base not in known else f"{base}-{len(known)}"
