"""Reads a PDF with pypdf: where its words stand on the page says how they belong together."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any

from pypdf import PageObject, PasswordType, PdfReader
from pypdf.errors import DependencyError

from index.errors import UnreadableDocument
from index.readers.blocks import join
from index.readers.lines import Line, blocks_of

_LETTERS_LOST = 0.2
"""The share of characters without a meaning from which on a text is none."""

_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB06: "st"}


def read(data: bytes) -> str:
    """The text of a PDF in paragraphs, without what stands above and below on every page.

    Raises ``UnreadableDocument`` where it is locked, or holds pictures of text alone.
    """
    if b"%PDF-" not in data[:1024]:
        raise UnreadableDocument(
            "", "this is no PDF, whatever its name says", "Give the file the ending of what it is."
        )
    reader = PdfReader(BytesIO(data))
    if reader.is_encrypted:
        _unlock(reader)
    pages = [tuple(_lines(page)) for page in reader.pages]
    _check(pages)
    return join(blocks_of(pages))


def _unlock(reader: PdfReader) -> None:
    """Opens a PDF that anyone may read; one with a password stays closed."""
    try:
        open_to_all = reader.decrypt("") != PasswordType.NOT_DECRYPTED
    except (DependencyError, NotImplementedError):
        open_to_all = False
    if not open_to_all:
        raise UnreadableDocument(
            "",
            "the PDF is locked with a password",
            "Open it with the password and save it again without one.",
        )


def _check(pages: Sequence[Sequence[Line]]) -> None:
    text = "".join(line.text for page in pages for line in page)
    count = f"{len(pages)} page{'' if len(pages) == 1 else 's'}"
    if not any(c.isalnum() for c in text):
        raise UnreadableDocument(
            "",
            f"there is no text in the PDF's {count}; they are pictures, as of a scan",
            "Run text recognition (OCR) over it, and add what comes out.",
        )
    lost = sum(c == "\ufffd" or "\ue000" <= c <= "\uf8ff" for c in text) + 5 * text.count("(cid:")
    if lost > _LETTERS_LOST * len(text):
        raise UnreadableDocument(
            "",
            f"the fonts of the PDF's {count} do not say which letters they draw",
            "Run text recognition (OCR) over it, or save the text from where it was made.",
        )


def _lines(page: PageObject) -> Iterator[Line]:
    """The lines of a page in the order they were written, each with its place."""
    parts: list[tuple[str, float, float, float, bool]] = []

    def see(text: str, cm: Any, tm: Any, font: Any, size: float) -> None:
        x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
        y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
        scale = abs((tm[0] * tm[3] - tm[1] * tm[2]) * (cm[0] * cm[3] - cm[1] * cm[2]))
        bold = "bold" in str((font or {}).get("/BaseFont", "")).lower()
        parts.append((text, x, y, float(size) * math.sqrt(scale), bold))

    page.extract_text(visitor_text=see)
    run: list[tuple[str, float, float, float, bool]] = []
    for text, *place in parts:
        for n, piece in enumerate(text.split("\n")):
            if n:
                yield from _line(run)
                run = []
            if piece:
                run.append((piece, *place))  # type: ignore[arg-type]
    yield from _line(run)


def _line(run: Sequence[tuple[str, float, float, float, bool]]) -> Iterator[Line]:
    """The line that pieces of text make, or none where they hold nothing."""
    text = " ".join("".join(piece for piece, *_ in run).translate(_LIGATURES).split())
    solid = [part for part in run if part[0].strip()]
    if text and solid:
        longest = max(solid, key=lambda part: len(part[0].strip()))
        size = round(longest[3], 1)
        yield Line(text, solid[0][1], solid[0][2], size, all(part[4] for part in solid))
