"""The people of an article, and what is asked about them: who they are, how old, what they said."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from rag.inquire import COUNT, Inquiry, Sentence
from rag.verify.names import names_in

_TITLE = (
    r"(?:Mr|Mrs|Ms|Dr|Sir|Lord|Lady|President|Chancellor|Prime\sMinister|Minister|Secretary|Senator"
    r"|Governor|Mayor|General|Colonel|Captain|Sergeant|Judge|Justice|Professor|Pope|King|Queen"
    r"|Prince|Princess|Archbishop|Bishop|Ambassador|Inspector|Sheriff|Chief)\.?"
)
_JOB = (
    r"(?:leader|president|governor|mayor|minister|chancellor|spokes\w+|founder|director|chief|head"
    r"|commissioner|chair\w*|candidate|coach|captain|author|singer|actor|actress|CEO|attorney|judge"
    r"|archbishop|bishop|speaker|secretary|ambassador|officer|analyst|professor|journalist|senator"
    r"|administrator|manager|driver|owner|player|baker|farmer|scientist|historian|economist)"
)
_BEFORE_ROLE = re.compile(rf"(?P<role>\b(?:[A-Za-z’'-]+\s){{0,3}}{_JOB})(?:,)?\s(?:{_TITLE}\s)?$")
_OFFICE = re.compile(
    rf"\b(?P<role>[Tt]he\s(?:[a-z-]+\s){{0,3}}{_JOB}(?:\sof\s(?:the\s)?[A-Z]\w+(?:\s[A-Z]\w+)?)),\s$"
)
_SPEAKS = r"(?:said|says|told|added|wrote|tweeted|warned|explained|stated|asked|replied)"
_OLD = re.compile(
    r"(?:,\s|\bwas\s|\bis\s)(?P<age>\d\d)\syears\sold|,\s(?P<age2>\d\d),|\baged\s(?P<age3>\d\d)\b"
)
_BEFORE_OLD = re.compile(r"\b(?P<age>\d\d)-year-old\s(?:[\w-]+\s){0,3}$")
_ROLE = re.compile(
    r",\s(?P<role>(?:who\s(?:is|was)\s)?(?:the|an?|head|president|director|chief|leader|mayor|founder"
    r"|chair\w*|secretary|minister|spokes\w+|professor|former)\s[^,;.“”\"]{5,80})[,.]"
)
_GONE = re.compile(r"\b(?:died|dead|kill\w*|death|murder\w*|assassinat\w*|late)\b")
_DONE = "killed|injured|wounded|arrested|detained|rescued|evacuated|hospitali[sz]ed|displaced"
_TOLL = re.compile(
    rf"\b(?P<many>{COUNT})(?:\s(?:other\s)?(?P<who>people|civilians|children|passengers|workers"
    rf"|soldiers|protesters))?\s(?:(?:have|had|has)\s(?:also\s)?(?:been\s)?|were\s|was\s)?"
    rf"(?P<done>{_DONE}|died|missing)\b|\b(?P<did>killing|injuring|wounding|killed|injured)\s"
    rf"(?P<many2>{COUNT})(?:\s(?P<who2>people|civilians|children|passengers|workers|soldiers))?\b",
    re.IGNORECASE,
)


def people_of(text: str) -> tuple[str, ...]:
    """Full names of people in a text, the oftenest named first.

    A name is a person's where a title stands before it, a saying verb beside it or its family
    name, or an age or a "who" behind it.

    >>> people_of("The mayor, Ines Roth, left Port Mallo. Roth said that Port Mallo was safe.")
    ('Ines Roth',)
    """
    parts = re.split(r"(?<=[a-z\d][.!?])\s+|\n", text)  # no name runs over the end of a sentence
    found = dict.fromkeys(
        n.text for part in parts for n in names_in(part) if 2 <= len(n.text.split()) <= 3
    )
    people: Counter[str] = Counter()
    for name in found:
        words = name.split()
        while words and re.fullmatch(_TITLE, words[0]):
            words = words[1:]
        short = re.sub(r"[’']s?$", "", " ".join(words))
        if len(words) > 1 and _is_person(text, short, short.split()[-1], titled=short != name):
            people[short] += len(re.findall(rf"\b{re.escape(short.split()[-1])}\b", text))
    return tuple(name for name, _ in people.most_common())


def _is_person(text: str, name: str, last: str, *, titled: bool) -> bool:
    full, family = re.escape(name), re.escape(last)
    tells = (
        rf"\b{_TITLE}\s(?:\w+\s)?{family}\b",
        rf"\b{family}\s{_SPEAKS}\b|\b{_SPEAKS}\s(?:{full}|{family})\b",
        rf"\b{_JOB},?\s(?:{_TITLE}\s)?{full}\b",
        rf"\b{full},\s(?:the\s)?(?:[\w-]+\s){{0,2}}{_JOB}\b|\b{_JOB}\b[^,.]{{0,40}},\s{full}\b",
        rf"\b{full},\s(?:\d\d\b|who\b|whose\b|aged\b)|\b{full}\s\(\d\d\)",
    )
    if re.search(rf"\b[Tt]he\s{full}\b", text) or name.startswith(("The ", "A ")):
        return False
    return titled or any(re.search(t, text) for t in tells)


def inquire_people(sentence: Sentence, people: Sequence[str]) -> Iterator[Inquiry]:
    """Who somebody is and how old, where a sentence names them and says so in passing."""
    text = sentence.text
    for name in people:
        at = text.find(name)
        if at < 0:
            continue
        behind, before = text[at + len(name) :], text[:at]
        verb = "was" if _GONE.search(text) or re.search(rf"{name}, who was", text) else "is"
        old = _OLD.search(behind[:60])
        if old and (group := next(g for g in ("age", "age2", "age3") if old[g])):
            start = at + len(name) + old.start(group)
            yield sentence.inquiry("age", f"How old {verb} {name}?", (start, start + 2))
        elif young := _BEFORE_OLD.search(before):
            yield sentence.inquiry("age", f"How old {verb} {name}?", young.span("age"))
        if role := _ROLE.match(behind):
            start = at + len(name)
            place = (start + role.start("role"), start + role.end("role"))
            yield sentence.inquiry("who is", f"Who {verb} {name}?", place)
        elif office := _OFFICE.search(before):
            asked = f"Who is {office['role'][0].lower()}{office['role'][1:]}?"
            yield sentence.inquiry("holder", asked, (at, at + len(name)))
        elif job := _BEFORE_ROLE.search(before):
            yield sentence.inquiry("who is", f"Who {verb} {name}?", job.span("role"))
        if re.match(rf"\s(?:\w+ly\s)?{_SPEAKS}\b", behind):
            yield sentence.inquiry("said", f"What did {name} say?", (at, len(text)))


def inquire_toll(sentence: Sentence) -> Iterator[Inquiry]:
    """How many were killed, hurt, held or saved, where a sentence counts them."""
    for match in _TOLL.finditer(sentence.text):
        group = "many" if match["many"] else "many2"
        who = (match["who"] or match["who2"] or "people").lower()
        done = (match["done"] or match["did"]).lower().replace("ing", "ed")
        asked = (
            f"How many {who} {'' if done == 'died' else 'are ' if done == 'missing' else 'were '}"
        )
        yield sentence.inquiry("count", f"{asked}{done}?", match.span(group))
