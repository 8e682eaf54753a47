"""Questions with "did": of statements in the past, which :mod:`rag.inquire` cannot turn round.

A statement in the past is turned only where its clause has one verb, so that what stands before it
is its subject and what stands behind it belongs to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.inquire import (
    BECAUSE,
    COUNT,
    LEAD,
    PLACE,
    TIME,
    Inquiry,
    Sentence,
    Sort,
    is_subject,
    lowered,
    moved,
    pronoun,
)
from rag.verbs import Knows, base_of, verbs_at

_END = re.compile(
    r"[,;–—(“”\"]|:(?!\d)|\s(?:and|but|while|when|as|after|before|because|that|which|who|where|if|so)\s"
)
_LISTED = re.compile(r",\s(?:[\w’'-]+\s){0,3}[\w’'-]+(?:,\s.*?)?,?\s(?:and|or)\s")
_LONG = re.compile(
    rf"\sfor\s(?P<long>(?:{COUNT}|an?)\s(?:second|minute|hour|day|week|month|year)s?)\b"
)
_MANY = re.compile(
    rf"^(?P<many>{COUNT})\s(?P<what>(?:[a-z][\w-]*\s){{0,2}}?"
    r"(?:people|children|men|women|[a-z][\w-]*[a-rt-z]s))(?=\s|$)"
)
_SPAN_OF_TIME = re.compile(r"(?:second|minute|hour|day|week|month|year|decade|time)s$")
_MUCH = re.compile(
    r"^(?P<much>(?:about\s|over\s|nearly\s|almost\s)?[$£€]\s?\d[\d,.]*(?:\s(?:m|b|tr)illion)?)(?=\s|$)"
)
_SAYING = frozenset("say tell report state claim add note believe estimate suggest".split())  # noqa: SIM905
_PAYING = "pay cost spend raise earn lose win receive donate invest borrow lend owe"
_OBJECT = re.compile(
    r"^(?P<object>(?:an?|the|its|his|her|their)\s(?:[\w’'-]+\s?){1,4}?)"
    r"(?=$|\s(?:in|on|at|for|from|by|near|over|during)\s)"
)
_PASSIVE = re.compile(
    r"^(?P<subject>[^,;:“”\"]{2,60}?)\s(?:was|were)\s(?P<verb>[a-z]+)\sby\s(?P<agent>[^,;.]{3,60}?)"
    r"(?=$|,|\s(?:in|on|at|after|before|for|to|who|which|as|while|and)\s)(?P<rest>[^,;]*)"
)
_INNER = re.compile(
    r"\b(?:said|says|stated|reported|confirmed|announced|added)\s(?:that\s)?|,\s(?:and|but)\s"
)
_BEFORE_OBJECT = re.compile(
    r"(?:an?|the|its|his|her|their|\d[\d,.]*|two|three|four|five|six|seven)$"
)
_AND = re.compile(r"\s(?:had|to|of)$")
HUMAN = re.compile(
    r"\b(?:m[ae]n|wom[ae]n|police|officers?|people|group|team|court|judge|government|company|ministry"
    r"|president|mayor|workers?|voters?|residents?|soldiers?|troops|protesters?|scientists|doctors?"
    r"|victims?|occupants?|members?|leaders?|officials?|passengers?|critics?|students?|fans?|players?)$"
)


@dataclass(frozen=True, slots=True)
class _Past:
    """A clause with one verb of the past; ``at`` is where ``rest`` begins in the sentence."""

    sentence: Sentence
    subject: str
    verb: str
    base: str
    rest: str
    at: int

    def ask(self, sort: Sort, word: str, left: str, place: tuple[int, int]) -> Inquiry:
        """``word did SUBJECT VERB left?``"""
        subject = lowered(self.subject, self.sentence.common)
        return self.sentence.inquiry(sort, f"{word} did {subject} {self.base} {left}?", place)


def inquire_past(sentence: Sentence, knows: Knows) -> Iterator[Inquiry]:
    """The questions with "did" that a sentence answers, and those on who did it.

    ``knows`` says whether a word is one; verbs that it does not know are left alone.
    """
    if sentence.text[-1] not in '.”"':
        return
    lead = LEAD.match(sentence.plain)
    begin = lead.end() if lead else 0
    yield from _of_clause(sentence, begin, knows)
    for match in _INNER.finditer(sentence.plain, begin):
        yield from _of_clause(sentence, match.end(), knows)


def _of_clause(sentence: Sentence, begin: int, knows: Knows) -> Iterator[Inquiry]:
    text = sentence.plain[begin:].rstrip(".")
    if passive := _PASSIVE.match(text):
        yield from _made_active(sentence, passive, begin)
    past = _past(sentence, begin, knows)
    if past is None:
        return
    if pronoun(past.subject, sentence.common) == "Who" or HUMAN.search(past.subject):
        place = (begin, begin + len(past.subject))
        yield sentence.inquiry("subject", f"Who {past.verb}{past.rest}?", place)
    lead = LEAD.match(sentence.plain)
    if lead and lead.end() == begin and (time := TIME.search(f" {lead[0]}")):
        yield past.ask("when", "When", past.rest, moved(time.span("time"), -1))
    if because := BECAUSE.search(text):
        yield past.ask("why", "Why", past.rest, moved(because.span("why"), begin))
    yield from _of_rest(past)


def _past(sentence: Sentence, begin: int, knows: Knows) -> _Past | None:
    """The statement that begins at ``begin``, where its first verb is surely its only one."""
    text = sentence.plain[begin:].rstrip(".")
    end = _END.search(text)
    if end and (_LISTED.match(text, end.start()) or _joins(text, end)):
        return None
    words = list(re.finditer(r"\S+", text[: end.start()] if end else text))
    verbs = verbs_at([w[0] for w in words])
    if not verbs or verbs[0] == 0:
        return None
    verb = words[verbs[0]]
    following = words[verbs[0] + 1][0] if len(words) > verbs[0] + 1 else ""
    # Before an object it is no participle of a longer subject, so that later verbs do not matter.
    if len(verbs) > 1 and not _BEFORE_OBJECT.match(following):
        return None
    stop = words[verbs[1]].start() if len(verbs) > 1 else words[-1].end()
    base, subject = base_of(verb[0], knows), text[: verb.start()].strip()
    if not base or base in _SAYING or not is_subject(subject):
        return None
    if not re.match(r"[A-Z]|(?:the|an?)\s|\d", subject) or _AND.search(text[verb.end() : stop]):
        return None
    rest = text[verb.end() : stop].rstrip()
    return _Past(sentence, subject, verb[0], base, rest, begin + verb.end())


def _joins(text: str, end: re.Match[str]) -> bool:
    """Whether an "and" joins two things rather than two statements."""
    following = re.match(r"[\w’'-]+", text[end.end() :])
    if end[0].strip() not in ("and", "but") or following is None:
        return False
    return not (verbs_at([following[0]]) or following[0] in ("he", "she", "it", "they"))


def _of_rest(past: _Past) -> Iterator[Inquiry]:
    """What is asked for by its place behind the verb."""
    rules: tuple[tuple[str, re.Pattern[str], str, Sort], ...] = (
        ("When", TIME, "time", "when"),
        ("Where", PLACE, "place", "where"),
        ("How long", _LONG, "long", "long"),
    )
    for word, pattern, group, sort in rules:
        if match := pattern.search(past.rest):
            left = f"{past.rest[: match.start()]} {past.rest[match.end() :]}".strip()
            yield past.ask(sort, word, left, moved(match.span(group), past.at))
    behind = past.rest.lstrip()
    gap = past.at + len(past.rest) - len(behind)
    if many := _MANY.match(behind):
        place = moved(many.span("many"), gap)
        after = behind[many.end() :]
        if not _SPAN_OF_TIME.search(many["what"]) and not after.startswith(" of "):
            yield past.ask("count", f"How many {many['what']}", after, place)
    elif (much := _MUCH.match(behind)) and past.base in _PAYING.split():
        yield past.ask("money", "How much", behind[much.end() :], moved(much.span("much"), gap))
    elif thing := _OBJECT.match(behind):
        yield past.ask("object", "What", behind[thing.end() :], moved(thing.span("object"), gap))


def _made_active(sentence: Sentence, passive: re.Match[str], begin: int) -> Iterator[Inquiry]:
    """Who did what was done to somebody, where the doer is a person or people."""
    agent, verb, subject = passive["agent"], passive["verb"], passive["subject"]
    person = pronoun(agent, sentence.common) == "Who" or HUMAN.search(agent)
    if person and verb.endswith("ed") and is_subject(subject):
        asked = f"Who {verb} {lowered(subject, sentence.common)} {passive['rest']}?"
        yield sentence.inquiry("agent", asked, moved(passive.span("agent"), begin))
