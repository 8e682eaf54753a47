"""The chain that ships, as evaluations ask it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evals.job import Plan, execute, own_systems
from evals.load import load_set
from evals.samples import EvalSet
from evals.systems import Pullquote, RetrievalOf, share_out
from rag.settings import Settings


@pytest.fixture(scope="module")
def pullquote() -> Pullquote:
    texts = load_set("shipped").articles
    return Pullquote.over(texts, Settings(threads=1, openai_api_key="sk-secret"))


def test_settings_tell_no_secret_and_no_place(pullquote: Pullquote) -> None:
    shown = pullquote.settings()
    assert shown["answers"] == "auto"
    assert "sk-secret" not in json.dumps(shown)
    assert not {"data", "seeds", "host", "port", "feedback", "openai_api_key"} & set(shown)
    assert str(Path.home()) not in json.dumps(shown)


@pytest.mark.parametrize(
    ("workers", "settings", "cores", "shared"),
    [
        (None, Settings(), 2, (2, 1)),
        (None, Settings(), 1, (1, 0)),
        (None, Settings(), 64, (8, 8)),
        (None, Settings(threads=3), 2, (2, 3)),
        (1, Settings(), 2, (1, 0)),
        (4, Settings(), 2, (4, 1)),
        (None, Settings(openai_base_url="http://127.0.0.1:9/v1"), 2, (1, 0)),
        (None, Settings(openai_api_key="sk-1", answers="extractive"), 2, (2, 1)),
    ],
)
def test_how_many_are_asked_at_once(
    workers: int | None, settings: Settings, cores: int, shared: tuple[int, int]
) -> None:
    at_once, found = share_out(workers, settings, cores)
    assert (at_once, found.threads) == shared


def test_retrieval_alone_is_marked(pullquote: Pullquote) -> None:
    alone = RetrievalOf(pullquote)
    assert alone.ask("Who?", []) is None  # type: ignore[func-returns-value]
    assert alone.settings()["retrieval_only"] is True
    assert len(alone.retrieve("How old was he?", 3)) == 3


def test_the_shipped_chain_is_asked_and_every_quote_is_exact(tmp_path: Path) -> None:
    shipped = load_set("shipped")
    few = EvalSet("few", shipped.samples[::32], shipped.articles, "x")
    plan = Plan((few,), own_systems(), tmp_path / "run")
    outcome = execute(plan)
    metrics = outcome.results["few"]["pullquote"]["metrics"]
    assert metrics["error"]["value"] == 0.0
    assert metrics["quote_exact"] == metrics["quote_exact"] | {"value": 1.0, "n": 8}
    assert metrics["recall@5"]["value"] > 0.5
    records = outcome.records["few", "pullquote"]
    # Neither two at a time nor the number of threads changes a letter.
    other = own_systems(settings=Settings(threads=1))
    again = execute(Plan((few,), other, tmp_path / "again", workers=2))
    assert again.records["few", "pullquote"] == records
    names = ("run.json", "summary.json", "few/pullquote/records.jsonl", "junit.xml")
    for name in names:
        assert (tmp_path / "run" / name).read_bytes() == (tmp_path / "again" / name).read_bytes()
