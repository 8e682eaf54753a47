"""Blocks written down: one line each, marked for what they are."""

import pytest

from index.readers.blocks import heading, item, join, line, promote, row


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("  two  words\n", "two words"),
        ("two\u00adfold", "twofold"),
        ("a\u200bb\ufeff", "ab"),
        ("six\u00a0days\u2028long", "six days long"),
        ("", ""),
    ],
)
def test_a_line(text: str, said: str) -> None:
    assert line(text) == said


def test_headings_items_and_rows() -> None:
    assert heading(" Rain ", 1) == "# Rain"
    assert heading("Deep", 9) == "###### Deep"
    assert heading("  ", 2) == item(" \n") == row(["", " "]) == ""
    assert [item(f"{bullet} six days") for bullet in "•‣▪◦·"] == ["- six days"] * 5
    assert item("- six days") == item("six days") == "- six days"
    assert row(["Monday", "", "20 mm"]) == "Monday |  | 20 mm"


def test_blocks_stand_apart() -> None:
    assert join(["a", "", "b"]) == "a\n\nb\n"
    assert join(["", ""]) == ""


def test_the_highest_heading_is_of_the_first_level() -> None:
    assert promote(["### Rain", "a", "", "#### Next"]) == ["# Rain", "a", "## Next"]
    assert promote(["# Rain", "## Next"]) == ["# Rain", "## Next"]
    assert promote(["#1 in the charts"]) == ["#1 in the charts"]
