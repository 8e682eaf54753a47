"""Where a claim's names, numbers and quotations are told together in its sources, and where apart.

A name that the sources have in another sentence than the rest of the claim is the commonest false
relation; a name in the same sentence but in another's part is the business of
:mod:`rag.verify.roles`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.verify.bound import SAME_WORD, Near, clauses_of
from rag.verify.claim import weight
from rag.verify.lists import PRONOUNS, SAYING
from rag.verify.names import Name, composites_in, names_in, same_name
from rag.verify.numbers import Number, agrees, numbers_in
from rag.verify.quoted import holds, quotes_in, runs_on
from rag.verify.roles import slots_in
from rag.verify.words import Word, words_in

_MARGIN = 0.9
"""By how much of a clause (a word counts 1) another sentence must tell more."""


_BACK = 2
"""How many sentences back a pronoun may reach for a name."""


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence of the sources; ``carried`` are names that its pronouns may stand for."""

    text: str
    carried: tuple[Name, ...] = ()

    @property
    def names(self) -> tuple[Name, ...]:
        """The names that the sentence has, or stands for."""
        return (*composites_in(self.text), *self.carried)


def other_forms(names: Sequence[Name], short: Sequence[tuple[Name, Name]]) -> tuple[Name, ...]:
    """The long forms of the short ones among ``names``, and the other way round."""
    return tuple(
        two
        for pair in short
        for one, two in (pair, pair[::-1])
        if any(n.words == one.words for n in names)
    )


def told_of(texts: Sequence[str], short: Sequence[tuple[Name, Name]] = ()) -> list[Told]:
    """Sentences in the order of their passage, each with the names that its pronouns may mean."""
    found: list[Told] = []
    for text in texts:
        leans = any(w.bare in PRONOUNS for w in words_in(text)) or not names_in(text)
        carried = tuple(n for t in found[-_BACK:] for n in t.names) if leans else ()
        found.append(Told(text, (*carried, *other_forms(names_in(text), short))))
    return [_with_speaker(found, at) for at in range(len(found))]


def _with_speaker(told: Sequence[Told], at: int) -> Told:
    """A sentence whose quotation runs on, with the names of those that it runs on through."""
    here = told[at]
    if not runs_on(here.text):
        return here
    beside = [t for t in told[max(0, at - 1) : at + 2] if t is not here]
    more = [n for t in beside if not quotes_in(t.text) for n in names_in(t.text)]
    return Told(here.text, (*here.carried, *more))


def loose_name(claim: str, names: Sequence[Name], told: Sequence[Told], near: Near) -> str:
    """A name that is not where the sources tell the rest of its clause, while another is.

    The other must play a part there in what the claim says; a name that a pronoun stands for is
    there.

    >>> same = lambda a, b: float(a.stem == b.stem)
    >>> text = "In May Ana Ek spoke of 36 dead."
    >>> told = [Told("Jo Roth spoke of 36 dead."), Told("Ana Ek said that 68 were missing.")]
    >>> loose_name(text, names_in(text), told, same)
    'Ana Ek'
    """
    for words, start, end in _clauses(claim):
        inside = [n for n in names if start <= n.start < end]
        if not inside:
            continue
        wanted = _wanted(claim[start:end], words, inside)
        for name in inside:
            here = [t for t in told if any(same_name(name, n) for n in t.names)]
            elsewhere = [t for t in told if t not in here]
            if not here or not elsewhere:
                continue
            if _plays_here(claim, name, here, near):
                continue
            best = max(_weigh(wanted, t, near) for t in here)
            rival = max(elsewhere, key=lambda t: _weigh(wanted, t, near))
            lead = _weigh(wanted, rival, near) - best
            if lead >= _MARGIN and _rivals(rival, name, words, near):
                return name.text
    return ""


def _clauses(text: str) -> list[tuple[list[Word], int, int]]:
    """The clauses of a claim; one with little in it goes with the one before."""
    joined: list[tuple[list[Word], int, int]] = []
    for words, start, end in (half for part in clauses_of(text) for half in _halves(text, part)):
        if joined and (len(words) < 3 or len(joined[-1][0]) < 3):
            before = joined.pop()
            joined.append(([*before[0], *words], before[1], end))
        else:
            joined.append((words, start, end))
    return joined


def _halves(text: str, part: tuple[list[Word], int, int]) -> list[tuple[list[Word], int, int]]:
    """A clause cut at an "and" behind which somebody else begins to do something."""
    words, start, end = part
    for match in _AND.finditer(text, start, end):
        one = [w for w in words if w.end <= match.start()]
        other = [w for w in words if w.start >= match.end()]
        if len(one) >= 3 and len(other) >= 3:
            return [(one, start, match.start()), (other, match.end(), end)]
    return [part]


_AND = re.compile(r"\s+and\s+(?=(?:he|she|it|they|the|his|her|its|their|in|on|at)\b|[A-Z])")


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What a clause says beside its names."""

    words: tuple[Word, ...]
    numbers: tuple[Number, ...]
    quotes: tuple[str, ...]


def _wanted(clause: str, words: Sequence[Word], names: Sequence[Name]) -> _Wanted:
    kept = tuple(
        w
        for w in words
        if not any(n.start <= w.start < n.end for n in names) and not w.text[0].isdigit()
    )
    return _Wanted(kept, numbers_in(clause), quotes_in(clause))


def _weigh(wanted: _Wanted, told: Told, near: Near) -> float:
    """How much of a clause a sentence tells."""
    words = [w for w in words_in(told.text) if w.content]
    numbers = numbers_in(told.text)
    return (
        sum(weight(w) * any(near(w, v) >= SAME_WORD for v in words) for w in wanted.words)
        + 1.5 * sum(any(agrees(n, m) for m in numbers) for n in wanted.numbers)
        + 3.0 * sum(holds(told.text, q) for q in wanted.quotes)
    )


def _plays_here(claim: str, name: Name, here: Sequence[Told], near: Near) -> bool:
    """Whether a sentence gives the name the nearest of the parts that the claim gives it."""
    parts = [
        s for s in slots_in(claim) if s.who == name and s.rank == 0 and s.word.lower not in SAYING
    ]
    told = [slot for t in here for slot in slots_in(t.text)]
    return any(
        t.role == part.role
        and t.who is not None
        and same_name(name, t.who)
        and near(part.word, t.word) >= SAME_WORD
        for part in parts
        for t in told
    )


def _rivals(told: Told, name: Name, words: Sequence[Word], near: Near) -> bool:
    """Whether a sentence gives a part in what the claim says to somebody else."""
    return any(
        slot.who is not None
        and not same_name(slot.who, name)
        and (slot.word.lower in SAYING or any(near(slot.word, w) >= SAME_WORD for w in words))
        for slot in slots_in(told.text)
    )


def loose_figure(claim: str, numbers: Sequence[Number], told: Sequence[Told], near: Near) -> str:
    """A number that stands in a sentence about something else, while the sentence that tells the
    rest of the claim has another of its kind.

    >>> same = lambda a, b: float(a.stem == b.stem)
    >>> text = "91% of the dirt that reaches the town comes from the mill."
    >>> told = [Told("37% of the dirt that reaches the town comes from the mill."),
    ...         Told("The mill burns coal for 91% of its power.")]
    >>> loose_figure(text, numbers_in(text), told, same)
    '91%'
    """
    for words, start, end in _clauses(claim):
        bare = _Wanted(_wanted("", words, ()).words, (), quotes_in(claim[start:end]))
        for number in (n for n in numbers if start <= n.start < end and not n.loose):
            has = [t for t in told if any(agrees(number, m) for m in numbers_in(t.text))]
            lacks = [t for t in told if t not in has]
            if not has or not lacks:
                continue
            rival = max(lacks, key=lambda t: _weigh(bare, t, near))
            lead = _weigh(bare, rival, near) - max(_weigh(bare, t, near) for t in has)
            if lead >= _MARGIN and any(
                _of_a_kind(claim, number, rival.text, m, near) for m in numbers_in(rival.text)
            ):
                return claim[number.start : number.end]
    return ""


def _of_a_kind(one: str, number: Number, other: str, second: Number, near: Near) -> bool:
    """Whether two numbers have the same unit, or where they have none count the same."""
    if number.unit != second.unit or number.ordinal != second.ordinal:
        return False
    counted, also = _counted(one, number), _counted(other, second)
    return bool(number.unit or (counted and also and near(counted, also) >= SAME_WORD))


def _counted(text: str, number: Number) -> Word | None:
    """The first word of content behind a number."""
    return next((w for w in words_in(text) if w.start >= number.end and w.content), None)


def apart(claim: str, names: Sequence[Name], told: Sequence[Told]) -> float:
    """The share of pairs of a claim's names, numbers and quotations that no clause has both of.

    Pairs are made within a clause of the claim, always with a name.

    >>> text = "Ana Ek called it a “stunt” and paid 5 million."
    >>> source = "Ana Ek paid 5 million, while Jo Roth spoke of a “stunt”."
    >>> apart(text, names_in(text), [Told(source)])
    0.5
    """
    parts = [
        Told(t.text[start:end], t.carried) for t in told for _, start, end in clauses_of(t.text)
    ]
    pairs = lost = 0
    for _, start, end in _clauses(claim):
        inside = [n for n in names if start <= n.start < end]
        numbers, quotes = numbers_in(claim[start:end]), quotes_in(claim[start:end])
        for at, name in enumerate(inside):
            with_name = [p for p in parts if any(same_name(name, n) for n in p.names)]
            if not with_name:
                continue
            found = [
                *(
                    any(any(same_name(o, n) for n in p.names) for p in with_name)
                    for o in inside[at + 1 :]
                ),
                *(
                    any(any(agrees(o, m) for m in numbers_in(p.text)) for p in with_name)
                    for o in numbers
                ),
                *(any(holds(p.text, q) for p in with_name) for q in quotes),
            ]
            pairs += len(found)
            lost += found.count(False)
    return lost / pairs if pairs else 0.0
