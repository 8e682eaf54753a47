"""The library: what changed is embedded and nothing else, whatever happens on the way."""

import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from index.embed import Vectors, default_embedder
from index.errors import (
    EmptyArticle,
    ForeignDataFolder,
    NotText,
    SourceNotFound,
    UnknownArticle,
    UnknownPassage,
)
from index.library import Library
from index.library import new_article_id as new_id

BRIDGE = (
    "Bridge opens\n\nThe bridge at Mallo opened on Friday.\n\nInes Roth built it in nine years."
)
FERRY = "Ferry strike\n\nThe ferry crews went back to work on Monday after eleven days."
SNOW = "Snow falls\n\nSnow fell on the hills above Tarn."


class Counting:
    """The real embedder, with a record of what it was given."""

    def __init__(self) -> None:
        real = default_embedder()
        self.name, self.dim, self.sha256 = real.name, real.dim, real.sha256
        self.seen: list[str] = []
        self.fail_after: int | None = None

    def embed(self, texts: Sequence[str]) -> Vectors:
        if self.fail_after is not None and len(self.seen) >= self.fail_after:
            raise RuntimeError("the power went out")
        self.seen += texts
        return default_embedder().embed(texts)

    def count_tokens(self, text: str) -> int:
        return default_embedder().count_tokens(text)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "bridge.txt").write_text(BRIDGE)
    (folder / "ferry.txt").write_text(FERRY)
    return folder


def opened(folder: Path, tmp_path: Path, embedder: Counting) -> Library:
    return Library.open(folder, tmp_path / "data", embedder=embedder)


def test_unchanged_articles_are_not_embedded_again(folder: Path, tmp_path: Path) -> None:
    embedder = Counting()
    with opened(folder, tmp_path, embedder) as library:
        assert library.report.added == ("bridge", "ferry")
        assert library.report.embedded == len(embedder.seen) > 0
    embedder.seen.clear()
    with opened(folder, tmp_path, embedder) as library:
        assert library.report.embedded == 0 and library.report.unchanged == 2
    assert not embedder.seen


def test_changed_added_and_removed_files_change_just_that(folder: Path, tmp_path: Path) -> None:
    embedder = Counting()
    opened(folder, tmp_path, embedder).close()
    embedder.seen.clear()
    (folder / "bridge.txt").unlink()
    (folder / "ferry.txt").write_text(FERRY.replace("eleven", "twelve"))
    (folder / "snow.txt").write_text(SNOW)
    with opened(folder, tmp_path, embedder) as library:
        report = library.report
        assert (report.added, report.changed, report.removed) == (
            ("snow",),
            ("ferry",),
            ("bridge",),
        )
        assert not any("Mallo" in text for text in embedder.seen)
        assert {library.passage(i).article_id for i, _ in library.dense("ferry", 9)} == {
            "ferry",
            "snow",
        }
        assert library.lexical("Mallo", 5) == []
        assert "twelve" in library.passage(library.lexical("ferry crews", 1)[0][0]).text


def test_a_source_that_fails_leaves_the_index_as_it_was(folder: Path, tmp_path: Path) -> None:
    embedder = Counting()
    opened(folder, tmp_path, embedder).close()
    (folder / "snow.txt").write_text(SNOW)
    (folder / "void.txt").write_bytes(b"")
    with pytest.raises(EmptyArticle, match="void"):
        opened(folder, tmp_path, embedder)
    (folder / "void.txt").write_bytes(b"\0\1\2")
    with pytest.raises(NotText, match="void"):
        opened(folder, tmp_path, embedder)
    (folder / "void.txt").unlink()
    (folder / "snow.txt").unlink()
    with opened(folder, tmp_path, embedder) as library:
        assert library.report.embedded == 0 and library.ids() == ["bridge", "ferry"]


def test_a_crash_while_embedding_is_made_up_for(folder: Path, tmp_path: Path) -> None:
    embedder = Counting()
    embedder.fail_after = 0
    with pytest.raises(RuntimeError, match="power"):
        opened(folder, tmp_path, embedder)
    embedder.fail_after = None
    with opened(folder, tmp_path, embedder) as library:
        assert {library.passage(i).article_id for i, _ in library.dense("bridge", 9)} == {
            "bridge",
            "ferry",
        }


def test_lost_vectors_are_rebuilt_without_embedding(folder: Path, tmp_path: Path) -> None:
    embedder = Counting()
    with opened(folder, tmp_path, embedder) as library:
        found = library.dense("Who built it?", 3)
        library.vectors.reset()
    embedder.seen.clear()
    with opened(folder, tmp_path, embedder) as library:
        again = library.dense("Who built it?", 3)
    assert [i for i, _ in again] == [i for i, _ in found]
    assert embedder.seen == ["Who built it?"]


def test_a_folder_of_somebody_else_is_left_alone(folder: Path, tmp_path: Path) -> None:
    data = tmp_path / "theirs"
    data.mkdir()
    (data / "thesis.doc").write_text("mine")
    with pytest.raises(ForeignDataFolder, match=r"thesis\.doc"):
        Library.open(folder, data, embedder=Counting())
    assert [p.name for p in data.iterdir()] == ["thesis.doc"]


def test_what_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceNotFound, match="nowhere"):
        Library.open(tmp_path / "nowhere", tmp_path / "data", embedder=Counting())


def test_two_libraries_on_one_folder_see_each_others_writes(folder: Path, tmp_path: Path) -> None:
    embedder = Counting()
    with opened(folder, tmp_path, embedder) as one, opened(folder, tmp_path, embedder) as two:
        one.add_text("snow", SNOW)
        assert "snow" in two.ids()
        assert two.passage(two.dense("Where did snow fall?", 1)[0][0]).article_id == "snow"
        two.remove("snow")
        assert "snow" not in one.ids()
        assert "snow" not in {one.passage(i).article_id for i, _ in one.dense("snow", 9)}


def test_passages_are_exact_and_found() -> None:
    with Library.from_texts({"b": BRIDGE, "f": FERRY}) as library:
        for passage in library.passages():
            text = library.article(passage.article_id).text
            assert text[passage.start : passage.end] == passage.text
        (best, cosine), *_ = library.dense("Who built the bridge?", 2)
        assert library.passage(best).article_id == "b" and 0 < cosine <= 1
        assert library.dense("bridge", 5, ["f"])[0][0].startswith("f:")
        assert {i.split(":")[0] for i, _ in library.lexical("bridge ferry", 9, ["f"])} == {"f"}


def test_unknown_ids_are_named() -> None:
    with Library.from_texts({"b": BRIDGE}) as library:
        with pytest.raises(UnknownArticle, match="nope"):
            library.article("nope")
        with pytest.raises(UnknownArticle, match="nope"):
            library.remove("nope")
        with pytest.raises(UnknownPassage, match="nope"):
            library.passage("nope")


def test_an_empty_text_is_refused() -> None:
    with pytest.raises(EmptyArticle):
        Library.from_texts({"b": "  "})
    with Library.from_texts({"b": BRIDGE}) as library:
        with pytest.raises(EmptyArticle):
            library.add_text("c", "")
        assert library.ids() == ["b"]


def test_misspelt_words_are_mended_by_the_articles() -> None:
    with Library.from_texts({"b": BRIDGE}) as library:
        assert library.respell("Was the brigde at Malo built?").get("brigde") == "bridge"
        assert library.respell("Was the bridge built?") == {}


def test_many_threads_may_ask_at_once() -> None:
    wrong: list[object] = []
    with Library.from_texts({"b": BRIDGE, "f": FERRY}) as library:
        expected = library.dense("ferry", 3), library.lexical("ferry", 3)

        def ask() -> None:
            for _ in range(10):
                if (library.dense("ferry", 3), library.lexical("ferry", 3)) != expected:
                    wrong.append("another answer")

        threads = [threading.Thread(target=ask) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert not wrong


def test_a_text_without_a_file_has_an_id_of_its_own() -> None:
    assert new_id("x", []) == new_id("x", []) != new_id("y", [])
    assert new_id("x", [new_id("x", [])]) != new_id("x", [])
