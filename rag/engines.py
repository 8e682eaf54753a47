"""The whole chain as LlamaIndex's query engine and chat engine."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Generator, Iterator, Sequence
from itertools import chain
from typing import Any

from llama_index.core.base.llms.types import ChatMessage, ChatResponse, MessageRole
from llama_index.core.base.response.schema import Response
from llama_index.core.callbacks.base import CallbackManager
from llama_index.core.chat_engine.types import (
    AgentChatResponse,
    BaseChatEngine,
    StreamingAgentChatResponse,
)
from llama_index.core.query_engine import BaseQueryEngine
from llama_index.core.schema import NodeWithScore, QueryBundle

from index.nodes import passage_node
from rag.answer import Answer
from rag.qa import ArticleQA, Scope


def source_nodes(qa: ArticleQA, answer: Answer) -> list[NodeWithScore]:
    """The hits of an answer as LlamaIndex nodes with scores."""
    return [
        NodeWithScore(
            node=passage_node(h.passage, qa.library.article(h.passage.article_id)), score=h.score
        )
        for h in answer.hits
    ]


class QuotingQueryEngine(BaseQueryEngine):
    """Answers a query as :meth:`ArticleQA.ask` does; ``metadata["answer"]`` holds the answer."""

    def __init__(self, qa: ArticleQA, article: Scope = None) -> None:
        self._qa, self._article = qa, article
        super().__init__(CallbackManager([]))

    def _get_prompt_modules(self) -> dict[str, Any]:
        return {}

    def _query(self, query_bundle: QueryBundle) -> Response:
        answer = self._qa.ask(query_bundle.query_str, article=self._article)
        return Response(
            response=answer.text,
            source_nodes=source_nodes(self._qa, answer),
            metadata={"answer": answer.to_dict()},
        )

    async def _aquery(self, query_bundle: QueryBundle) -> Response:
        return await asyncio.to_thread(self._query, query_bundle)


class QuotingChatEngine(BaseChatEngine):
    """A conversation that answers as :meth:`ArticleQA.ask` does, follow-ups resolved."""

    def __init__(self, qa: ArticleQA, article: Scope = None) -> None:
        self._qa, self._article = qa, article
        self._messages: list[ChatMessage] = []

    @property
    def chat_history(self) -> list[ChatMessage]:
        """The turns so far, oldest first."""
        return list(self._messages)

    def reset(self) -> None:
        """Forgets the conversation."""
        self._messages = []

    def chat(
        self, message: str, chat_history: Sequence[ChatMessage] | None = None
    ) -> AgentChatResponse:
        """The answer to ``message`` after ``chat_history``, or after the turns so far."""
        if chat_history is not None:
            self._messages = list(chat_history)
        answer = self._qa.ask(message, _history(self._messages), self._article)
        self._messages += [
            ChatMessage(role=MessageRole.USER, content=message),
            ChatMessage(role=MessageRole.ASSISTANT, content=answer.text),
        ]
        return AgentChatResponse(
            response=answer.text,
            source_nodes=source_nodes(self._qa, answer),
            metadata={"answer": answer.to_dict()},
        )

    def stream_chat(
        self, message: str, chat_history: Sequence[ChatMessage] | None = None
    ) -> StreamingAgentChatResponse:
        """The same answer as a stream of checked sentences, from :meth:`ArticleQA.stream`.

        It returns with the first of them. The conversation has the answer once the stream is read.
        """
        if chat_history is not None:
            self._messages = list(chat_history)
        growing = self._qa.stream(message, _history(self._messages), self._article)
        first = next(growing)
        return StreamingAgentChatResponse(
            source_nodes=source_nodes(self._qa, first),
            chat_stream=self._told(message, chain([first], growing)),
            is_writing_to_memory=False,
        )

    def _told(self, message: str, growing: Iterator[Answer]) -> Generator[ChatResponse, None, None]:
        """What each state of an answer adds to the one before; in the end it is remembered."""
        said = ""
        for answer in growing:
            whole = ChatMessage(role=MessageRole.ASSISTANT, content=answer.text)
            yield ChatResponse(message=whole, delta=answer.text[len(said) :])
            said = answer.text
        self._messages += [ChatMessage(role=MessageRole.USER, content=message), whole]

    async def achat(
        self, message: str, chat_history: Sequence[ChatMessage] | None = None
    ) -> AgentChatResponse:
        """:meth:`chat`, awaited."""
        return await asyncio.to_thread(self.chat, message, chat_history)

    async def astream_chat(
        self, message: str, chat_history: Sequence[ChatMessage] | None = None
    ) -> StreamingAgentChatResponse:
        """:meth:`stream_chat`, awaited; its stream is read with ``async_response_gen``."""
        response = await asyncio.to_thread(self.stream_chat, message, chat_history)
        stream = iter(response.chat_stream or ())

        async def told() -> AsyncGenerator[ChatResponse, None]:
            while (part := await asyncio.to_thread(lambda: next(stream, None))) is not None:
                yield part

        response.achat_stream = told()
        return response


def _history(messages: Sequence[ChatMessage]) -> list[dict[str, str]]:
    roles = {MessageRole.USER: "user", MessageRole.ASSISTANT: "assistant"}
    return [
        {"role": roles[m.role], "content": m.content or ""} for m in messages if m.role in roles
    ]
