"""What an article is made of: title, standfirst, paragraphs, repeats, date, and their offsets."""

import re
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from index.articles import Article, parse_article, text_sha256
from index.dates import date_of_dateline, date_of_line, find_date
from index.errors import EmptyArticle
from index.layout import paragraph_spans
from index.spans import Span

PIECES = (
    *("# ", "## ", "Title: ", "headline:", "- ", "1. ", "> ", "By Ann Lee", "Published: ", "A "),
    *("January 4, 2019", "2019-01-04", "PARIS, Jan. 4, 2019 — ", ". ", "! ", "”", '"', "***"),
    *(" ", "\t", "\n", "\n\n", "\r\n", "\r", "\x0b", "\f", "\x1c", "\x1f", "\x85", "\u2028"),
    *("\u3000", "\u200b", "\ufeff", "e\u0301", "ß", "漢字。", "سلام. ", "😀", "\ud800", "\0"),
    *("\xa0", "word ", "Bridge ", "©"),
)
PARTS = st.lists(
    st.one_of(st.sampled_from(PIECES), st.characters(), st.text(max_size=8)), max_size=30
).map("".join)

TEXTS = st.one_of(
    PARTS,
    st.lists(PARTS, min_size=1, max_size=4)
    .flatmap(lambda parts: st.lists(st.sampled_from(parts), max_size=10))
    .map("\n\n".join),
)
"""Texts of one part, and texts that say the same thing again and again."""


def parse(*lines: str) -> Article:
    return parse_article("\n\n".join(lines), id="a", source="a.txt")


def parse_any(text: str) -> Article:
    try:
        return parse(text)
    except EmptyArticle:
        assume(False)
        raise


# --- title and standfirst ----------------------------------------------------------------------

HEAD = "Bridge opens"
BODY = (
    "The bridge over the river opened in May after long years of work. "
    "Traffic was light on the first day, the mayor said."
)
SUMMARY = "A crossing forty years in the making is ready."
DAY = "January 4, 2019"


def test_by_hand() -> None:
    text = "It is ready.\n\nBridge opens\nBRIDGE OPENS\nHe ran."
    article = parse_article(text, id="a", source="a.txt")
    assert article.title == "Bridge opens"
    assert article.title_span == Span("a", 14, 26)
    assert article.standfirst is None
    assert article.paragraphs == (Span("a", 0, 12), Span("a", 40, 47))
    assert article.repeats == (Span("a", 27, 39),)
    assert article.span_text(article.repeats[0]) == "BRIDGE OPENS"
    assert article.date is None


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        ([HEAD, BODY], HEAD),
        ([f"  {HEAD}\t", BODY], HEAD),
        (["Is the bridge safe?", BODY], "Is the bridge safe?"),
        (["Bridge opens.", BODY], "Bridge opens."),
        (["By George, It Works", BODY], "By George, It Works"),
        # Said twice, it is the title wherever it stands; once, with one summary before it.
        ([HEAD, HEAD, BODY], HEAD),
        ([SUMMARY, HEAD, HEAD, BODY], HEAD),
        ([SUMMARY, DAY, HEAD, "BRIDGE OPENS!", BODY], HEAD),
        (["News", HEAD, HEAD, BODY], HEAD),
        ([SUMMARY, HEAD, BODY], HEAD),
        ([SUMMARY, "Mayor meets Harry S.", BODY], "Mayor meets Harry S."),
        # Marked as one.
        ([f"# {HEAD}", BODY], HEAD),
        ([f"# {HEAD} ##", BODY], HEAD),
        ([SUMMARY, "News today", f"# {HEAD}", BODY], HEAD),
        ([f"Title: {HEAD}", BODY], HEAD),
        ([f'headline:  "{HEAD}"', BODY], HEAD),
        # After what is about the article.
        (["FOR IMMEDIATE RELEASE", HEAD, BODY], HEAD),
        ([DAY, HEAD, BODY], HEAD),
        ([DAY, "“We won” say residents", HEAD, BODY], HEAD),
        (["https://example.com/bridge", "BREAKING", HEAD, BODY], HEAD),
        (["By Ann Lee", HEAD, BODY], HEAD),
    ],
)
def test_the_title_is_found(lines: list[str], title: str) -> None:
    article = parse(*lines)
    assert article.title_span
    assert article.title == article.span_text(article.title_span) == title
    assert article.title_span not in article.paragraphs


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (["One line"], "One line"),
        (["One line."], "One line."),
        (["x"], "x"),
        (["7"], "7"),
        (["½"], "½"),
        (["\ufeffé\u200b"], "\ufeffé\u200b"),
        ([BODY], "The bridge over the river opened in May after long years of work. Traffic was…"),
        ([BODY, BODY + " He left."], BODY[:77] + "…"),
        (["word " * 15 + "words"], "word " * 15 + "words"),
        (["word " * 16 + "word"], "word " * 15 + "word…"),
        ([BODY, HEAD], BODY[:77] + "…"),
    ],
)
def test_without_a_title_the_first_words_name_the_article(lines: list[str], title: str) -> None:
    article = parse(*lines)
    assert article.title_span is None and article.standfirst is None
    assert article.title == title
    assert [article.span_text(p) for p in article.paragraphs] == lines


@pytest.mark.parametrize(
    ("lines", "standfirst"),
    [
        # No full stop, and shorter than what follows.
        ([HEAD, "A crossing long in the making, open at last", BODY], 1),
        (
            [
                HEAD,
                "By Ann Lee",
                f"Published: Friday, {DAY}",
                "A crossing long in the making, open at last",
                BODY,
            ],
            3,
        ),
        # A sentence whose words the body says again.
        ([HEAD, "The bridge over the river opened after years of work.", BODY], 1),
        # The first paragraph of the story is none, nor is a summary above the title.
        ([HEAD, BODY], None),
        ([HEAD, "Ducks and geese will be counted by volunteers again.", BODY], None),
        ([HEAD, "The bridge opened. It took years of work.", BODY], None),
        ([HEAD, "Open at last", BODY], None),
        ([HEAD, "It is open at last", BODY], None),
        ([HEAD, "A crossing long in the making, open at last", "He ran."], None),
        ([HEAD, "A crossing long in the making, open at last"], None),
        ([SUMMARY, HEAD, HEAD, BODY], None),
    ],
)
def test_standfirst(lines: list[str], standfirst: int | None) -> None:
    article = parse(*lines)
    found = article.span_text(article.standfirst) if article.standfirst else None
    assert found == (None if standfirst is None else lines[standfirst])
    assert article.standfirst not in article.paragraphs


# --- repeats -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "repeats"),
    [
        ([HEAD, HEAD, BODY], [1]),
        ([SUMMARY, HEAD, HEAD, BODY], [2]),
        ([HEAD, BODY, BODY], [2]),
        ([HEAD, BODY, "He left.", BODY, "She came.", BODY], [3, 5]),
        ([HEAD, SUMMARY, BODY, f"“{SUMMARY.upper()}”"], [3]),
        # Fewer than five words are a repeat only where they stand next to each other.
        ([HEAD, "He agreed.", "He agreed!", BODY], [2]),
        ([HEAD, "He agreed to it.", BODY, "He agreed to it."], []),
        ([HEAD, "Now he agreed to it.", BODY, "Now he agreed to it."], [3]),
        # Not repeats: one word more, another number, and lines that have no words.
        ([HEAD, BODY, BODY + " He left."], []),
        ([HEAD, "It rose 3.5 points in May.", BODY, "It rose 35 points in May."], []),
        ([HEAD, "***", "***", BODY, "***"], []),
        ([HEAD, BODY, "It cost £5 in all, he said.", "It cost $5 in all, he said."], []),
        ([HEAD, BODY, "It rose by 5% in a year.", "It rose by 5 in a year."], []),
    ],
)
def test_repeats(lines: list[str], repeats: list[int]) -> None:
    article = parse(*lines)
    assert [article.span_text(r) for r in article.repeats] == [lines[i] for i in repeats]
    kept = [line for i, line in enumerate(lines) if i not in repeats]
    kept.remove(article.title)
    assert [article.span_text(p) for p in article.paragraphs] == kept


# --- the article -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["", " \r\n\t", "—", "***\n\n---\n", "“…”", "\u200b\ufeff", "_", "😀"]
)
def test_a_text_without_words_is_refused_by_name(text: str) -> None:
    with pytest.raises(EmptyArticle, match=r"odd\.txt: the article is empty\. Put"):
        parse_article(text, id="odd", source="odd.txt")


def test_spans_of_an_article() -> None:
    article = parse(HEAD)
    assert article.span_text(article.span(7, 12)) == "opens"
    with pytest.raises(ValueError, match="end=13, length 12"):
        article.span(7, 13)
    with pytest.raises(ValueError, match="start=9, end=7"):
        article.span(9, 7)
    for span in (Span("b", 0, 3), Span("a", 0, 13)):
        with pytest.raises(ValueError, match="not a span of 'a'"):
            article.span_text(span)


def test_the_checksum_is_that_of_the_file() -> None:
    # As FIPS 180 gives it.
    digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert text_sha256("abc") == parse("abc").sha256 == digest


@settings(deadline=None)
@given(TEXTS)
def test_spans_are_exact_in_order_and_apart(text: str) -> None:
    article = parse_any(text)
    assert article.text == text
    heads = [span for span in (article.title_span, article.standfirst) if span]
    for parts in ([*article.paragraphs, *heads], [*article.paragraphs, *article.repeats]):
        assert all(a.end <= b.start for a, b in pairwise(sorted(parts)))
        for part in parts:
            assert article.span_text(part) == text[part.start : part.end].strip() != ""
    assert list(article.paragraphs) == sorted(article.paragraphs)
    assert list(article.repeats) == sorted(article.repeats)
    if article.title_span:
        assert article.title == " ".join(article.span_text(article.title_span).split())


@settings(deadline=None)
@given(TEXTS)
def test_nothing_but_a_title_s_marker_is_left_out(text: str) -> None:
    article = parse_any(text)
    title = article.title_span
    parts = [title, article.standfirst, *article.paragraphs, *article.repeats]
    inside = {i for part in parts if part for i in range(part.start, part.end)}
    left = [i for i, c in enumerate(text) if i not in inside and not c.isspace()]
    if left:
        assert title
        (block,) = [b for b in paragraph_spans(text) if b[0] <= title.start and title.end <= b[1]]
        assert block[0] <= left[0] and left[-1] < block[1]
        marker = text[block[0] : title.start].rstrip("\"' \t\xa0\u3000\x1f").lower()
        assert marker.strip("#") in ("", "title:", "headline:")


@settings(deadline=None)
@given(TEXTS)
def test_every_repeat_was_said_before(text: str) -> None:
    article = parse_any(text)
    said = [re.findall(r"\w+", text[a:b].casefold()) for a, b in paragraph_spans(text)]
    for repeat in article.repeats:
        words = re.findall(r"\w+", article.span_text(repeat).casefold())
        place = [a for a, _ in paragraph_spans(text)].index(repeat.start)
        assert words in said[:place]


# --- date --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("January 4, 2019", "2019-01-04"),
        ("Published: Friday, January 4, 2019", "2019-01-04"),
        ("4 January 2019", "2019-01-04"),
        ("4th of March 2019", "2019-03-04"),
        ("SATURDAY 5 OCTOBER 2019", "2019-10-05"),
        ("Wed., Sept. 4th, 2019", "2019-09-04"),
        ("Jan. 4, 2019, 10:30 a.m. EST", "2019-01-04"),
        ("Updated on Friday, 4 January 2019 at 10:30", "2019-01-04"),
        ("By Ann Lee, January 4, 2019", "2019-01-04"),
        ("May 4, 2019 | Updated May 5, 2019", "2019-05-04"),
        ("2019-01-04", "2019-01-04"),
        ("2019-01-04T10:30:00Z", "2019-01-04"),
        ("Posted by Ann Lee Roth Jr. on January 4, 2019", "2019-01-04"),
        ("2019/01/04", "2019-01-04"),
        ("Feb. 29, 2020", "2020-02-29"),
        ("\u017fept 4, 2019", "2019-09-04"),
        # No such day; no day or year; which is the month is not said; a number.
        ("Feb. 29, 2019", None),
        ("2019-13-01", None),
        ("March 2019", None),
        ("January 4", None),
        ("01/04/2019", None),
        ("No. 12-2019-01-04", None),
        ("No. 2019-01-04-5", None),
        ("", None),
        # The story's own date.
        ("The war ended on May 8, 1945, and the town celebrated.", None),
    ],
)
def test_date_of_line(line: str, date: str | None) -> None:
    assert date_of_line(line) == date


@pytest.mark.parametrize(
    ("paragraph", "date"),
    [
        ("PARIS, Jan. 4, 2019 (Wire) — The talks ended.", "2019-01-04"),
        ("NEW YORK, January 4, 2019 -- The talks ended.", "2019-01-04"),
        ("LONDON, 4 January 2019 - The talks ended.", "2019-01-04"),
        ("PARIS, Jan. 4 — The talks ended.", None),
        ("PARIS (Wire) — The talks ended on Jan. 4, 2019.", None),
        ("The talks ended on Jan. 4, 2019.", None),
        ("STRATFORD-UPON-AVON, England, 4 May 2019 – The play ended.", "2019-05-04"),
        # The story's own date, before a dash in its first sentence.
        ("On January 4, 2019 the army – which had waited – left.", None),
        ("In Paris on May 8, 1945 – it was a Tuesday – the bells rang.", None),
        ("Ann was born on May 8, 1945 — the day it ended.", None),
    ],
)
def test_date_of_dateline(paragraph: str, date: str | None) -> None:
    assert date_of_dateline(paragraph) == date


def test_the_first_day_that_there_is_counts() -> None:
    text = "From Feb. 30, 2019 to 2019-03-02 and May 4, 2019"
    assert find_date(text) == ("2019-03-02", 22, 32)
    assert text[22:32] == "2019-03-02"


@pytest.mark.parametrize(
    ("lines", "date"),
    [
        ([HEAD, DAY, BODY], "2019-01-04"),
        ([SUMMARY, DAY, HEAD, HEAD, BODY], "2019-01-04"),
        ([HEAD, f"PARIS, {DAY} (Wire) — {BODY}"], "2019-01-04"),
        ([HEAD, f"PARIS, May 1, 2018 — {BODY}", f"Published {DAY}"], "2019-01-04"),
        ([HEAD, *(f"Part {n} of the story." for n in range(9)), DAY, "The end"], "2019-01-04"),
        ([HEAD, *(f"Part {n} of the story." for n in range(9)), DAY, "The", "end"], None),
        ([HEAD, f"It opened on {DAY}, after years of work, and nobody minded."], None),
    ],
)
def test_the_date_of_an_article(lines: list[str], date: str | None) -> None:
    assert parse(*lines).date == date
