from __future__ import annotations

from pathlib import Path
from typing import Any

from evals.results import result_of, results_table, save, saved

FIGURE = {"value": 0.8, "low": 0.7, "high": 0.9, "n": 10}
SYSTEMS: dict[str, dict[str, Any]] = {
    "pullquote": {"n": 10, "articles": 1, "metrics": {"right_and_cited": FIGURE}, "kinds": {}},
    "bm25": {"n": 10, "articles": 1, "metrics": {"recall@5": FIGURE}, "kinds": {}},
}


def test_saved_results_come_back_and_make_the_table(tmp_path: Path) -> None:
    result = result_of("tiny", "abc", SYSTEMS, "pullquote eval tiny --save")
    assert save(result, tmp_path).name == "tiny.json"
    assert saved(tmp_path) == [result]
    assert result["metrics"]["right_and_cited"] == FIGURE
    assert list(result["baselines"]) == ["bm25"]
    table = results_table(tmp_path)
    assert "| tiny | pullquote | 10 | .800 [.70–.90] |" in table
    assert "| tiny | bm25 | 10 | – | – | .800 [.70–.90] |" in table
    assert "`pullquote eval tiny --save`" in table


def test_without_results_the_table_says_how_to_get_them(tmp_path: Path) -> None:
    assert "pullquote eval --save" in results_table(tmp_path / "nothing")
