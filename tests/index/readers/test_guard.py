"""The process that reads documents: bounded in time, in memory and in what it may do."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
import zlib
from contextlib import suppress
from pathlib import Path

import pytest

from index.errors import IndexingError, UnreadableDocument
from index.readers import guard
from index.readers.guard import Limits, close_workers, read_document
from tests.documents import pdf, typeset, word

RAIN = typeset(["# Rain in Mallo", "It rained for six days in Mallo."])


def test_what_takes_too_long_is_ended_and_the_next_one_read() -> None:
    with pytest.raises(UnreadableDocument, match=r"slow\.pdf: .* more than 0\.01 seconds\. Divide"):
        read_document("pdf", RAIN, "slow.pdf", Limits(seconds=0.01))
    assert "six days" in read_document("pdf", RAIN, "rain.pdf")


def test_what_takes_too_much_memory_is_ended_and_the_next_one_read() -> None:
    with pytest.raises(UnreadableDocument, match=r"big\.pdf: .*too much memory"):
        read_document("pdf", RAIN, "big.pdf", Limits(memory=2**20))
    assert "six days" in read_document("pdf", RAIN, "rain.pdf")


def test_a_file_that_is_too_large_is_not_even_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "MAX_BYTES", 2**20)
    with pytest.raises(UnreadableDocument, match=r"a\.pdf: the PDF has 2 MB, at most 1 are read"):
        read_document("pdf", b"%PDF-" + b"x" * 2**21, "a.pdf")


def test_a_text_that_is_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    close_workers()
    monkeypatch.setattr(guard, "MAX_CHARACTERS", 20)
    with pytest.raises(UnreadableDocument, match=r"a\.pdf: .* at most 20 are read"):
        read_document("pdf", RAIN, "a.pdf")
    close_workers()


def test_a_process_that_ended_while_it_waited_is_replaced() -> None:
    read_document("pdf", RAIN, "rain.pdf")
    for worker in list(guard._waiting):
        worker._process.kill()
        worker._process.wait()
    assert "six days" in read_document("pdf", RAIN, "rain.pdf")


def test_one_that_ends_just_as_it_is_asked_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    read_document("pdf", RAIN, "rain.pdf")
    for worker in list(guard._waiting):
        worker._process.kill()
        worker._process.wait()
    # It still looks alive, as it does in the moment in between.
    monkeypatch.setattr(guard.Worker, "alive", True)
    assert "six days" in read_document("pdf", RAIN, "rain.pdf")
    monkeypatch.undo()
    close_workers()


def zipped(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        for name, data in parts.items():
            packed.writestr(name, data)
    return out.getvalue()


def test_a_word_document_that_is_a_bomb() -> None:
    with zipfile.ZipFile(io.BytesIO(word(["It rained."]))) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    bomb = zipped({**parts, "word/media/a.bin": bytes(210 * 2**20)})
    assert len(bomb) < 2**21
    with pytest.raises(
        UnreadableDocument, match=r"bomb\.docx: .* unpacks to 2\d\d MB, at most 200"
    ):
        read_document("docx", bomb, "bomb.docx")


def test_a_pdf_that_is_a_bomb() -> None:
    packed = zlib.compress(b" " * (120 * 2**20), 1)
    plain = pdf([[(72, 700, 11, "It rained.")]])
    head, _, rest = plain.partition(b"<< /Length ")
    _, _, rest = rest.partition(b"endstream")
    bomb = head + b"<< /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (
        len(packed),
        packed + rest,
    )
    with pytest.raises(UnreadableDocument, match=r"bomb\.pdf: "):
        read_document("pdf", bomb, "bomb.pdf")


def test_a_page_that_is_nested_without_end() -> None:
    deep = b"<div>" * 200_000 + b"It rained." + b"</div>" * 200_000
    with suppress(IndexingError):
        assert "It rained." in read_document("html", deep, "deep.html")
    assert "snowed" in read_document("html", b"<p>It snowed.</p>", "snow.html")


@pytest.mark.parametrize(
    ("deed", "event"),
    [
        ("import socket; socket.create_connection(('127.0.0.1', 9))", "socket"),
        ("import urllib.request; urllib.request.urlopen('http://localhost:9/')", "socket"),
        ("import subprocess; subprocess.run(['true'])", "subprocess"),
        ("import os; os.system('true')", "os.system"),
        ("open(target, 'w')", "open"),
        ("import pathlib; pathlib.Path(target).write_text('x')", "open"),
        ("import os; os.open(target, os.O_WRONLY | os.O_CREAT)", "open"),
        ("import os; os.remove(__import__('json').__file__ + '.none')", "os.remove"),
    ],
)
def test_a_reader_writes_nothing_and_reaches_nobody(
    deed: str, event: str, tmp_path: Path, root: Path
) -> None:
    program = (
        "import sys, urllib.request, subprocess, pathlib\n"
        "from index.readers.worker import _bound\n"
        f"target = {str(tmp_path / 'new')!r}\n_bound(2**30)\n"
        f"try:\n    {deed}\nexcept Exception as e:\n    print(repr(e))\nelse:\n    print('done')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=root, check=True, capture_output=True, text=True
    )
    assert "must not" in done.stdout and event in done.stdout
    assert list(tmp_path.iterdir()) == []
