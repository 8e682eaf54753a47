"""What has to be done, found without reading more than needed."""

import os
from pathlib import Path

import pytest

from index import plan as plan_module
from index.catalogue import Catalogue, Entry
from index.plan import Plan, make_plan, plan_files, plan_texts

RECIPE = "r1"


def carry_out(catalogue: Catalogue, plan: Plan) -> None:
    with catalogue.transaction():
        for change in plan.changes:
            catalogue.put(Entry(change.article, (), (), RECIPE, change.origin, change.stat))
        for item in plan.touched:
            catalogue.touch(item.id, item.source, item.stat)
        for article_id in plan.removed:
            catalogue.remove(article_id)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    for name in ("a", "b"):
        file = folder / f"{name}.txt"
        file.write_text(f"Article {name}.")
        os.utime(file, (1e9, 1e9))
    return folder


def brief(plan: Plan) -> tuple[list[str], list[str], list[str], int]:
    changed = [change.article.id for change in plan.changes]
    return changed, plan.removed, [item.id for item in plan.touched], plan.unchanged


def test_settled_files_are_not_read_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    catalogue = Catalogue(":memory:")
    plan = make_plan(plan_files(folder), catalogue, RECIPE)
    assert brief(plan) == (["a", "b"], [], [], 0) and plan
    carry_out(catalogue, plan)
    monkeypatch.setattr(plan_module, "read_file", lambda file: pytest.fail(f"read {file.id}"))
    plan = make_plan(plan_files(folder), catalogue, RECIPE)
    assert brief(plan) == ([], [], [], 2) and not plan
    catalogue.close()


def test_a_file_written_twice_within_a_tick_is_seen(folder: Path) -> None:
    catalogue = Catalogue(":memory:")
    new = folder / "c.txt"
    new.write_text("Was it 1?")
    stamp = new.stat().st_mtime_ns
    carry_out(catalogue, make_plan(plan_files(folder), catalogue, RECIPE))
    new.write_text("Was it 2?")
    os.utime(new, ns=(stamp, stamp))
    assert brief(make_plan(plan_files(folder), catalogue, RECIPE)) == (["c"], [], [], 2)
    catalogue.close()


def test_a_touched_file_of_the_same_words_is_unchanged(folder: Path) -> None:
    catalogue = Catalogue(":memory:")
    carry_out(catalogue, make_plan(plan_files(folder), catalogue, RECIPE))
    os.utime(folder / "a.txt", (1.1e9, 1.1e9))
    plan = make_plan(plan_files(folder), catalogue, RECIPE)
    assert brief(plan) == ([], [], ["a"], 2) and plan
    carry_out(catalogue, plan)
    assert not make_plan(plan_files(folder), catalogue, RECIPE)
    catalogue.close()


def test_another_recipe_does_everything_again_and_keeps_what_was_added(folder: Path) -> None:
    catalogue = Catalogue(":memory:")
    carry_out(catalogue, make_plan(plan_files(folder), catalogue, RECIPE))
    added = make_plan(plan_texts({"x": "Added by hand."}), Catalogue(":memory:"), RECIPE).changes
    article = added[0].article
    with catalogue.transaction():
        catalogue.put(Entry(article, (), (), RECIPE, "added"))
    assert not make_plan(plan_files(folder), catalogue, RECIPE)
    plan = make_plan(plan_files(folder), catalogue, "r2")
    assert brief(plan) == (["a", "b", "x"], [], [], 0)
    assert [change.origin for change in plan.changes] == ["source", "source", "added"]
    (folder / "a.txt").unlink()
    assert brief(make_plan(plan_files(folder), catalogue, RECIPE)) == ([], ["a"], [], 1)
    catalogue.close()


def test_an_added_article_that_turns_up_as_a_file_is_a_source_from_then_on(folder: Path) -> None:
    catalogue = Catalogue(":memory:")
    planned = plan_files(folder)
    added = make_plan(planned, catalogue, RECIPE).changes
    with catalogue.transaction():
        for change in added:
            catalogue.put(Entry(change.article, (), (), RECIPE, "added"))
    plan = make_plan(planned, catalogue, RECIPE)
    assert brief(plan) == ([], [], ["a", "b"], 2)
    carry_out(catalogue, plan)
    assert {stored.origin for stored in catalogue.stored().values()} == {"source"}
    catalogue.close()
