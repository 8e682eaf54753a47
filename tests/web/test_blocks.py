"""An article's blocks: every character in one of them, in the order of a page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.articles import Article, parse_article
from index.errors import EmptyArticle
from web.blocks import blocks_of


def shown(article: Article) -> list[tuple[str, str]]:
    return [(b.kind, article.text[b.shown : b.shown_end]) for b in blocks_of(article)]


def test_the_page_begins_with_the_headline_wherever_it_stands() -> None:
    text = (
        "A summary of the whole long story comes before its own headline here.\n"
        "The mill\nThe mill\nIt burned down on Sunday, they say.\n"
    )
    article = parse_article(text, id="a", source="a.txt")
    assert shown(article) == [
        ("title", "The mill"),
        ("paragraph", "A summary of the whole long story comes before its own headline here."),
        ("repeat", "The mill"),
        ("paragraph", "It burned down on Sunday, they say."),
    ]
    assert [b.number for b in blocks_of(article)] == [0, 1, 0, 2]


def test_marks_of_markdown_are_kept_but_not_shown() -> None:
    text = "# The mill\n\nIt burned down.\n\n## After the fire\n\nIt was built anew.\n"
    article = parse_article(text, id="a", source="a.md")
    assert shown(article) == [
        ("title", "The mill"),
        ("paragraph", "It burned down."),
        ("heading", "After the fire"),
        ("paragraph", "It was built anew."),
    ]


texts = st.text(
    alphabet=st.sampled_from("ab .#\n\r\t“”😀\u2028é\x00<&"), min_size=1, max_size=120
).map(lambda t: t + "x")


@given(texts)
def test_blocks_tile_the_text(text: str) -> None:
    try:
        article = parse_article(text, id="a", source="a.txt")
    except EmptyArticle:
        pytest.fail("every text here holds a letter")
    blocks = sorted(blocks_of(article), key=lambda b: b.start)
    assert "".join(text[b.start : b.end] for b in blocks) == text
    for b in blocks:
        assert b.start <= b.shown <= b.shown_end <= b.end
    # What is not shown is white space, marks of Markdown, or a headline's label.
    numbers = [b.number for b in blocks_of(article) if b.kind == "paragraph"]
    assert numbers == list(range(1, len(numbers) + 1))
