from __future__ import annotations

import pytest

from evals.metrics.silence import abstention_precision, abstention_recall, answered_right

# Five can be answered, three cannot; the last of the three is an error, neither silent nor spoken.
ANSWERABLE = [True, True, True, True, True, False, False, False]
SILENT = [False, True, False, False, False, True, True, False]
GIVEN = [True, False, True, True, True, False, False, False]
RIGHT = [True, False, True, False, True, False, False, False]


def test_precision_and_recall_of_silence_by_hand() -> None:
    # Three silences, two of them where nothing can be answered; of the three such, two were met.
    assert abstention_precision(SILENT, ANSWERABLE) == pytest.approx(2 / 3)
    assert abstention_recall(SILENT, ANSWERABLE) == pytest.approx(2 / 3)
    # One more silence in the wrong place harms the precision alone.
    more = [True, *SILENT[1:]]
    assert abstention_precision(more, ANSWERABLE) == 0.5
    assert abstention_recall(more, ANSWERABLE) == pytest.approx(2 / 3)


def test_the_share_of_answers_that_are_right_by_hand() -> None:
    assert answered_right(GIVEN, RIGHT) == 0.75


def test_an_answer_where_there_is_none_is_a_wrong_one() -> None:
    assert answered_right([*GIVEN[:5], True, True, True], RIGHT) == pytest.approx(3 / 7)


def test_where_there_is_nothing_to_count() -> None:
    assert abstention_precision([False], [True]) == 1.0
    assert abstention_recall([False], [True]) == 1.0
    assert answered_right([False], [False]) == 0.0
