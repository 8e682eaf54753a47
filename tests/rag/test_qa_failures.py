"""Every way a language model fails: a bounded wait, then the articles' words and one line why."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from typing import Any

import pytest

from rag import ArticleQA
from rag.answer import Answer
from rag.settings import Settings
from tests.openai_script import Asked, Step
from tests.openai_server import KEY, MODEL, OpenAIServer, closed_port
from tests.rag.test_qa_model import COST, DESIGNED, TEXTS, UNKNOWN, WHO, check_exact, say

PATIENCE = 1.5
SLACK = 3.0
"""Seconds for all that is not waiting, on a busy machine."""

BROKEN = "reply broke off"
SLOW = "did not finish in time"


@pytest.fixture(scope="module")
def quoted() -> Answer:
    return ArticleQA.from_texts(TEXTS, Settings(threads=1)).ask(WHO)


@pytest.fixture(scope="module", autouse=True)
def warm() -> None:
    """Import and load what is loaded once: it is not what is timed here."""
    with OpenAIServer(say((DESIGNED, "Ines Roth"))) as server:
        qa = chain(server.url, patience=600)
        assert qa.ask(WHO).mode == "generative"


def chain(url: str, **more: Any) -> ArticleQA:
    given: dict[str, Any] = {
        "openai_base_url": url,
        "openai_model": MODEL,
        "patience": PATIENCE,
        "threads": 1,
    }
    return ArticleQA.from_texts(TEXTS, Settings(**given | more))


def timed(qa: ArticleQA, question: str = WHO) -> tuple[Answer, float]:
    began = time.monotonic()
    answer = qa.ask(question)
    return answer, time.monotonic() - began


def check_quoted(answer: Answer, quoted: Answer, why: str) -> None:
    """The answer is the one without a language model, and its note is one line that says why."""
    assert (answer.text, answer.citations) == (quoted.text, quoted.citations)
    assert (answer.mode, answer.abstained, answer.short) == ("extractive", False, quoted.short)
    assert answer.note.startswith("No language model answered: ") and why in answer.note
    assert "\n" not in answer.note and KEY not in answer.note


AT_ONCE = 20.0
"""Patience with what fails at once, so that a busy machine is no failure of its own."""

BEFORE_A_WORD = [
    (Step(drop=True), "no connection", 4.0),
    (
        Step(status=401, message=f"Incorrect API key provided: {KEY}"),
        "refuses the key (401)",
        AT_ONCE,
    ),
    (Step(status=403), "refuses the key (403)", AT_ONCE),
    (
        Step(status=404, message="The model `x` does not exist"),
        "no model 'scripted-1' (404)",
        AT_ONCE,
    ),
    (Step(status=429, headers={"Retry-After": "120"}), "asks to wait 120 s", AT_ONCE),
    (
        Step(status=429, headers={"Retry-After": "Fri, 31 Dec 2100 23:59:59 GMT"}),
        "asks to wait",
        AT_ONCE,
    ),
    (Step(status=429, message="You exceeded your current quota"), "no credit", AT_ONCE),
    (Step(status=500, message="boom"), "failed (500): boom", 4.0),
    (Step(status=400, message="maximum context length is 9 tokens"), "do not fit", AT_ONCE),
    (Step(raw=b"data: {not json\n\n"), "cannot be read", AT_ONCE),
    (Step(raw=b""), "cannot be read", AT_ONCE),
    (Step(text='{"answered": tr'), "not the JSON", AT_ONCE),
    (Step(before=60), SLOW, PATIENCE),
    (Step(end="stall"), SLOW, PATIENCE),
    (Step(text="well " * 400, between=0.02), SLOW, PATIENCE),
    (Step(text="<think>" + "hm " * 400, between=0.02), SLOW, PATIENCE),
]


@pytest.mark.parametrize(("step", "why", "patience"), BEFORE_A_WORD)
def test_a_failure_before_a_word_gives_the_articles_words(
    openai_server: OpenAIServer, quoted: Answer, step: Step, why: str, patience: float
) -> None:
    openai_server.play(step)
    qa = chain(openai_server.url, openai_api_key=KEY, patience=patience)
    answer, seconds = timed(qa)
    check_quoted(answer, quoted, why)
    assert seconds < min(patience, 4.0) + SLACK


def test_nobody_listens(quoted: Answer) -> None:
    answer, seconds = timed(chain(f"http://127.0.0.1:{closed_port()}/v1"))
    check_quoted(answer, quoted, "no connection")
    assert seconds < PATIENCE + SLACK


def test_somebody_listens_and_never_answers(quoted: Answer) -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        answer, seconds = timed(chain(f"http://127.0.0.1:{deaf.getsockname()[1]}/v1"))
    check_quoted(answer, quoted, "in time")
    assert seconds < PATIENCE + SLACK


def test_a_model_that_is_not_there_is_named(openai_server: OpenAIServer, quoted: Answer) -> None:
    answer, _ = timed(chain(openai_server.url, openai_model="llama9", patience=AT_ONCE))
    check_quoted(answer, quoted, "has no model 'llama9' (404); set OPENAI_MODEL")


def test_a_server_without_models_is_named(openai_server: OpenAIServer, quoted: Answer) -> None:
    openai_server.models = []
    answer, _ = timed(chain(openai_server.url, openai_model="", patience=AT_ONCE))
    check_quoted(answer, quoted, "lists no model; name one with OPENAI_MODEL")


def test_a_wrong_path_is_told(openai_server: OpenAIServer, quoted: Answer) -> None:
    answer, _ = timed(chain(openai_server.url.removesuffix("/v1") + "/api", patience=AT_ONCE))
    check_quoted(answer, quoted, "has nothing there (404); OPENAI_BASE_URL mostly ends in /v1")


def test_tries_share_the_patience(openai_server: OpenAIServer, quoted: Answer) -> None:
    openai_server.play(Step(status=429, headers={"Retry-After": "0.3"}))
    answer, seconds = timed(chain(openai_server.url, patience=6))
    check_quoted(answer, quoted, "takes no more questions just now")
    assert 2 <= len(openai_server.chats) <= 4 and seconds < 6 + SLACK


def test_a_short_wait_is_waited_for(openai_server: OpenAIServer) -> None:
    good = say((DESIGNED, "Ines Roth"))
    steps = iter([Step(status=429, headers={"Retry-After": "0.1"}), Step(status=500)])
    openai_server.play(lambda asked: next(steps, None) or good(asked))
    answer, _ = timed(chain(openai_server.url, patience=20))
    assert answer.mode == "generative" and answer.note == "" and len(openai_server.chats) == 3


@pytest.mark.parametrize(
    ("end", "why"),
    [("cut", BROKEN), ("silent", BROKEN), ("length", BROKEN), ("stall", SLOW)],
)
@pytest.mark.parametrize("form", ["json_schema", "text"])
def test_what_was_shown_before_a_reply_broke_off_stays_and_the_quotes_come_below(
    openai_server: OpenAIServer, end: Any, why: str, form: str
) -> None:
    def script(asked: Asked) -> Step:
        number = asked.number_of("nine million")
        whole = Step([(COST, [number]), ("Its bells ring every", [number])])
        text = "".join(whole.pieces(asked.form))
        return Step(text=text[: text.index("every")], end=end)

    openai_server.play(script)
    openai_server.refuses = {"json_schema", "json_object"} if form == "text" else set()
    patience = 2 * PATIENCE if end == "stall" else AT_ONCE
    states = list(chain(openai_server.url, patience=patience).stream(WHO))
    last = states[-1]
    assert len(states) == 2 and last.text.startswith(states[0].text)
    assert states[0].text.startswith("It cost nine million crowns")
    assert last.text.endswith(
        "\n\n“Ines Roth, who is 61 years old, designed it and cut the ribbon.” [2]"
    )
    assert last.note.startswith("The language model's answer is not whole: ") and why in last.note
    assert "bells" not in last.text and last.mode == "generative"
    check_exact(last)


def test_a_failure_where_nothing_is_found_either(openai_server: OpenAIServer) -> None:
    openai_server.play(Step(status=401))
    answer, _ = timed(chain(openai_server.url, patience=AT_ONCE), UNKNOWN)
    assert answer.abstained and answer.citations == () and "(401)" in answer.note


def test_a_failure_costs_what_was_sent(openai_server: OpenAIServer) -> None:
    openai_server.play(Step(text="It was", end="cut"))
    answer, _ = timed(chain(openai_server.url, patience=AT_ONCE))
    assert answer.usage and answer.usage.estimated and answer.usage.tokens_in > 300
    openai_server.play(Step(status=401))
    assert chain(openai_server.url).ask(WHO).usage is None


def test_the_next_question_is_asked_anew(openai_server: OpenAIServer) -> None:
    steps: list[Callable[[Asked], Step]] = [
        lambda _: Step(status=401), say((DESIGNED, "Ines Roth"))
    ]  # fmt: skip
    openai_server.play(lambda asked: steps[min(len(openai_server.chats), 2) - 1](asked))
    qa = chain(openai_server.url, patience=AT_ONCE)
    assert qa.ask(WHO).mode == "extractive"
    assert qa.ask(WHO).mode == "generative"
