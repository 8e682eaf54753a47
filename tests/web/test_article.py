"""The article as a page: its text is the article's, and marks enclose exactly their words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.articles import Article, parse_article
from tests.web.pages import Page
from web.article import article_html
from web.blocks import blocks_of
from web.marks import Mark

STORY = (
    "The mill\n\nThe mill on the river burned on Sunday.\n\n"
    "Nobody was hurt. The cause is unknown.\n\nNobody was hurt. Work goes on.\n"
)


def article_of(text: str) -> Article:
    return parse_article(text, id="a", source="news/a.txt")


def page_text(html: str) -> str:
    """The article's text as the page holds it, block by block in the order of the file."""
    blocks = [n for n in Page(html).nodes if "data-start" in n.attrs and n.tag != "mark"]
    return "".join(n.text for n in sorted(blocks, key=lambda n: int(n.attrs["data-start"])))


def marked(html: str, name: str) -> str:
    marks = [n for n in Page(html).all("mark") if name in n.attrs["data-marks"].split()]
    return "|".join(n.text for n in sorted(marks, key=lambda n: int(n.attrs["data-start"])))


def test_the_text_of_the_page_is_the_text_of_the_article() -> None:
    assert page_text(article_html(article_of(STORY))) == STORY


def test_of_two_equal_sentences_the_cited_one_is_marked() -> None:
    second = STORY.rindex("Nobody was hurt.")
    html = article_html(article_of(STORY), [Mark(second, second + 16, "1")])
    mark, *more = Page(html).all("mark")
    assert not more
    assert mark.text == "Nobody was hurt."
    assert mark.parent
    assert mark.parent.text.startswith("Nobody was hurt. Work goes on.")


def test_a_mark_over_two_paragraphs_is_whole_in_both() -> None:
    start, end = STORY.index("The cause"), STORY.index(" Work")
    html = article_html(article_of(STORY), [Mark(start, end, "1")])
    assert marked(html, "1") == "The cause is unknown.|Nobody was hurt."


def test_overlapping_marks_keep_their_own_words() -> None:
    one = STORY.index("mill on the river burned")
    two = STORY.index("river burned on Sunday")
    marks = [Mark(one, one + 24, "1"), Mark(two, two + 22, "2")]
    html = article_html(article_of(STORY), marks)
    assert marked(html, "1").replace("|", "") == "mill on the river burned"
    assert marked(html, "2").replace("|", "") == "river burned on Sunday"
    assert page_text(html) == STORY


def test_markup_in_an_article_is_shown_and_not_obeyed() -> None:
    text = 'The <b>mill</b>\n\n<script>alert("1")</script> burned & <img src=x onerror=alert(1)>.\n'
    html = article_html(article_of(text))
    assert page_text(html) == text
    assert not Page(html).all("script")
    assert not Page(html).all("img")
    assert not Page(html).all("b")


def test_a_hostile_id_and_file_name_stay_text() -> None:
    article = parse_article("A mill\n\nIt burned.", id='a" onclick="x', source='"><script>.txt')
    page = Page(article_html(article))
    assert page.all("article")[0].attrs["data-article"] == 'a" onclick="x'
    assert not page.all("script")
    assert page.all("span", "source")[0].text == '"><script>.txt'


def test_what_is_repeated_is_folded_away_until_it_is_marked() -> None:
    text = "The mill\nThe mill\nIt burned down on Sunday night.\n"
    repeat = Page(article_html(article_of(text))).all("p", "repeat")[0]
    assert "hidden" in repeat.attrs
    note = Page(article_html(article_of(text))).all("p", "repeats-note")
    assert "1 line that repeats" in note[0].text
    marks = [Mark(9, 17, "1")]
    page = Page(article_html(article_of(text), marks))
    assert "hidden" not in page.all("p", "repeat")[0].attrs
    assert not page.all("p", "repeats-note")


def test_an_article_without_a_headline_gets_one_from_its_first_words() -> None:
    article = article_of("It burned down on Sunday, and nobody knows why it did.")
    page = Page(article_html(article))
    assert [n.text for n in page.all("h1")] == [article.title]
    assert page_text(article_html(article)) == article.text


@pytest.mark.parametrize(
    "text", ["a\r\nb\rc", "a\x00b\n\nc", "\ufeffa\n\nb", "a\u2028b", "e\u0301 😀"]
)
def test_characters_that_pages_mangle(text: str) -> None:
    shown = page_text(article_html(article_of(text)))
    assert shown == text.replace("\x00", "\ufffd")


texts = st.text(
    alphabet=st.sampled_from("abc .!#-\n\r\t“”😀é\u2028<>&\"'"), min_size=1, max_size=150
).map(lambda t: t + "x")
places = st.lists(st.tuples(st.integers(0, 151), st.integers(0, 151)), max_size=5)


@given(texts, places)
def test_marks_enclose_exactly_their_words(text: str, where: list[tuple[int, int]]) -> None:
    article = article_of(text)
    marks = [
        Mark(min(a, b, len(text)), min(max(a, b), len(text)), str(n))
        for n, (a, b) in enumerate(where, start=1)
    ]
    html = article_html(article, marks)
    assert page_text(html) == text
    seen = [at for b in blocks_of(article) for at in range(b.shown, b.shown_end)]
    for mark in marks:
        visible = "".join(text[at] for at in sorted(seen) if mark.start <= at < mark.end)
        assert marked(html, mark.name).replace("|", "") == visible
        # Only white space and marks of Markdown, which are no words, are left out.
        left_out = [text[at] for at in range(mark.start, mark.end) if at not in seen]
        assert not [c for c in left_out if c.isalnum()]
