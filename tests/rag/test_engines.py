"""The chain reached through LlamaIndex."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest

from rag import ArticleQA
from rag.engines import QuotingChatEngine, QuotingQueryEngine
from rag.llama import PassageRetriever
from rag.settings import Settings
from tests.openai_script import Asked, Step
from tests.openai_server import MODEL, OpenAIServer

BRIDGE = (
    "Bridge opens at Mallo\n\nThe new bridge over the Tarn opened on Friday, nine years late. "
    "Ines Roth, who is 61 years old, designed the bridge.\n\n"
    "The bridge cost nine million crowns, the town council said."
)


@pytest.fixture(scope="module")
def qa() -> ArticleQA:
    return ArticleQA.from_texts({"bridge": BRIDGE})


def test_the_retriever_gives_nodes_with_exact_offsets(qa: ArticleQA) -> None:
    nodes = PassageRetriever(qa.library, k=2).retrieve("How much did the bridge cost?")
    assert nodes and nodes[0].score is not None
    for found in nodes:
        node = found.node
        assert BRIDGE[node.start_char_idx : node.end_char_idx] == node.get_content()  # type: ignore[attr-defined]
        assert node.metadata["article_id"] == "bridge"


def test_the_query_engine_answers_as_ask_does(qa: ArticleQA) -> None:
    question = "How much did the bridge cost?"
    response = QuotingQueryEngine(qa).query(question)
    assert str(response) == qa.ask(question).text
    assert response.metadata and response.metadata["answer"]["question"] == question
    assert response.source_nodes


def test_the_chat_engine_keeps_the_conversation(qa: ArticleQA) -> None:
    engine = QuotingChatEngine(qa)
    engine.chat("Who designed the bridge at Mallo?")
    second = engine.chat("How old is she?")
    assert "Ines Roth" in second.metadata["answer"]["question"]  # type: ignore[index]
    assert len(engine.chat_history) == 4
    engine.reset()
    assert engine.chat_history == []


def test_streaming_and_awaiting_give_the_same(qa: ArticleQA) -> None:
    question = "How much did the bridge cost?"
    text = qa.ask(question).text
    assert "".join(QuotingChatEngine(qa).stream_chat(question).response_gen) == text
    # In a thread of its own: the browser tests of the same process keep an event loop running.
    with ThreadPoolExecutor(1) as pool:
        awaited = pool.submit(lambda: asyncio.run(QuotingChatEngine(qa).achat(question)))
        assert awaited.result().response == text
        streamed = pool.submit(lambda: asyncio.run(_streamed(QuotingChatEngine(qa), question)))
        assert "".join(streamed.result()) == text


async def _streamed(engine: QuotingChatEngine, question: str) -> list[str]:
    response = await engine.astream_chat(question)
    return [piece async for piece in response.async_response_gen()]


def test_what_a_language_model_writes_is_streamed_sentence_by_sentence(
    openai_server: OpenAIServer,
) -> None:
    def script(asked: Asked) -> Step:
        n = asked.number_of("Ines Roth")
        return Step(
            [("Ines Roth designed the bridge.", [n]), ("Ines Roth is 99 years old.", [n]),
             ("Ines Roth is 61 years old.", [n])]
        )  # fmt: skip

    openai_server.play(script)
    settings = Settings(
        openai_base_url=openai_server.url, openai_model=MODEL, threads=1, patience=600
    )
    written = ArticleQA.from_texts({"bridge": BRIDGE}, settings)
    engine = QuotingChatEngine(written)
    response = engine.stream_chat("Who designed the bridge at Mallo?")
    assert response.source_nodes
    pieces = [piece for piece in response.response_gen if piece]
    assert len(pieces) == 2 and "Ines Roth designed" in pieces[0] and "61" in pieces[1]
    assert "99" not in "".join(pieces)
    assert engine.chat_history[-1].content == "".join(pieces) == response.response
    with ThreadPoolExecutor(1) as pool:
        awaited = pool.submit(lambda: asyncio.run(_streamed(engine, "How old is she?")))
        assert "61" in "".join(awaited.result())
    assert len(engine.chat_history) == 4
