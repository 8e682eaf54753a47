"""Follow-ups: a question that leans on earlier turns becomes one that stands alone.

No language model: pronouns and bare nouns are tied to what the last turns were about. Where the
words leave it open whether a question leans on them, both readings are returned and the reader's
scores decide.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.terms import terms_of, words_of

_PERSONAL = re.compile(r"\b(he|him|his|she|her|hers|himself|herself)\b", re.IGNORECASE)
_THING = re.compile(r"\b(it|its|they|them|their|theirs|itself|themselves)\b", re.IGNORECASE)
_POINTER = re.compile(
    r"\b(this|that|these|those|there|then|former|latter|such|same|others?|another|else|one|ones)\b",
    re.IGNORECASE,
)
_OPENING = re.compile(r"^(?:and|but|so|or|what about|how about|then|also)\b", re.IGNORECASE)
_POSSESSIVE = frozenset({"his", "her", "hers", "its", "their", "theirs"})
SILENT = ("The article does not say", "The articles do not say")
"""How the text of an abstention begins."""

_MARKER = re.compile(r"\s*\[\d+\]")
_NAME = re.compile(
    r"(?:[A-Z][\w’'.-]*|[A-Z]\.)(?:\s+(?:(?:of|de|van|von|bin|al|the|and)\s+)?(?:[A-Z][\w’'.-]*|\d+))*"
)
_SMALL_WORDS = """
    who whom whose what when where why which how did does do is are was were has have had can
    could will would should and but so also in on at the a an according tell name list yes no
    he she it they we you i his her its their our my this that these those there as for from
    by with of to if after before until since during while although because not only both all
    some many most more about around nearly over under any each every one two three four five
    six seven eight nine ten
"""
_NOT_NAMES = frozenset(_SMALL_WORDS.split())
_CALENDAR = re.compile(
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May|June|July|August|"
    r"September|October|November|December|[\s\d])+"
)
_CONTEXT_WORDS = 48


@dataclass(frozen=True, slots=True)
class Resolved:
    """A question ready to be asked.

    ``question`` stands alone and is what is shown; ``context`` is what the reader is given of the
    earlier turn, empty when the question does not lean on it; ``names`` are what the conversation
    was about before, for retrieval alone.
    """

    question: str
    context: str = ""
    names: tuple[str, ...] = ()

    @property
    def query(self) -> str:
        """The question as passages are retrieved for it."""
        return " ".join([self.question, *self.names])

    @property
    def asked(self) -> str:
        """The question as the reader gets it."""
        return f"{self.question} | {self.context}" if self.context else self.question


def strip_markers(text: str) -> str:
    """An answer's text without citation markers and quotation marks, on one line.

    Lines become sentences, and a line that the next one repeats is dropped; of an abstention
    nothing is kept, since it says nothing that a follow-up could lean on.
    """
    if text.startswith(SILENT):
        return ""
    plain = _MARKER.sub("", text).replace("“", "").replace("”", "")
    lines = [" ".join(line.split()) for line in plain.splitlines() if line.strip()]
    kept = [a for a, b in zip(lines, [*lines[1:], ""], strict=True) if a.rstrip(".") not in b]
    return " ".join(line if line[-1] in ".!?" else f"{line}." for line in kept)


def names_in(text: str) -> list[str]:
    """Runs of capitalised words, in order, each once; a capital that only opens a sentence is none.

    >>> names_in("When did Ada Byron meet Charles Babbage of London?")
    ['Ada Byron', 'Charles Babbage of London']
    >>> names_in("Retired judge Ines Roth lives there. Until May.")
    ['Ines Roth']
    """
    found: list[str] = []
    for match in _NAME.finditer(text):
        words = match[0].split()
        opening = not text[: match.start()].strip() or text[: match.start()].rstrip()[-1] in ".!?"
        while words and words[0].lower().rstrip(".,") in _NOT_NAMES:
            words, opening = words[1:], False
        if opening and len(words) == 1 and not re.search(r"\d|[A-Z]{2}|[’']s$", words[0]):
            continue
        name = re.sub(r"[’']s?$", "", " ".join(words).rstrip(","))
        name = name if re.search(r"\b[A-Z]\.$", name) else name.rstrip(".")
        if len(name) > 1 and not _CALENDAR.fullmatch(name):
            found.append(name)
    return list(dict.fromkeys(found))


def leans(question: str) -> bool | None:
    """Whether a question needs an earlier turn: True, False, or None where its words do not tell.

    >>> leans("How old was he?"), leans("When was Ada Byron born?")
    (True, False)
    >>> leans("When will the old bridge be shut?")
    """
    names, terms = names_in(question), terms_of(question)
    bare = not names and len(terms.all()) <= 3
    if _OPENING.search(question):
        return None if names and len(terms.all()) > 3 else True
    if _PERSONAL.search(question) or _THING.search(question):
        return None if names else True
    if _POINTER.search(question):
        return True if bare else None
    if len(terms.all()) <= 1 and not names:
        return True
    return False if names or terms.numbers else None


def _turns(history: Sequence[dict[str, str]]) -> list[tuple[str, str]]:
    """Past turns as (question, answer), oldest first; the answer is empty where there is none."""
    turns: list[tuple[str, str]] = []
    for message in history:
        if message["role"] == "user":
            turns.append((message["content"].strip(), ""))
        elif turns:
            turns[-1] = (turns[-1][0], strip_markers(message["content"]))
    return turns


def _substitute(question: str, person: str, thing: str) -> str:
    """The first pronoun of each sort replaced by what it stands for."""

    def put(name: str, match: re.Match[str]) -> str:
        possessive = match[0].lower() in _POSSESSIVE
        if match[0].lower() == "her" and not re.match(r"\s+\w", question[match.end() :]):
            possessive = False
        return f"{name}’s" if possessive and not name.endswith("s") else name

    text = question
    if person:
        text = _PERSONAL.sub(lambda m: put(person, m), text, count=1)
    if thing:
        text = _THING.sub(lambda m: put(thing, m), text, count=1)
    return text


def _first_words(answer: str) -> str:
    return " ".join(answer.split()[:_CONTEXT_WORDS])


def _topic(question: str, answer: str) -> tuple[str, str, tuple[str, ...]]:
    """What "he" or "she" stands for after a turn, what "it" or "they" does, and all its names."""
    of_question, of_answer = names_in(question), names_in(_first_words(answer))
    fresh = [n for n in of_answer if not any(n in q or q in n for q in of_question)]
    asked_who = re.search(r"\bwho(?:m|se)?\b(?!\s+(?:is|was)\s+[A-Z])", question, re.IGNORECASE)
    people = [*fresh, *of_question] if asked_who else [*of_question, *fresh]
    person = next((n for n in people if len(n.split()) <= 4), "")
    things = list(dict.fromkeys([*of_question, *fresh]))
    thing = things[0] if len(things) == 1 else ""
    return person, thing, tuple(of_question or things[:1])


def standalone(question: str, history: Sequence[dict[str, str]]) -> str:
    """The question with its pronouns replaced and the topic named, where it leans on one."""
    turns = _turns(history)
    if not turns or leans(question) is False:
        return question
    earlier = list(history)
    while earlier and earlier[-1]["role"] != "user":
        earlier.pop()
    before, answer = turns[-1]
    if earlier:
        before = standalone(before, earlier[:-1])
    person, thing, topic = _topic(before, answer)
    if _PERSONAL.search(question):
        thing = "" if thing == person else thing
    text = _substitute(question, person, thing)
    text = re.sub(r"^(?:and|but|so|or|then|also)\b[,\s]*", "", text, flags=re.IGNORECASE)
    known = {w.lower() for w in words_of(text)}
    extra = [n for n in topic if not {w.lower() for w in words_of(n)} & known]
    if extra:
        text = f"{text.rstrip('? ')} ({', '.join(extra[:2])})?"
    return text[:1].upper() + text[1:]


def resolve(question: str, history: Sequence[dict[str, str]]) -> tuple[Resolved, ...]:
    """The readings of a question after a conversation, the likelier first.

    One reading where its words tell whether it leans on the last turn, two where they do not.
    """
    turns = _turns(history)
    needs = leans(question) if turns else False
    if needs is False:
        return (Resolved(question),)
    before, answer = turns[-1]
    if len(turns) > 1 and leans(before):
        before = standalone(before, _history(turns[:-1]))
    context = " ".join(f"{before} {answer}".split()[:_CONTEXT_WORDS])
    names = dict.fromkeys(n for asked, _ in turns for n in names_in(asked))
    leaning = Resolved(standalone(question, history), context, tuple(names))
    return (leaning,) if needs else (leaning, Resolved(question))


def _history(turns: list[tuple[str, str]]) -> list[dict[str, str]]:
    messages = []
    for question, answer in turns:
        messages.append({"role": "user", "content": question})
        messages.append({"role": "assistant", "content": answer})
    return messages
