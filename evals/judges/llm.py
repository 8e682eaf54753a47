"""The judges' language model: every reply is kept on disk, so that nothing is paid for twice."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol

from llama_index.core.llms import (
    ChatMessage,
    ChatResponse,
    CompletionResponse,
    CustomLLM,
    LLMMetadata,
)
from llama_index.core.llms.callbacks import llm_chat_callback, llm_completion_callback
from pydantic import PrivateAttr

from evals.errors import CostLimit
from evals.folder import dumps
from rag.generate.budget import count_messages
from rag.generate.deadline import Deadline
from rag.generate.model import Message, Model, Request
from rag.generate.usage import Prices, Tally, dollars

OUTPUT_TOKENS = 256
"""Tokens that LlamaIndex keeps free for a judge's reply."""


class Asked(Protocol):
    """What answers a judge's messages; ``nth`` numbers the times that the same is asked."""

    name: str
    context: int

    def ask(self, messages: Sequence[Message], nth: int) -> str:
        """The reply."""


class ReplyCache:
    """Replies by model, messages and number, in one JSONL file that only grows."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        self._replies: dict[str, str] = {}
        for line in path.read_bytes().split(b"\n")[:-1] if path.is_file() else ():
            try:
                row = json.loads(line)
                self._replies[row["key"]] = row["reply"]
            except (ValueError, KeyError, TypeError):
                continue  # a line that a kill cut short; it is asked again

    @staticmethod
    def key(model: str, messages: Sequence[Message], nth: int) -> str:
        """A SHA-256 over all that a reply depends on."""
        return sha256(dumps([model, [list(m) for m in messages], nth]).encode()).hexdigest()

    def get(self, key: str) -> str | None:
        """The reply that is kept, or None."""
        return self._replies.get(key)

    def put(self, key: str, reply: str) -> None:
        """Keeps a reply; it is on disk when this returns."""
        with self._lock:
            self._replies[key] = reply
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("ab+") as file:
                whole = file.tell() == 0 or _ends_whole(file)
                line = dumps({"key": key, "reply": reply}) + "\n"
                file.write(("" if whole else "\n").encode() + line.encode())


def _ends_whole(file: Any) -> bool:
    file.seek(-1, 2)
    return bool(file.read(1) == b"\n")


@dataclass(slots=True)
class Spent:
    """What the judges took: requests that went out, replies that were kept, tokens and dollars."""

    requests: int = 0
    kept: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    cost: float | None = 0.0

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {name: getattr(self, name) for name in self.__slots__}


class Paid:
    """Asks the model where no reply is kept, and stops before more is spent than may be."""

    def __init__(
        self,
        model: Model,
        cache: ReplyCache,
        prices: Prices,
        *,
        patience: float,
        max_cost: float | None = None,
    ) -> None:
        model.open(Deadline(patience))
        self.name = model.name
        self.context = model.context()
        self.spent = Spent()
        self._model, self._cache, self._prices = model, cache, prices
        self._patience, self._max_cost = patience, max_cost
        self._lock = threading.Lock()

    def ask(self, messages: Sequence[Message], nth: int) -> str:
        """The reply that is kept, or the model's.

        Raises:
            CostLimit: what may be spent is spent.
            ModelTrouble: the model does not answer.
        """
        key = ReplyCache.key(self.name, messages, nth)
        reply = self._cache.get(key)
        if reply is not None:
            with self._lock:
                self.spent.kept += 1
            return reply
        if self._max_cost is not None and (self.spent.cost or 0.0) >= self._max_cost:
            raise CostLimit(f"{dollars(self.spent.cost or 0.0)} are spent", self._max_cost)
        tally = Tally()
        request = Request(tuple(messages), "text")
        reply = "".join(self._model.stream(request, Deadline(self._patience), tally))
        self._cache.put(key, reply)
        self._pay(tally)
        return reply

    def counted(self) -> Counted:
        """What counts the same questions instead of asking them."""
        return Counted(self.name, self.context, self._cache, self._prices)

    def _pay(self, tally: Tally) -> None:
        used = tally.usage(self.name, lambda m: count_messages(m, self.name), self._prices)
        with self._lock:
            self.spent.requests += 1
            if used is None:
                return
            self.spent.tokens_in += used.tokens_in
            self.spent.tokens_out += used.tokens_out
            if used.cost is None or self.spent.cost is None:
                self.spent.cost = None
            else:
                self.spent.cost = round(self.spent.cost + used.cost, 8)


class Counted:
    """Sends nothing: counts what would be asked once and is not kept yet.

    The prompts are the very ones, made by the same code.
    """

    reply = "YES\n5\n{}"
    typical = 60
    """Tokens of a usual reply."""

    def __init__(self, name: str, context: int, cache: ReplyCache, prices: Prices) -> None:
        self.name, self.context = name, context
        self.spent = Spent()
        self._cache, self._prices = cache, prices
        self._seen: set[str] = set()
        self._lock = threading.Lock()

    def ask(self, messages: Sequence[Message], nth: int) -> str:
        """A reply that any judge can read, or the one that is kept."""
        key = ReplyCache.key(self.name, messages, nth)
        reply = self._cache.get(key)
        tokens = 0 if reply is not None else count_messages(messages, self.name)
        with self._lock:
            if reply is not None or key in self._seen:
                self.spent.kept += 1
                return self.reply if reply is None else reply
            self._seen.add(key)
            self.spent.requests += 1
            self.spent.tokens_in += tokens
            self.spent.tokens_out += self.typical
            self.spent.cost = self._prices.cost(
                self.name, self.spent.tokens_in, self.spent.tokens_out
            )
        return self.reply


class JudgeLLM(CustomLLM):
    """A LlamaIndex LLM over :class:`Asked`, so that LlamaIndex's evaluators can be given it.

    One stands for one repetition: ``nth`` is part of what replies are kept under.
    """

    _asked: Any = PrivateAttr()
    _nth: int = PrivateAttr()

    def __init__(self, asked: Asked, nth: int) -> None:
        super().__init__()
        self._asked, self._nth = asked, nth

    @property
    def metadata(self) -> LLMMetadata:
        """What LlamaIndex cuts prompts by."""
        return LLMMetadata(
            context_window=self._asked.context,
            num_output=min(OUTPUT_TOKENS, self._asked.context // 4),
            is_chat_model=True,
            model_name=self._asked.name,
        )

    @llm_chat_callback()
    def chat(self, messages: Sequence[ChatMessage], **_: Any) -> ChatResponse:
        """The reply to messages."""
        pairs = [(m.role.value, m.content or "") for m in messages]
        reply = self._asked.ask(pairs, self._nth)
        return ChatResponse(message=ChatMessage(role="assistant", content=reply))

    @llm_completion_callback()
    def complete(self, prompt: str, formatted: bool = False, **_: Any) -> CompletionResponse:
        """The reply to one text."""
        return CompletionResponse(text=self._asked.ask([("user", prompt)], self._nth))

    @llm_completion_callback()
    def stream_complete(self, prompt: str, formatted: bool = False, **_: Any) -> Any:
        """The same, in one piece."""

        def whole() -> Iterator[CompletionResponse]:
            reply = self._asked.ask([("user", prompt)], self._nth)
            yield CompletionResponse(text=reply, delta=reply)

        return whole()
