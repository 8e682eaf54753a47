"""The chain that ships, as evaluations ask it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evals.job import Plan, execute, own_systems
from evals.load import load_set
from evals.samples import EvalSet
from evals.systems import Pullquote, RetrievalOf
from rag.settings import Settings


@pytest.fixture(scope="module")
def pullquote() -> Pullquote:
    texts = load_set("shipped").articles
    return Pullquote.over(texts, Settings(threads=1, openai_api_key="sk-secret"))


def test_settings_tell_no_secret_and_no_place(pullquote: Pullquote) -> None:
    shown = pullquote.settings()
    assert shown["threads"] == 1
    assert "sk-secret" not in json.dumps(shown)
    assert not {"data", "seeds", "host", "port", "openai_api_key"} & set(shown)


def test_retrieval_alone_is_marked(pullquote: Pullquote) -> None:
    alone = RetrievalOf(pullquote)
    assert alone.ask("Who?", []) is None
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
    again = execute(Plan((few,), own_systems(), tmp_path / "again")).records["few", "pullquote"]
    assert records == again
