"""Reads a Word document (.docx, ECMA-376): its paragraphs, headings, lists and tables in order.

What was inserted under tracked changes is read, what was deleted is not; headers, footers, notes
and comments are left out, as they stand outside the text.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import docx
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn

from index.errors import UnreadableDocument
from index.readers.blocks import heading, item, join, line, promote, row

MAX_UNPACKED = 200 * 2**20
"""Bytes that the parts of a document may have once they are unpacked."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_UNSEEN = {qn(f"w:{name}") for name in ("del", "moveFrom", "pPr", "rPr", "sectPr", "instrText")}
_FALLBACK = "}Fallback"
"""What older programs show in place of something, beside it (ECMA-376 part 3)."""
_BREAK = "\u2028"
_BODY = 9
"""The outline level of what is no heading."""
_SIGNS = {
    qn("w:tab"): " ", qn("w:br"): _BREAK, qn("w:cr"): _BREAK, qn("w:noBreakHyphen"): "-",
    qn("w:ptab"): " ",
}  # fmt: skip


def read(data: bytes) -> str:
    """The text of a document in paragraphs.

    Raises ``UnreadableDocument`` where it is locked, or unpacks to more than is sound.
    """
    _check(data)
    try:
        document = docx.Document(BytesIO(data))
    except (PackageNotFoundError, KeyError, ValueError) as error:
        raise UnreadableDocument(
            "",
            f"the file is packed like a Word document and holds none ({line(str(error))[:120]})",
            "Open it in the program that made it and save it as .docx.",
        ) from error
    names = {style.style_id: str(style.name or "") for style in document.styles}
    return join(promote(_blocks(document.element.body, names)))


def _check(data: bytes) -> None:
    """Refuses what is locked, old, or packed to overwhelm."""
    if data.startswith(_OLE):
        raise UnreadableDocument(
            "",
            "the Word document is locked with a password, or of the old kind (.doc)",
            "Open it, take the password away, and save it as .docx.",
        )
    try:
        with zipfile.ZipFile(BytesIO(data)) as packed:
            size = sum(part.file_size for part in packed.infolist())
    except zipfile.BadZipFile as error:
        raise UnreadableDocument(
            "",
            "the file is no Word document, or only a part of one",
            "Open it in the program that made it and save it as .docx.",
        ) from error
    if size > MAX_UNPACKED:
        raise UnreadableDocument(
            "",
            f"the Word document unpacks to {size / 2**20:,.0f} MB, at most "
            f"{MAX_UNPACKED >> 20} are read",
            "Take its pictures out, or save its text as plain text.",
        )


def _blocks(element: Any, names: dict[str, str]) -> Iterator[str]:
    """The blocks of a body, a cell, or whatever holds paragraphs, in reading order."""
    for child in element:
        if child.tag == qn("w:p"):
            yield from _paragraph(child, names)
        elif child.tag == qn("w:tr"):
            yield row(" ".join(_blocks(cell, names)) for cell in _cells(child))
        elif not _unseen(child):
            yield from _blocks(child, names)


def _cells(table_row: Any) -> Iterator[Any]:
    return (found for found in table_row.iter(qn("w:tc")) if _row_of(found) is table_row)


def _row_of(cell: Any) -> Any:
    return next(cell.iterancestors(qn("w:tr")))


def _paragraph(paragraph: Any, names: dict[str, str]) -> Iterator[str]:
    """A paragraph as one block, or more where lines are broken in it; then what floats in it."""
    level = _level(paragraph, names)
    listed = paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}") is not None
    style = _style(paragraph, names)
    for place, said in enumerate("".join(_words(paragraph)).split(_BREAK)):
        if level:
            yield heading(said, level)
        elif (listed or style.startswith("List")) and not place:
            yield item(said)
        else:
            yield line(said)
    for box in paragraph.iter(qn("w:txbxContent")):
        if not any(map(_unseen, box.iterancestors())):
            yield from _blocks(box, names)


def _style(paragraph: Any, names: dict[str, str]) -> str:
    """The name of the paragraph's style."""
    found = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    return names.get(found.get(qn("w:val"), ""), "") if found is not None else ""


def _level(paragraph: Any, names: dict[str, str]) -> int:
    """The level of a heading: a title is 1, a heading of level 1 is 2; 0 for other paragraphs."""
    style = _style(paragraph, names)
    if style == "Title":
        return 1
    named = re.fullmatch(r"[Hh]eading (\d)", style)
    outline = paragraph.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
    if named:
        return int(named[1]) + 1
    depth = int(outline.get(qn("w:val"), "9")) if outline is not None else _BODY
    return depth + 2 if depth < _BODY else 0


def _words(element: Any) -> Iterator[str]:
    """The words of a paragraph, with line breaks marked, without what nobody sees."""
    for child in element:
        if child.tag == qn("w:t"):
            yield child.text or ""
        elif child.tag in _SIGNS:
            yield _SIGNS[child.tag]
        elif child.tag == qn("w:r") and _hidden(child):
            continue
        elif not _unseen(child) and child.tag != qn("w:txbxContent"):
            yield from _words(child)


def _unseen(element: Any) -> bool:
    """Whether nobody sees what is in an element; a comment of the file has no name of its own."""
    tag = element.tag
    return not isinstance(tag, str) or tag in _UNSEEN or tag.endswith(_FALLBACK)


def _hidden(run: Any) -> bool:
    vanish = run.find(f"{qn('w:rPr')}/{qn('w:vanish')}")
    return vanish is not None and vanish.get(qn("w:val"), "1") not in ("0", "false", "off")
