from __future__ import annotations

from pathlib import Path

import pytest

from evals.errors import CostLimit
from evals.judges.llm import Counted, JudgeLLM, Paid, ReplyCache
from rag.generate.llm import make_llm
from rag.generate.model import Model
from rag.generate.usage import Prices
from rag.settings import Settings
from tests.openai_script import Step
from tests.openai_server import MODEL, OpenAIServer

PRICES = Prices("", {MODEL: (1000.0, 2000.0)})  # dollars a million: $0.14 for 100 + 20 tokens
ASK = [("user", "Is it?")]


def paid(server: OpenAIServer, cache: Path, max_cost: float | None = None) -> Paid:
    given = Settings(openai_base_url=server.url, openai_model=MODEL, patience=20)
    model = Model(lambda seconds: make_llm(given, seconds), where="here")
    return Paid(model, ReplyCache(cache), PRICES, patience=20, max_cost=max_cost)


def test_nothing_is_asked_twice(openai_server: OpenAIServer, tmp_path: Path) -> None:
    openai_server.play([Step(text="YES"), Step(text="NO")])
    first = paid(openai_server, tmp_path / "kept.jsonl")
    assert [first.ask(ASK, 0), first.ask(ASK, 1), first.ask(ASK, 0)] == ["YES", "NO", "YES"]
    assert (first.spent.requests, first.spent.kept) == (2, 1)
    assert first.spent.cost == pytest.approx(0.28)
    again = paid(openai_server, tmp_path / "kept.jsonl")
    assert [again.ask(ASK, 1), again.ask(ASK, 0)] == ["NO", "YES"]
    assert (again.spent.requests, again.spent.kept, again.spent.cost) == (0, 2, 0.0)
    assert len(openai_server.chats) == 2


def test_a_line_cut_short_is_asked_again_and_harms_no_other(
    openai_server: OpenAIServer, tmp_path: Path
) -> None:
    openai_server.play([Step(text="one"), Step(text="two"), Step(text="three")])
    cache = tmp_path / "kept.jsonl"
    asked = paid(openai_server, cache)
    asked.ask(ASK, 0), asked.ask(ASK, 1)
    cache.write_bytes(cache.read_bytes()[:-20])
    again = paid(openai_server, cache)
    assert [again.ask(ASK, 0), again.ask(ASK, 1)] == ["one", "three"]
    assert [paid(openai_server, cache).ask(ASK, n) for n in (0, 1)] == ["one", "three"]


def test_no_more_is_spent_than_may_be(openai_server: OpenAIServer, tmp_path: Path) -> None:
    openai_server.play(Step(text="YES"))
    asked = paid(openai_server, tmp_path / "kept.jsonl", max_cost=0.2)
    asked.ask(ASK, 0), asked.ask(ASK, 1)
    with pytest.raises(CostLimit, match=r"\$0\.28"):
        asked.ask(ASK, 2)
    assert asked.ask(ASK, 1) == "YES"  # what is kept costs nothing


def test_counting_sends_nothing_and_leaves_out_what_is_kept(tmp_path: Path) -> None:
    cache = ReplyCache(tmp_path / "kept.jsonl")
    counted = Counted("gpt-4o", 4096, cache, Prices("", {"gpt-4o": (1.0, 1.0)}))
    counted.ask(ASK, 0)
    # "Is it?" has three tokens, and four go to the message.
    assert (counted.spent.requests, counted.spent.tokens_in, counted.spent.tokens_out) == (1, 7, 60)
    assert counted.spent.cost == pytest.approx(67e-6)
    cache.put(ReplyCache.key("gpt-4o", ASK, 0), "NO")
    assert counted.ask(ASK, 0) == "NO"
    assert (counted.spent.requests, counted.spent.kept) == (1, 1)


def test_llama_index_asks_through_it_in_every_way(tmp_path: Path) -> None:
    from llama_index.core.llms import ChatMessage

    counted = Counted("gpt-4o", 4096, ReplyCache(tmp_path / "kept.jsonl"), Prices("", {}))
    llm = JudgeLLM(counted, 0)
    assert llm.complete("Is it?").text == Counted.reply
    assert [r.text for r in llm.stream_complete("Is it?")] == [Counted.reply]
    assert llm.chat([ChatMessage(role="user", content="?")]).message.content == Counted.reply
    assert (llm.metadata.context_window, llm.metadata.model_name) == (4096, "gpt-4o")
    assert (counted.spent.requests, counted.spent.kept) == (2, 1)  # the same text, then "?"
