"""Places and dates in words."""

import pytest

from index.articles import parse_article
from web.confidence import percent, sureness
from web.places import place, short_date

STORY = parse_article(
    "The mill\nThe mill\nThe mill on the river burned down on Sunday.\n"
    "Nobody was hurt in it. The cause is unknown.\n",
    id="a",
    source="a.txt",
)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("burned", "paragraph 1"),
        ("cause", "paragraph 2"),
        ("Sunday.\nNobody", "paragraphs 1–2"),
        ("The mill\nThe mill\n", "headline"),
        ("mill\nThe mill on", "paragraph 1"),
    ],
)
def test_place(words: str, expected: str) -> None:
    start = STORY.text.index(words)
    assert place(STORY, start, start + len(words)) == expected


def test_a_repeat_and_nowhere() -> None:
    assert place(STORY, 9, 17) == "repeated text"
    assert place(STORY, 8, 9) == ""


@pytest.mark.parametrize(
    ("iso", "words"),
    [
        ("2024-12-07", "7 December 2024"),
        ("2024-12", "December 2024"),
        ("2024", "2024"),
        ("last week", "last week"),
        (None, ""),
    ],
)
def test_short_date(iso: str | None, words: str) -> None:
    assert short_date(iso) == words


@pytest.mark.parametrize(
    ("confidence", "level"),
    [(1.0, 4), (0.9, 4), (0.89, 3), (0.75, 3), (0.5, 2), (0.49, 1), (0.0, 1)],
)
def test_sureness(confidence: float, level: int) -> None:
    assert sureness(confidence).level == level


def test_percent_never_claims_certainty() -> None:
    assert [percent(c) for c in (0.0, 0.004, 0.5, 0.996, 1.0)] == ["1%", "1%", "50%", "99%", "99%"]
