"""The judges: three of LlamaIndex's evaluators, whose replies are read strictly, and a rubric.

``faithfulness``  whether the quotes support the answer
``relevancy``     whether answer and quotes are to the question
``correctness``   whether the answer says what the gold answer says, from 1 to 5
``rubric``        the marks for being right, whole and borne out by the quotes, each against a scale

All are put to the answers that were given; silence needs no judge. Each is told the quotes that the
reader is shown, not all that was retrieved.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

from llama_index.core.llms import LLM

from evals.judges.case import Case
from evals.judges.reply import UNUSABLE, Verdict, marks, one_to_five, yes_or_no

Judge = Callable[[Case, LLM], tuple[Verdict, str]]
"""Gives the verdict on a case and the reply that it was read from. Not from a running event loop.
"""

MOST = 2
RUBRIC: Mapping[str, tuple[str, str, str]] = {
    "right": (
        "it contradicts the reference, answers something else, or answers where the reference "
        "says that there is no answer",
        "it is right in part",
        "it says what the reference says, in whatever words",
    ),
    "whole": (
        "most of what the reference says is missing",
        "something of it is missing",
        "nothing of it is missing",
    ),
    "supported": (
        "the quotes do not bear it out",
        "the quotes bear out a part of it",
        "every statement in it stands in the quotes",
    ),
}

_RUBRIC_PROMPT = """You mark an answer that was given to a question about some articles. Judge by
the reference and the quotes alone, never by what you know yourself. Words that are put differently
are no mistake; more quoted words than needed are none either.

{scale}

Question: {question}

Reference:
{reference}

Answer to be marked:
{answer}

Quotes that the answer rests on:
{quotes}

Reply with one JSON object and nothing else: {form}"""


def faithfulness(case: Case, llm: LLM) -> tuple[Verdict, str]:
    """LlamaIndex's FaithfulnessEvaluator on the quotes."""
    from llama_index.core.evaluation import FaithfulnessEvaluator

    result = _evaluated(FaithfulnessEvaluator(llm=llm), case)
    return yes_or_no(result.feedback or ""), result.feedback or ""


def relevancy(case: Case, llm: LLM) -> tuple[Verdict, str]:
    """LlamaIndex's RelevancyEvaluator on the quotes."""
    from llama_index.core.evaluation import RelevancyEvaluator

    result = _evaluated(RelevancyEvaluator(llm=llm), case)
    return yes_or_no(result.feedback or ""), result.feedback or ""


def correctness(case: Case, llm: LLM) -> tuple[Verdict, str]:
    """LlamaIndex's CorrectnessEvaluator against the gold answer."""
    from llama_index.core.evaluation import CorrectnessEvaluator

    # Its own parser raises on a reply of one line, and takes any number for a score.
    evaluator = CorrectnessEvaluator(llm=llm, parser_function=lambda reply: (None, reply))
    result = _evaluated(evaluator, case, reference=case.reference)
    return one_to_five(result.feedback or ""), result.feedback or ""


def rubric(case: Case, llm: LLM) -> tuple[Verdict, str]:
    """Our own marks against a written scale; it passes with full marks for right and supported."""
    from llama_index.core.llms import ChatMessage

    message = ChatMessage(role="user", content=rubric_prompt(case))
    reply = llm.chat([message]).message.content or ""
    given = marks(reply, tuple(RUBRIC), MOST)
    if given is None:
        return UNUSABLE, reply
    passed = given["right"] == MOST and given["supported"] == MOST
    return Verdict(passed, sum(given.values()) / (MOST * len(RUBRIC))), reply


def rubric_prompt(case: Case) -> str:
    """What the rubric's judge is asked."""
    scale = "\n".join(
        f'"{name}": ' + "; ".join(f"{mark} where {when}" for mark, when in enumerate(levels))
        for name, levels in RUBRIC.items()
    )
    return _RUBRIC_PROMPT.format(
        scale=scale,
        question=case.question,
        reference=case.reference,
        answer=case.answer,
        quotes="\n".join(f"- {quote}" for quote in case.quotes),
        form="{" + ", ".join(f'"{name}": mark' for name in RUBRIC) + "}",
    )


def _evaluated(evaluator: Any, case: Case, **more: Any) -> Any:
    from rag.settings import use_bundled_token_tables

    use_bundled_token_tables()
    return asyncio.run(
        evaluator.aevaluate(
            query=case.question, response=case.answer, contexts=list(case.quotes), **more
        )
    )


JUDGES: Mapping[str, Judge] = {
    "faithfulness": faithfulness,
    "relevancy": relevancy,
    "correctness": correctness,
    "rubric": rubric,
}
