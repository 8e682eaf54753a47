"""Makes documents for tests: PDFs by hand, Word documents and web pages from the same blocks."""

from __future__ import annotations

import html
import io
import textwrap
from collections.abc import Sequence

Put = tuple[float, float, float, str]
"""A line of a page: x and y in points from the lower left, the letters' size, the words."""

TOP, LEFT, BOTTOM, BODY, LEADING = 720.0, 72.0, 72.0, 11.0, 14.0
WIDTH = 84
"""Characters of a full line."""


def pdf(pages: Sequence[Sequence[Put]]) -> bytes:
    """A PDF 1.4 of these lines, in Helvetica; characters are those of Windows-1252."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count %d /Kids [%s] >>"
        % (len(pages), b" ".join(b"%d 0 R" % (4 + 2 * n) for n in range(len(pages)))),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for n, page in enumerate(pages):
        drawn = b"\n".join(_draw(*put) for put in page)
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents %d 0 R "
            b"/Resources << /Font << /F 3 0 R >> >> >>" % (5 + 2 * n)
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn))
    return _file(objects)


def _draw(x: float, y: float, size: float, words: str) -> bytes:
    said = words.encode("cp1252")
    for sign in (b"\\", b"(", b")"):
        said = said.replace(sign, b"\\" + sign)
    return b"BT /F %.1f Tf 1 0 0 1 %.1f %.1f Tm (%s) Tj ET" % (size, x, y, said)


def _file(objects: Sequence[bytes]) -> bytes:
    out, places = b"%PDF-1.4\n", []
    for n, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (n, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n"
        b"%%%%EOF\n" % (len(objects) + 1, table, len(objects) + 1, len(out))
    )


def scan(pages: int = 1) -> bytes:
    """A PDF without a word on it."""
    return pdf([[] for _ in range(pages)])


def typeset(blocks: Sequence[str]) -> bytes:
    """A PDF of blocks as :func:`word` has them, in lines and pages as a program would set them."""
    pages: list[list[Put]] = [[]]
    y = TOP
    for block in blocks:
        level = len(block) - len(block.lstrip("#"))
        size = {1: 22.0, 2: 15.0}.get(level, BODY)
        said = block.lstrip("# ")
        said = f"• {said[2:]}" if said.startswith("- ") else said
        y -= LEADING
        for line in textwrap.wrap(said, WIDTH if size == BODY else 40, break_on_hyphens=False):
            if y < BOTTOM:
                pages.append([])
                y = TOP
            pages[-1].append((LEFT, y, size, line))
            y -= LEADING if size == BODY else 1.2 * size
    return pdf(pages)


def locked(data: bytes, password: str, *, reading: str = "") -> bytes:
    """A PDF that ``password`` opens, and ``reading`` to be read alone."""
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    writer.encrypt(reading, password, algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def word(blocks: Sequence[str]) -> bytes:
    """A Word document: ``# `` begins the title, ``## `` a heading, ``- `` an item of a list."""
    import docx

    document = docx.Document()
    for block in blocks:
        if block.startswith("#"):
            level = len(block) - len(block.lstrip("#"))
            document.add_heading(block.lstrip("# "), level - 1)
        elif block.startswith("- "):
            document.add_paragraph(block[2:], style="List Bullet")
        else:
            document.add_paragraph(block)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def web_page(blocks: Sequence[str]) -> bytes:
    """A web page of the same blocks, with what stands around an article on one."""
    body = "".join(_element(block) for block in blocks)
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>The paper</title>'
        "<script>track()</script></head><body><nav><ul><li><a href='/'>Home</a></li>"
        f"<li><a href='/news'>News</a></li></ul></nav><main><article>{body}</article></main>"
        "<footer><p>All rights reserved.</p></footer></body></html>"
    ).encode()


def _element(block: str) -> str:
    level = len(block) - len(block.lstrip("#"))
    said = html.escape(block.lstrip("# "))
    if level:
        return f"<h{level}>{said}</h{level}>"
    return f"<ul><li>{said[2:]}</li></ul>" if said.startswith("- ") else f"<p>{said}</p>"


MAKERS = {".pdf": typeset, ".docx": word, ".html": web_page}
"""How a file of each kind is made of blocks, by suffix."""
