"""Checks a sentence against the passages it cites, and anchors it to the sentences that bear it out.

What can be told exactly is: every quotation, number, date and name must stand in what is cited. The
rest is scored: how far the words are told, what the bundled models make of it, and whether names,
numbers and denials are bound to the same words.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from index.articles import Article
from index.chunk import Passage
from index.spans import Span
from rag.quote import join_spans
from rag.verify import quoted
from rag.verify.alike import Embed, Lexicon
from rag.verify.bound import other_count
from rag.verify.claim import Claim, read_claim
from rag.verify.dates import clocks_in, days_in, same_day, same_time
from rag.verify.evidence import Sentence, choose, sentences_of
from rag.verify.names import Name, abbreviations_in, composites_in, found_in, names_in
from rag.verify.numbers import agrees, numbers_in
from rag.verify.parts import parts_of
from rag.verify.roles import exchanged
from rag.verify.score import Evidence, Models, Reader, Scorer, Signs, load_scorer, measure
from rag.verify.told import other_forms, told_of
from rag.verify.verbatim import altered, stands
from rag.verify.words import fold, words_in

Articles = Callable[[str], Article]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a sentence holds, the spans that it rests on, and otherwise why it does not.

    ``support`` is the score of what cannot be told exactly, in [0, 1].
    """

    ok: bool
    spans: tuple[Span, ...] = ()
    why: str = ""
    support: float = 0.0


@dataclass(frozen=True, slots=True)
class Case:
    """A claim with the sentences chosen for it, of all that it cites, and what the articles name."""

    claim: Claim
    chosen: tuple[Sentence, ...]
    sentences: tuple[Sentence, ...]
    known: tuple[Name, ...]
    short: tuple[tuple[Name, Name], ...]
    title: str


class Checker:
    """Checks sentences of any answer over a library; safe to share between threads."""

    def __init__(
        self, articles: Articles, embed: Embed, reader: Reader, scorer: Scorer | None = None
    ) -> None:
        """``embed`` gives unit vectors of texts; without a ``scorer`` the one that ships is used."""
        self._articles = articles
        self._scorer = scorer or load_scorer()
        self._lexicon = Lexicon(embed)
        self._models = Models(self._lexicon, embed, reader)

    def prepare(self, passages: Sequence[Passage]) -> None:
        """Reads passages ahead of the sentences that will cite them, so that checks are quick."""
        words = [w.lower for s in sentences_of(passages, self._articles) for w in s.words]
        self._lexicon.learn(words)

    def check(self, text: str, passages: Sequence[Passage]) -> Verdict:
        """The verdict on a sentence that cites ``passages``; each statement of it must hold."""
        if not passages:
            return Verdict(False, why="it cites nothing")
        parts = parts_of(text)
        if len(parts) > 1 and self._run(text, passages):
            parts = (text,)
        verdicts = []
        for part in parts:
            verdicts.append(self._check(part, passages))
            if not verdicts[-1].ok:
                return verdicts[-1]
        spans = tuple(join_spans(s for v in verdicts for s in v.spans))
        return Verdict(True, spans, support=min(v.support for v in verdicts))

    def _run(self, text: str, passages: Sequence[Passage]) -> bool:
        sentences = sentences_of(passages, self._articles)
        return stands(text, [s.text for s in sentences]) is not None

    def _check(self, text: str, passages: Sequence[Passage]) -> Verdict:
        case = self.case(text, passages)
        if not case.claim.size:
            return Verdict(False, why="it says nothing that can be checked")
        if run := stands(text, [s.text for s in case.sentences]):
            return Verdict(True, _spans(case.sentences[slice(*run)]), support=1.0)
        if why := wrong(case):
            return Verdict(False, why=why)
        support = self._scorer.score(self.signs(case))
        if support < self._scorer.keep:
            return Verdict(False, why="what it cites does not tell it", support=support)
        return Verdict(True, _spans(case.chosen), support=support)

    def case(self, text: str, passages: Sequence[Passage]) -> Case:
        """The sentence taken apart, with the few sentences that tell most of it."""
        sentences = sentences_of(passages, self._articles)
        articles = [self._articles(i) for i in dict.fromkeys(p.article_id for p in passages)]
        named = [_named(a.text) for a in articles]
        known = tuple(n for names, _ in named for n in names)
        short = tuple(pair for _, pairs in named for pair in pairs)
        near = [n for s in sentences for n in names_in(s.text)]
        claim = read_claim(text).with_names([*near, *known])
        self._lexicon.learn([w.lower for s in sentences for w in s.words])
        self._lexicon.learn([w.lower for w in words_in(text) if w.content])
        chosen = choose(claim, sentences, self._lexicon) if sentences and claim.size else []
        case = Case(claim, tuple(chosen), tuple(sentences), known, short, articles[0].title)
        return _with_antecedents(case)

    def signs(self, case: Case) -> Signs:
        """What the score of a case rests on."""
        told = told_of([s.text for s in case.sentences], case.short)
        evidence = Evidence(case.claim, case.chosen, case.sentences, tuple(told), case.title)
        return measure(evidence, self._models)


@lru_cache(maxsize=128)
def _named(text: str) -> tuple[tuple[Name, ...], tuple[tuple[Name, Name], ...]]:
    """The names of an article, each form once, and its long names with their short forms."""
    names: dict[tuple[str, ...], Name] = {}
    pairs: dict[tuple[tuple[str, ...], tuple[str, ...]], tuple[Name, Name]] = {}
    for line in text.split("\n"):
        for name in composites_in(line):
            if name.sure:
                names.setdefault(name.words, name)
        for pair in abbreviations_in(line):
            pairs.setdefault((pair[0].words, pair[1].words), pair)
    return tuple(names.values()), tuple(pairs.values())


def _spans(sentences: Sequence[Sentence]) -> tuple[Span, ...]:
    return tuple(join_spans(s.span for s in sorted(sentences, key=lambda s: s.at)))


def wrong(case: Case) -> str:
    """Why a claim does not hold, where that can be told exactly; empty where it cannot."""
    if not case.chosen:
        return "what it cites tells none of it"
    if lost := missing(case):
        return f"{lost} is not in what it cites"
    if word := altered(case.claim.text, [s.text for s in case.sentences]):
        return f"{word} is not what stands there"
    if name := exchanged(case.claim.text, [s.text for s in case.sentences]):
        return f"{name} is not in that part there"
    return ""


def missing(case: Case) -> str:
    """The first quotation, number, date, time or name that the cited sentences do not have."""
    claim, chosen = case.claim, case.chosen
    passage = " ".join(s.text for s in case.sentences)
    if lost := quoted.missing(claim.text, [*(s.text for s in chosen), passage]):
        return f"“{lost}”"
    numbers = [m for s in chosen for m in numbers_in(s.text)]
    for number in claim.numbers:
        if not number.loose and not any(agrees(number, m) for m in numbers):
            return claim.text[number.start : number.end]
    if lone := other_count(claim.text, claim.numbers, [s.text for s in case.sentences]):
        return lone
    for day in claim.days:
        if not any(same_day(day, d, claim.day_of(s.date)) for s in chosen for d in days_in(s.text)):
            return claim.text[day.start : day.end]
    clocks = [c for s in chosen for c in clocks_in(s.text)]
    for clock in claim.clocks:
        if not any(same_time(clock, c) for c in clocks):
            return claim.text[clock.start : clock.end]
    return next((n.text for n in claim.names if not _has(n, chosen, case)), "")


def _with_antecedents(case: Case) -> Case:
    """The case with the nearest sentences that have a name which the chosen ones lack.

    They say who a "he" is: a citation without them would not hold the name.
    """
    chosen = list(case.chosen)
    if not chosen:
        return case
    first, last = min(s.at for s in chosen), max(s.at for s in chosen)
    before = [s for s in case.sentences if s.at < last and s not in chosen]
    before.sort(key=lambda s: (abs(first - s.at), s.at))
    for name in case.claim.names:
        if not _has(name, chosen, case):
            chosen += [s for s in before if _has(name, [s], case)][:1]
    return replace(case, chosen=tuple(chosen))


def _has(name: Name, sentences: Sequence[Sentence], case: Case) -> bool:
    names = [n for s in sentences for n in composites_in(s.text)]
    words = frozenset(fold(w.text) for s in sentences for w in words_in(s.text))
    names += other_forms(names, case.short)
    return found_in(name, names, words, case.known)
