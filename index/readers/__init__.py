"""Readers of documents: what each makes of a file is the article's text, the same every time.

A document's text stands in blocks with an empty line between them, each block one line: headings
with the marks of Markdown, paragraphs, list items, rows of tables. The libraries that read them
are imported only by the process that does it, which :mod:`index.readers.guard` keeps watch over.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of document: what people call it, its reader, and the package that does the work.

    Raise ``version`` when texts come out differently, so that files are read again.
    """

    name: str
    module: str
    package: str
    version: int = 1

    @property
    def recipe(self) -> str:
        """Names what the text depends on beside the file: our version and the package's."""
        return f"{self.module} {self.version}, {self.package} {_installed(self.package)}"


KINDS = {
    "html": Kind("HTML page", "html", "trafilatura"),
    "pdf": Kind("PDF", "pdf", "pypdf"),
    "docx": Kind("Word document", "docx", "python-docx"),
}


@lru_cache(maxsize=8)
def _installed(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
