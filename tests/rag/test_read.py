"""Span search and merging, and what the bundled reader promises."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import ReaderUnusable
from rag.read import Candidate, Reader, Window, best_spans, load_reader, log_sum, merge

TEXT = (
    "Ines Roth, who was 61 years old, built the bridge over the Tarn. It opened on 3 May 1998 and "
    "cost nine million crowns. The mayor, Ole Brandt, said it would last a century."
)


def test_best_spans_by_hand() -> None:
    start, end = np.float32([0, 3, 0]), np.float32([1, 0, 2])
    # Start at 1 (3) and end at 2 (2) is best; 1..1 scores 3 + 0.
    assert best_spans(start, end, longest=2, top=2) == [(1, 2, 5.0), (1, 1, 3.0)]
    assert best_spans(start, end, longest=1, top=1) == [(1, 1, 3.0)]


@given(
    st.lists(st.tuples(st.floats(-9, 9), st.floats(-9, 9)), min_size=1, max_size=20),
    st.integers(1, 8),
)
def test_best_span_is_the_best_of_all(logits: list[tuple[float, float]], longest: int) -> None:
    start, end = (np.float32([pair[i] for pair in logits]) for i in (0, 1))
    found = best_spans(start, end, longest, top=50)
    everything = [
        (i, j, float(start[i] + end[j]))
        for i in range(len(start))
        for j in range(i, min(len(end), i + longest))
    ]
    assert found[0][2] == pytest.approx(max(s for _, _, s in everything))
    assert all(i <= j < i + longest for i, j, _ in found)


def test_log_sum() -> None:
    assert log_sum([0.0, 0.0]) == pytest.approx(np.log(2))
    assert log_sum([1000.0, 1000.0]) == pytest.approx(1000 + np.log(2))
    assert log_sum([]) == float("-inf")


def test_merge_sums_equal_words_and_drops_overlaps() -> None:
    merged = merge(
        [
            Candidate("a", 0, 5, "nine", 1.0, 0),
            Candidate("a", 3, 8, "ne mi", 0.9, 0),
            Candidate("b", 10, 14, "Nine", 1.0, 1),
            Candidate("b", 20, 24, "five", 1.5, 1),
        ]
    )
    assert [(c.text, c.article_id) for c in merged] == [("nine", "a"), ("five", "b")]
    assert merged[0].score == pytest.approx(1 + np.log(2))


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("How old was Ines Roth?", "61"),
        ("When did the bridge open?", "3 May 1998"),
        ("Who is the mayor?", "Ole Brandt"),
        ("How much did the bridge cost?", "nine million crowns"),
    ],
)
def test_the_bundled_reader_finds_answers(question: str, answer: str) -> None:
    text = "x" * 7 + " " + TEXT
    best = load_reader().read(question, [Window("a", 8, TEXT)]).candidates[0]
    assert answer in best.text
    assert text[best.start : best.end] == best.text


def test_windows_are_scored_on_one_scale_and_in_their_order() -> None:
    other = Window("b", 0, "Rain fell on the hills for six days and the river rose.")
    reading = load_reader().read("Who is the mayor?", [other, Window("a", 0, TEXT), other])
    assert reading.candidates[0].window == 1
    assert reading.windows[1] > reading.windows[0] == pytest.approx(reading.windows[2], abs=0.2)


def test_the_same_question_gives_the_same_bytes() -> None:
    windows = [Window("a", 0, TEXT), Window("b", 0, TEXT[:60])]
    one, two = (load_reader().read("Who is the mayor?", windows) for _ in range(2))
    assert repr(one) == repr(two)


def test_no_windows_no_candidates() -> None:
    reading = load_reader().read("Who?", [])
    assert reading.candidates == () and reading.windows == ()


@pytest.mark.parametrize("text", ["", " ", "\ud800 lone", "日本語のテキスト", "a" * 5000])
def test_odd_windows_do_not_break_it(text: str) -> None:
    for c in load_reader().read("Who is it?", [Window("a", 0, text)]).candidates:
        assert text[c.start : c.end] == c.text


def test_entailment_is_three_probabilities() -> None:
    probabilities = load_reader().entailment([("A man sleeps.", "A man is asleep."), ("x", "y")])
    assert all(sum(p) == pytest.approx(1) for p in probabilities)
    assert load_reader().entailment([]) == []


def test_a_missing_model_is_named(tmp_path) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ReaderUnusable, match=str(tmp_path)):
        Reader(tmp_path)


def test_several_questions_at_once_are_read_as_one_after_another() -> None:
    asked = [
        ("Who built the bridge?", [Window("a", 0, TEXT)]),
        ("Who is the mayor?", []),
        ("What did the bridge cost?", [Window("b", 9, TEXT), Window("c", 0, "It rained.")]),
    ]
    together = load_reader().read_each(asked)
    alone = [load_reader().read(*one) for one in asked]
    # Activations are quantised over what runs together, so the scores may differ a little.
    assert [r.windows for r in together] == [pytest.approx(r.windows, abs=0.5) for r in alone]
    found = [[(c.article_id, c.start, c.text) for c in r.candidates[:1]] for r in together]
    assert found == [[(c.article_id, c.start, c.text) for c in r.candidates[:1]] for r in alone]
    assert together[1].candidates == ()
