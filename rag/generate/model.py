"""A language model that is asked with one deadline for all tries, and learns what it can take."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from rag.errors import ModelTrouble
from rag.generate.deadline import Deadline
from rag.generate.llm import UNKNOWN_CONTEXT, timeout
from rag.generate.trouble import AGAIN, trouble_of
from rag.generate.usage import Tally
from rag.generate.wait import in_time, pumped

if TYPE_CHECKING:
    from llama_index.core.llms import LLM, ChatResponse

Form = Literal["schema", "object", "text"]
"""How the reply comes: JSON held to a schema, JSON, or plain sentences with markers."""

FORMS: tuple[Form, ...] = ("schema", "object", "text")
TRIES = 4
_PAUSE = 0.5
_ENOUGH = 1.0
"""Seconds without which another try is not worth it."""

Message = tuple[str, str]
"""Role and content."""

_GIVE_WAY = {
    "stream": re.compile(r"\bstream(?:ing)?\b(?!_)", re.IGNORECASE),
    "stream_options": re.compile(r"stream_options|include_usage", re.IGNORECASE),
    "temperature": re.compile(r"temperature", re.IGNORECASE),
    "system": re.compile(r"system[ _](?:role|message|prompt)|roles? must alternate", re.IGNORECASE),
}
"""What a request can do without, and the words by which a server refuses it."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is sent: messages, oldest first, and for a schema the JSON schema of the reply."""

    messages: tuple[Message, ...]
    form: Form
    schema: dict[str, Any] | None = None


class Model:
    """A LlamaIndex LLM, made when it is first needed; safe to share between threads."""

    def __init__(
        self,
        make: Callable[[float], LLM],
        *,
        where: str,
        context: int = 0,
        secrets: Sequence[str] = (),
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """``make`` is given the seconds it has; ``where`` names the server in messages."""
        self._make = make
        self._where = where
        self._context = context
        self._secrets = tuple(secrets)
        self._sleep = sleep
        self._lock = threading.Lock()
        self._llm: LLM | None = None
        self._refused: set[str] = set()

    def open(self, deadline: Deadline) -> LLM:
        """The LLM itself. Raises ``ModelTrouble``."""
        if not self._lock.acquire(timeout=max(deadline.left(), 0.001)):
            raise self._slow()
        try:
            if self._llm is None:
                self._llm = in_time(lambda: self._make(deadline.left()), deadline, self._slow)
            return self._llm
        except Exception as error:
            raise self._trouble(error, begun=False) from None
        finally:
            self._lock.release()

    @property
    def name(self) -> str:
        """The model's name, as far as it is known."""
        llm = self._llm
        return str(getattr(llm, "model", "") or type(llm).__name__) if llm is not None else ""

    def context(self) -> int:
        """Tokens that request and reply may have together."""
        if self._context:
            return self._context
        try:
            return int(self._llm.metadata.context_window) if self._llm else UNKNOWN_CONTEXT
        except ValueError:  # LlamaIndex does not know the model
            return UNKNOWN_CONTEXT

    @property
    def form(self) -> Form:
        """The best form of reply that this model is not known to refuse."""
        if not _is_openai(self._llm):
            return "text"
        return next(f for f in FORMS if f not in self._refused)

    def refuses(self, form: Form) -> None:
        """Notes that a form does not work with this model, so that it is not tried again."""
        if form != "text":
            self._refused.add(form)

    def learnt(self) -> frozenset[str]:
        """What this model is known to refuse."""
        return frozenset(self._refused)

    def forget(self, learnt: frozenset[str]) -> None:
        """Goes back to what was ``learnt`` before: to leave out more did not help."""
        self._refused &= learnt

    def stream(self, request: Request, deadline: Deadline, tally: Tally) -> Iterator[str]:
        """The reply, piece by piece as it comes; tokens are counted in ``tally``.

        Tries again, within the deadline and never after a part of the reply has come.
        Raises ``ModelTrouble``.
        """
        llm = self.open(deadline)
        probing = False
        for attempt in range(TRIES):
            begun = False
            tally.asked(request.messages)
            try:
                for piece in self._once(llm, request, deadline, tally):
                    begun = True
                    yield piece
                return
            except Exception as error:
                trouble = self._trouble(error, begun)
            if probing:
                self._refused.discard("stream")
            probing = not begun and not probing and self._may_be_whole(trouble)
            if begun or not (probing or self._mends(trouble, request, attempt, deadline)):
                raise trouble from None
        raise trouble

    def _mends(
        self, trouble: ModelTrouble, request: Request, attempt: int, deadline: Deadline
    ) -> bool:
        """Whether another try is worth it, after the pause that it needs."""
        if trouble.kind == "request":
            return self._gives_way(str(trouble), request)
        if trouble.kind not in AGAIN or attempt + 1 == TRIES:
            return False
        pause = trouble.wait if trouble.wait is not None else _PAUSE * 2**attempt
        if pause + _ENOUGH > deadline.left():
            return False
        self._sleep(pause)
        return True

    def _may_be_whole(self, trouble: ModelTrouble) -> bool:
        """Whether a stream without a word may come from a server that sends its replies whole.

        If so the next try asks for that.
        """
        if trouble.kind != "cut" or "stream" in self._refused or not _is_openai(self._llm):
            return False
        self._refused.add("stream")
        return True

    def _gives_way(self, said: str, request: Request) -> bool:
        """Leaves out what the server names, or in plain text the next thing that it may mean.

        Another form of reply is the caller's to try.
        """
        if not _is_openai(self._llm):
            return False
        left = [option for option in _GIVE_WAY if option not in self._refused]
        named = [option for option in left if _GIVE_WAY[option].search(said)]
        if not named and request.form == "text":
            named = left
        self._refused.update(named[:1])
        return bool(named)

    def _once(self, llm: LLM, request: Request, deadline: Deadline, tally: Tally) -> Iterator[str]:
        from llama_index.core.llms import ChatMessage

        sent = request.messages if "system" not in self._refused else _folded(request.messages)
        messages = [ChatMessage(role=role, content=content) for role, content in sent]
        options = self._options(request, deadline) if _is_openai(llm) else {}
        whole = "stream" in self._refused
        finish, text = "", ""
        try:
            for response in pumped(
                lambda: _chat(llm, messages, options, whole), deadline, self._slow
            ):
                tally.reported(_usage(response))
                finish = _finish(response) or finish
                piece = response.delta or ""
                if not piece and (whole or not _is_openai(llm)):
                    piece = _rest(text, response)
                text += piece
                if piece:
                    yield piece
        except ModelTrouble as trouble:
            if trouble.kind != "cut" or not finish:  # what had its end was not cut off
                raise
        finally:
            tally.wrote(text)
        if finish == "content_filter":
            raise ModelTrouble("unknown", f"{self._where} withholds the reply")
        if finish == "length" or not (finish or text or not _is_openai(llm)):
            raise ModelTrouble("cut", "the reply broke off")

    def _options(self, request: Request, deadline: Deadline) -> dict[str, Any]:
        import openai

        options: dict[str, Any] = {"timeout": timeout(max(deadline.left(), 0.1))}
        if "stream_options" not in self._refused:
            options["stream_options"] = {"include_usage": True}
        if "temperature" in self._refused:
            options["temperature"] = openai.NOT_GIVEN
        if request.form == "schema" and request.schema:
            named = {"name": "answer", "strict": True, "schema": request.schema}
            options["response_format"] = {"type": "json_schema", "json_schema": named}
        elif request.form == "object":
            options["response_format"] = {"type": "json_object"}
        return options

    def _trouble(self, error: BaseException, begun: bool) -> ModelTrouble:
        return trouble_of(
            error, where=self._where, model=self.name, secrets=self._secrets, begun=begun
        )

    def _slow(self) -> ModelTrouble:
        return ModelTrouble("slow", f"{self._where} did not finish in time")


def _chat(llm: LLM, messages: Any, options: dict[str, Any], whole: bool) -> Iterator[ChatResponse]:
    """The reply as a stream; in one piece where ``whole``, or from a model that does not stream."""
    if not whole:
        try:
            yield from llm.stream_chat(messages, **options)
            return
        except NotImplementedError:
            pass
    yield llm.chat(messages, **options)


def _folded(messages: Sequence[Message]) -> list[Message]:
    """The messages for a model that takes no system role: the rules open the first question."""
    if messages[0][0] != "system":
        return list(messages)
    (_, rules), (role, first), *rest = messages
    return [(role, f"{rules}\n{first}"), *rest]


def _is_openai(llm: object) -> bool:
    """Whether the LLM takes the options of Chat Completions."""
    return any(c.__module__.startswith("llama_index.llms.openai") for c in type(llm).__mro__)


def _finish(response: ChatResponse) -> str:
    choices = getattr(response.raw, "choices", None) or ()
    return next((str(c.finish_reason) for c in choices if getattr(c, "finish_reason", None)), "")


def _usage(response: ChatResponse) -> tuple[int, int] | None:
    """Tokens in and out, where this part of the reply tells them."""
    told = response.additional_kwargs or {}
    if "prompt_tokens" in told:
        return int(told["prompt_tokens"] or 0), int(told["completion_tokens"] or 0)
    usage = getattr(response.raw, "usage", None)
    if usage is None and isinstance(response.raw, dict):
        usage = response.raw.get("usage")
    told = usage if isinstance(usage, dict) else getattr(usage, "__dict__", {})
    for names in (("prompt_tokens", "completion_tokens"), ("input_tokens", "output_tokens")):
        found = [told.get(n) for n in names]
        if all(isinstance(n, int) for n in found):
            return int(found[0]), int(found[1])  # type: ignore[arg-type]
    return None


def _rest(text: str, response: ChatResponse) -> str:
    """What a response without a delta adds to ``text``: some LLMs give the whole reply so far."""
    whole = response.message.content or ""
    return whole[len(text) :] if whole.startswith(text) else ""
