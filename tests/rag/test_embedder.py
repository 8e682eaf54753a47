"""Embedding by a server's model: an index of its own, never mixed, known again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index.embed import default_embedder
from index.errors import EmbedderChanged, EmbedderFailed, EmbedderMismatch
from rag import ArticleQA
from rag.embedder import BATCH, OpenAIEmbedder, embedder_of
from rag.errors import SettingError
from rag.settings import Settings
from tests.openai_script import Step
from tests.openai_server import EMBEDDER, KEY, OpenAIServer, closed_port
from tests.rag.test_qa_model import BRIDGE, FERRY

WHO = "Who designed the bridge at Mallo?"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "bridge.txt").write_text(BRIDGE, encoding="utf-8")
    (folder / "ferry.txt").write_text(FERRY, encoding="utf-8")
    return folder


def settings(server: OpenAIServer, **more: Any) -> Settings:
    given: dict[str, Any] = {
        **{"openai_base_url": server.url, "openai_embedding_model": EMBEDDER},
        **{"answers": "extractive", "patience": 90, "threads": 1},
    }
    return Settings(**given | more)


def embeds(server: OpenAIServer) -> int:
    return sum(len(a.body["input"]) for a in server.asked if a.path.endswith("/embeddings"))


def test_without_a_model_it_is_the_bundled_one() -> None:
    assert embedder_of(Settings(threads=1)) is default_embedder(1)


def test_a_model_without_a_server_is_refused_with_the_remedy() -> None:
    with pytest.raises(SettingError, match=r"OPENAI_EMBEDDING_MODEL='m'.*OPENAI_BASE_URL"):
        embedder_of(Settings(openai_embedding_model="m"))


def test_vectors_are_of_unit_length_in_order_and_in_batches(openai_server: OpenAIServer) -> None:
    embedder = OpenAIEmbedder(settings(openai_server))
    texts = [f"Text {n} of many." for n in range(BATCH + 3)]
    vectors = embedder.embed(texts)
    assert embedder.dim == 512 and vectors.shape == (BATCH + 3, 512)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(BATCH + 3), abs=1e-4)
    ours = default_embedder(1).embed(texts)
    assert np.sum(vectors[:, :384] * ours, axis=1) == pytest.approx(np.ones(BATCH + 3), abs=0.02)
    sizes = [len(a.body["input"]) for a in openai_server.asked]
    assert sizes == [1, BATCH, 3]
    assert embedder.embed([]).shape == (0, 512)
    assert embedder.count_tokens("a word") == 2


def test_articles_are_indexed_and_asked_with_it(
    openai_server: OpenAIServer, folder: Path, tmp_path: Path
) -> None:
    given = settings(openai_server, data=tmp_path / "data")
    qa = ArticleQA.open(folder, given)
    assert qa.library.report.embedded > 0 and "-512-" in qa.library.vectors.place
    assert qa.library.dense(WHO, 1)[0][1] > 0.3
    answer = qa.ask(WHO)
    assert answer.short and answer.short.text == "Ines Roth" and answer.mode == "extractive"
    qa.library.close()


def test_to_change_the_model_and_back_costs_nothing(
    openai_server: OpenAIServer, folder: Path, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    remote, own = settings(openai_server, data=data), Settings(data=data, threads=1)
    for given in (own, remote):
        with ArticleQA.open(folder, given).library as library:
            assert library.report.embedded > 0
    before = embeds(openai_server)
    for given in (own, remote):
        with ArticleQA.open(folder, given).library as library:
            assert library.report.embedded == 0 and library.report.unchanged == 2
    assert embeds(openai_server) == before + 1  # the fixed text that it is known again by


@pytest.mark.parametrize("change", [{"dim": 400}, {"twist": 1}])
def test_another_model_under_the_same_name_is_told_from_the_first(
    openai_server: OpenAIServer, folder: Path, tmp_path: Path, change: dict[str, int]
) -> None:
    given = settings(openai_server, data=tmp_path / "data")
    ArticleQA.open(folder, given).library.close()
    for name, value in change.items():
        setattr(openai_server, name, value)
    with pytest.raises(EmbedderChanged, match=r"openai-scripted-embed-1.*--data") as caught:
        ArticleQA.open(folder, given)
    assert isinstance(caught.value, EmbedderMismatch)


def test_a_model_that_changes_while_it_is_asked_is_an_error_and_no_answer(
    openai_server: OpenAIServer,
) -> None:
    qa = ArticleQA.from_texts({"bridge": BRIDGE}, settings(openai_server))
    openai_server.dim = 400
    with pytest.raises(EmbedderMismatch, match="400 dimensions where 512"):
        qa.ask(WHO)


@pytest.mark.parametrize(
    ("step", "said"),
    [
        (Step(status=401, message=f"bad key {KEY}"), "refuses the key"),
        (Step(status=404, message="The model `x` does not exist"), "set OPENAI_EMBEDDING_MODEL"),
        (Step(status=429, headers={"Retry-After": "90"}), "asks to wait 90 s"),
        (Step(raw=b"{broken"), "cannot be read"),
        (Step(raw=b'{"object": "list", "data": []}'), "no vector for each text"),
    ],
)
def test_a_server_that_does_not_embed_is_named_with_the_remedy(
    openai_server: OpenAIServer, step: Step, said: str
) -> None:
    openai_server.embeds = step
    given = settings(openai_server, openai_api_key=KEY, patience=2)
    with pytest.raises(EmbedderFailed, match="unset it to embed with the bundled") as caught:
        ArticleQA.from_texts({"bridge": BRIDGE}, given)
    assert said in str(caught.value) and EMBEDDER in str(caught.value)
    assert KEY not in str(caught.value)


def test_nobody_there_to_embed() -> None:
    url = f"http://127.0.0.1:{closed_port()}/v1"
    given = Settings(openai_base_url=url, openai_embedding_model="m", patience=1)
    with pytest.raises(EmbedderFailed, match="no connection"):
        ArticleQA.from_texts({"bridge": BRIDGE}, given)


def test_a_busy_server_is_asked_again(openai_server: OpenAIServer) -> None:
    class Busy(list):  # type: ignore[type-arg]
        """Keeps what was asked, and is busy until it was asked twice."""

        def append(self, asked: Any) -> None:
            super().append(asked)
            busy = Step(status=429, headers={"Retry-After": "0.01"})
            openai_server.embeds = busy if len(self) < 3 else None

    openai_server.asked = Busy()
    assert OpenAIEmbedder(settings(openai_server)).dim == 512
    assert len(openai_server.asked) == 3
