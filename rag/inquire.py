"""Questions that an article's own sentences answer, made by rule.

Rules on the surface of a sentence, after Heilman & Smith 2010 (overgenerate, then rank): its
subject, its first auxiliary verb and what follows are found by their place, and turned round.
Nothing is invented: every answer is a span of its sentence. :mod:`rag.did` makes those with "did".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from index.articles import Article
from index.sentences import sentence_spans
from index.spans import Span
from rag.verbs import Knows

Sort = Literal[
    "yesno", "count", "subject", "when", "where", "long", "agent", "why", "who said", "said",
    "object", "money", "age", "who is", "holder", "nothing",
]  # fmt: skip
"""What a question asks for; ``nothing`` asks for what its sentence does not say."""

_CLAUSE = re.compile(
    r"^(?P<subject>[^,;:“”\"]{2,80}?)\s+(?P<aux>was|were|is|are|has|have|had|will|would|could|can|may"
    r"|might|must|should)\s+(?P<rest>(?:\S+\s+){2,}?[^\s,;]+)(?:[,;]\s.*)?$"
)
_SAYS = re.compile(
    r"^(?P<who>[^,;:“”\"]{2,80}?)\s+(?:(?P<verb>said|says|stated)\s+(?P<that>that\s+)?"
    r"|(?P<verb2>warned|claimed|announced)\s+that\s+)(?P<what>.+?)[.!]?$"
)
_SAY = {"said": "say", "says": "say", "stated": "state", "warned": "warn of", "claimed": "claim"}
_MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"
_DAY = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
_OVER = (
    r"(?=\s*$|[,.;]|\s+(?:in|on|at|to|for|from|by|with|after|before|during|and|but|as|when|while|where"
    r"|since|until|due|because|near|over|into|about|against|following|despite|that|which|who)\b)"
)
TIME = re.compile(
    rf"\s(?:(?:in|on|at|for|until|by)\s)?(?P<time>(?:(?:early|late|mid)[\s-])?(?:{_DAY}|(?:{_MONTH})"
    rf"(?:\s\d{{1,2}})?(?:,?\s\d{{4}})?|\d{{1,2}}\s(?:{_MONTH})(?:\s\d{{4}})?|(?:1[5-9]|20)\d\d"
    rf"|yesterday|today|last\s(?:week|month|year|night))){_OVER}"
)
PLACE = re.compile(
    r"\s(?:in|near|from|at)\s(?P<place>(?:the\s)?[A-Z][\w’'-]+(?:\s[A-Z][\w’'-]+){0,3})"
    rf"{_OVER}"
)
BECAUSE = re.compile(
    r"\s(?:because(?:\sof)?|due\sto|in\s(?:response|protest)\s(?:to|at|against))\s(?P<why>[^.]{8,})$"
)
LEAD = re.compile(r"(?:On|In|At|By|Last|Yesterday|Today|Earlier|Later|Meanwhile)\b[^,“\"]{0,60},\s")
_AGENT = re.compile(
    r"\sby\s(?P<agent>[^,;.]{3,60}?)(?=$|,|\s(?:in|on|at|after|before|for|to|who|which)\s)"
)
COUNT = (
    r"(?:(?:about|around|nearly|almost|over|at least|more than|up to)\s)?(?:\d[\d,.]*|two|three"
    r"|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:twen|thir|for|fif|six|seven|eigh|nine)ty"
    r"|dozens|hundreds|thousands)"
)
_COUNTED = re.compile(rf"^(?P<many>{COUNT})\s(?P<what>[a-z].*)$", re.IGNORECASE)
_NO_SUBJECT = re.compile(
    r"^(?:although|though|after|before|when|while|if|since|as|because|however|he|she|it|they|we|i|you"
    r"|this|that|these|those|there|what|who|which|his|her|its|their|on|in|at|by|for|from)\b"
    r"|\b(?:that|who|whom|which|whose|did|does|said|says|reports?)\b|\b[a-z]+ed\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A question with the sentence it was made of; ``answer`` is None where that is yes or none."""

    question: str
    sort: Sort
    sentence: Span
    answer: Span | None = None


_ASIDE = re.compile(
    r"\s?\([^()]*\)"
    r"|(?<=[a-z]),\s(?:who|former|the|an?|head|president|director|chief|leader|mayor)\s[^,“”\"]{3,90},"
    r"(?=\s[a-z]+\s)|\s[–—]\s[^–—“”\"]{3,90}\s[–—](?=\s[a-z])"
    r"|\s(?!(?:only|early|near|fami|dai|week|month|year|like|elder|dead|ho|al|sup|supp|re|rep|ral|assemb)"
    r"ly\b)[a-z]+ly(?=\s[a-z]+(?:d|t|n|ing)\b)"
    r"|\s(?:also|later|then|now|already|other)(?=\s[a-z])"
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an article; ``common`` holds the words that the article writes small."""

    article: str
    text: str
    start: int
    common: frozenset[str] = field(repr=False)

    @property
    def plain(self) -> str:
        """The text with asides, and adverbs before a verb, blanked out: no offset moves."""
        return _ASIDE.sub(lambda m: " " * len(m[0]), self.text)

    def span(self, start: int, end: int) -> Span:
        """The span of ``text[start:end]`` in the article."""
        return Span(self.article, self.start + start, self.start + end)

    @property
    def whole(self) -> Span:
        """The span of the sentence."""
        return self.span(0, len(self.text))

    def inquiry(self, sort: Sort, question: str, place: tuple[int, int] | None) -> Inquiry:
        """A question whose answer is at ``place`` in the sentence."""
        return Inquiry(tidy(question), sort, self.whole, self.span(*place) if place else None)


_OPENER = re.compile(r"(?:^|[.!?”\"]\s+|\n)([A-Z][a-z]+)(?=\s[a-z])")
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]+")
_PEOPLES = re.compile(r"(?:an|ish|ese|[^s]i)$")


def sentences_of(article: Article, knows: Knows | None = None) -> Iterator[Sentence]:
    """The sentences that are neither too short nor too long to be asked about, in order.

    With ``knows`` a word that opens a sentence is taken for a common one where it is a word and
    the article has it nowhere as a name.
    """
    common = frozenset(re.findall(r"\b[a-z]+\b", article.text))
    if knows:
        openers = set(_OPENER.findall(article.text)) - set(_NAME.findall(article.text))
        common |= {w.lower() for w in openers if knows(w.lower()) and not _PEOPLES.search(w)}
    for paragraph in article.paragraphs:
        for start, end in sentence_spans(article.text, paragraph.start, paragraph.end):
            text = article.text[start:end]
            if 5 <= len(text.split()) <= 45 and "\n" not in text:
                yield Sentence(article.id, text, start, common)


def inquire(sentence: Sentence) -> Iterator[Inquiry]:
    """The questions that a sentence with an auxiliary verb or a verb of saying answers."""
    lead = LEAD.match(sentence.plain)
    begin = lead.end() if lead else 0
    text = sentence.plain[begin:].rstrip(".!?")
    if says := _SAYS.match(text):
        who = says["who"]
        if not re.search(r"\b(?:has|have|had)$", who) and not _NO_SUBJECT.search(who):
            yield from _reported(sentence, says, begin)
        return
    clause = _CLAUSE.match(text)
    if clause is None:
        return
    counted = _COUNTED.match(clause["subject"])
    if counted or is_subject(clause["subject"]):
        yield from _turned(sentence, clause, counted, begin)


def is_subject(phrase: str) -> bool:
    """Whether a phrase can be the subject of a question: short, and no pronoun or conjunction.

    >>> is_subject("The old bridge"), is_subject("After the storm it"), is_subject("She")
    (True, False, False)
    """
    return len(phrase.split()) <= 8 and not _NO_SUBJECT.search(phrase)


def _turned(
    sentence: Sentence, clause: re.Match[str], counted: re.Match[str] | None, begin: int
) -> Iterator[Inquiry]:
    """A statement turned into questions, of which it is the answer or holds it."""
    subject, aux, rest = clause["subject"], clause["aux"], clause["rest"]
    small = lowered(subject, sentence.common)
    yield sentence.inquiry("yesno", f"{aux} {small} {rest}?", None)
    if counted:
        place = moved(counted.span("many"), begin)
        yield sentence.inquiry("count", f"How many {counted['what']} {aux} {rest}?", place)
    else:
        place = moved(clause.span("subject"), begin)
        asked = f"{pronoun(subject, sentence.common)} {aux} {rest}?"
        yield sentence.inquiry("subject", asked, place)
    yield from _of_rest(sentence, small, aux, rest, begin + clause.start("rest"))


def _of_rest(sentence: Sentence, subject: str, aux: str, rest: str, at: int) -> Iterator[Inquiry]:
    """The questions that take a part of the predicate for their answer."""
    rules: tuple[tuple[str, re.Pattern[str], str, Sort], ...] = (
        ("When", TIME, "time", "when"),
        ("Where", PLACE, "place", "where"),
        ("By whom", _AGENT, "agent", "agent"),
        ("Why", BECAUSE, "why", "why"),
    )
    for word, pattern, group, sort in rules:
        if match := pattern.search(rest):
            left = f"{rest[: match.start()]} {rest[match.end() :]}".strip(" ,")
            place = (at + match.start(group), at + match.end(group))
            yield sentence.inquiry(sort, f"{word} {aux} {subject} {left}?", place)
    if not BECAUSE.search(rest):
        yield sentence.inquiry("nothing", f"Why {aux} {subject} {rest}?", None)
    if aux in ("was", "were") and not TIME.search(rest):
        yield sentence.inquiry("nothing", f"At what time {aux} {subject} {rest}?", None)


def _reported(sentence: Sentence, says: re.Match[str], begin: int) -> Iterator[Inquiry]:
    verb = says["verb"] or says["verb2"]
    who = lowered(says["who"], sentence.common)
    claim = says["what"].split(", ")[0]
    asked = f"Who {verb} that {lowered(claim, sentence.common)}?"
    yield sentence.inquiry("who said", asked, moved(says.span("who"), begin))
    asked = f"What did {who} {_SAY.get(verb, verb.removesuffix('d'))}?"
    yield sentence.inquiry("said", asked, moved(says.span("what"), begin))


def moved(span: tuple[int, int], by: int) -> tuple[int, int]:
    """The span ``by`` characters further on."""
    return span[0] + by, span[1] + by


def lowered(phrase: str, common: frozenset[str]) -> str:
    """The phrase for the middle of a sentence: its first word small where the article has it so."""
    first = re.match(r"[A-Z][a-z]*", phrase)
    if first and (first[0].lower() in common or first[0] in ("A", "An", "The")):
        return phrase[0].lower() + phrase[1:]
    return phrase


def pronoun(subject: str, common: frozenset[str]) -> str:
    """``Who`` for a subject that looks like a person's name, else ``What``."""
    names = re.findall(r"[A-Z][\w’'-]+", subject)
    return "Who" if len(names) in (2, 3) and lowered(subject, common) == subject else "What"


def tidy(question: str) -> str:
    """The question with single spaces and a capital at its beginning."""
    text = re.sub(r"\s+", " ", question).replace(" ,", ",").replace(" ?", "?")
    return text[0].upper() + text[1:]
