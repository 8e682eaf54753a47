"""Brings the index in line with the articles: what changed is embedded, nothing else.

The order makes it safe to stop anywhere. Sources are read first; then articles, passages and
vectors go into the catalogue, a batch a transaction; then the vector store is made to agree with
the catalogue. Whatever is missing at the end is made up for the next time.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from index.articles import PARSER_VERSION, Article
from index.catalogue import Catalogue, Entry, Row
from index.chunk import CHUNKER_VERSION, Passage, chunk_article
from index.embed import TextEmbedder
from index.errors import EmbedderMismatch
from index.lock import writer_lock
from index.plan import Change, Plan, Planned, make_plan
from index.progress import Progress
from index.vectors import ChromaVectors

BATCH = 512
"""Passages embedded, and committed, at a time: enough to sort by length, little to lose."""

_MOVED = 2048
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
        plan = make_plan(planned, self._catalogue, self._recipe)
        if not plan and self._agrees():
            return SyncReport(unchanged=plan.unchanged)
        with self._write_lock():
            if self._catalogue.changes() != seen:
                plan = make_plan(
                    planned, self._catalogue, self._recipe
                )  # another process did it, perhaps, while this one waited
            return self._carry_out(plan, progress)

    def apply(self, changes: Sequence[Change], removed: Sequence[str]) -> SyncReport:
        """Adds, replaces and removes single articles."""
        with self._write_lock():
            return self._carry_out(Plan(list(changes), list(removed)), None)

    def _write_lock(self) -> AbstractContextManager[None]:
        return writer_lock(self._folder) if self._folder else nullcontext()

    # --- carrying out --------------------------------------------------------------------------

    def _carry_out(self, plan: Plan, progress: Progress | None) -> SyncReport:
        stored = self._catalogue.stored()
        ids = [change.article.id for change in plan.changes]
        old = self._catalogue.passage_rows([*ids, *plan.removed]) if self._agrees() else None
        entries = [self._entry(change) for change in plan.changes]
        total = len(self._catalogue.missing_vectors(h for e in entries for h in e.hashes))
        embedded = 0
        for batch in _batches(entries):
            embedded += self._store(batch)
            if progress:
                progress(embedded, total)
        self._tidy(plan)
        self._agree(old, ids)
        return SyncReport(
            added=tuple(i for i in ids if i not in stored),
            changed=tuple(i for i in ids if i in stored),
            removed=tuple(plan.removed),
            unchanged=plan.unchanged,
            embedded=embedded,
        )

    def _tidy(self, plan: Plan) -> None:
        with self._catalogue.transaction():
            for item in plan.touched:
                self._catalogue.touch(item.id, item.source, item.stat)
            for article_id in plan.removed:
                self._catalogue.remove(article_id)
            if plan.changes or plan.removed:
                self._catalogue.set_meta(_VECTORS, "")
                self._catalogue.drop_unused_vectors()

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

    def _agree(self, old: Sequence[Row] | None, changed: Sequence[str]) -> None:
        """Makes the vector store hold just the catalogue's passages.

        ``old`` are the passages that the changed articles had, where the store was known to agree
        before; otherwise, or where that does not come out even, all ids are compared.
        """
        if old is not None:
            self._move({row[0] for row in old}, self._catalogue.passage_rows(changed))
        if old is None or self._vectors.count() != self._catalogue.passage_count():
            self._move(self._vectors.ids(), self._catalogue.passage_rows())
        # This commit also tells other processes to read the vectors afresh.
        with self._catalogue.transaction():
            self._catalogue.set_meta(_VECTORS, self._vectors.place)

    def _move(self, held: set[str], rows: Sequence[Row]) -> None:
        """Brings the store from the passages ``held`` to those in ``rows``."""
        self._vectors.delete(sorted(held - {row[0] for row in rows}))
        lacking = [row for row in rows if row[0] not in held]
        for first in range(0, len(lacking), _MOVED):
            part = lacking[first : first + _MOVED]
            vectors = self._catalogue.passage_vectors([r[0] for r in part], self._embedder.dim)
            self._vectors.upsert(list(self._passages(part)), vectors)

    def _passages(self, rows: Iterable[Row]) -> Iterator[Passage]:
        article: Article | None = None
        for passage_id, article_id, start, end in rows:
            if article is None or article.id != article_id:
                article = self._catalogue.article(article_id)
            if article is not None:
                yield Passage(passage_id, article_id, start, end, article.text[start:end])


def embedded_text(article: Article, passage: Passage) -> str:
    """What is embedded of a passage: its words under the title, which say what it is about."""
    if article.title_span is None or passage.span.contains(article.title_span):
        return passage.text
    return f"{article.title}\n{passage.text}"


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
