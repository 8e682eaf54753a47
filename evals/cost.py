"""What a run with a language model costs: an estimate before it starts, and a limit it stops at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock

from evals.errors import CostLimit, CostUnknown
from evals.samples import EvalSet, Sample
from evals.scoring import Record
from evals.systems import System
from rag.answer import Usage
from rag.generate.usage import dollars

LOOKED_AT = 8
"""Questions of a set whose prompts are made, without sending them, for the estimate."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """What the questions of a set are likely to take; ``cost`` is None where no price is known."""

    name: str
    model: str
    questions: int
    tokens_in: int
    tokens_out: int
    cost: float | None

    def __str__(self) -> str:
        cost = "of unknown cost" if self.cost is None else f"about {dollars(self.cost)}"
        return (
            f"{self.name}: {self.questions} questions to {self.model}, about {self.tokens_in:,} + "
            f"{self.tokens_out:,} tokens, {cost}"
        )


def estimate(chosen: EvalSet, system: System, done: int = 0) -> Estimate | None:
    """The estimate for what is left of a set after ``done`` questions.

    None where no language model is asked. Raises ``rag.errors.ModelTrouble``.
    """
    left = chosen.samples[done:]
    ask = getattr(system, "estimate", None)
    if ask is None or not left:
        return None
    found = [ask(sample.question, sample.turns) for sample in spread(left, LOOKED_AT)]
    each: list[Usage] = [one for one in found if one is not None]
    if not each:
        return None
    share = len(left) / len(found)
    costs = [one.cost for one in each if one.cost is not None]
    return Estimate(
        chosen.name,
        each[0].model,
        round(share * len(each)),
        round(share * sum(one.tokens_in for one in each)),
        round(share * sum(one.tokens_out for one in each)),
        round(share * sum(costs), 6) if len(costs) == len(each) else None,
    )


def spread(samples: Sequence[Sample], number: int) -> list[Sample]:
    """At most ``number`` of the samples, evenly spread."""
    n = min(number, len(samples))
    return [samples[i * len(samples) // n] for i in range(n)]


class Purse:
    """What may be spent, and what was; shared by questions that are asked at the same time.

    Without a ``limit`` it only counts.
    """

    def __init__(self, limit: float | None = None) -> None:
        self.limit = limit
        self.spent = 0.0
        self._most = 0.0
        self._open = 0
        self._lock = Lock()

    def afford(self, estimates: Sequence[Estimate]) -> None:
        """Checks what is likely before anything is spent.

        Raises:
            CostUnknown: there is a limit, and no price is known.
            CostLimit: it is likely to be more than the limit.
        """
        if self.limit is None:
            return
        for one in estimates:
            if one.cost is None:
                raise CostUnknown(one.model)
            self._most = max(self._most, one.cost / one.questions)
        likely = self.spent + sum(one.cost or 0.0 for one in estimates)
        if likely > self.limit:
            raise CostLimit(f"the run is likely to cost {dollars(likely)}", self.limit)

    def check(self) -> None:
        """Sees that one more question is within the limit, beside those that are being asked.

        Raises:
            CostLimit: it may be more.
        """
        with self._lock:
            likely = self.spent + (self._open + 1) * self._most
            if self.limit is not None and likely > self.limit:
                raise CostLimit(f"{dollars(self.spent)} are spent", self.limit)
            self._open += 1

    def pay(self, record: Record) -> None:
        """Counts what a question cost, which is being asked no longer."""
        usage = (record["answer"] or {}).get("usage") or {}
        cost = usage.get("cost") or 0.0
        with self._lock:
            self.spent += cost
            self._most = max(self._most, cost)
            self._open = max(0, self._open - 1)
