from __future__ import annotations

import pytest

from evals.metrics.agreement import Said, cohen_kappa, majority, wavers


@pytest.mark.parametrize(
    ("said", "most", "changed"),
    [
        ([True, True, True], True, False),
        ([True, False, True], True, True),
        ([False, None, False], False, True),
        ([True, False], None, True),
        ([None, None], None, False),
        ([True, None], True, True),
        ([], None, False),
    ],
)
def test_what_was_said_more_often(said: Said, most: bool | None, changed: bool) -> None:
    assert majority(said) is most
    assert wavers(said) is changed


def test_kappa_by_hand() -> None:
    # Of ten, both say yes of four and no of three: seen 0.7. One says yes of six, the other of
    # five: chance 0.6·0.5 + 0.4·0.5 = 0.5. (0.7 - 0.5) / (1 - 0.5) = 0.4.
    one = [True] * 6 + [False] * 4
    other = [True] * 4 + [False] * 2 + [True] + [False] * 3
    assert cohen_kappa(one, other) == pytest.approx(0.4)


def test_kappa_at_its_ends() -> None:
    assert cohen_kappa([True, False], [True, False]) == 1.0
    assert cohen_kappa([True, False], [False, True]) == -1.0
    assert cohen_kappa([True, True], [True, True]) == 0.0  # chance would agree as well
    assert cohen_kappa([], []) == 0.0
