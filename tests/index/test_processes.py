"""Two processes on one data folder: a chat that runs on while somebody indexes."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from index import lock, sync
from index.embed import default_embedder
from index.errors import DataFolderLocked
from index.library import Library

INDEX = (
    "import sys; from index.library import Library\n"
    "with Library.open(sys.argv[1], sys.argv[2]) as library: print(library.report)"
)


def article(n: int) -> str:
    return f"Storm {n}\n\nStorm number {n} came ashore at Port {n} and took {n} roofs with it."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    for n in range(20, 24):
        (folder / f"{n}.txt").write_text(article(n))
    return folder


@contextmanager
def indexing(folder: Path, data: Path) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-c", INDEX, str(folder), str(data)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe) as process:
        yield process


def report_of(process: subprocess.Popen[bytes]) -> str:
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err.decode()
    return out.decode()


def test_a_process_sees_what_another_indexes(folder: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    with Library.open(folder, data) as chat:
        assert chat.lexical("storm 60", 9) and "60" not in chat.ids()
        (folder / "20.txt").unlink()
        for n in range(60, 70):
            (folder / f"{n}.txt").write_text(article(n))
        with indexing(folder, data) as process:
            while process.poll() is None:  # asks all the while, and is never told nonsense
                for passage_id, _ in chat.dense("Which storm took 22 roofs?", 5):
                    passage = chat.passage(passage_id)
                    whole = chat.article(passage.article_id).text
                    assert whole[passage.start : passage.end] == passage.text
            assert "added=('60'" in report_of(process)
        assert "20" not in chat.ids() and "65" in chat.ids()
        found = [chat.passage(i).article_id for i, _ in chat.dense("Storm number 65", 20)]
        assert found[0] == "65" and "20" not in found and len(found) == 13
        assert chat.lexical("roofs at Port 65", 1)[0][0].startswith("65:")


def test_two_that_start_at_once_index_once(folder: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    with indexing(folder, data) as one, indexing(folder, data) as two:
        reports = [report_of(one), report_of(two)]
    assert sorted("embedded=0" in report for report in reports) == [False, True]


def test_an_unchanged_library_opens_while_another_process_writes(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "data"
    Library.open(folder, data).close()
    home = next(p for p in data.iterdir() if p.is_dir())
    monkeypatch.setattr(sync, "writer_lock", lambda folder: lock.writer_lock(folder, wait=0.1))
    with lock.writer_lock(home):
        with Library.open(folder, data) as reader:
            assert reader.dense("roofs", 1) and reader.report.unchanged == 4
        (folder / "new.txt").write_text(article(77))
        with pytest.raises(DataFolderLocked, match=r"another pullquote.*Wait for it"):
            Library.open(folder, data)
    with Library.open(folder, data) as reader:
        assert reader.report.added == ("new",)


def test_different_sources_keep_out_of_each_others_way(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "calm.txt").write_text("Calm\n\nNothing happened at all today.")
    with Library.open(folder, tmp_path / "data") as one:
        with Library.open(other, tmp_path / "data") as two:
            assert two.ids() == ["calm"]
        assert len(one.ids()) == 4 and one.dense("roofs", 1)


def test_a_changed_embedder_embeds_everything_anew(folder: Path, tmp_path: Path) -> None:
    class Other:
        name, dim, sha256 = "other", 384, "f" * 64
        embed = staticmethod(lambda texts: -default_embedder().embed(texts))
        count_tokens = staticmethod(default_embedder().count_tokens)

    data = tmp_path / "data"
    with Library.open(folder, data) as library:
        before = library.dense("Which storm took 22 roofs?", 4)
    with Library.open(folder, data, embedder=Other()) as library:
        assert library.report.embedded == 4 and len(library.report.changed) == 4
        assert [i for i, _ in library.dense("Which storm took 22 roofs?", 4)] == [
            i for i, _ in before
        ]
    with Library.open(folder, data) as library:
        assert library.report.embedded == 4
