"""Word documents: what a reader of one sees, in order."""

from __future__ import annotations

import io
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from index.errors import UnreadableDocument
from index.files import READERS
from tests.documents import word

read = READERS[".docx"]


def saved(document: Any) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_tables_breaks_and_runs() -> None:
    document = docx.Document()
    document.add_heading("Rain in Mallo", 1)
    paragraph = document.add_paragraph("It rained for ")
    paragraph.add_run("six\tdays").bold = True
    paragraph.add_run(" in Mallo.\nNobody was hurt.")
    table = document.add_table(2, 2)
    for n, said in enumerate(["Day", "Rain", "Monday", "20 mm"]):
        table.cell(n // 2, n % 2).text = said
    document.add_heading("What comes next", 2)
    document.add_paragraph("A thaw.")
    assert read(saved(document), "rain.docx") == (
        "# Rain in Mallo\n\nIt rained for six days in Mallo.\n\nNobody was hurt.\n\n"
        "Day | Rain\n\nMonday | 20 mm\n\n## What comes next\n\nA thaw.\n"
    )


def test_tracked_changes_read_as_if_accepted_and_the_unseen_is_left_out() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("It ")._p
    for part in (
        '<w:ins {}><w:r><w:t xml:space="preserve">rained </w:t></w:r></w:ins>',
        '<w:del {}><w:r><w:delText xml:space="preserve">snowed </w:delText></w:r></w:del>',
        '<w:r {}><w:rPr><w:vanish/></w:rPr><w:t xml:space="preserve">secretly </w:t></w:r>',
        '<w:hyperlink {}><w:r><w:t xml:space="preserve">for six </w:t></w:r></w:hyperlink>',
        "<w:sdt {}><w:sdtContent><w:r><w:t>days.</w:t></w:r></w:sdtContent></w:sdt>",
    ):
        paragraph.append(parse_xml(part.format(nsdecls("w"))))
    assert read(saved(document), "rain.docx") == "It rained for six days.\n"


def test_a_text_box_is_read_once() -> None:
    box = (
        '<w:r {}><mc:AlternateContent xmlns:mc="urn:mc">'
        "<mc:Choice><w:txbxContent><w:p><w:r><w:t>Boxed.</w:t></w:r></w:p></w:txbxContent>"
        "</mc:Choice><mc:Fallback><w:txbxContent><w:p><w:r><w:t>Boxed.</w:t></w:r></w:p>"
        "</w:txbxContent></mc:Fallback></mc:AlternateContent></w:r>"
    )
    document = docx.Document()
    document.add_paragraph("It rained.")._p.append(parse_xml(box.format(nsdecls("w"))))
    assert read(saved(document), "rain.docx") == "It rained.\n\nBoxed.\n"


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "locked with a password, or of the old"),
        (b"PK\x03\x04 and nothing more", "no Word document, or only a part of one"),
        (word(["It rained."])[:900], "no Word document, or only a part of one"),
    ],
    ids=["locked", "cut off", "cut short"],
)
def test_what_cannot_be_read_is_said_with_a_remedy(data: bytes, says: str) -> None:
    with pytest.raises(UnreadableDocument, match=r"^odd\.docx: .*save it as \.docx\.$") as caught:
        read(data, "odd.docx")
    assert says in str(caught.value)


def test_a_packed_file_of_another_kind_is_no_word_document() -> None:
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("notes.txt", "It rained.")
    with pytest.raises(UnreadableDocument, match="packed like a Word document and holds none"):
        read(out.getvalue(), "odd.docx")
