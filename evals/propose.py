"""Questions proposed from an article's own sentences, with their spans, for a person to judge.

Rules on the surface of a sentence, after Heilman & Smith 2010 (overgenerate; here a person ranks):
its subject, its first auxiliary verb and what follows are found by their place, and turned round.
Nothing is invented: every answer is a span of the sentence, every evidence the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from evals.samples import Evidence, Gold, Sample
from index.articles import Article
from index.sentences import sentence_spans
from index.spans import Span

PER_ARTICLE = 24
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
_TIME = re.compile(
    rf"\s(?:(?:in|on|at|for|until|by)\s)?(?P<time>(?:(?:early|late|mid)[\s-])?(?:{_DAY}|(?:{_MONTH})"
    rf"(?:\s\d{{1,2}})?(?:,?\s\d{{4}})?|\d{{1,2}}\s(?:{_MONTH})(?:\s\d{{4}})?|(?:1[5-9]|20)\d\d"
    r"|yesterday|today|last\s(?:week|month|year|night)))\b"
)
_PLACE = re.compile(r"\s(?:in|near)\s(?P<place>(?:the\s)?[A-Z][\w’'-]+(?:\s[A-Z][\w’'-]+){0,3})")
_AGENT = re.compile(
    r"\sby\s(?P<agent>[^,;.]{3,60}?)(?=$|,|\s(?:in|on|at|after|before|for|to|who|which)\s)"
)
_LEAD = re.compile(
    r"(?:On|In|At|By|Last|Yesterday|Today|Earlier|Later|Meanwhile)\b[^,“\"]{0,40},\s"
)
_BECAUSE = re.compile(r"\sbecause\s(?P<why>[^.]{8,})$")
_COUNTED = re.compile(
    r"^(?P<many>(?:(?:about|around|nearly|over|at least|more than)\s)?(?:\d[\d,.]*|two|three|four|"
    r"five|six|seven|eight|nine|ten|eleven|twelve|dozens|hundreds|thousands))\s(?P<what>[a-z].*)$",
    re.IGNORECASE,
)
_NO_SUBJECT = re.compile(
    r"^(?:although|though|after|before|when|while|if|since|as|because|however|he|she|it|they|we|i|you"
    r"|this|that|these|those|there|what|who|which|his|her|its|their|on|in|at|by|for|from)\b"
    r"|\b(?:that|who|whom|which|whose|did|does|said|says|reports?)\b|\b[a-z]+ed\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Sentence:
    article: str
    text: str
    start: int
    common: frozenset[str] = field(repr=False)

    def span(self, start: int, end: int) -> Span:
        return Span(self.article, self.start + start, self.start + end)

    @property
    def whole(self) -> Span:
        return self.span(0, len(self.text))


def propose(article: Article, limit: int = PER_ARTICLE) -> list[Sample]:
    """At most ``limit`` questions, spread over kinds and over the article; ids are theirs alone."""
    found: dict[str, list[Sample]] = {}
    for sentence in _sentences(article):
        for sample in _of_sentence(sentence):
            found.setdefault(sample.kind, []).append(sample)
    found["summary"] = [*_summary(article)]
    chosen: list[Sample] = []
    for turn in range(max(map(len, found.values()), default=0)):
        chosen += [samples[turn] for samples in found.values() if turn < len(samples)]
    distinct = {sample.question: sample for sample in reversed(chosen[: 2 * limit])}
    ordered = [sample for sample in chosen if distinct.get(sample.question) is sample][:limit]
    return [replace(sample, id=f"{article.id}-d{n}") for n, sample in enumerate(ordered, start=1)]


def _sentences(article: Article) -> Iterator[_Sentence]:
    common = frozenset(re.findall(r"\b[a-z]+\b", article.text))
    for paragraph in article.paragraphs:
        for start, end in sentence_spans(article.text, paragraph.start, paragraph.end):
            text = article.text[start:end]
            if 5 <= len(text.split()) <= 45 and "\n" not in text:
                yield _Sentence(article.id, text, start, common)


def _of_sentence(sentence: _Sentence) -> Iterator[Sample]:
    lead = _LEAD.match(sentence.text)
    begin = lead.end() if lead else 0
    text = sentence.text[begin:].rstrip(".!?")
    if says := _SAYS.match(text):
        who = says["who"]
        if not re.search(r"\b(?:has|have|had)$", who) and not _NO_SUBJECT.search(who):
            yield from _reported(sentence, says, begin)
        return
    clause = _CLAUSE.match(text)
    if clause is None:
        return
    counted = _COUNTED.match(clause["subject"])
    unfit = len(clause["subject"].split()) > 8 or _NO_SUBJECT.search(clause["subject"])
    if counted or not unfit:
        yield from _turned(sentence, clause, counted, begin)


def _turned(
    sentence: _Sentence, clause: re.Match[str], counted: re.Match[str] | None, begin: int
) -> Iterator[Sample]:
    """A statement turned into questions, of which it is the answer or holds it."""
    subject, aux, rest = clause["subject"], clause["aux"], clause["rest"]
    small = _lowered(subject, sentence.common)
    yield _sample(sentence, "yesno", f"{aux} {small} {rest}?", None)
    if counted:
        place = _moved(counted.span("many"), begin)
        yield _sample(sentence, "factoid", f"How many {counted['what']} {aux} {rest}?", place)
    else:
        place = _moved(clause.span("subject"), begin)
        asked = f"{_pronoun(subject, sentence.common)} {aux} {rest}?"
        yield _sample(sentence, "factoid", asked, place)
    yield from _of_rest(sentence, small, aux, rest, begin + clause.start("rest"))


def _of_rest(sentence: _Sentence, subject: str, aux: str, rest: str, at: int) -> Iterator[Sample]:
    """The questions that take a part of the predicate for their answer."""
    rules = (
        ("When", _TIME, "time", "factoid"),
        ("Where", _PLACE, "place", "factoid"),
        ("By whom", _AGENT, "agent", "factoid"),
        ("Why", _BECAUSE, "why", "why"),
    )
    for word, pattern, group, kind in rules:
        if match := pattern.search(rest):
            left = f"{rest[: match.start()]} {rest[match.end() :]}".strip(" ,")
            place = (at + match.start(group), at + match.end(group))
            yield _sample(sentence, kind, f"{word} {aux} {subject} {left}?", place)
    if not _BECAUSE.search(rest):
        yield _nothing(sentence, f"Why {aux} {subject} {rest}?")
    if aux in ("was", "were") and not _TIME.search(rest):
        yield _nothing(sentence, f"At what time {aux} {subject} {rest}?")


def _reported(sentence: _Sentence, says: re.Match[str], begin: int) -> Iterator[Sample]:
    verb = says["verb"] or says["verb2"]
    who = _lowered(says["who"], sentence.common)
    claim = says["what"].split(", ")[0]
    asked = f"Who {verb} that {_lowered(claim, sentence.common)}?"
    yield _sample(sentence, "attribution", asked, _moved(says.span("who"), begin))
    asked = f"What did {who} {_SAY.get(verb, verb.removesuffix('d'))}?"
    yield _sample(sentence, "attribution", asked, _moved(says.span("what"), begin))


def _moved(span: tuple[int, int], by: int) -> tuple[int, int]:
    return span[0] + by, span[1] + by


def _summary(article: Article) -> Iterator[Sample]:
    spans = [sentence.whole for sentence in _sentences(article)][:2]
    if spans:
        yield Sample(
            id="",
            article=article.id,
            kind="summary",
            question="What is the article about?",
            answers=tuple(Gold(article.span_text(s), s, n) for n, s in enumerate(spans)),
            evidence=tuple(Evidence(s, n) for n, s in enumerate(spans)),
            tags=("draft",),
        )


def _sample(sentence: _Sentence, kind: str, question: str, place: tuple[int, int] | None) -> Sample:
    """A sample that the sentence answers; without a place the answer is yes."""
    gold = Gold("yes")
    if place:
        gold = Gold(sentence.text[place[0] : place[1]], sentence.span(*place))
    return Sample(
        id="",
        article=sentence.article,
        kind=kind,
        question=_tidy(question),
        answers=(gold,),
        evidence=(Evidence(sentence.whole),),
        tags=("draft",),
    )


def _nothing(sentence: _Sentence, question: str) -> Sample:
    """A question near what the sentence says, which it does not answer; the article may."""
    return Sample(
        "", sentence.article, "unanswerable", _tidy(question), answerable=False, tags=("draft",)
    )


def _lowered(phrase: str, common: frozenset[str]) -> str:
    """The phrase for the middle of a sentence: its first word small where the article has it so."""
    first = re.match(r"[A-Z][a-z]*", phrase)
    if first and (first[0].lower() in common or first[0] in ("A", "An", "The")):
        return phrase[0].lower() + phrase[1:]
    return phrase


def _pronoun(subject: str, common: frozenset[str]) -> str:
    names = re.findall(r"[A-Z][\w’'-]+", subject)
    return "Who" if len(names) in (2, 3) and _lowered(subject, common) == subject else "What"


def _tidy(question: str) -> str:
    text = re.sub(r"\s+", " ", question).replace(" ,", ",").replace(" ?", "?")
    return text[0].upper() + text[1:]
