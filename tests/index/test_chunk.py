"""Passages: whole sentences within a budget, exact offsets, no overlap, nothing said twice."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from index.articles import Article, parse_article
from index.chunk import BUDGET, Passage, chunk_article, passage_id
from index.embed import default_embedder
from index.errors import EmptyArticle
from index.files import find_files, read_file
from index.sentences import sentence_spans

PIECES = (
    *("Mr. ", "U.S. ", "p.m. ", "3.5 ", "The ", "He ", "word ", "“", "”", '"', ") ", "; ", ", "),
    *(": ", " — ", " - ", ". ", "! ", "… ", " ", "\t", "\n", "\n\n", "\r\n", "\x1c", "\x85"),
    *("\u2028", "\xa0", "\u200b", "e\u0301", "Élan ", "漢字。", "سلام. ", "👩\u200d🚀 ", "\ud800"),
)
CHARACTERS = st.characters(exclude_characters="#")
"""No Markdown headings: the marker of one below a summary is not counted where they are joined."""

TEXTS = st.lists(
    st.one_of(st.sampled_from(PIECES), CHARACTERS, st.text(CHARACTERS, max_size=8)), max_size=40
).map("".join)

REPETITIVE = (
    st.lists(TEXTS, min_size=1, max_size=4)
    .flatmap(lambda parts: st.lists(st.sampled_from(parts), max_size=9))
    .map("\n\n".join)
)
"""Texts that say the same thing again and again."""


def words(text: str) -> int:
    return len(text.split())


def tokens(text: str) -> int:
    """As the embedder's own tokenizer does it: punctuation counts."""
    return len(re.findall(r"\w+|[^\w\s]", text))


def parse(text: str) -> Article:
    return parse_article(text, id="a", source="a.txt")


def parse_any(text: str) -> Article:
    try:
        return parse(text)
    except EmptyArticle:
        assume(False)
        raise


def cut(text: str, budget: int) -> list[str]:
    return [p.text for p in chunk_article(parse(text), budget=budget, count_tokens=words)]


def covered(passages: list[Passage]) -> set[int]:
    return {i for passage in passages for i in range(passage.start, passage.end)}


# --- by hand -----------------------------------------------------------------------------------

HEAD = "Bridge opens"
FOUR = "Ann ran home. Bob ran home. Cy ran home. Di ran home."
"""Twelve words in four sentences of three."""


def test_by_hand() -> None:
    text = f"{HEAD}\n\nAnn ran home. Bob sat.\n\nCy left."
    passages = chunk_article(parse(text), budget=7, count_tokens=words)
    assert [(p.start, p.end, p.text) for p in passages] == [
        (0, 36, f"{HEAD}\n\nAnn ran home. Bob sat."),
        (38, 46, "Cy left."),
    ]


@pytest.mark.parametrize(
    ("text", "budget", "passages"),
    [
        # Everything fits.
        ("Hello", 1, ["Hello"]),
        (f" \n{HEAD}\n\nAnn ran. \n", 9, [f"{HEAD}\n\nAnn ran."]),
        # Paragraphs are kept whole and joined while they fit.
        (f"{HEAD}\n\n{FOUR}\n\nHe left.", 16, [f"{HEAD}\n\n{FOUR}\n\nHe left."]),
        (f"{HEAD}\n\n{FOUR}\n\nHe left.", 15, [f"{HEAD}\n\n{FOUR}", "He left."]),
        (f"{HEAD}\n\n{FOUR}\n\nHe left.", 13, [HEAD, FOUR, "He left."]),
        # The line under the title is a passage's like any other.
        (
            f"{HEAD}\n\nOpen to all after years of work\n\nIt opened to all in May, they all said.",
            7,
            [
                HEAD,
                "Open to all after years of work",
                "It opened to all in May,",
                "they all said.",
            ],
        ),
        # A longer one is cut between sentences into parts of the same size: 6 + 6, not 9 + 3.
        (FOUR, 10, ["Ann ran home. Bob ran home.", "Cy ran home. Di ran home."]),
        (FOUR, 4, ["Ann ran home.", "Bob ran home.", "Cy ran home.", "Di ran home."]),
        # No full stop that ends nothing is a place to cut.
        ("Mr. Lee paid $3.5. Dr. Roth left.", 4, ["Mr. Lee paid $3.5.", "Dr. Roth left."]),
        # What follows a paragraph that was cut is not joined to its last part.
        (f"{FOUR}\n\nGo.", 9, ["Ann ran home. Bob ran home.", "Cy ran home. Di ran home.", "Go."]),
        # A sentence over the budget is cut at the clause nearest its middle ...
        ("One two three; four five six seven.", 5, ["One two three;", "four five six seven."]),
        ("One two — three four, five six.", 4, ["One two —", "three four, five six."]),
        # ... though not at a comma in a number, or a hyphen in a word ...
        ("It is 1,000 well-made bridges.", 3, ["It is 1,000", "well-made bridges."]),
        # ... nor at a clause far from the middle, but at white space ...
        ("No; one two three four five.", 4, ["No; one two", "three four five."]),
        ("one two three four five six", 4, ["one two three", "four five six"]),
        # ... into as many parts as it takes.
        ("a b c d e f", 1, ["a", "b", "c", "d", "e", "f"]),
    ],
)
def test_where_passages_end(text: str, budget: int, passages: list[str]) -> None:
    assert cut(text, budget) == passages


def test_a_word_over_the_budget_is_halved() -> None:
    passages = chunk_article(parse("abcdefgh"), budget=3, count_tokens=len)
    assert [p.text for p in passages] == ["ab", "cd", "ef", "gh"]


def test_a_character_over_the_budget_is_kept() -> None:
    passages = chunk_article(parse("ab"), budget=1, count_tokens=lambda text: 2 * len(text))
    assert [p.text for p in passages] == ["a", "b"]


LONG = "The bridge over the river opened in May after years of work."


@pytest.mark.parametrize(
    ("text", "passages"),
    [
        # A title said twice, under a summary or not: the text after it is not joined over it.
        (f"{HEAD}\n\n{HEAD}\n\nHe left.", [HEAD, "He left."]),
        (
            f"It took forty years.\n{HEAD}\n{HEAD}\nHe left.",
            [f"It took forty years.\n{HEAD}", "He left."],
        ),
        # A paragraph said twice, at once, later or last.
        (f"{HEAD}\n\n{LONG}\n\n{LONG}\n\nHe left.", [f"{HEAD}\n\n{LONG}", "He left."]),
        (
            f"{HEAD}\n\n{LONG}\n\nHe left.\n\n{LONG.upper()}\n\nShe came.",
            [f"{HEAD}\n\n{LONG}\n\nHe left.", "She came."],
        ),
        (f"{HEAD}\n\n{LONG}\n\nHe left.\n\n{LONG}", [f"{HEAD}\n\n{LONG}\n\nHe left."]),
        # A few words may be said again elsewhere.
        (f"{HEAD}\n\nGo on.\n\n{LONG}\n\nGo on.", [f"{HEAD}\n\nGo on.\n\n{LONG}\n\nGo on."]),
    ],
)
def test_repeated_text_is_left_out(text: str, passages: list[str]) -> None:
    assert cut(text, 100) == passages


def test_a_heading_starts_after_its_marker() -> None:
    assert cut(f"# {HEAD} #\n\nHe left.", 2) == [HEAD, "He left."]


@pytest.mark.parametrize("budget", [0, -1])
def test_a_budget_that_holds_nothing_is_refused(budget: int) -> None:
    with pytest.raises(ValueError, match=f"budget={budget}: .*at least 1"):
        chunk_article(parse("Hello"), budget=budget, count_tokens=words)


# --- ids ---------------------------------------------------------------------------------------


def test_an_id_tells_article_place_and_words() -> None:
    ids = {
        passage_id("a", 0, 5, "Hello"),
        passage_id("b", 0, 5, "Hello"),
        passage_id("a", 1, 6, "Hello"),
        passage_id("a", 0, 5, "Hallo"),
    }
    assert len(ids) == 4
    # The start of the SHA-256 of "abc", as FIPS 180 gives it.
    assert passage_id("2019/storm", 7, 10, "abc") == "2019/storm:7-10:ba7816bf8f01"


def test_ids_are_the_same_again_where_nothing_changed() -> None:
    before = chunk_article(parse(f"{FOUR}\n\nHe left."), budget=6, count_tokens=words)
    after = chunk_article(parse(f"{FOUR}\n\nHe stayed."), budget=6, count_tokens=words)
    assert [p.id for p in before[:-1]] == [p.id for p in after[:-1]]
    assert before[-1].id != after[-1].id
    assert before[-1].span == parse(f"{FOUR}\n\nHe left.").span(55, 63)


# --- any text ----------------------------------------------------------------------------------


@settings(deadline=None)
@given(st.one_of(TEXTS, REPETITIVE), st.integers(1, 12))
def test_passages_are_exact_in_order_and_apart(text: str, budget: int) -> None:
    article = parse_any(text)
    passages = chunk_article(article, budget=budget, count_tokens=tokens)
    assert passages
    for passage in passages:
        assert article.text[passage.start : passage.end] == passage.text
        assert passage.text == passage.text.strip() != ""
        assert passage.id == passage_id("a", passage.start, passage.end, passage.text)
    assert all(first.end <= second.start for first, second in pairwise(passages))
    assert chunk_article(article, budget=budget, count_tokens=tokens) == passages


@settings(deadline=None)
@given(st.one_of(TEXTS, REPETITIVE), st.integers(1, 12))
def test_passages_hold_all_that_was_said_and_no_more_than_the_budget(
    text: str, budget: int
) -> None:
    article = parse_any(text)
    passages = chunk_article(article, budget=budget, count_tokens=tokens)
    assert all(tokens(passage.text) <= budget for passage in passages)
    inside = covered(passages)
    for span in (article.title_span, article.standfirst, *article.paragraphs):
        for i in range(span.start, span.end) if span else ():
            assert i in inside or text[i].isspace()


@settings(deadline=None)
@given(st.one_of(TEXTS, REPETITIVE), st.integers(4, 30))
def test_no_sentence_within_the_budget_is_cut(text: str, budget: int) -> None:
    article = parse_any(text)
    passages = chunk_article(article, budget=budget, count_tokens=tokens)
    inside = covered(passages)
    for start, end in sentence_spans(text):
        if tokens(text[start:end]) <= budget and start in inside:
            assert sum(p.start <= start and end <= p.end for p in passages) == 1


def test_the_embedder_s_own_tokens_keep_to_the_budget(seeds: Path) -> None:
    count = default_embedder().count_tokens
    for file in find_files(seeds):
        article = parse_article(read_file(file), id=file.id, source=file.source)
        passages = chunk_article(article, count_tokens=count)
        assert len(passages) > 2
        assert all(count(p.text) <= BUDGET for p in passages)
        assert {article.text[p.start : p.end] == p.text for p in passages} == {True}
        said = covered(passages)
        assert not any(i in said for r in article.repeats for i in range(r.start, r.end))
