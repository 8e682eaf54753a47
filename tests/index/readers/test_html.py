"""Web pages: the article without what stands around it, in any encoding that a page names."""

from __future__ import annotations

import pytest

from index.errors import UnreadableDocument
from index.files import READERS

read = READERS[".html"]

STORY = """<h1>Rain in Mallo</h1><p class="byline">By Ann Teal</p>
<p>It rained for six days in <b>Mallo</b>, and the river&nbsp;Tarn rose by two&shy;fold
metres.<br>Nobody was hurt.</p>
<h2>What <i>comes</i> next</h2>
<p>The old bridge was closed on Monday. Work on a <a href="x">new one</a> begins in May, said the
mayor, Ines Roth, who thanked the fire brigade. “We are tired,” she said.</p>
<blockquote><p>We will rebuild.</p></blockquote>
<ul><li>Six days of rain</li><li>Two metres of water</li></ul>
<table><tr><th>Day</th><th>Rain</th></tr><tr><td>Monday</td><td>20 mm</td></tr></table>"""
PAGE = f"""<!DOCTYPE html><html><head><title>Rain in Mallo - The Mallo Times</title>
<meta property="article:published_time" content="2024-03-12T08:00:00Z">
<meta name="author" content="Ann Teal"><script>track("Brin")</script></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/news">News</a></li></ul></nav>
<main><article>{STORY}</article></main>
<footer>Copyright 2024 The Mallo Times. All rights reserved.</footer></body></html>"""


def test_worked_by_hand() -> None:
    assert read(PAGE.encode(), "rain.html").split("\n\n") == [
        "# Rain in Mallo",
        "By Ann Teal",
        "Published: 2024-03-12",
        "It rained for six days in Mallo, and the river Tarn rose by twofold metres.",
        "Nobody was hurt.",
        "## What comes next",
        "The old bridge was closed on Monday. Work on a new one begins in May, said the mayor, "
        "Ines Roth, who thanked the fire brigade. “We are tired,” she said.",
        "We will rebuild.",
        "- Six days of rain",
        "- Two metres of water",
        "Day | Rain",
        "Monday | 20 mm\n",
    ]


def test_a_writer_whom_the_page_does_not_name_to_its_readers_is_not_named() -> None:
    page = PAGE.replace('<p class="byline">By Ann Teal</p>', "")
    assert "Ann Teal" not in read(page.encode(), "rain.html")


@pytest.mark.parametrize(
    ("page", "text"),
    [
        (b"<p>It rained.</p>", "It rained.\n"),
        (b"It rained.<br><br>Nobody was hurt.", "It rained.\n\nNobody was hurt.\n"),
        (b"<body><h1>Rain</h1>It rained &amp; snowed.<div>Then not.</div></body>",
         "# Rain\n\nIt rained & snowed.\n\nThen not.\n"),
        (b"<p>It rained.<!-- Not in Brin. --></p>", "It rained.\n"),
    ],
)  # fmt: skip
def test_short_pages_are_read_whole(page: bytes, text: str) -> None:
    assert read(page, "a.html") == text


CAFE = "Le café de Mallo a ouvert hier soir – “enfin”, dit-on."


@pytest.mark.parametrize(
    "data",
    [
        f"<p>{CAFE}</p>".encode(),
        f"<p>{CAFE}</p>".encode("utf-8-sig"),
        f"<p>{CAFE}</p>".encode("utf-16"),
        f'<meta charset="windows-1252"><p>{CAFE}</p>'.encode("cp1252"),
        f'<meta charset="iso-8859-1"><p>{CAFE}</p>'.encode("cp1252"),
        f"<META http-equiv=Content-Type content='text/html; Charset=latin1'><p>{CAFE}</p>".encode(
            "cp1252"
        ),
        f"<p>{CAFE}</p>".encode("cp1252"),
        f'<meta charset="nonesuch"><p>{CAFE}</p>'.encode(),
        f'<?xml version="1.0" encoding="utf-8"?><html><body><p>{CAFE}</p></body></html>'.encode(),
        f'<meta charset="utf-16"><p>{CAFE}</p>'.encode(),
    ],
    ids=["bare", "marked", "utf-16", "named", "latin-1", "old form", "unnamed", "unknown", "xhtml",
         "said wrongly"],
)  # fmt: skip
def test_encodings(data: bytes) -> None:
    assert read(data, "a.html") == f"{CAFE}\n"


def test_another_script_in_its_own_encoding() -> None:
    said = "Шесть дней шёл дождь в Малло."
    page = f'<meta charset="koi8-r"><p>{said}</p>'.encode("koi8-r")
    assert read(page, "a.html") == f"{said}\n"


def test_what_is_in_no_encoding_is_refused() -> None:
    with pytest.raises(UnreadableDocument, match=r"a\.html: the characters .* plain text"):
        read(b"<p>\x81\x8d\x8f\xff</p>" * 9, "a.html")


def test_nothing_of_a_page_is_fetched() -> None:
    page = PAGE.replace("<h1>", '<img src="http://localhost:9/a.png"><h1>').replace(
        "<head>", '<head><link rel="stylesheet" href="http://localhost:9/a.css">'
    )
    assert read(page.encode(), "rain.html") == read(PAGE.encode(), "rain.html")
