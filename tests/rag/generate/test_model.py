"""A real client and LlamaIndex's own classes against a real socket: what a model can take."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from llama_index.core.base.llms.types import (
    ChatMessage,
    ChatResponse,
    CompletionResponse,
    LLMMetadata,
)
from llama_index.core.llms import MockLLM
from llama_index.core.llms.custom import CustomLLM
from llama_index.llms.openai import OpenAI
from llama_index.llms.openai_like import OpenAILike

from rag.errors import ModelTrouble, SettingError
from rag.generate.author import Author
from rag.generate.deadline import Deadline
from rag.generate.llm import SMALL, make_llm, place_of, wanted
from rag.generate.model import Model, Request
from rag.generate.prompt import Prompt, Shown
from rag.generate.reply import Draft
from rag.generate.usage import Tally
from rag.settings import Settings
from tests.openai_script import Step
from tests.openai_server import KEY, MODEL, OpenAIServer

ASK = Request((("system", "Be brief."), ("user", "Did it rain?")), "text")
SAID = [("It rained.", [1]), ("It snowed.", [1])]
DRAFTS = [Draft("It rained.", (1,)), Draft("It snowed.", (1,))]
PROMPT = Prompt("Did it rain?", "Did it rain?", (Shown("T", None, "It rained."),) * 3, (), "ab")


def settings(server: OpenAIServer, **more: Any) -> Settings:
    given = {"openai_base_url": server.url, "openai_model": MODEL, "patience": 90, **more}
    return Settings.from_env({}, **given)


@pytest.fixture
def model(openai_server: OpenAIServer) -> Model:
    given = settings(openai_server)
    return Model(lambda seconds: make_llm(given, seconds), where="here", sleep=lambda _: None)


def written(model: Model, patience: float = 90) -> list[Draft]:
    return list(Author(model, PROMPT, Deadline(patience)).write())


@pytest.mark.parametrize("end", ["", "/"])
def test_a_base_url_with_a_path_of_its_own_as_azure_has(
    openai_server: OpenAIServer, end: str
) -> None:
    openai_server.play(Step(SAID))
    base = openai_server.url.removesuffix("/v1") + "/openai/v1" + end
    given = settings(openai_server, openai_base_url=base, openai_api_key="k-1")
    model = Model(lambda seconds: make_llm(given, seconds), where="here", sleep=lambda _: None)
    assert written(model)
    assert {a.path for a in openai_server.chats} == {"/openai/v1/chat/completions"}
    assert {a.headers["authorization"] for a in openai_server.chats} == {"Bearer k-1"}


# --- which model ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "want"),
    [
        ({}, False),
        ({"openai_model": "m"}, False),
        ({"openai_api_key": "k"}, True),
        ({"openai_base_url": "http://localhost:1/v1"}, True),
        ({"openai_api_key": "k", "answers": "extractive"}, False),
    ],
)
def test_when_a_model_is_wanted(given: dict[str, Any], want: bool) -> None:
    assert wanted(Settings(**given)) is want
    assert wanted(Settings(**given), MockLLM()) is (given.get("answers") != "extractive")


def test_the_server_is_named_by_its_place_alone() -> None:
    assert place_of(Settings(openai_base_url="http://localhost:8080/v1")) == "localhost:8080"
    assert place_of(Settings(openai_base_url="https://llm.example/v1")) == "llm.example"
    assert place_of(Settings(openai_api_key="k")) == "OpenAI"


def test_known_models_are_openais_own_class_and_others_the_like() -> None:
    known = make_llm(Settings(openai_api_key=KEY, openai_model="gpt-4o-mini"))
    assert type(known) is OpenAI and known.metadata.context_window == 128_000
    small = make_llm(Settings(openai_api_key=KEY))
    assert small.metadata.model_name == SMALL and small.metadata.is_chat_model
    own = make_llm(
        Settings(openai_base_url="http://localhost:1/v1", openai_model="m", context=9000)
    )
    assert isinstance(own, OpenAILike) and own.is_chat_model
    assert own.metadata.context_window == 9000
    for llm in (known, small, own):
        shown = repr(llm) + str(llm.to_dict()) + llm.model_dump_json()
        assert KEY not in shown


def test_a_model_that_does_not_chat_is_refused_with_the_remedy() -> None:
    with pytest.raises(SettingError, match=r"OPENAI_MODEL='gpt-5\.4-pro'.*name a chat model"):
        make_llm(Settings(openai_api_key=KEY, openai_model="gpt-5.4-pro"))


def test_without_a_name_the_servers_first_chat_model_is_taken(openai_server: OpenAIServer) -> None:
    openai_server.models = ["nomic-embed-text", "llama3.2:3b", "other"]
    llm = make_llm(settings(openai_server, openai_model=""))
    assert llm.metadata.model_name == "llama3.2:3b"
    openai_server.models = ["nomic-embed-text"]
    with pytest.raises(ModelTrouble, match="lists no model; name one with OPENAI_MODEL"):
        make_llm(settings(openai_server, openai_model=""))


# --- what it takes -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("refuses", "form", "requests"),
    [
        ([], "json_schema", 1),
        (["json_schema"], "json_object", 2),
        (["json_schema", "json_object"], "text", 3),
        (["temperature"], "json_schema", 2),
        (["stream_options"], "json_schema", 2),
        (["json_schema", "json_object", "stream_options", "temperature"], "text", 5),
        (["system"], "json_schema", 2),
        (["stream"], "json_schema", 2),
    ],
)
def test_what_a_server_refuses_is_found_out_once(
    openai_server: OpenAIServer, model: Model, refuses: list[str], form: str, requests: int
) -> None:
    openai_server.play(Step(SAID))
    openai_server.refuses = set(refuses)
    assert written(model) == DRAFTS
    assert (len(openai_server.chats), openai_server.chats[-1].form) == (requests, form)
    assert written(model) == DRAFTS
    assert len(openai_server.chats) == requests + 1
    body = openai_server.chats[-1].body
    assert ("temperature" in body) == ("temperature" not in refuses)
    assert ("stream_options" in body) == (not {"stream_options", "stream"} & set(refuses))
    first = body["messages"][0]
    assert first["role"] == ("user" if "system" in refuses else "system")
    assert first["content"].startswith("You answer a question")


def test_a_form_that_comes_back_broken_is_not_asked_for_again(
    openai_server: OpenAIServer, model: Model
) -> None:
    openai_server.play([Step(text='{"answered": true'), Step(SAID)])
    assert written(model) == DRAFTS
    assert [a.form for a in openai_server.chats] == ["json_schema", "json_object"]


def test_a_model_that_writes_plain_text_all_the_same_is_read(
    openai_server: OpenAIServer, model: Model
) -> None:
    openai_server.play(Step(text="It rained [1]. It snowed [1]."))
    assert written(model) == DRAFTS and len(openai_server.chats) == 1


def test_a_server_that_never_streams_is_read_whole(
    openai_server: OpenAIServer, model: Model
) -> None:
    openai_server.play(Step(SAID, usage=(7, 3)))
    openai_server.whole = True
    tally = Tally()
    assert list(Author(model, PROMPT, Deadline(90), tally).write()) == DRAFTS
    usage = tally.usage(MODEL, lambda _: 0, _no_prices())
    assert usage and (usage.tokens_in, usage.tokens_out, usage.requests) == (7, 3, 2)
    assert written(model) == DRAFTS and len(openai_server.chats) == 3


def test_what_did_not_help_is_not_left_out_for_ever(
    openai_server: OpenAIServer, model: Model
) -> None:
    openai_server.play(Step(status=400, message="something else is wrong"))
    with pytest.raises(ModelTrouble, match="something else is wrong"):
        written(model)
    openai_server.play([Step(raw=b": nothing\n\n"), Step(raw=b"{"), Step(SAID)])
    with pytest.raises(ModelTrouble, match="cannot be read"):
        written(model)
    assert written(model) == DRAFTS
    body = openai_server.chats[-1].body
    assert body["stream"] and openai_server.chats[-1].form == "json_schema"
    assert "temperature" in body and "stream_options" in body


@pytest.mark.parametrize("form", ["json_schema", "text"])
def test_a_stream_that_gives_no_reason_for_its_end_is_whole_with_its_last_word(
    openai_server: OpenAIServer, model: Model, form: str
) -> None:
    openai_server.terse = True
    openai_server.refuses = {"json_schema", "json_object"} if form == "text" else set()
    openai_server.play(Step(SAID))
    assert written(model) == DRAFTS
    openai_server.play(Step(SAID, end="silent"))
    with pytest.raises(ModelTrouble, match="broke off"):
        written(model)


def test_a_context_that_overflows_gets_fewer_passages(
    openai_server: OpenAIServer, model: Model
) -> None:
    def small(asked: Any) -> Step:
        if len(asked.passages) > 1:
            return Step(status=400, message="maximum context length is 90 tokens")
        return Step(SAID)

    openai_server.play(small)
    assert written(model) == DRAFTS
    assert [len(a.passages) for a in openai_server.chats] == [3, 1]
    openai_server.play(Step(status=400, message="maximum context length is 9 tokens"))
    with pytest.raises(ModelTrouble, match="do not fit"):
        written(model)


# --- tries and time ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "first",
    [Step(status=500), Step(status=503), Step(status=429, headers={"Retry-After": "0.01"}),
     Step(drop=True)],
)  # fmt: skip
def test_what_another_try_mends(openai_server: OpenAIServer, model: Model, first: Step) -> None:
    openai_server.play([first, first, Step(text="It rained.", usage=(7, 3))])
    tally = Tally()
    assert "".join(model.stream(ASK, Deadline(90), tally)) == "It rained."
    assert len(openai_server.chats) == 3
    usage = tally.usage(MODEL, lambda _: 0, _no_prices())
    assert usage and (usage.tokens_in, usage.tokens_out, usage.requests) == (7, 3, 3)


@pytest.mark.parametrize(
    ("step", "tries", "kind"),
    [
        (Step(status=500), 4, "server"),
        (Step(status=401), 1, "key"),
        (Step(status=429, headers={"Retry-After": "90"}), 1, "busy"),
        (Step(status=429, message="exceeded your current quota"), 1, "quota"),
        (Step(text="It rai", end="cut"), 1, "cut"),
        (Step(text="It rai", end="silent"), 1, "cut"),
        (Step(text="It rai", end="length"), 1, "cut"),
        (Step(raw=b"data: {nonsense\n\n"), 1, "malformed"),
        (Step(raw=b": nothing\n\n"), 2, "malformed"),
    ],
)
def test_what_is_given_up(
    openai_server: OpenAIServer, model: Model, step: Step, tries: int, kind: str
) -> None:
    openai_server.play(step)
    with pytest.raises(ModelTrouble) as caught:
        list(model.stream(ASK, Deadline(90), Tally()))
    assert (caught.value.kind, len(openai_server.chats)) == (kind, tries)


@pytest.mark.parametrize(
    "step",
    [Step(before=30), Step(text="It rai", end="stall"), Step(text="ha " * 500, between=0.05)],
)
def test_one_deadline_holds_for_everything(
    openai_server: OpenAIServer, model: Model, step: Step
) -> None:
    model.open(Deadline(60))  # what is imported once is not what is timed
    openai_server.play(step)
    began = time.monotonic()
    with pytest.raises(ModelTrouble, match="in time"):
        list(model.stream(ASK, Deadline(0.4), Tally()))
    assert time.monotonic() - began < 1.4


def test_whoever_stops_listening_is_let_go(openai_server: OpenAIServer, model: Model) -> None:
    openai_server.play(Step(text="ha " * 500, between=0.01))
    pieces = model.stream(ASK, Deadline(90), Tally())
    assert next(pieces)
    began = time.monotonic()
    pieces.close()  # type: ignore[attr-defined]
    assert time.monotonic() - began < 1


# --- other LLMs of LlamaIndex --------------------------------------------------------------------


class Echo(CustomLLM):
    """A model of LlamaIndex that cannot stream."""

    @property
    def metadata(self) -> LLMMetadata:
        return LLMMetadata(context_window=2000, model_name="echo")

    def complete(self, prompt: str, formatted: bool = False, **_: Any) -> CompletionResponse:
        return CompletionResponse(text="It rained [1].")

    def stream_complete(self, prompt: str, formatted: bool = False, **_: Any) -> Any:
        raise NotImplementedError


class Whole(MockLLM):
    """A model that gives the whole reply so far with each part, and no delta."""

    def stream_chat(self, messages: Any, **_: Any) -> Any:
        for text in ("It ", "It rained", "It rained [1]."):
            yield ChatResponse(message=ChatMessage(role="assistant", content=text))


@pytest.mark.parametrize(("make", "context"), [(Echo, 2000), (Whole, 3900)])
def test_any_llm_writes(make: Callable[[], Any], context: int) -> None:
    llm = make()
    model = Model(lambda _: llm, where="the language model")
    assert written(model) == [Draft("It rained.", (1,))]
    assert model.context() == context and model.form == "text"


def test_an_llm_that_raises_whatever_is_trouble() -> None:
    class Broken(Whole):
        def stream_chat(self, messages: Any, **_: Any) -> Any:
            raise ZeroDivisionError("of its own")

    model = Model(lambda _: Broken(max_tokens=None), where="the language model")
    with pytest.raises(ModelTrouble, match="the language model failed"):
        written(model)


def _no_prices() -> Any:
    from rag.generate.usage import Prices

    return Prices("", {})
