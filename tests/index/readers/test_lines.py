"""Lines to paragraphs, told from where they stand."""

from __future__ import annotations

from index.readers.lines import Line, blocks_of, without_margins

FULL = "The river rose by two metres in a night, and the old bridge of stone was closed to"


def page(
    *lines: str, top: float = 700, x: float = 72, size: float = 10, step: float = 12
) -> list[Line]:
    """Lines under each other; an empty one is a gap, a blank before one sets it in."""
    found, y = [], top
    for text in lines:
        if text:
            found.append(Line(text.strip(), x + 15 * text.startswith(" "), y, size))
        y -= step if text else step / 2
    return found


def test_worked_by_hand() -> None:
    head = [Line("Rain in Mallo", 72, 740, 20)]
    first = page(FULL, "carts. Nobody was hurt.", "", FULL, "all, said the mayor of", top=700)
    second = page("Mallo. She went home.", top=700)
    assert blocks_of([[*head, *first], second]) == [
        "# Rain in Mallo",
        f"{FULL} carts. Nobody was hurt.",
        f"{FULL} all, said the mayor of Mallo. She went home.",
    ]


def test_paragraphs_set_in_at_their_beginning() -> None:
    assert blocks_of([page(f" {FULL}", FULL, "carts.", f" {FULL}", "carts, and all else.")]) == [
        f"{FULL} {FULL} carts.",
        f"{FULL} carts, and all else.",
    ]


def test_paragraphs_told_only_by_their_short_last_line() -> None:
    assert blocks_of([page(FULL, "carts.", FULL, "walkers.")]) == [
        f"{FULL} carts.",
        f"{FULL} walkers.",
    ]


def test_a_short_line_that_goes_on_small_is_no_end() -> None:
    assert blocks_of([page(FULL, "carts e.g.", "of farmers, " + FULL)]) == [
        f"{FULL} carts e.g. of farmers, {FULL}"
    ]


def test_lists_keep_their_items_and_the_lines_under_them() -> None:
    lines = page("• sandbags, which are to be had at", " the town hall", "• boats")
    assert blocks_of([lines]) == ["- sandbags, which are to be had at the town hall", "- boats"]


def test_a_sentence_goes_on_in_the_next_column_and_past_a_footnote() -> None:
    left = page(FULL, "carts, and to the", top=700)
    right = page("walkers as well.", top=700, x=320)
    assert blocks_of([[*left, *right]]) == [f"{FULL} carts, and to the walkers as well."]
    note = [Line("1 By the town's own count.", 72, 80, 7)]
    over = page("walkers as well.", top=700)
    assert blocks_of([[*left, *note], over]) == [
        f"{FULL} carts, and to the walkers as well.",
        "1 By the town's own count.",
    ]


def test_a_sentence_that_ends_with_its_page_ends_its_paragraph() -> None:
    assert blocks_of([page(FULL, "carts."), page("Walkers went on.")]) == [
        f"{FULL} carts.",
        "Walkers went on.",
    ]


def test_headings_have_the_levels_of_their_sizes() -> None:
    lines = [
        Line("Rain falls on Mallo for", 72, 740, 24),
        Line("Six Days", 72, 712, 24),
        *page(FULL, "carts.", top=680),
        Line("What comes next", 72, 640, 14),
        *page(FULL, "walkers.", top=620),
    ]
    assert blocks_of([lines]) == [
        "# Rain falls on Mallo for Six Days",
        f"{FULL} carts.",
        "## What comes next",
        f"{FULL} walkers.",
    ]


def test_two_headings_on_two_pages_are_two() -> None:
    pages = [
        [*page(FULL, "carts."), Line("What was", 72, 100, 14)],
        [Line("What comes", 72, 700, 14), *page(FULL, "walkers.", top=680)],
    ]
    assert blocks_of(pages)[1:3] == ["# What was", "# What comes"]


def test_a_line_in_another_font_is_of_its_sentence() -> None:
    lines = page(
        FULL, "the crew of the ship that was known from then on as the good old lady of", FULL
    )
    lines[1] = Line(lines[1].text, 72, lines[1].y, 9, bold=True)
    assert len(blocks_of([lines])) == 1
    title = Line("What comes next", 72, 712, 11.2, bold=True)
    assert blocks_of([[title, *page(FULL, "carts.")]]) == ["What comes next", f"{FULL} carts."]


def test_what_every_page_has_at_its_edges_goes() -> None:
    pages = [
        [
            Line("The Mallo Times", 72, 760, 8),
            Line(f"On page {n} it rained {'again and ' * n}again.", 72, 700, 10),
            Line("So it was in 1987.", 72, 688, 10),
            Line(f"Page {n} of 3", 300, 40, 8),
        ]
        for n in (1, 2, 3)
    ]
    kept = [[one.text for one in rest] for rest in without_margins(pages)]
    assert all(len(rest) == 2 for rest in kept), kept
    assert kept[2] == [
        "On page 3 it rained again and again and again and again.",
        "So it was in 1987.",
    ]


def test_a_page_number_alone_goes_and_a_year_stays() -> None:
    pages = [[*page("It rained.", "1987"), Line(f"– {n} –", 300, 30 + 20 * n, 8)] for n in (1, 2)]
    assert [[one.text for one in rest] for rest in without_margins(pages)] == [
        ["It rained.", "1987"],
        ["It rained.", "1987"],
    ]


def test_a_single_page_keeps_its_edges() -> None:
    lines = page("The Mallo Times", "", "It rained.", "7")
    assert without_margins([lines]) == [lines]


def test_no_lines_are_no_blocks() -> None:
    assert blocks_of([]) == blocks_of([[], []]) == []
