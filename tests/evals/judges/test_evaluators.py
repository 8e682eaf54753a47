from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from typing import Any

import pytest
from llama_index.core.evaluation import FaithfulnessEvaluator

from evals.judges.case import UNANSWERED, Case, case_of
from evals.judges.evaluators import JUDGES, rubric_prompt
from evals.judges.llm import JudgeLLM
from evals.samples import EvalSet
from rag.generate.model import Message

CASE = Case(
    id="q1",
    article="bell",
    question="Who cast the bell?",
    answer="It was cast in 1787 by Edith Marlow.",
    quotes=("The bell of Harrow Quay was cast in 1787 by Edith Marlow.",),
    reference="Edith Marlow or E. Marlow",
    right=True,
)


class Says:
    """Replies the same to everything, and keeps what it was asked."""

    name, context = "says", 4096

    def __init__(self, reply: str) -> None:
        self.reply = reply
        self.asked: list[str] = []

    def ask(self, messages: Sequence[Message], nth: int) -> str:
        self.asked.append("\n".join(content for _, content in messages))
        return self.reply


def apart(call: Any) -> Any:
    """What a call gives in a thread of its own: browser tests keep a loop running in this one."""
    found: list[Any] = []
    thread = threading.Thread(target=lambda: found.append(call()))
    thread.start()
    thread.join(60)
    return found[0]


@pytest.mark.parametrize(
    ("judge", "reply", "passed", "score"),
    [
        ("faithfulness", "YES", True, 1.0),
        ("faithfulness", "NO", False, 0.0),
        ("faithfulness", "Yesterday, one supposes.", None, None),
        ("relevancy", "yes, it is", True, 1.0),
        ("relevancy", "It answers a question of yesteryear.", None, None),
        ("correctness", "5\nRight.", True, 1.0),
        ("correctness", "2", False, 0.25),  # of one line, on which the stock parser raises
        ("correctness", "", None, None),
        ("rubric", '{"right": 2, "whole": 1, "supported": 2}', True, 5 / 6),
        ("rubric", '{"right": 1, "whole": 2, "supported": 2}', False, 5 / 6),
        ("rubric", '{"right": 5, "whole": 5, "supported": 5}', None, None),
    ],
)
def test_what_a_judge_makes_of_a_reply(
    judge: str, reply: str, passed: bool | None, score: float | None
) -> None:
    verdict, said = apart(lambda: JUDGES[judge](CASE, JudgeLLM(Says(reply), 0)))
    assert (verdict.passed, verdict.score) == (passed, score)
    assert reply in said or not reply


def test_the_stock_evaluator_does_pass_on_yesterday() -> None:
    """The trap that is avoided here is there; when LlamaIndex mends it, this test says so."""
    evaluator = FaithfulnessEvaluator(llm=JudgeLLM(Says("Yesterday, one supposes."), 0))
    ask = evaluator.aevaluate(response=CASE.answer, contexts=list(CASE.quotes))
    assert apart(lambda: asyncio.run(ask)).passing is True


@pytest.mark.parametrize("judge", sorted(JUDGES))
def test_a_judge_is_told_the_answer_and_what_to_hold_it_to(judge: str) -> None:
    says = Says("YES")
    apart(lambda: JUDGES[judge](CASE, JudgeLLM(says, 0)))
    (prompt,) = says.asked
    assert CASE.answer in prompt
    held = CASE.reference if judge == "correctness" else CASE.quotes[0]
    assert held in prompt
    assert "[1]" not in prompt


def test_the_rubric_holds_its_scale() -> None:
    prompt = rubric_prompt(CASE)
    for said in (CASE.question, CASE.reference, '"right": mark', "2 where it says what"):
        assert said in prompt


def test_only_answers_that_were_given_are_judged(tiny: EvalSet, word_match: Any) -> None:
    from evals.run import ask_one

    system = word_match(tiny.articles)
    cases = {s.id: case_of(s, ask_one(system, s, tiny.articles).record) for s in tiny.samples}
    assert {key for key, case in cases.items() if case is None} == {"q4", "q6", "q8"}
    weighs, burnt = cases["q2"], cases["q7"]
    assert weighs and burnt
    assert weighs.answer == "“It weighs 940 kilograms.”"
    assert weighs.quotes == ("It weighs 940 kilograms.",) or weighs.quotes[0].strip()
    assert (weighs.reference, weighs.right) == ("940 kilograms", True)
    assert (burnt.reference, burnt.right) == (UNANSWERED, False)
