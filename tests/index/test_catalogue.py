"""The catalogue: all or nothing, and refusal of files that are not ours."""

import sqlite3
import threading
from pathlib import Path

import numpy as np
import pytest

from index import schema
from index.articles import parse_article
from index.catalogue import Catalogue, Entry
from index.chunk import chunk_article
from index.errors import DataFolderLocked, ForeignDataFolder, UnknownPassage

TEXT = "Bridge opens\n\nThe bridge at Mallo opened on Friday. Ines Roth built it."


def entry(article_id: str = "b", text: str = TEXT, recipe: str = "r") -> Entry:
    article = parse_article(text, id=article_id, source=f"{article_id}.txt")
    passages = chunk_article(article, budget=8, count_tokens=lambda t: len(t.split()))
    hashes = tuple(f"hash of {passage.id}" for passage in passages)
    return Entry(article, tuple(passages), hashes, recipe, "source", "1:2")


def put(catalogue: Catalogue, *entries: Entry) -> None:
    with catalogue.transaction():
        for one in entries:
            catalogue.put(one)


def test_what_was_put_comes_back(tmp_path: Path) -> None:
    given = entry()
    catalogue = Catalogue(tmp_path / "c.sqlite")
    put(catalogue, given)
    catalogue.close()
    catalogue = Catalogue(tmp_path / "c.sqlite")
    assert catalogue.article("b") == given.article
    rows = catalogue.passage_rows()
    assert [row.id for row in rows] == [p.id for p in given.passages] and len(rows) > 1
    assert [TEXT[row.start : row.end] for row in rows] == [p.text for p in given.passages]
    stored = catalogue.stored()["b"]
    assert (stored.source, stored.sha256, stored.recipe) == ("b.txt", given.article.sha256, "r")
    catalogue.close()


def test_putting_again_takes_the_place_of_the_old() -> None:
    catalogue = Catalogue(":memory:")
    put(catalogue, entry("a"), entry("b"))
    put(catalogue, entry("a", "Ferry\n\nThe ferry sank."))
    assert list(catalogue.stored()) == ["a", "b"]
    assert catalogue.lexical("ferry", 5)[0][0].startswith("a:")
    assert [i[0] for i, _ in catalogue.lexical("bridge", 5)] == ["b"] * len(
        catalogue.lexical("bridge", 5)
    )
    with catalogue.transaction():
        catalogue.remove("a")
    assert catalogue.lexical("ferry", 5) == [] and catalogue.respell("fery") == {}
    catalogue.close()


def test_a_transaction_that_fails_leaves_nothing() -> None:
    catalogue = Catalogue(":memory:")
    put(catalogue, entry("a"))

    def half_done() -> None:
        with catalogue.transaction():
            catalogue.put(entry("b"))
            catalogue.remove("a")
            raise RuntimeError("the power went out")

    with pytest.raises(RuntimeError, match="power"):
        half_done()
    assert list(catalogue.stored()) == ["a"]
    assert catalogue.respell("brigde") == {"brigde": "bridge"}
    catalogue.close()


def test_vectors_are_kept_by_what_they_are_of() -> None:
    catalogue = Catalogue(":memory:")
    given = entry()
    vectors = np.arange(8, dtype=np.float32).reshape(2, 4)
    assert catalogue.missing_vectors(["x", "y", "x"]) == ["x", "y"]
    with catalogue.transaction():
        catalogue.put(given)
        catalogue.put_vectors([given.hashes[0], "nobody's"], vectors)
    assert (catalogue.vectors([given.hashes[0]], 4) == vectors[:1]).all()
    first = given.passages[0].id
    assert {k: v.tolist() for k, v in catalogue.passage_vectors([first, "gone"]).items()} == {
        first: [0, 1, 2, 3]
    }
    with catalogue.transaction():
        catalogue.drop_unused_vectors()
    assert catalogue.missing_vectors([given.hashes[0], "nobody's"]) == ["nobody's"]
    catalogue.close()


@pytest.mark.parametrize(
    "text", ["\ud800 lone", "nul\0 in the middle of words", "\ufeffmark", "日本語"]
)
def test_odd_texts_come_back_as_they_were(text: str) -> None:
    catalogue = Catalogue(":memory:")
    put(catalogue, entry("a", text))
    found = catalogue.article("a")
    assert found is not None and found.text == text
    catalogue.close()


def test_another_programs_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "c.sqlite"
    db = sqlite3.connect(path)
    db.execute("CREATE TABLE recipes (name TEXT)")
    db.commit()
    db.close()
    before = path.read_bytes()
    with pytest.raises(ForeignDataFolder, match="another program"):
        Catalogue(path)
    assert path.read_bytes() == before


def test_what_is_no_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "c.sqlite"
    path.write_bytes(b"Dear diary, " * 100)
    with pytest.raises(ForeignDataFolder, match="not a catalogue"):
        Catalogue(path)
    assert path.read_bytes() == b"Dear diary, " * 100


def test_a_newer_catalogue_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "c.sqlite"
    Catalogue(path).close()
    db = sqlite3.connect(path)
    db.execute(f"PRAGMA user_version = {schema.SCHEMA_VERSION + 1}")
    db.close()
    with pytest.raises(ForeignDataFolder, match="newer pullquote"):
        Catalogue(path)


def test_an_older_catalogue_is_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "c.sqlite"
    catalogue = Catalogue(path)
    put(catalogue, entry())
    catalogue.close()
    monkeypatch.setattr(schema, "SCHEMA_VERSION", schema.SCHEMA_VERSION + 1)
    catalogue = Catalogue(path)
    assert catalogue.stored() == {} and catalogue.lexical("bridge", 5) == []
    put(catalogue, entry())
    assert catalogue.lexical("bridge", 5)
    catalogue.close()


def test_a_locked_catalogue_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schema, "BUSY_SECONDS", 0.05)
    path = tmp_path / "c.sqlite"
    catalogue = Catalogue(path)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert catalogue.stored() == {}, "reading goes on while another process writes"
    with pytest.raises(DataFolderLocked, match=r"c\.sqlite"), catalogue.transaction():
        pass
    other.execute("ROLLBACK")
    put(catalogue, entry())
    other.close()
    catalogue.close()


def test_changes_tell_of_others_writes(tmp_path: Path) -> None:
    one, two = Catalogue(tmp_path / "c.sqlite"), Catalogue(tmp_path / "c.sqlite")
    seen = one.changes(), two.changes()
    put(one, entry())
    assert (one.changes(), two.changes()) == (seen[0], two.changes()) != seen
    one.close()
    two.close()


def test_an_unknown_passage_is_named() -> None:
    catalogue = Catalogue(":memory:")
    with pytest.raises(UnknownPassage, match="nope"):
        catalogue.passage_row("nope")
    assert catalogue.article("nope") is None
    catalogue.close()


def test_threads_read_while_one_writes() -> None:
    catalogue = Catalogue(":memory:")
    put(catalogue, entry("a"))
    wrong: list[object] = []

    def read() -> None:
        for _ in range(40):
            found = {i.split(":")[0] for i, _ in catalogue.lexical("bridge", 50)}
            if "a" not in found or found - {"a", "b"}:
                wrong.append(found)

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for _ in range(10):
        put(catalogue, entry("b"))
        with catalogue.transaction():
            catalogue.remove("b")
    for thread in threads:
        thread.join()
    assert not wrong
    catalogue.close()
