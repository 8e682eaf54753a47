"""Brings the index in line with the articles: what changed is embedded, nothing else.

The order makes it safe to stop anywhere. Sources are read first; then articles, passages and
vectors go into the catalogue, a batch a transaction; then the vector store is made to agree with
the catalogue. Whatever is missing at the end is made up for the next time.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from threading import RLock

import numpy as np

from index.articles import PARSER_VERSION, Article
from index.catalogue import Catalogue, Entry, Row
from index.chunk import CHUNKER_VERSION, Passage, chunk_article
from index.embed import TextEmbedder, Vectors
from index.errors import EmbedderChanged, EmbedderMismatch
from index.lock import writer_lock
from index.plan import Change, Plan, Planned, make_plan
from index.progress import Progress
from index.vectors import ChromaVectors

BATCH = 512
"""Passages embedded, and committed, at a time: enough to sort by length, little to lose."""

_SAME = 0.98
"""The cosine from which two vectors of one text are one model's, whatever it was run on."""

_TOLD = 64
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


class _Tally:
    """How many passages are embedded, told to whoever waits."""

    def __init__(self, total: int, progress: Progress | None) -> None:
        self.done = 0
        self._total = total
        self._progress = progress

    def add(self, passages: int) -> None:
        self.done += passages
        if self._progress:
            self._progress(self.done, self._total)


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
        self._seen = catalogue.opened_at
        self._version = 0
        self._counting = RLock()
        self._recipe = json.dumps(
            [PARSER_VERSION, CHUNKER_VERSION, budget, embedder.name, embedder.sha256]
        )

    def sync(self, planned: Sequence[Planned], *, progress: Progress | None = None) -> SyncReport:
        """Makes the library hold exactly ``planned`` (and what was added by hand)."""
        self._recognise()
        seen = self._catalogue.changes()
        plan = make_plan(planned, self._catalogue, self._recipe)
        if not plan and self._agrees():
            return SyncReport(unchanged=plan.unchanged)
        with self._write_lock():
            if self._catalogue.changes() != seen:
                # Another process may have done it while this one waited.
                plan = make_plan(planned, self._catalogue, self._recipe)
            return self._carry_out(plan, progress)

    def apply(self, changes: Sequence[Change], removed: Sequence[str]) -> SyncReport:
        """Adds, replaces and removes single articles."""
        with self._write_lock():
            return self._carry_out(Plan(list(changes), list(removed)), None)

    def _recognise(self) -> None:
        """Sees that a model on a server is still the one that the index was made with.

        Such an embedder has a ``probe``: the vector of a fixed text. Raises ``EmbedderChanged``.
        """
        probe: Vectors | None = getattr(self._embedder, "probe", None)
        if probe is None:
            return
        note = f"probe {self._embedder.sha256}"
        kept = self._catalogue.get_meta(note)
        if not kept:
            with self._catalogue.transaction():
                self._catalogue.set_meta(note, json.dumps([round(float(v), 5) for v in probe]))
            return
        before = np.array(json.loads(kept), dtype=np.float32)
        if before.shape != probe.shape or float(before @ probe) < _SAME:
            raise EmbedderChanged(self._embedder.name)

    def version(self) -> int:
        """A number that grows with each change of the index, by whichever process.

        Where another process has written, the vectors are read afresh first.
        """
        with self._counting:
            changes = self._catalogue.changes()
            if changes != self._seen:
                self._seen = changes
                self._vectors.reopen()
                self._version += 1
            return self._version

    def _write_lock(self) -> AbstractContextManager[None]:
        return writer_lock(self._folder) if self._folder else nullcontext()

    # --- carrying out --------------------------------------------------------------------------

    def _carry_out(self, plan: Plan, progress: Progress | None) -> SyncReport:
        self.version()  # Chroma must not write to what another process has changed under it
        stored = self._catalogue.stored()
        ids = [change.article.id for change in plan.changes]
        old = self._catalogue.passage_rows([*ids, *plan.removed]) if self._agrees() else None
        entries = [self._entry(change) for change in plan.changes]
        missing = self._catalogue.missing_vectors(h for e in entries for h in e.hashes)
        tally = _Tally(len(missing), progress)
        for batch in _batches(entries):
            self._store(batch, tally)
        self._tidy(plan)
        self._version += 1
        self._agree(old, ids)
        return SyncReport(
            added=tuple(i for i in ids if i not in stored),
            changed=tuple(i for i in ids if i in stored),
            removed=tuple(plan.removed),
            unchanged=plan.unchanged,
            embedded=tally.done,
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

    def _store(self, entries: Sequence[Entry], tally: _Tally) -> None:
        """Embeds what no vector is known for and commits the batch."""
        texts = {
            digest: embedded_text(entry.article, passage)
            for entry in entries
            for passage, digest in zip(entry.passages, entry.hashes, strict=True)
        }
        missing = sorted(self._catalogue.missing_vectors(texts), key=lambda h: len(texts[h]))
        parts = [missing[i : i + _TOLD] for i in range(0, len(missing), _TOLD)]
        vectors = []
        for part in parts:
            vectors.append(self._embed([texts[digest] for digest in part]))
            tally.add(len(part))
        with self._catalogue.transaction():
            self._catalogue.set_meta(_VECTORS, "")
            for part, rows in zip(parts, vectors, strict=True):
                self._catalogue.put_vectors(part, rows)
            for entry in entries:
                self._catalogue.put(entry)

    def _embed(self, texts: Sequence[str]) -> Vectors:
        vectors = self._embedder.embed(texts)
        if vectors.shape != (len(texts), self._embedder.dim):
            raise EmbedderMismatch(self._embedder.name, self._embedder.dim, vectors.shape[-1])
        return vectors

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
        before; otherwise, or where that does not come out even, all are compared.
        """
        if old is not None:
            held = {row.id: row.hash for row in old}
            self._move(held, self._catalogue.passage_rows(changed))
        if old is None or self._vectors.count() != self._catalogue.passage_count():
            self._move(self._vectors.hashes(), self._catalogue.passage_rows())
        # This commit also tells other processes to read the vectors afresh.
        with self._catalogue.transaction():
            self._catalogue.set_meta(_VECTORS, self._vectors.place)

    def _move(self, held: Mapping[str, str], rows: Sequence[Row]) -> None:
        """Brings the store from ``held``, vectors' hashes by passage id, to ``rows``."""
        self._vectors.delete(sorted(held.keys() - {row.id for row in rows}))
        lacking = [row for row in rows if held.get(row.id) != row.hash]
        for first in range(0, len(lacking), _MOVED):
            part = lacking[first : first + _MOVED]
            hashes = [row.hash for row in part]
            vectors = self._catalogue.vectors(hashes, self._embedder.dim)
            self._vectors.upsert(list(self._passages(part)), vectors, hashes)

    def _passages(self, rows: Iterable[Row]) -> Iterator[Passage]:
        article: Article | None = None
        for row in rows:
            if article is None or article.id != row.article_id:
                article = self._catalogue.article(row.article_id)
            if article is not None:
                text = article.text[row.start : row.end]
                yield Passage(row.id, row.article_id, row.start, row.end, text)


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
