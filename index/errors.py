"""What can go wrong before a question is asked; each message names the value and the remedy."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path


class PullquoteError(Exception):
    """Base of every error that pullquote raises on purpose; its message is fit to be shown."""


class IndexingError(PullquoteError):
    """Articles could not be read, indexed or opened. The index is as it was."""


class SourceNotFound(IndexingError):
    """A file or folder that was named does not exist, or holds no article."""

    def __init__(self, source: str, reason: str, remedy: str) -> None:
        super().__init__(f"{source}: {reason}. {remedy}")
        self.source = source


class EmptyArticle(IndexingError):
    """The article holds no words."""

    def __init__(self, source: str) -> None:
        super().__init__(f"{source}: the article is empty. Put its text in the file, or remove it.")
        self.source = source


class NotText(IndexingError):
    """The file is binary, or of a kind that is not read as an article."""

    def __init__(self, source: str, reason: str, suffixes: tuple[str, ...]) -> None:
        super().__init__(
            f"{source}: {reason}. Save the article as plain text (UTF-8); "
            f"files ending in {', '.join(suffixes)} are read."
        )
        self.source = source


class BadEncoding(IndexingError):
    """The bytes of the file are not text in any encoding that can be told apart."""

    def __init__(self, source: str, offset: int) -> None:
        super().__init__(
            f"{source}: cannot decode byte {offset}; the encoding is neither UTF-8, UTF-16 with a "
            "byte order mark, nor Windows-1252. Save the file as UTF-8."
        )
        self.source = source


class UnreadableSource(IndexingError):
    """The operating system would not let the file be read."""

    def __init__(self, source: str, reason: str) -> None:
        super().__init__(f"{source}: cannot be read ({reason}). Check its permissions.")
        self.source = source


class DuplicateArticle(IndexingError):
    """Two sources claim one article id."""

    def __init__(self, article_id: str, first: str, second: str) -> None:
        super().__init__(
            f"article id {article_id!r} is claimed by both {first} and {second}. "
            "Rename one of the files, or leave one out."
        )
        self.article_id = article_id


class UnknownArticle(IndexingError):
    """No article has that id."""

    def __init__(self, article_id: str, known: list[str]) -> None:
        some = ", ".join(known[:5]) + (f" and {len(known) - 5} more" if len(known) > 5 else "")
        super().__init__(f"no article has the id {article_id!r}. Known ids: {some or 'none'}.")
        self.article_id = article_id


class UnknownPassage(IndexingError):
    """No passage has that id."""

    def __init__(self, passage_id: str) -> None:
        super().__init__(
            f"no passage has the id {passage_id!r}; its article was changed or removed. Ask again."
        )
        self.passage_id = passage_id


class DataFolderLocked(IndexingError):
    """Another process is writing to the data folder, or the folder cannot be written."""

    def __init__(self, folder: Path | str, reason: str) -> None:
        super().__init__(
            f"data folder {folder}: {reason}. Wait for it and try again, or give another "
            "folder with --data."
        )
        self.folder = str(folder)


class ForeignDataFolder(IndexingError):
    """The data folder holds something that this version of pullquote did not write."""

    def __init__(self, folder: Path | str, reason: str) -> None:
        super().__init__(
            f"data folder {folder}: {reason}. Nothing in it was touched; give another folder "
            "with --data."
        )
        self.folder = str(folder)


class EmbedderMismatch(IndexingError):
    """Vectors of one model were about to be compared with vectors of another."""

    def __init__(self, name: str, expected: int, got: int) -> None:
        super().__init__(
            f"embedder {name!r}: its vectors have {got} dimensions where {expected} are expected. "
            "Open the articles again with the embedder they are to be asked with."
        )
        self.name = name


class EmbedderChanged(EmbedderMismatch):
    """A model goes by the name of the one that the index was made with, and is another."""

    def __init__(self, name: str) -> None:
        IndexingError.__init__(
            self,
            f"embedder {name!r}: the model of that name is no longer the one that the index was "
            "made with. Name another model, or another folder with --data; the index can also be "
            "deleted, it is made again from the articles.",
        )
        self.name = name


class EmbedderFailed(IndexingError):
    """A server's embedding model gave no vectors."""

    def __init__(self, model: str, where: str, reason: str) -> None:
        super().__init__(
            f"embedding model {model!r} at {where}: {reason}. Set OPENAI_EMBEDDING_MODEL to one "
            "that it has, or unset it to embed with the bundled model."
        )
        self.model = model


class ModelNotFound(IndexingError):
    """A bundled model file is missing or is not the one that its card describes."""

    def __init__(self, path: Path | str, reason: str) -> None:
        super().__init__(
            f"model {path}: {reason}. Install pullquote again from its repository; the files are "
            "part of it."
        )
        self.path = str(path)


class VectorStoreError(IndexingError):
    """The vector store did not answer."""

    def __init__(self, where: str, reason: str) -> None:
        super().__init__(
            f"vector store {where}: {reason}. Check that it runs, or leave the URL out to use the "
            "embedded one."
        )
        self.where = where


class UnreadableDocument(IndexingError):
    """A document is damaged, locked, too large, or holds no text that can be taken out."""

    def __init__(self, source: str, reason: str, remedy: str) -> None:
        super().__init__(f"{source}: {reason}. {remedy}")
        self.source, self.reason, self.remedy = source, reason, remedy


class SeveralUnreadable(IndexingError):
    """More than one source could not be read; ``errors`` says of each why."""

    SHOWN = 10

    def __init__(self, errors: Sequence[IndexingError]) -> None:
        told = " ".join(str(error) for error in errors[: self.SHOWN])
        more = len(errors) - self.SHOWN
        super().__init__(
            f"{len(errors)} files cannot be read, and nothing was indexed. {told}"
            + (f" And {more} more." if more > 0 else "")
        )
        self.errors = tuple(errors)
