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
_MARKER = re.compile(r"\s*\[\d+\]")
_NAME = re.compile(
    r"(?:[A-Z][\w’'.-]*|[A-Z]\.)(?:\s+(?:(?:of|de|van|von|bin|al|the|and)\s+)?(?:[A-Z][\w’'.-]*|\d+))*"
)
_QUESTION_WORDS = frozenset(
    ["who", "whom", "whose", "what", "when", "where", "why", "which", "how", "did", "does", "do", "is", "are", "was", "were", "has", "have", "had", "can", "could", "will", "would", "should", "and", "but", "so", "also", "in", "on", "at", "the", "a", "an", "according", "tell", "name", "list", "yes", "no"]
)
_CONTEXT_WORDS = 48


@dataclass(frozen=True, slots=True)
class Resolved:
    """A question ready to be asked.

    ``question`` stands alone and is what is retrieved and shown; ``context`` is what the reader is
    given of the earlier turn, empty when the question does not lean on it.
    """

    question: str
    context: str = ""

    @property
    def asked(self) -> str:
        """The question as the reader gets it."""
        return f"{self.question} | {self.context}" if self.context else self.question


def strip_markers(text: str) -> str:
    """An answer's text without its citation markers and quotation marks, on one line."""
    return " ".join(_MARKER.sub("", text).replace("“", "").replace("”", "").split())


def names_in(text: str) -> list[str]:
    """Runs of capitalised words, in order, without question words and doubled ones.

    >>> names_in("When did Ada Byron meet Charles Babbage of London?")
    ['Ada Byron', 'Charles Babbage of London']
    """
    found: list[str] = []
    for match in _NAME.finditer(text):
        words = match[0].split()
        while words and words[0].lower().rstrip(".,") in _QUESTION_WORDS:
            words = words[1:]
        name = re.sub(r"[’']s$", "", " ".join(words).rstrip(".,"))
        if name and len(name) > 1 and not _PERSONAL.fullmatch(name) and not _THING.fullmatch(name):
            found.append(name)
    return list(dict.fromkeys(found))


def leans(question: str) -> bool | None:
    """Whether a question needs an earlier turn: True, False, or None where its words do not tell.

    >>> leans("How old was he?"), leans("When was Ada Byron born?"), leans("When is the funeral?")
    (True, False, None)
    """
    if _OPENING.search(question) or _PERSONAL.search(question) or _THING.search(question):
        return True
    names = names_in(question)
    terms = terms_of(question)
    if _POINTER.search(question) and not names:
        return True
    if len(terms.all()) <= 1 and not names:
        return True
    return False if names or terms.numbers else None


def _turns(history: Sequence[dict[str, str]]) -> list[tuple[str, str]]:
    """Past turns as (question, answer), oldest first; an unanswered question has an empty answer."""
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


def _first_sentence(answer: str) -> str:
    return " ".join(answer.split()[:_CONTEXT_WORDS])


def _topic(turns: list[tuple[str, str]], asked_who: bool) -> tuple[str, str]:
    """What "he or she" and what "it or they" most likely stand for after ``turns``."""
    question, answer = turns[-1]
    of_question, of_answer = names_in(question), names_in(_first_sentence(answer))
    people = [n for n in of_answer if n not in of_question] if asked_who else []
    ordered = [*people, *of_question, *of_answer]
    person = next((n for n in ordered if 1 <= len(n.split()) <= 4), "")
    thing = next((n for n in [*of_question, *of_answer]), "")
    return person, thing


def standalone(question: str, history: Sequence[dict[str, str]]) -> str:
    """The question with its pronouns replaced and the earlier topic named, where it leans on one."""
    turns = _turns(history)
    if not turns or leans(question) is False:
        return question
    earlier = [m for m in history]
    while earlier and earlier[-1]["role"] != "user":
        earlier.pop()
    before, answer = turns[-1]
    if earlier:
        before = standalone(before, earlier[:-1])
    asked_who = bool(re.search(r"\bwho(?:m|se)?\b", before, re.IGNORECASE))
    person, thing = _topic([*turns[:-1], (before, answer)], asked_who)
    text = _substitute(question, person, thing)
    text = re.sub(r"^(?:and|but|so|or|then|also)\b[,\s]*", "", text, flags=re.IGNORECASE)
    known = {w.lower() for w in words_of(text)}
    topic = [n for n in [*names_in(before), *(() if text != question else (person,))] if n]
    extra = [n for n in dict.fromkeys(topic) if not {w.lower() for w in words_of(n)} & known]
    if extra and text.rstrip("?") == question.rstrip("?"):
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
    leaning = Resolved(standalone(question, history), context)
    return (leaning,) if needs else (leaning, Resolved(question))


def _history(turns: list[tuple[str, str]]) -> list[dict[str, str]]:
    messages = []
    for question, answer in turns:
        messages.append({"role": "user", "content": question})
        messages.append({"role": "assistant", "content": answer})
    return messages
