"""The progress bar: on standard error, and only for work that takes a while."""

import pytest

from index import progress
from index.library import Library
from index.progress import terminal_progress


def test_quick_work_shows_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with terminal_progress() as report:
        report(1, 2)
        report(2, 2)
    assert capsys.readouterr() == ("", "")


def test_slow_work_shows_a_bar(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "SHOW_AFTER", -1.0)
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    with terminal_progress("Indexing articles") as report:
        report(1, 2)
        report(2, 2)
    out, err = capsys.readouterr()
    assert out == "" and "Indexing articles" in err and "100%" in err


def test_indexing_tells_how_far_it_is() -> None:
    told: list[tuple[int, int]] = []
    texts = {str(n): f"Storm {n}\n\nStorm {n} came ashore at Port {n}." for n in range(150)}
    Library.from_texts(texts, progress=lambda done, total: told.append((done, total))).close()
    assert told[-1] == (150, 150) and len(told) > 2
    assert [done for done, _ in told] == sorted({done for done, _ in told})
