"""PDFs: hyphens undone, pages joined, and a clear word for those that cannot be read."""

from __future__ import annotations

import pytest

from index.errors import UnreadableDocument
from index.files import READERS
from tests.documents import LEFT, Put, locked, pdf, scan, typeset

read = READERS[".pdf"]
RAIN = typeset(["# Rain in Mallo", "It rained for six days in Mallo."])


def test_worked_by_hand() -> None:
    """Running heads go, a broken word and a sentence over two pages are whole again."""

    def page(number: int, *lines: str) -> list[Put]:
        body = [(LEFT, 660.0 - 14 * n, 11.0, line) for n, line in enumerate(lines)]
        return [(LEFT, 760, 8, "The Mallo Times"), *body, (300, 40, 8, str(number))]

    title = (LEFT, 700.0, 20.0, "Rain in Mallo")
    pages = [
        [
            title,
            *page(
                1,
                "It rained for six days in Mallo, and the municipal administra-",
                "tion closed the bridge. Its well-",
                "known keeper, said the mayor of",
            ),
        ],
        page(2, "Mallo, went home."),
    ]
    assert read(pdf(pages), "rain.pdf") == (
        "# Rain in Mallo\n\n"
        "It rained for six days in Mallo, and the municipal administration closed the bridge. "
        "Its well-known keeper, said the mayor of Mallo, went home.\n"
    )


def test_a_long_article_is_whole_over_its_pages() -> None:
    said = [f"On day {n} the river rose by {n} metres, and nobody was hurt." for n in range(400)]
    text = read(typeset(["# Rain in Mallo", " ".join(said)]), "long.pdf")
    assert all(sentence in text for sentence in said)


def test_one_that_anyone_may_read_is_read() -> None:
    assert "six days" in read(locked(RAIN, "owner"), "rain.pdf")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (locked(RAIN, "owner", reading="secret"), "locked with a password. Open it with"),
        (scan(), "no text in the PDF's 1 page; they are pictures, as of a scan. Run text recog"),
        (scan(12), "no text in the PDF's 12 pages"),
        (b"GIF89a" + b"x" * 99, "this is no PDF, whatever its name says"),
        (RAIN[:200], "damaged, or is something else"),
        (b"%PDF-1.7\n%%EOF", "damaged, or is something else"),
    ],
    ids=["locked", "scanned", "scanned pages", "another kind", "cut off", "hollow"],
)
def test_what_cannot_be_read_is_said_with_a_remedy(data: bytes, says: str) -> None:
    with pytest.raises(UnreadableDocument) as caught:
        read(data, "odd.pdf")
    assert str(caught.value).startswith("odd.pdf: ")
    assert says in str(caught.value)


def test_letters_without_meaning_are_no_text() -> None:
    lines = [(LEFT, 700.0 - 14 * n, 11.0, "(cid:12)(cid:40)(cid:7)(cid:9)") for n in range(9)]
    with pytest.raises(UnreadableDocument, match="do not say which letters"):
        read(pdf([lines]), "odd.pdf")
