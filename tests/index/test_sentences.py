"""Sentences and the paragraphs they stand in: where they end, and exact offsets in any text."""

import textwrap
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.layout import is_wrapped, line_spans, paragraph_spans, strip_range
from index.sentences import sentence_spans

PIECES = (
    *("Mr. ", "Gen. ", "U.S. ", "p.m. ", "No. ", "etc. ", "J. ", "3.5 ", "$1.2 ", "The ", "He "),
    *("“", "”", '"', "'", "(", ")", ". ", "! ", "?! ", "… ", "...", " — ", "; ", " ", "\t", "# "),
    *("\n", "\n\n", "\r\n", "\r", "\x0b", "\x1c", "\x1f", "\x85", "\u2028", "\u2029", "\xa0"),
    *("\u3000", "\u200b", "\ufeff", "e\u0301", "Élan ", "ß", "漢字。", "سلام. ", "😀", "\ud800"),
    *("word ", "- ", "👩\u200d🚀 ", "\0"),
)
"""What the rules look at, every kind of white space and line end, and what trips up offsets."""

TEXTS = st.lists(
    st.one_of(st.sampled_from(PIECES), st.characters(), st.text(max_size=8)), max_size=40
).map("".join)


def cut(text: str) -> list[str]:
    return [text[a:b] for a, b in sentence_spans(text)]


def squeezed(text: str) -> str:
    return "".join(text.split())


def test_by_hand() -> None:
    #       0         1         2
    #       0123456789012345678901234567
    text = "  Mr. Roth left.  He ran.\nIt"
    assert sentence_spans(text) == [(2, 16), (18, 25), (26, 28)]


@pytest.mark.parametrize(
    "sentences",
    [
        # Titles, and names with initials.
        ["Mr. Smith met Dr. Jones on Jan. 5.", "They talked."],
        ["Lt. Gen. H.R. Oake spoke.", "He left."],
        ["Sen. Ann Lee (D-Ohio) and Rep. Bo Li (R-Iowa) agreed.", "Gov. Cy Ray did not."],
        ["Mr. He spoke.", "Drs. Lee and Oake of Sunset Blvd. listened."],
        ["J. K. Marsh wrote it.", "It sold."],
        ["J.K. Marsh wrote it.", "It sold."],
        ["Ann W. Lee spoke.", "He left."],
        ["The St. Louis team lost to Mt. Vernon.", "Fans wept."],
        ["The case was Smith v. Jones.", "It ended."],
        # Abbreviations that stand within a sentence, and the same ones at its end.
        ["He lives in the U.S. Army barracks near Washington, D.C. with his wife.", "She works."],
        ["He moved to the U.S. in 2010.", "He left."],
        ["He moved to the U.S.", "The family followed."],
        ["The U.N. Security Council met.", "It voted."],
        ["It opens at 9 a.m. on Monday.", "It shuts at 5 p.m.", "The cafe stays open."],
        ["It began at 5 p.m. Eastern time.", "It ended at 6 p.m. EST."],
        ["It began at 5 p.m.", "Police came."],
        ["It burned in Washington, D.C.", "Two fled."],
        ["Acme Inc. said profits rose.", "Acme Ltd. fell."],
        ["He works for Acme Inc.", "He is happy."],
        ["Apples, pears, etc. were sold.", "Then it rained."],
        ["They sold apples, pears, etc.", "They left."],
        ["Ann Lee Jr. spoke.", "He said it."],
        ["The man was Sam Jones Jr.", "He was 30."],
        ["He got a Ph.D. in 2001.", "She did too."],
        ["He was 5 ft. 10 in. tall.", "He ran."],
        # Numbers.
        ["It rose 3.5 percent to $1.2 million.", "Shares fell."],
        ["It cost £3.50.", "That is cheap."],
        ["Version 2.0.1 is out.", "Get it."],
        ["See No. 5 and pp. 12-14.", "See Fig. 3."],
        ["Is that so?", "No.", "It is not."],
        ["He came on Feb. 3.", "She came in Sept. 2001."],
        ["Visit example.com for more.", "It is free."],
        # Speech.
        ["“It is safe,” she said.", "“We tested it.”", "He agreed."],
        ['"Stop!" he cried.', "Nobody did."],
        ['"Is it true?" she asked.', '"It is."', '"Then go."'],
        ["He said: “We won.”", "The crowd left."],
        ["“We won.", "We lost.”", "The crowd left."],
        ["‘It's fine,’ he said.", "‘Go.’"],
        ["“See you at 5 p.m.”", "The crowd left."],
        ["“He is in the U.S.”", "“Is he?”", "(He is.)"],
        ["“We won. ”She left."],
        ["He said “ We won. ”", "The crowd left."],
        ["(It was late.)", "He slept."],
        ["He slept (it was late.).", "She did not."],
        # Other stops.
        ["Wait… what?", "Yes!"],
        ["What?!", "No way!"],
        ["Il pleut.", "Élise rit."],
        # No stop, or nothing but stops.
        ["One"],
        ["..."],
        ["Dr."],
        ["x"],
    ],
    ids=lambda sentences: sentences[0][:40],
)
@pytest.mark.parametrize("gap", [" ", "  ", "\n", " \r\n\r\n\t", "\u2028"])
def test_where_sentences_end(sentences: list[str], gap: str) -> None:
    assert cut(gap.join(sentences)) == sentences


@pytest.mark.parametrize("text", ["", " ", "\n\r\n", "\t\x1f\xa0\u3000\u2029"])
def test_white_space_holds_no_sentence(text: str) -> None:
    assert sentence_spans(text) == []


def test_a_sentence_broken_by_an_editor_is_one() -> None:
    sentences = [
        "The bridge over the river opened to everyone in May, after Mr. Roth had tested it twice.",
        "Some people crossed it on the first day, and others came from far away to look at it.",
        "The mayor of the town said that it would last a hundred years, and cost £3.50.",
    ]
    filled = textwrap.fill(" ".join(sentences), 42)
    assert filled.count("\n") > 5
    assert [" ".join(sentence.split()) for sentence in cut(filled)] == sentences


def test_a_part_of_a_text_has_offsets_into_the_whole() -> None:
    text = "He left. She stayed. They met."
    assert sentence_spans(text, 9, 20) == [(9, 20)]
    assert sentence_spans(text, 4, 24) == [(4, 8), (9, 20), (21, 24)]
    assert sentence_spans(text, 8, 9) == []


@settings(deadline=None)
@given(TEXTS)
def test_sentences_are_stripped_in_order_and_leave_nothing_out(text: str) -> None:
    spans = sentence_spans(text)
    words = [text[a:b] for a, b in spans]
    assert all(0 <= a < b <= len(text) for a, b in spans)
    assert all(first[1] <= second[0] for first, second in pairwise(spans))
    assert words == [word.strip() for word in words]
    assert squeezed("".join(words)) == squeezed(text)


@settings(deadline=None)
@given(TEXTS)
def test_no_sentence_reaches_into_the_next_paragraph(text: str) -> None:
    paragraphs = paragraph_spans(text)
    for a, b in sentence_spans(text):
        assert sum(start <= a and b <= end for start, end in paragraphs) == 1


@settings(deadline=None)
@given(TEXTS, st.data())
def test_sentences_of_a_part_stay_in_it(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    spans = sentence_spans(text, start, end)
    assert all(start <= a < b <= end for a, b in spans)
    assert squeezed("".join(text[a:b] for a, b in spans)) == squeezed(text[start:end])


# --- layout ------------------------------------------------------------------------------------

HEAD = "Bridge opens"
BODY = (
    "The bridge over the river opened in May after long years of work. "
    "Traffic was light on the first day, the mayor said."
)
SUMMARY = "A crossing forty years in the making is ready."


def test_strip_range_by_hand() -> None:
    assert strip_range(" \tab c\u3000", 0, 7) == (2, 6)
    assert strip_range("abc", 1, 2) == (1, 2)
    assert strip_range("a  b", 1, 3) == (1, 1)
    assert strip_range("", 0, 0) == (0, 0)


@pytest.mark.parametrize(
    "end", ["\n", "\r\n", "\r", "\x0b", "\f", "\x1c", "\x85", "\u2028", "\u2029", "\n \t\n"]
)
def test_lines_end_wherever_lines_do(end: str) -> None:
    text = f"{end}  one{end}two {end}"
    start = 2 * len(end) + 5
    assert line_spans(text) == [(len(end) + 2, len(end) + 5), (start, start + 3)]


@given(TEXTS)
@settings(deadline=None)
def test_lines_are_those_of_splitlines(text: str) -> None:
    lines = [line.strip() for line in text.splitlines()]
    assert [text[a:b] for a, b in line_spans(text)] == [line for line in lines if line]


@pytest.mark.parametrize("width", [42, 60, 80])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_lines_that_an_editor_broke_make_paragraphs(width: int, end: str) -> None:
    paragraphs = [HEAD, BODY * 3, SUMMARY, BODY * 2 + " He left."]
    text = "\n\n".join(textwrap.fill(p, width) for p in paragraphs).replace("\n", end)
    assert is_wrapped(text)
    assert [" ".join(text[a:b].split()) for a, b in paragraph_spans(text)] == paragraphs


@pytest.mark.parametrize(
    "lines",
    [
        ["The bridge over the river opened in May after long years.", "Traffic was light."] * 4,
        [HEAD, BODY, SUMMARY, BODY + " He left.", SUMMARY, BODY, SUMMARY],
        ["The night is long,", "And cold the sea,", "But sing a song,", "And wait for me,"] * 3,
        [f"- {line}" for line in textwrap.wrap(BODY * 3, 60)],
        [f"{n}. {line}" for n, line in enumerate(textwrap.wrap(BODY * 3, 60), 1)],
        textwrap.wrap(BODY, 60),
    ],
    ids=["ragged", "paragraphs", "verse", "bullets", "numbers", "too few lines to tell"],
)
def test_lines_that_an_author_ended_are_paragraphs(lines: list[str]) -> None:
    text = "\n".join(lines)
    assert not is_wrapped(text)
    assert [text[a:b] for a, b in paragraph_spans(text)] == lines
