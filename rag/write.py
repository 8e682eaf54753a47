"""Writes the answer with a language model: every sentence is checked before it is shown.

The articles' own words stay the ground: they are shown whenever the model fails, declines, or
writes nothing that the articles bear out, with one line that says so.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from index.articles import Article
from index.chunk import Passage
from index.spans import Span
from rag.answer import Answer, Short, Usage
from rag.errors import ModelTrouble
from rag.generate.author import Author, fitted
from rag.generate.budget import count_messages, room_of
from rag.generate.compose import Composition
from rag.generate.deadline import Deadline
from rag.generate.model import Message, Model
from rag.generate.prompt import Prompt, Shown, new_nonce
from rag.generate.reply import Draft
from rag.generate.usage import Prices
from rag.resolve import strip_markers
from rag.verify.check import Checker, Verdict

_NOTHING_FOUND = "The language model found no answer; these are the articles' own words."
_NOTHING_CITED = "The language model cited nothing; these are the articles' own words."
_NOTHING_HELD = (
    "The articles do not bear out what the language model wrote; these are their own words."
)
_TYPICAL_REPLY = 120
"""Tokens of a usual reply, for estimates."""


@dataclass(frozen=True, slots=True)
class Writer:
    """The model, the checker, and what they need; safe to share between threads.

    ``mark`` shows what the articles do not support, as such; ``patience`` is the seconds that the
    model has in all.
    """

    model: Model
    checker: Checker
    articles: Callable[[str], Article]
    prices: Prices
    mark: bool
    patience: float

    def write(
        self,
        question: str,
        turns: Sequence[Mapping[str, str]],
        quoted: Answer,
        passages: Sequence[Passage],
    ) -> Iterator[Answer]:
        """The answer to ``question`` as it grows, its last state complete.

        ``quoted`` is the answer in the articles' own words, ``passages`` what the model is shown,
        the best first.
        """
        if not passages:
            yield quoted
            return
        self._prepare(passages)
        author = Author(
            self.model, self._prompt(question, turns, quoted, passages), Deadline(self.patience)
        )
        composed = Composition(self.articles, self.mark)
        cited, trouble = False, None
        try:
            for draft in author.write():
                verdict = self._check(draft, passages[: author.shown])
                cited = cited or bool(draft.passages)
                if composed.add(draft, verdict) and composed.kept:
                    yield _written(quoted, composed)
        except ModelTrouble as error:
            trouble = error
        yield replace(
            self._finished(quoted, composed, author.declined, cited, trouble),
            usage=self._usage(author),
        )

    def estimate(
        self,
        question: str,
        turns: Sequence[Mapping[str, str]],
        quoted: Answer,
        passages: Sequence[Passage],
    ) -> Usage | None:
        """What :meth:`write` would take for a usual reply; None where nothing would be asked.

        Raises:
            ModelTrouble: the server does not say which models it has, or no passage fits.
        """
        if not passages:
            return None
        self.model.open(Deadline(self.patience))
        prompt, name = self._prompt(question, turns, quoted, passages), self.model.name
        request, _ = fitted(prompt, self.model.form, name, room_of(self.model.context()))
        tokens = count_messages(request.messages, name)
        cost = self.prices.cost(name, tokens, _TYPICAL_REPLY)
        return Usage(name, tokens, _TYPICAL_REPLY, 1, cost, estimated=True)

    def _prepare(self, passages: Sequence[Passage]) -> None:
        """Reads the passages for the checks while the model is thinking."""
        threading.Thread(target=self.checker.prepare, args=(passages,), daemon=True).start()

    def _check(self, draft: Draft, passages: Sequence[Passage]) -> Verdict:
        """The verdict on a sentence and the passages that it cites; numbers of none are dropped."""
        named = [passages[n - 1] for n in draft.passages if 0 < n <= len(passages)]
        return self.checker.check(draft.text, named)

    def _prompt(
        self,
        question: str,
        turns: Sequence[Mapping[str, str]],
        quoted: Answer,
        passages: Sequence[Passage],
    ) -> Prompt:
        articles = [self.articles(p.article_id) for p in passages]
        shown = tuple(
            Shown(a.title, a.date, p.text) for a, p in zip(articles, passages, strict=True)
        )
        nonce = new_nonce([question, *(s.title + s.text for s in shown)])
        return Prompt(question, quoted.question, shown, tuple(_pairs(turns)), nonce)

    def _finished(
        self,
        quoted: Answer,
        composed: Composition,
        declined: bool,
        cited: bool,
        trouble: ModelTrouble | None,
    ) -> Answer:
        """The last state: what was written where anything of it holds, else the quotes."""
        if composed.kept and trouble:
            for citation in quoted.citations:
                composed.quote(citation)
            note = f"The language model's answer is not whole: {trouble}."
            return replace(_written(quoted, composed), note=note)
        if composed.kept:
            return replace(_written(quoted, composed), note=_left_out(composed))
        if trouble:
            return replace(quoted, note=f"No language model answered: {trouble}.")
        if not composed.failed or declined:
            note = "" if quoted.abstained else _NOTHING_FOUND
        else:
            note = _NOTHING_HELD if cited else _NOTHING_CITED
        return replace(quoted, note=_silent(note) if quoted.abstained else note)

    def _usage(self, author: Author) -> Usage | None:
        name = self.model.name
        return author.tally.usage(name, lambda sent: count_messages(sent, name), self.prices)


def _written(quoted: Answer, composed: Composition) -> Answer:
    """The model's answer so far."""
    return Answer(
        question=quoted.question,
        text=composed.text,
        short=_short(quoted.short, composed),
        abstained=False,
        confidence=composed.support,
        citations=tuple(composed.citations),
        hits=quoted.hits,
        mode="generative",
        kind=quoted.kind,
        disagreement=quoted.disagreement,
    )


def _short(short: Short | None, composed: Composition) -> Short | None:
    """The reader's shortest answer, where it stands in what is cited."""
    if short is None:
        return None
    own = Span(short.article_id, short.start, short.end)
    spans = (Span(c.article_id, c.start, c.end) for c in composed.citations)
    return short if any(span.contains(own) for span in spans) else None


def _left_out(composed: Composition) -> str:
    """What the note says of sentences that failed and are not shown."""
    if not composed.failed or composed.mark:
        return ""
    some = "One sentence" if composed.failed == 1 else f"{composed.failed} sentences"
    return f"{some} that the articles do not support {'is' if some[0] == 'O' else 'are'} left out."


def _silent(note: str) -> str:
    """The note on an abstention, which shows no words of the articles as its answer."""
    return note.partition(";")[0] + "." if note else ""


def _pairs(turns: Sequence[Mapping[str, str]]) -> Iterator[Message]:
    """Questions with their answers, oldest first; markers, which count otherwise now, left out."""
    for asked, said in pairwise(turns):
        if asked["role"] == "user" and said["role"] == "assistant":
            plain = strip_markers(said["content"]) or said["content"].split("\n")[0]
            yield "user", asked["content"]
            yield "assistant", plain
