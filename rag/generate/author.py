"""Asks the model for an answer and gives its sentences as they are finished.

The request is fitted into the model's context; where the model refuses the form of reply that is
asked for, or does not keep to it, the next plainer one is tried, within one deadline.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from rag.errors import ModelTrouble
from rag.generate.budget import PER_MESSAGE, count, count_messages, fit, room_of
from rag.generate.deadline import Deadline
from rag.generate.model import Form, Model, Request
from rag.generate.prompt import (
    SCHEMA,
    Prompt,
    messages,
    passage_block,
    question_block,
    rules,
)
from rag.generate.reply import Draft, Reply
from rag.generate.usage import Tally

_AGAIN_PLAINER = frozenset({"request", "form"})
_BETWEEN = 2
"""Tokens of the empty line between two passages."""


@dataclass
class Author:
    """One answer being written. ``shown`` tells how many passages the model was given.

    ``declined`` tells, in the end, whether the model holds that the passages do not answer.
    """

    model: Model
    prompt: Prompt
    deadline: Deadline
    tally: Tally = field(default_factory=Tally)
    shown: int = 0
    declined: bool = False

    def write(self) -> Iterator[Draft]:
        """The sentences of the reply. Raises ``ModelTrouble``."""
        self.model.open(self.deadline)
        room, learnt = room_of(self.model.context()), self.model.learnt()
        while True:
            form, reply, begun = self.model.form, Reply(), False
            request, self.shown = fitted(self.prompt, form, self.model.name, room)
            try:
                for piece in self.model.stream(request, self.deadline, self.tally):
                    for draft in reply.feed(piece):
                        begun = True
                        yield draft
                yield from reply.finish()
            except ModelTrouble as trouble:
                if begun or self.deadline.over():
                    raise
                if trouble.kind in _AGAIN_PLAINER and form != "text":
                    self.model.refuses(form)
                elif trouble.kind == "too_long" and self.shown > 1:
                    half = self.prompt.passages[: self.shown // 2]
                    self.prompt = replace(self.prompt, passages=half, turns=())
                else:
                    if trouble.kind == "request":
                        self.model.forget(learnt)
                    raise
            else:
                self.declined = reply.declined
                return


def fitted(prompt: Prompt, form: Form, model: str, room: int) -> tuple[Request, int]:
    """The request that fits into ``room`` tokens, and how many passages it holds.

    Raises:
        ModelTrouble: not even the best passage fits.
    """
    fixed = count(rules(prompt, form), model) + count(question_block(prompt), model)
    sizes = [
        count(passage_block(prompt, at), model) + _BETWEEN for at in range(len(prompt.passages))
    ]
    pairs = [
        count_messages(prompt.turns[at : at + 2], model) for at in range(0, len(prompt.turns), 2)
    ]
    shown, turns = fit(fixed + 2 * PER_MESSAGE, sizes, pairs, room)
    sent = messages(prompt, form, shown, 2 * turns)
    return Request(sent, form, SCHEMA if form == "schema" else None), shown
