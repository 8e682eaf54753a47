"""Where marks begin and end, and what covers what in between."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.marks import Mark, Segment, segments


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        ([], [(0, 10, ())]),
        ([Mark(0, 10, "1")], [(0, 10, ("1",))]),
        ([Mark(3, 5, "1")], [(0, 3, ()), (3, 5, ("1",)), (5, 10, ())]),
        # Overlapping, nested, touching, the same twice, reaching out of the range, and empty.
        (
            [Mark(2, 6, "1"), Mark(4, 8, "2")],
            [(0, 2, ()), (2, 4, ("1",)), (4, 6, ("1", "2")), (6, 8, ("2",)), (8, 10, ())],
        ),
        (
            [Mark(0, 10, "1"), Mark(4, 5, "short")],
            [(0, 4, ("1",)), (4, 5, ("1", "short")), (5, 10, ("1",))],
        ),
        ([Mark(0, 5, "1"), Mark(5, 10, "2")], [(0, 5, ("1",)), (5, 10, ("2",))]),
        ([Mark(2, 4, "1"), Mark(2, 4, "1")], [(0, 2, ()), (2, 4, ("1",)), (4, 10, ())]),
        ([Mark(-5, 2, "1"), Mark(9, 99, "2")], [(0, 2, ("1",)), (2, 9, ()), (9, 10, ("2",))]),
        ([Mark(5, 5, "1"), Mark(10, 12, "2")], [(0, 10, ())]),
    ],
)
def test_segments(marks: list[Mark], expected: list[tuple[int, int, tuple[str, ...]]]) -> None:
    assert segments(0, 10, marks) == [Segment(*e) for e in expected]


ranges = st.tuples(st.integers(-3, 20), st.integers(-3, 20))


@given(ranges, st.lists(ranges, max_size=6))
def test_segments_tile_the_range_and_know_what_covers_them(
    within: tuple[int, int], places: list[tuple[int, int]]
) -> None:
    start, end = min(within), max(within)
    marks = [Mark(*sorted(p), str(i)) for i, p in enumerate(places)]  # type: ignore[arg-type]
    found = segments(start, end, marks)
    assert [at for s in found for at in range(s.start, s.end)] == list(range(start, end))
    for s in found:
        for at in range(s.start, s.end):
            assert s.names == tuple(m.name for m in marks if m.start <= at < m.end)
