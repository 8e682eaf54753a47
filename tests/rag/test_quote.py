"""Quotes grown to whole sentences and whole speech, and citations cut from them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.articles import parse_article
from index.spans import Span
from rag.quote import cite, join_spans, quote_span

BODY = (
    "The bridge opened in May. Ines Roth said it would last. "
    '"It is safe," the mayor said. "We tested it twice. Nobody need worry." Traffic was light.'
)
TEXT = f"A bridge\n\n{BODY}\n\nSecond paragraph here. It ends."


@pytest.mark.parametrize(
    ("words", "quote"),
    [
        ("May", "The bridge opened in May."),
        ("Ines Roth", "Ines Roth said it would last."),
        ("Second", "Second paragraph here."),
        ("paragraph here. It", "Second paragraph here. It ends."),
        # Inside speech that runs on: the speech is whole, and whoever speaks is named.
        ("tested it", '"It is safe," the mayor said. "We tested it twice. Nobody need worry."'),
    ],
)
def test_quote_span(words: str, quote: str) -> None:
    article = parse_article(TEXT, id="a", source="a.txt")
    at = TEXT.index(words)
    span = quote_span(article, at, at + len(words))
    got = TEXT[span.start : span.end]
    assert quote in got and words in got
    if not words.startswith("tested"):
        assert got == quote


@given(st.text(min_size=1, max_size=300), st.data())
def test_a_quote_holds_its_span_and_is_exact(text: str, data: st.DataObject) -> None:
    text = "Heading\n\n" + text + " end."
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, min(len(text), start + 40)))
    article = parse_article(text, id="a", source="a.txt")
    span = quote_span(article, start, end)
    (citation,) = cite([span], {"a": article})
    assert article.text[citation.start : citation.end] == citation.quote
    if text[start:end].strip() and "\n" not in text[start:end]:
        middle = next(i for i in range(start, end) if not text[i].isspace())
        assert span.start <= middle < span.end


def test_join_spans_by_hand() -> None:
    spans = [Span("a", 5, 9), Span("b", 0, 3), Span("a", 8, 12), Span("a", 12, 14)]
    assert join_spans(spans) == [Span("a", 5, 12), Span("b", 0, 3), Span("a", 12, 14)]


def test_citations_are_numbered_from_one() -> None:
    article = parse_article(TEXT, id="a", source="a.txt")
    first, second = cite([Span("a", 0, 8), Span("a", 10, 20)], {"a": article})
    assert (first.number, second.number) == (1, 2)
    assert first.quote == "A bridge"
