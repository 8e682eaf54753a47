"""Files to text: encodings told apart, what is no text refused, ids the same everywhere."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import BadEncoding, DuplicateArticle, EmptyArticle, NotText, SourceNotFound
from index.files import decode, find_files, read_file

WORDS = "The café in Gdańsk opened — “at last”, he said.\r\nSecond line."


@pytest.mark.parametrize(
    "data",
    [
        WORDS.encode(),
        WORDS.encode("utf-8-sig"),
        WORDS.encode("utf-16"),
        b"\xff\xfe\x00\x00" + WORDS.encode("utf-32-le"),
    ],
    ids=["utf-8", "utf-8 with a mark", "utf-16", "utf-32"],
)
def test_the_text_is_what_was_written(data: bytes) -> None:
    assert decode(data, "a.txt") == WORDS


def test_windows_1252_is_taken_where_it_makes_writing() -> None:
    text = "The café opened. “At last”, he said, and that was the whole of the speech that day."
    assert decode(text.encode("cp1252"), "a.txt") == text


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", EmptyArticle),
        (b" \n\t ", EmptyArticle),
        ("".encode("utf-16"), EmptyArticle),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", NotText),
        (bytes(range(32)) * 4, NotText),
        ("Привет, как дела сегодня".encode("koi8-r"), BadEncoding),
        (b"\xff\xfea", BadEncoding),
    ],
)
def test_what_is_no_text_is_refused_by_name(data: bytes, error: type[Exception]) -> None:
    with pytest.raises(error, match=r"odd\.txt"):
        decode(data, "odd.txt")


@given(st.text(min_size=1).filter(lambda t: t.strip() and not t.startswith("\ufeff")))
def test_any_utf8_text_comes_back_or_is_refused(text: str) -> None:
    try:
        assert decode(text.encode(), "a.txt") == text
    except (NotText, EmptyArticle):
        assert any(ord(c) < 32 for c in text) or not text.encode().strip()


def test_ids_are_paths_under_the_folder(tmp_path: Path) -> None:
    (tmp_path / "2019").mkdir()
    (tmp_path / "2019" / "storm.txt").write_text("A storm.")
    (tmp_path / "calm.md").write_text("Calm.")
    (tmp_path / ".hidden.txt").write_text("Not this.")
    (tmp_path / "notes.xyz").write_text("Nor this.")
    files = find_files(tmp_path)
    assert [f.id for f in files] == ["2019/storm", "calm"]
    assert read_file(files[0]) == "A storm."


def test_a_file_named_twice_is_one_article(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("A.")
    assert len(find_files([tmp_path, file])) == 1


def test_two_files_with_one_id_are_refused(tmp_path: Path) -> None:
    for folder in ("x", "y"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.txt").write_text(folder)
    with pytest.raises(DuplicateArticle, match="Rename"):
        find_files([tmp_path / "x", tmp_path / "y"])


@pytest.mark.parametrize("name", ["nowhere", "nowhere.txt"])
def test_what_is_not_there_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(SourceNotFound, match=name):
        find_files(tmp_path / name)


def test_an_empty_folder_and_no_source_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceNotFound, match="holds no article"):
        find_files(tmp_path)
    with pytest.raises(SourceNotFound):
        find_files([])


def test_an_ending_that_is_not_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.xyz").write_text("A.")
    with pytest.raises(NotText, match=r"\.xyz"):
        read_file(find_files(tmp_path / "a.xyz")[0])
