"""What holds of every kind of document: its words, the same every time, or a clear refusal."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.articles import parse_article
from index.chunk import chunk_article
from index.errors import EmptyArticle, IndexingError
from index.files import DOCUMENTS, READERS, find_files, read_file
from index.plan import plan_files
from index.readers import KINDS
from tests.documents import MAKERS, word

BLOCKS = [
    "# Rain in Mallo",
    "12 March 2024",
    "It rained for six days in Mallo, and the river Tarn rose by two metres. Nobody was hurt, and "
    "the mayor, Ines Roth, thanked the fire brigade for all that it had done – “every night”.",
    "## What comes next",
    "The old bridge was closed on Monday. Work on a new one, for £5 million (all of it the town’s "
    "own), begins in May, once the water has fallen below the mark of 1987.",
    "- Sandbags are to be had at the town hall.",
    "- Schools stay closed until Friday.",
    "A thaw is expected at the weekend, the weather office said on Thursday.",
]
MADE = {suffix: make(BLOCKS) for suffix, make in MAKERS.items()}

WORDS = st.sampled_from(
    ("the", "river", "rose", "nobody", "in", "town", "why", "Monday", "£5", "1987", "café", "“so”")
)
SENTENCES = st.lists(WORDS, min_size=4, max_size=40).map(lambda w: f"The {' '.join(w)} fell.")
PARAGRAPHS = st.lists(SENTENCES, min_size=3, max_size=12, unique=True)

every_kind = pytest.mark.parametrize("suffix", MAKERS)
SLOW = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def test_every_kind_is_tried() -> None:
    assert {DOCUMENTS[suffix] for suffix in MAKERS} == set(KINDS)
    assert set(DOCUMENTS) < set(READERS)


@every_kind
def test_the_text_is_its_blocks(suffix: str) -> None:
    text = READERS[suffix](MADE[suffix], f"storm{suffix}")
    assert text == "\n\n".join(BLOCKS) + "\n"
    article = parse_article(text, id="storm", source=f"storm{suffix}")
    assert (article.title, article.date) == ("Rain in Mallo", "2024-03-12")


@every_kind
@given(paragraphs=PARAGRAPHS)
@SLOW
def test_no_word_is_lost_or_moved_and_offsets_are_true(suffix: str, paragraphs: list[str]) -> None:
    data = MAKERS[suffix](["# A day in Mallo", *paragraphs])
    text = READERS[suffix](data, f"a{suffix}")
    assert text.lstrip("# ").split() == " ".join(["A day in Mallo", *paragraphs]).split()
    assert READERS[suffix](data, f"a{suffix}") == text
    article = parse_article(text, id="a", source=f"a{suffix}")
    for passage in chunk_article(article, budget=64, count_tokens=lambda t: len(t.split())):
        assert article.text[passage.start : passage.end] == passage.text


@every_kind
@given(cut=st.floats(0, 1), noise=st.binary(max_size=40))
@SLOW
def test_what_is_damaged_is_read_or_refused_by_name(suffix: str, cut: float, noise: bytes) -> None:
    whole = MADE[suffix]
    at = int(cut * len(whole))
    for data in (whole[:at], whole[:at] + noise + whole[at + len(noise) :]):
        try:
            assert READERS[suffix](data, f"odd{suffix}").strip()
        except IndexingError as error:
            said = str(error)
            assert said.startswith(f"odd{suffix}: ") and said.endswith("."), said


@every_kind
def test_what_is_empty_is_said(suffix: str) -> None:
    with pytest.raises(EmptyArticle, match=rf"nil\{suffix}"):
        READERS[suffix](b" \n", f"nil{suffix}")


@pytest.mark.parametrize(
    ("suffix", "data"),
    [
        (".docx", word(["", " "])),
        (
            ".html",
            b"<html><head><script>x()</script></head><body><p></p><p>\xc2\xa0</p></body></html>",
        ),
    ],
)
def test_what_holds_no_words_is_empty(suffix: str, data: bytes) -> None:
    with pytest.raises(EmptyArticle, match=rf"nil\{suffix}"):
        READERS[suffix](data, f"nil{suffix}")


@every_kind
def test_many_are_read_at_the_same_time(suffix: str) -> None:
    with ThreadPoolExecutor(6) as pool:
        texts = list(pool.map(lambda n: READERS[suffix](MADE[suffix], f"{n}{suffix}"), range(6)))
    assert set(texts) == {"\n\n".join(BLOCKS) + "\n"}


@every_kind
def test_its_library_is_imported_by_the_process_that_reads_alone(
    suffix: str, tmp_path: Path, root: Path
) -> None:
    file = tmp_path / f"storm{suffix}"
    file.write_bytes(MADE[suffix])
    program = (
        "import sys; from index.files import find_files, read_file\n"
        "assert 'six days' in read_file(find_files(sys.argv[1])[0])\n"
        "print({'trafilatura', 'lxml', 'pypdf', 'docx'} & set(sys.modules) or 'none')"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(file)],
        cwd=root,
        check=True,
        capture_output=True,
        text=True,
    )
    assert done.stdout.strip() == "none"


@every_kind
def test_a_new_version_of_a_library_reads_the_files_again(
    suffix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / f"storm{suffix}"
    file.write_bytes(MADE[suffix])
    os.utime(file, (1e9, 1e9))
    (before,) = plan_files(file)
    assert (plan_files(file)[0].stat, before.stat != "") == (before.stat, True)
    monkeypatch.setattr("index.readers._installed", lambda package: "99")
    assert plan_files(file)[0].stat != before.stat


def test_what_a_browser_saves_beside_a_page_is_no_article(tmp_path: Path) -> None:
    (tmp_path / "storm.html").write_bytes(MADE[".html"])
    (tmp_path / "storm_files").mkdir()
    (tmp_path / "storm_files" / "frame.html").write_bytes(MADE[".html"])
    (tmp_path / "old_files").mkdir()
    (tmp_path / "old_files" / "storm.htm").write_bytes(MADE[".html"])
    files = find_files(tmp_path)
    assert [f.id for f in files] == ["old_files/storm", "storm"]
    assert read_file(files[1]).startswith("# Rain in Mallo")
