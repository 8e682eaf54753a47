"""Brings the index in line with the articles: what changed is embedded, nothing else.

The order makes it safe to stop anywhere. Sources are read first; then articles, passages and
vectors go into the catalogue, a batch a transaction; then the vector store is made to agree with
the catalogue. Whatever is missing at the end is made up for the next time.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from index.articles import PARSER_VERSION, Article, parse_article, text_sha256
from index.catalogue import Catalogue, Entry, Stored
from index.chunk import CHUNKER_VERSION, Passage, chunk_article
from index.embed import TextEmbedder
from index.errors import EmbedderMismatch
from index.files import ArticleFile, Source, find_files, read_file
from index.lock import writer_lock
from index.progress import Progress
from index.vectors import ChromaVectors

BATCH = 512
"""Passages embedded, and committed, at a time: enough to sort by length, little to lose."""

_SETTLED_NS = 2_000_000_000

_VECTORS = "vectors"
"""The note that names the vector store known to hold just what the catalogue holds."""


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What a synchronisation did: article ids, and how many passages were embedded."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: int = 0
    embedded: int = 0


@dataclass(frozen=True, slots=True)
class Planned:
    """A source of the library: an id, and how to get at its text when that is needed."""

    id: str
    source: str
    read: Callable[[], str]
    stat: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """An article to be indexed."""

    article: Article
    origin: str = "source"
    stat: str = ""


@dataclass
class _Plan:
    """What must be done to the catalogue."""

    changes: list[Change] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    touched: list[Planned] = field(default_factory=list)
    unchanged: int = 0

    def __bool__(self) -> bool:
        return bool(self.changes or self.removed or self.touched)


def plan_files(sources: Source | Sequence[Source]) -> list[Planned]:
    """The article files of ``sources``. Raises ``SourceNotFound`` or ``DuplicateArticle``."""
    return [
        Planned(file.id, file.source, lambda file=file: read_file(file), _stat(file))  # type: ignore[misc]
        for file in find_files(sources)
    ]


def plan_texts(texts: Mapping[str, str]) -> list[Planned]:
    """Texts by id, as sources."""
    return [Planned(i, "text", lambda text=text: text) for i, text in texts.items()]  # type: ignore[misc]


def _stat(file: ArticleFile) -> str:
    """Size and time of change, or nothing where the file is too new for its time to be trusted.

    A file that changes twice within one tick of the clock keeps its time, as git knows well.
    """
    try:
        found = file.path.stat()
    except OSError:
        return ""
    if time.time_ns() - found.st_mtime_ns < _SETTLED_NS:
        return ""
    return f"{found.st_size}:{found.st_mtime_ns}"


class Syncer:
    """Writes to one library's catalogue and vectors."""

    def __init__(
        self,
        catalogue: Catalogue,
        vectors: ChromaVectors,
        embedder: TextEmbedder,
        *,
        folder: Path | None,
        budget: int,
    ) -> None:
        self._catalogue = catalogue
        self._vectors = vectors
        self._embedder = embedder
        self._folder = folder
        self._budget = budget
        self._recipe = json.dumps(
            [PARSER_VERSION, CHUNKER_VERSION, budget, embedder.name, embedder.sha256]
        )

    def sync(self, planned: Sequence[Planned], *, progress: Progress | None = None) -> SyncReport:
        """Makes the library hold exactly ``planned`` (and what was added by hand)."""
        seen = self._catalogue.changes()
        plan = self._plan(planned)
        if not plan and self._agrees():
            return SyncReport(unchanged=plan.unchanged)
        with self._write_lock():
            if self._catalogue.changes() != seen:
                plan = self._plan(planned)  # another process did it, perhaps, while this one waited
            return self._carry_out(plan, progress)

    def apply(self, changes: Sequence[Change], removed: Sequence[str]) -> SyncReport:
        """Adds, replaces and removes single articles."""
        with self._write_lock():
            return self._carry_out(_Plan(list(changes), list(removed)), None)

    def _write_lock(self) -> AbstractContextManager[None]:
        return writer_lock(self._folder) if self._folder else nullcontext()

    # --- planning ------------------------------------------------------------------------------

    def _plan(self, planned: Sequence[Planned]) -> _Plan:
        stored = self._catalogue.stored()
        plan = _Plan()
        for item in planned:
            old = stored.pop(item.id, None)
            current = old is not None and old.recipe == self._recipe
            if old and current and _looks_unchanged(old, item):
                plan.unchanged += 1
                continue
            text = item.read()
            if old and current and old.sha256 == text_sha256(text):
                plan.unchanged += 1
                plan.touched.append(item)
                continue
            article = parse_article(text, id=item.id, source=item.source)
            plan.changes.append(Change(article, stat=item.stat))
        for old in stored.values():
            if old.origin == "source":
                plan.removed.append(old.id)
            elif old.recipe != self._recipe:
                article = self._catalogue.article(old.id)
                if article:
                    plan.changes.append(Change(article, old.origin, old.stat))
        return plan

    # --- carrying out --------------------------------------------------------------------------

    def _carry_out(self, plan: _Plan, progress: Progress | None) -> SyncReport:
        stored = self._catalogue.stored()
        entries = [self._entry(change) for change in plan.changes]
        missing = self._catalogue.missing_vectors(h for e in entries for h in e.hashes)
        total = len(missing)
        embedded = 0
        for batch in _batches(entries):
            embedded += self._store(batch)
            if progress:
                progress(embedded, total)
        with self._catalogue.transaction():
            for item in plan.touched:
                self._catalogue.touch(item.id, item.source, item.stat)
            for article_id in plan.removed:
                self._catalogue.remove(article_id)
            if plan.changes or plan.removed:
                self._catalogue.set_meta(_VECTORS, "")
                self._catalogue.drop_unused_vectors()
        if not self._agrees():
            self._agree()
        ids = [change.article.id for change in plan.changes]
        return SyncReport(
            added=tuple(i for i in ids if i not in stored),
            changed=tuple(i for i in ids if i in stored),
            removed=tuple(plan.removed),
            unchanged=plan.unchanged,
            embedded=embedded,
        )

    def _entry(self, change: Change) -> Entry:
        article = change.article
        passages = chunk_article(
            article, budget=self._budget, count_tokens=self._embedder.count_tokens
        )
        hashes = tuple(self._hash(article, passage) for passage in passages)
        return Entry(article, tuple(passages), hashes, self._recipe, change.origin, change.stat)

    def _hash(self, article: Article, passage: Passage) -> str:
        """Names the vector of a passage: the same words under the same model have the same one."""
        said = f"{self._embedder.sha256}\n{embedded_text(article, passage)}"
        return sha256(said.encode("utf-8", "surrogatepass")).hexdigest()

    def _store(self, entries: Sequence[Entry]) -> int:
        """Embeds what no vector is known for and commits the batch; returns how many that were."""
        texts = {
            digest: embedded_text(entry.article, passage)
            for entry in entries
            for passage, digest in zip(entry.passages, entry.hashes, strict=True)
        }
        missing = self._catalogue.missing_vectors(texts)
        vectors = self._embedder.embed([texts[digest] for digest in missing])
        if vectors.shape != (len(missing), self._embedder.dim):
            raise EmbedderMismatch(self._embedder.name, self._embedder.dim, vectors.shape[-1])
        with self._catalogue.transaction():
            self._catalogue.set_meta(_VECTORS, "")
            self._catalogue.put_vectors(missing, vectors)
            for entry in entries:
                self._catalogue.put(entry)
        return len(missing)

    # --- the vector store ----------------------------------------------------------------------

    def _agrees(self) -> bool:
        """Whether the vector store is known to hold just the catalogue's passages."""
        return (
            self._catalogue.get_meta(_VECTORS) == self._vectors.place
            and self._vectors.count() == self._catalogue.passage_count()
        )

    def _agree(self) -> None:
        """Adds to the vector store what it lacks and removes what it should not have."""
        rows = self._catalogue.passage_rows()
        held = self._vectors.ids()
        wanted = {row[0] for row in rows}
        self._vectors.delete(sorted(held - wanted))
        lacking = [row for row in rows if row[0] not in held]
        for first in range(0, len(lacking), 2048):
            part = lacking[first : first + 2048]
            vectors = self._catalogue.passage_vectors([r[0] for r in part], self._embedder.dim)
            self._vectors.upsert(list(self._passages(part)), vectors)
        # This commit also tells other processes to read the vectors afresh.
        with self._catalogue.transaction():
            self._catalogue.set_meta(_VECTORS, self._vectors.place)

    def _passages(self, rows: Iterable[tuple[str, str, int, int]]) -> Iterator[Passage]:
        article: Article | None = None
        for passage_id, article_id, start, end in rows:
            if article is None or article.id != article_id:
                article = self._catalogue.article(article_id)
            if article is not None:
                yield Passage(passage_id, article_id, start, end, article.text[start:end])


def embedded_text(article: Article, passage: Passage) -> str:
    """What is embedded of a passage: its words under the title, so that it says what it is about."""
    if article.title_span is None or passage.span.contains(article.title_span):
        return passage.text
    return f"{article.title}\n{passage.text}"


def _looks_unchanged(old: Stored | None, item: Planned) -> bool:
    return bool(
        old
        and item.stat
        and (old.stat, old.source, old.origin) == (item.stat, item.source, "source")
    )


def _batches(entries: Sequence[Entry]) -> Iterator[list[Entry]]:
    """Entries by groups of about ``BATCH`` passages."""
    batch: list[Entry] = []
    size = 0
    for entry in entries:
        batch.append(entry)
        size += len(entry.passages)
        if size >= BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
