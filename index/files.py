"""Reads article files into text: a text file decoded and never rewritten, a document as its reader
gives it.
"""

from __future__ import annotations

import codecs
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path

from index.errors import (
    BadEncoding,
    DuplicateArticle,
    EmptyArticle,
    NotText,
    SourceNotFound,
    UnreadableSource,
)
from index.readers import KINDS
from index.readers.guard import read_document

Source = str | Path
Reader = Callable[[bytes, str], str]
"""Takes the bytes of a file and its name; returns its text or raises an ``IndexingError``."""


@dataclass(frozen=True, slots=True)
class ArticleFile:
    """A file that holds an article, and the id that its place gives it."""

    id: str
    path: Path

    @property
    def source(self) -> str:
        """The file's path as a person would write it."""
        return _written(self.path.as_posix())


def decode(data: bytes, source: str) -> str:
    """The text of ``data``: UTF-8, UTF-16 with a byte order mark, or plausible Windows-1252.

    Line ends are kept as they are, so offsets mean characters of the file. Raises
    ``EmptyArticle``, ``NotText`` or ``BadEncoding``.
    """
    if not data.strip():
        raise EmptyArticle(source)
    for mark, encoding in (
        (codecs.BOM_UTF32_LE, "utf-32"),
        (codecs.BOM_UTF32_BE, "utf-32"),
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return _strict(data, encoding, source)
    if b"\0" in data or _control_share(data) > 0.02:
        raise NotText(source, "the file is binary, not text", tuple(READERS))
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _windows_1252(data, source, error.start)


def _strict(data: bytes, encoding: str, source: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise BadEncoding(source, error.start) from error
    if not text.strip():
        raise EmptyArticle(source)
    return text


def _control_share(data: bytes) -> float:
    """The share of bytes that text does not use: C0 controls but tab, line ends and form feed."""
    controls = sum(data.count(bytes([c])) for c in range(32) if c not in (9, 10, 11, 12, 13, 27))
    return controls / len(data)


def _windows_1252(data: bytes, source: str, offset: int) -> str:
    """Windows-1252, taken only where what it makes of the high bytes looks like writing.

    High bytes must be rare and come out as letters between letters or as typographic marks; a
    damaged UTF-8 file, or an encoding of another script, comes out otherwise.
    """
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError as error:
        raise BadEncoding(source, error.start) from error
    high = [i for i, c in enumerate(text) if ord(c) > 127]
    mojibake = sum(text.count(pair) for pair in ("Ã", "â€", "Â\u00a0", "ï»¿"))
    good = sum(unicodedata.category(text[i])[0] in "LPZ" or text[i] in "£€°©®±½¼¾§×" for i in high)
    runs = sum(b - a == 1 for a, b in pairwise(high))
    if (
        mojibake
        or len(high) > 0.12 * len(text)
        or good < 0.95 * len(high)
        or runs > 0.4 * len(high)
    ):
        raise BadEncoding(source, offset)
    return text


DOCUMENTS = {".html": "html", ".htm": "html", ".xhtml": "html", ".pdf": "pdf", ".docx": "docx"}
"""The kind of the documents that are parsed, by suffix."""

READERS: dict[str, Reader] = {
    ".txt": decode,
    ".text": decode,
    ".md": decode,
    ".markdown": decode,
    **{suffix: partial(read_document, kind) for suffix, kind in DOCUMENTS.items()},
}
"""How files are read, by suffix. A new kind of file is one more entry."""


def recipe_of(file: ArticleFile) -> str:
    """What the file's text depends on beside its bytes, or nothing for a text file."""
    kind = DOCUMENTS.get(file.path.suffix.lower())
    return KINDS[kind].recipe if kind else ""


def read_file(file: ArticleFile) -> str:
    """The file's text. Raises an ``IndexingError`` that names the file."""
    reader = READERS.get(file.path.suffix.lower())
    if reader is None:
        kind = (
            f"files ending in {file.path.suffix!r}" if file.path.suffix else "files with no ending"
        )
        raise NotText(file.source, f"{kind} are not read", tuple(READERS))
    try:
        data = file.path.read_bytes()
    except FileNotFoundError as error:
        raise SourceNotFound(file.source, "no such file", "Check the path.") from error
    except OSError as error:
        raise UnreadableSource(file.source, error.strerror or str(error)) from error
    return reader(data, file.source)


def find_files(sources: Source | Sequence[Source]) -> list[ArticleFile]:
    """The article files of a file, a folder (searched to its depths) or a list of them.

    An id is the path under the folder that was named, without its suffix: ``2019/storm``. It is
    the same on every machine. Raises ``SourceNotFound`` or ``DuplicateArticle``.
    """
    named = [sources] if isinstance(sources, str | Path) else list(sources)
    if not named:
        raise SourceNotFound("[]", "no source was given", "Name a file or a folder of articles.")
    files: dict[str, ArticleFile] = {}
    paths: set[Path] = set()
    for source in named:
        for file in _expand(Path(source).expanduser()):
            resolved = file.path.resolve()
            if resolved in paths:
                continue
            paths.add(resolved)
            if file.id in files:
                raise DuplicateArticle(file.id, files[file.id].source, file.source)
            files[file.id] = file
    return list(files.values())


def _written(name: str) -> str:
    """A file's name as text: bytes of it that are no UTF-8 are spelt out."""
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


def _of_a_page(file: Path, folder: Path) -> bool:
    """Whether a browser put the file beside a page that it saved: ``story_files/frame.html``."""
    return any(
        parent.name.endswith("_files")
        and any(parent.with_name(parent.name[:-6] + s).is_file() for s in (".html", ".htm"))
        for parent in file.parents
        if parent.is_relative_to(folder) and parent != folder
    )


def _expand(path: Path) -> Iterable[ArticleFile]:
    if path.is_file():
        return [ArticleFile(_written(path.stem), path)]
    if not path.is_dir():
        raise SourceNotFound(str(path), "no such file or folder", "Check the path.")
    found = [
        ArticleFile(_written(file.relative_to(path).with_suffix("").as_posix()), file)
        for file in sorted(path.rglob("*"))
        if file.suffix.lower() in READERS
        and file.is_file()
        and not any(part.startswith(".") for part in file.relative_to(path).parts)
        and not _of_a_page(file, path)
    ]
    if not found:
        raise SourceNotFound(
            str(path),
            "the folder holds no article",
            f"Put files ending in {', '.join(READERS)} into it.",
        )
    return found
