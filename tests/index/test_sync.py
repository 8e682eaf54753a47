"""Bringing the index in line: the vectors are those of the words, whatever was changed."""

from pathlib import Path

import numpy as np
import pytest

from index import sync
from index.articles import parse_article
from index.chunk import Passage
from index.embed import default_embedder
from index.errors import EmbedderMismatch
from index.library import Library
from index.sync import embedded_text

BODY = "It carried carts and walkers over the river for the first time since the flood."


def cosine_of(library: Library, text: str) -> float:
    """How near the nearest stored vector is to that of ``text``."""
    return library.dense(default_embedder().embed([text])[0], 1)[0][1]


def test_a_title_of_the_same_length_changes_the_vectors_under_it() -> None:
    long = f"{BODY} " * 12
    with Library.from_texts({"a": f"Bridge opened\n\n{long}\n\n{long}More."}, budget=64) as library:
        before = {p.id for p in library.passages()}
        library.add_text("a", f"Harbor closed\n\n{long}\n\n{long}More.")
        under = next(p for p in library.passages() if p.start > 0 and p.id in before)
        assert library.report.embedded > 1
        assert cosine_of(library, f"Harbor closed\n{under.text}") == pytest.approx(1, abs=0.01)
        assert library.vectors.hashes().keys() == {p.id for p in library.passages()}


def test_a_stop_between_catalogue_and_vectors_is_made_up_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a.txt"
    file.write_text(f"Bridge opened\n\n{BODY}")
    Library.open(file, tmp_path / "data").close()
    file.write_text("Harbor closed\n\nIce kept the boats in for the whole of the winter.")

    def fail(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(sync.Syncer, "_agree", fail)
        with pytest.raises(KeyboardInterrupt):
            Library.open(file, tmp_path / "data")
    with Library.open(file, tmp_path / "data") as library:
        assert library.report.embedded == 0, "it was embedded before the stop"
        assert library.vectors.hashes().keys() == {p.id for p in library.passages()}
        assert cosine_of(library, library.passages()[0].text) == pytest.approx(1, abs=0.01)


def test_words_known_from_before_are_not_embedded_again() -> None:
    with Library.from_texts({"a": f"Bridge opened\n\n{BODY}"}) as library:
        library.add_text("b", f"Bridge opened\n\n{BODY}")
        assert library.report.embedded == 0 and len(library.dense("bridge", 9)) == 2
        library.remove("a")
        assert len(library.dense("bridge", 9)) == 1


def test_an_embedder_that_breaks_its_word_is_refused() -> None:
    class Short:
        name, dim, sha256 = "short", 384, "0" * 64
        embed = staticmethod(lambda texts: np.zeros((len(texts), 100), dtype=np.float32))
        count_tokens = staticmethod(len)

    with pytest.raises(EmbedderMismatch, match="100 dimensions where 384"):
        Library.from_texts({"a": BODY}, embedder=Short())


def test_a_passage_is_embedded_under_its_title() -> None:
    article = parse_article(f"Bridge opened\n\n{BODY}", id="a", source="a.txt")
    body = Passage("p", "a", 15, 15 + len(BODY), BODY)
    whole = Passage("q", "a", 0, len(article.text), article.text)
    assert embedded_text(article, body) == f"Bridge opened\n{BODY}"
    assert embedded_text(article, whole) == article.text
    untitled = parse_article(f"{BODY} {BODY}", id="a", source="a.txt")
    assert embedded_text(untitled, body) == BODY
