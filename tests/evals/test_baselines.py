from __future__ import annotations

from typing import Any

import pytest
from llama_index.core.llms import CompletionResponse, CustomLLM, LLMMetadata
from llama_index.core.llms.callbacks import llm_completion_callback

from evals.baselines import BASELINES, BestSentence, OneWay, baselines
from evals.citation_engine import CitationEngine
from rag.settings import Settings

TEXTS = {
    "bell": "The Bell of Harrow Quay\n\nThe bronze bell was cast in 1787 by Edith Marlow. "
    "It weighs 940 kilograms.",
    "ferry": "The Ferry\n\nThe ferry Anna Dale sank off Lindow on Tuesday. Nobody was hurt.",
}


def test_the_best_sentence_is_the_whole_answer() -> None:
    answer = BestSentence(TEXTS).ask("How heavy is the bell?", [])
    (citation,) = answer.citations
    assert citation.quote == "It weighs 940 kilograms."
    assert TEXTS["bell"][citation.start : citation.end] == citation.quote
    assert not answer.abstained
    assert 0 <= answer.confidence <= 1


@pytest.mark.parametrize("name", sorted(set(BASELINES) - {"best-sentence"}))
def test_one_way_of_retrieving_answers_nothing(name: str) -> None:
    system = BASELINES[name](TEXTS)
    assert system.ask("Where did the ferry sink?", []) is None
    hits = system.retrieve("Where did the ferry sink?", 3)
    assert hits[0].passage.article_id == "ferry"
    assert [h.score for h in hits] == sorted((h.score for h in hits), reverse=True)


def test_the_two_ways_differ() -> None:
    question = "Which vessel was lost?"  # no word of it is in the articles
    assert OneWay("bm25", TEXTS).retrieve(question, 3) == []
    assert OneWay("dense", TEXTS).retrieve(question, 1)[0].passage.article_id == "ferry"


def test_stock_llama_index_gives_passages_of_its_own() -> None:
    long = {"bell": TEXTS["bell"] + "\n\n" + "It rained on the quay that day. " * 200}
    short = BASELINES["llama-index-128"](long).retrieve("How heavy is the bell?", 2)
    whole = BASELINES["llama-index"](long).retrieve("How heavy is the bell?", 2)
    assert len(short[0].passage.text) < len(whole[0].passage.text)
    for hit in [*short, *whole]:
        p = hit.passage
        assert long["bell"][p.start : p.end] == p.text
    assert short[0].passage.start == 0
    assert BASELINES["llama-index"](TEXTS).settings() == {"tokens": 1024, "overlap": 200}


class Fixed(CustomLLM):
    """A LlamaIndex model that says one thing and keeps what it was asked."""

    reply: str
    prompts: list[str] = []  # noqa: RUF012

    @property
    def metadata(self) -> LLMMetadata:
        return LLMMetadata(model_name="fixed")

    @llm_completion_callback()
    def complete(self, prompt: str, formatted: bool = False, **_: Any) -> CompletionResponse:
        self.prompts.append(prompt)
        return CompletionResponse(text=self.reply)

    @llm_completion_callback()
    def stream_complete(self, prompt: str, formatted: bool = False, **_: Any) -> Any:
        raise NotImplementedError


def test_the_stock_citation_engine_cites_what_it_can_be_held_to() -> None:
    llm = Fixed(reply="Edith Marlow cast it [1], in spring [7].")
    engine = CitationEngine(TEXTS, llm)
    answer = engine.ask("Who cast the bell?", [])
    (citation,) = answer.citations
    assert TEXTS["bell"][citation.start : citation.end] == citation.quote
    assert "cast in 1787" in llm.prompts[-1]
    assert (answer.mode, answer.abstained) == ("generative", False)
    assert engine.settings()["model"] == "fixed"
    silent = CitationEngine(TEXTS, Fixed(reply="None of the sources is helpful.")).ask("Why?", [])
    assert silent.abstained


def test_it_stands_beside_the_others_only_where_a_model_is_set() -> None:
    assert set(baselines(Settings())) == set(BASELINES)
    set_ = Settings(openai_base_url="http://127.0.0.1:9/v1", openai_model="some-model")
    assert set(baselines(set_)) == {*BASELINES, "citation-engine"}
