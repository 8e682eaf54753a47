"""The data folder and its lock."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from index.errors import DataFolderLocked, ForeignDataFolder
from index.folder import open_folder, source_key
from index.lock import writer_lock


def test_a_key_is_the_same_however_sources_are_spelt(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "news").mkdir()
    monkeypatch.chdir(tmp_path)
    keys = {
        source_key("news"),
        source_key(tmp_path / "news"),
        source_key([f"{tmp_path}/./news/"]),
    }
    assert len(keys) == 1 and keys.pop().startswith("news-")
    assert source_key(["news", "x"]) == source_key(["x", "news"]) != source_key("news")


def test_libraries_of_one_folder_are_apart(tmp_path: Path) -> None:
    one, two = open_folder(tmp_path / "data", "a-1"), open_folder(tmp_path / "data", "b-2")
    assert one != two and one.is_dir() and two.is_dir()
    assert open_folder(tmp_path / "data", "a-1") == one


def test_a_file_in_place_of_a_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("x")
    with pytest.raises(ForeignDataFolder, match="it is a file"):
        open_folder(tmp_path / "data", "a-1")


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(DataFolderLocked, match=r"file/data: cannot be written.*--data"):
        open_folder(tmp_path / "file" / "data", "a-1")


def test_one_writer_at_a_time(tmp_path: Path) -> None:
    with writer_lock(tmp_path):
        second = writer_lock(tmp_path, wait=0.05)
        with pytest.raises(DataFolderLocked, match="another pullquote"), second:
            pass
    with writer_lock(tmp_path, wait=0.05):
        pass


def test_a_waiting_writer_gets_its_turn(tmp_path: Path) -> None:
    order: list[str] = []

    def second() -> None:
        with writer_lock(tmp_path, wait=20):
            order.append("second")

    with writer_lock(tmp_path):
        thread = threading.Thread(target=second)
        thread.start()
        order.append("first")
    thread.join()
    assert order == ["first", "second"]


def test_a_process_that_dies_lets_go(tmp_path: Path) -> None:
    script = (
        "import os, sys; from pathlib import Path; from index.lock import writer_lock\n"
        "lock = writer_lock(Path(sys.argv[1])); lock.__enter__(); print('held', flush=True)\n"
        "sys.stdin.read(); os._exit(9)"
    )
    command = [sys.executable, "-c", script, str(tmp_path)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe) as process:
        assert process.stdout is not None and process.stdout.readline() == b"held\n"
        with pytest.raises(DataFolderLocked), writer_lock(tmp_path, wait=0.05):
            pass
        process.communicate()
    with writer_lock(tmp_path, wait=5):
        pass


def test_a_lock_in_a_folder_that_is_gone_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataFolderLocked, match="gone"), writer_lock(tmp_path / "gone"):
        pass
