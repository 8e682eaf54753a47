"""Citations to take away: selectors that find the words, links that open them."""

from urllib.parse import parse_qs

from hypothesis import given
from hypothesis import strategies as st

from index.articles import parse_article
from web.links import fragment, selector, still_there

STORY = parse_article(
    "The mill\n\nIt burned. It burned. Nobody knows why.\n", id="a/b c", source="m.txt"
)


def test_a_selector_holds_the_words_and_what_stands_around_them() -> None:
    at = STORY.text.rindex("It burned.")
    target = selector(STORY, at, at + 10)
    quote, position = target["selector"]
    assert quote["exact"] == "It burned."
    assert quote["prefix"].endswith("It burned. ")
    assert quote["suffix"].startswith(" Nobody")
    assert (position["start"], position["end"]) == (at, at + 10)
    # Together they stand in the text once, though the words alone stand there twice.
    assert STORY.text.count(quote["exact"]) == 2
    assert STORY.text.count(quote["prefix"] + quote["exact"] + quote["suffix"]) == 1


@given(st.integers(0, len(STORY.text) - 1), st.integers(1, 60))
def test_a_selector_is_cut_from_the_text(start: int, size: int) -> None:
    end = min(start + size, len(STORY.text))
    quote = selector(STORY, start, end)["selector"][0]
    around = quote["prefix"] + quote["exact"] + quote["suffix"]
    assert STORY.text[start - len(quote["prefix"]) :].startswith(around)


def test_a_link_knows_whether_its_words_still_stand() -> None:
    at = STORY.text.index("Nobody")
    link = {k: v[0] for k, v in parse_qs(fragment(STORY.id, at, at + 6, "Nobody")[1:]).items()}
    assert link["article"] == STORY.id
    assert still_there(STORY, link)
    assert not still_there(STORY, {**link, "from": str(at - 1)})
    assert not still_there(STORY, {**link, "was": ""})
    assert not still_there(STORY, {**link, "from": "900", "to": "901"})
