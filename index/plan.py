"""What has to be done to the catalogue, found by comparing it with the sources."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from index.articles import Article, parse_article, text_sha256
from index.catalogue import Catalogue, Stored
from index.errors import IndexingError, SeveralUnreadable
from index.files import ArticleFile, Source, find_files, read_file, recipe_of

_SETTLED_NS = 2_000_000_000


@dataclass(frozen=True, slots=True)
class Planned:
    """A source of the library: an id, and how to get at its text when that is needed.

    ``origin`` is ``source``, or ``added`` for what is kept whatever the sources hold.
    """

    id: str
    source: str
    read: Callable[[], str]
    stat: str = ""
    origin: str = "source"


@dataclass(frozen=True, slots=True)
class Change:
    """An article to be indexed."""

    article: Article
    origin: str = "source"
    stat: str = ""


@dataclass
class Plan:
    """What must be done to the catalogue."""

    changes: list[Change] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    touched: list[Planned] = field(default_factory=list)
    unchanged: int = 0

    def __bool__(self) -> bool:
        return bool(self.changes or self.removed or self.touched)


def plan_files(sources: Source | Sequence[Source]) -> list[Planned]:
    """The article files of ``sources``. Raises ``SourceNotFound`` or ``DuplicateArticle``."""
    files = find_files(sources)
    return [Planned(f.id, f.source, partial(read_file, f), _stat(f)) for f in files]


def plan_texts(texts: Mapping[str, str]) -> list[Planned]:
    """Texts by id, as sources."""
    return [Planned(i, "text", partial(str, text)) for i, text in texts.items()]


def _stat(file: ArticleFile) -> str:
    """Size, time of change and reader; or nothing where the file is too new to trust its time.

    A file that changes twice within one tick of the clock keeps its time, as git knows well.
    """
    try:
        found = file.path.stat()
    except OSError:
        return ""
    if time.time_ns() - found.st_mtime_ns < _SETTLED_NS:
        return ""
    recipe = recipe_of(file)
    return f"{found.st_size}:{found.st_mtime_ns}" + (f":{recipe}" if recipe else "")


def make_plan(planned: Sequence[Planned], catalogue: Catalogue, recipe: str) -> Plan:
    """Compares the sources with the catalogue, reading those that may have changed.

    ``recipe`` names how articles are parsed, cut and embedded; what was stored by another one is
    done again. Raises an ``IndexingError`` that says of every source that cannot be read why.
    """
    stored = catalogue.stored()
    plan = Plan()
    failed: list[IndexingError] = []
    for item in planned:
        old = stored.pop(item.id, None)
        current = old if old and old.recipe == recipe else None
        try:
            _compare(current, item, plan)
        except IndexingError as error:
            failed.append(error)
    if failed:
        raise failed[0] if len(failed) == 1 else SeveralUnreadable(failed)
    for old in stored.values():
        if old.origin == "source":
            plan.removed.append(old.id)
        elif old.recipe != recipe:
            kept = catalogue.article(old.id)
            if kept:
                plan.changes.append(Change(kept, old.origin, old.stat))
    return plan


def _compare(current: Stored | None, item: Planned, plan: Plan) -> None:
    """Adds to the plan what has to be done about one source."""
    if current and _untouched(current, item):
        plan.unchanged += 1
        return
    text = item.read()
    if current and current.sha256 == text_sha256(text):
        plan.unchanged += 1
        if _found(current) != _found(item):
            plan.touched.append(item)
        return
    article = parse_article(text, id=item.id, source=item.source)
    plan.changes.append(Change(article, stat=item.stat))


def _untouched(old: Stored, item: Planned) -> bool:
    return bool(item.stat) and _found(old) == _found(item)


def _found(article: Stored | Planned) -> tuple[str, str, str]:
    """Where and how an article was found."""
    return article.stat, article.source, article.origin
