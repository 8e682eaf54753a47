"""Vectors in Chroma: one contract, in a folder and in memory."""

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from index.chunk import Passage
from index.embed import Vectors
from index.errors import EmbedderMismatch, VectorStoreError
from index.vectors import FORMAT, ChromaVectors, collection_name


class Plane:
    """An embedder of two dimensions, for its name and size alone."""

    name, dim, sha256 = "plane", 2, "0" * 64

    def embed(self, texts: Sequence[str]) -> Vectors:
        raise NotImplementedError

    def count_tokens(self, text: str) -> int:
        raise NotImplementedError


Make = Callable[[Path], ChromaVectors]
PASSAGES = [Passage(i, i[0], 0, 4, f"text {i}") for i in ("a:1", "a:2", "b:1")]
POINTS = np.array([[1, 0], [0.6, 0.8], [0, 1]], dtype=np.float32)


def in_folder(folder: Path) -> ChromaVectors:
    return ChromaVectors.in_folder(folder / "vectors", Plane())


def in_memory(folder: Path) -> ChromaVectors:
    return ChromaVectors.in_memory(Plane())


@pytest.fixture(params=[in_folder, in_memory])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ChromaVectors]:
    make: Make = request.param
    store = make(tmp_path)
    store.upsert(PASSAGES, POINTS, ["h1", "h2", "h3"])
    yield store
    store.close()


def test_nearest_first_with_their_cosines(store: ChromaVectors) -> None:
    found = store.search(np.array([1, 0], dtype=np.float32), 2)
    assert [i for i, _ in found] == ["a:1", "a:2"]
    assert [score for _, score in found] == pytest.approx([1.0, 0.6], abs=1e-5)


def test_search_within_articles(store: ChromaVectors) -> None:
    one = np.array([1, 0], dtype=np.float32)
    assert [i for i, _ in store.search(one, 9, ["b"])] == ["b:1"]
    assert [i for i, _ in store.search(one, 9, ["b", "a"])] == ["a:1", "a:2", "b:1"]
    assert store.search(one, 9, ["nobody"]) == store.search(one, 9, []) == []
    assert store.search(one, 0) == []


def test_storing_again_takes_the_place_of_the_old(store: ChromaVectors) -> None:
    store.upsert(PASSAGES[:1], POINTS[2:], ["h9"])
    assert store.count() == 3
    assert store.hashes() == {"a:1": "h9", "a:2": "h2", "b:1": "h3"}
    (_, first), (_, second) = store.search(np.array([0, 1], dtype=np.float32), 2)
    assert first == pytest.approx(1, abs=1e-5) and second == pytest.approx(1, abs=1e-5)


def test_delete(store: ChromaVectors) -> None:
    store.delete(["a:1", "never there"])
    store.delete([])
    assert store.hashes().keys() == {"a:2", "b:1"}
    assert [i for i, _ in store.search(np.array([1, 0], dtype=np.float32), 9)] == ["a:2", "b:1"]


def test_another_dimension_is_refused(store: ChromaVectors) -> None:
    with pytest.raises(EmbedderMismatch, match="3 dimensions where 2"):
        store.search(np.zeros(3, dtype=np.float32), 1)
    with pytest.raises(EmbedderMismatch):
        store.upsert(PASSAGES[:1], np.zeros((1, 3), dtype=np.float32), ["h"])


def test_reset_empties(store: ChromaVectors) -> None:
    store.reset()
    assert store.count() == 0 and store.search(np.array([1, 0], dtype=np.float32), 3) == []
    store.upsert(PASSAGES, POINTS, ["h1", "h2", "h3"])
    assert store.count() == 3


def test_more_than_a_batch(store: ChromaVectors) -> None:
    many = [Passage(f"m:{i}", "m", i, i + 1, "x") for i in range(6000)]
    angles = np.linspace(0, 1, len(many))
    points = np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)
    store.upsert(many, points, ["h"] * len(many))
    assert store.count() == len(many) + 3
    store.delete([p.id for p in many])
    assert store.count() == 3


def test_two_stores_in_memory_share_nothing() -> None:
    one, two = in_memory(Path()), in_memory(Path())
    one.upsert(PASSAGES, POINTS, ["h1", "h2", "h3"])
    assert (one.count(), two.count()) == (3, 0)
    one.close()
    two.upsert(PASSAGES[:1], POINTS[:1], ["h1"])
    assert two.count() == 1
    two.close()


def test_a_folder_keeps_its_vectors(tmp_path: Path) -> None:
    store = in_folder(tmp_path)
    store.upsert(PASSAGES, POINTS, ["h1", "h2", "h3"])
    store.close()
    store = in_folder(tmp_path)
    assert store.hashes() == {"a:1": "h1", "a:2": "h2", "b:1": "h3"}
    store.close()


def test_threads_search_while_the_store_is_read_afresh(tmp_path: Path) -> None:
    store = in_folder(tmp_path)
    store.upsert(PASSAGES, POINTS, ["h1", "h2", "h3"])
    wrong: list[object] = []

    def search() -> None:
        for _ in range(30):
            if len(store.search(np.array([1, 0], dtype=np.float32), 3)) != 3:
                wrong.append("fewer")

    threads = [threading.Thread(target=search) for _ in range(4)]
    for thread in threads:
        thread.start()
    for _ in range(5):
        store.reopen()
    for thread in threads:
        thread.join()
    store.close()
    assert not wrong


def test_a_server_that_is_not_there_is_named() -> None:
    with pytest.raises(VectorStoreError, match=r"127\.0\.0\.1:9"):
        ChromaVectors.on_server("http://127.0.0.1:9", Plane(), "seeds-1")


def test_stores_of_one_folder_are_read_afresh_together(tmp_path: Path) -> None:
    one, two = in_folder(tmp_path), in_folder(tmp_path)
    one.upsert(PASSAGES, POINTS, ["h1", "h2", "h3"])
    script = (
        "import sys; from pathlib import Path; from tests.index.test_vectors import in_folder\n"
        "store = in_folder(Path(sys.argv[1])); store.delete(['a:1']); store.close()"
    )
    assert [i for i, _ in two.search(POINTS[0], 1)] == ["a:1"]
    command = [sys.executable, "-c", script, str(tmp_path)]
    subprocess.run(command, check=True, cwd=Path(__file__).parents[2])
    two.reopen()
    for store in (one, two):
        assert [i for i, _ in store.search(POINTS[0], 9)] == ["a:2", "b:1"]
    one.close()
    assert two.count() == 2, "the other still holds the folder"
    two.close()
    two.close()


def test_names_tell_models_and_libraries_apart() -> None:
    name = collection_name(Plane(), "press clippings/2026")
    assert name == f"{FORMAT}-press-clippings-2026-plane-2-00000000"
    assert name != collection_name(Plane())
