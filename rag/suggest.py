"""Questions to suggest on an article: few, well put, and each one answered by the chain itself.

They are made of the article's own sentences by rule, put in order by how well they read, and asked
one after another; one that is not answered surely, from the sentence it was made of, is dropped.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from index.articles import Article
from index.spans import Span
from rag.answer import Answer, Citation, Short
from rag.did import HUMAN, inquire_past
from rag.inquire import Inquiry, Sentence, Sort, inquire, sentences_of
from rag.people import inquire_people, inquire_toll, people_of
from rag.quote import block_of
from rag.terms import stems_of
from rag.verbs import Knows

MOST = 8
"""Questions that an article gets at most."""
TRIED = 24
"""Questions that are asked at most to find them."""
SURE = 0.7
"""The confidence that the answer to a suggested question has at least."""

Ask = Callable[[str], Answer]

_WORTH: dict[Sort, float] = {
    "count": 3.0, "age": 2.6, "money": 3.0, "long": 3.0, "why": 3.2, "when": 2.4, "where": 2.4,
    "agent": 2.8, "subject": 2.2, "who is": 2.2, "holder": 2.2,
    "object": 1.4, "said": 0.9, "who said": 1.0,
}  # fmt: skip
"""How welcome each sort of question is; the others are none to suggest."""

_LEANS = re.compile(
    r"\b(?:he|she|it|they|him|them|his|her|hers|its|their|we|us|our|you|your|i|my|this|that|these"
    r"|those|here|there|such|also|other|others|another|former|latter|however|further|same|too|then"
    r"|yesterday|today|tomorrow|tonight|ago|now|recently|respectively|one|ones|above|below|so)\b",
    re.IGNORECASE,
)
_ODD = re.compile(r"[“”\"()\[\]:;…–—/]|\.\w|,|\b(?:said|says|which|who|whose)\b.*\b(?:who|which)\b")
_LAST = re.compile(
    r"\b(?:in|on|at|of|by|for|to|with|and|or|the|an?|from|that|than|as|about|over|into|near|during"
    r"|more|most|very|is|was|are|were|be|been|has|have|had|not|also|only|both)\?$"
)
_POOR = re.compile(
    r"^By whom|^What (?:was|were|is|are) (?:an?|the)\b|^What (?:was|were)\b.*\bby\b"
    r"|^What did (?!(?:the )?(?:\w+ )*[A-Z]).* (?:say|state)\?$"
    r"|^(?:When|Where|Why) (?:was|were|is|are)\b(?!.*\b(?:\w+(?:ed|en|ing)|held|born|found|built"
    r"|made|set|shot|sold|sent|won|lost|cut|hit|put|due)\b)|\bborn [A-Z]|\bpublished of\b|\bper\b"
    r"|\breportedly\b|^Who was the \w+ \w+\?$|^Wh(?:o|at) (?:has|had|is|was)\b.*\b(?:is|are)\b"
    r"|\b(?:in|on|at|to|of|for|by|from) (?:in|on|at|to|of|for|by|from)\b|\b\d+\?$",
)
"""Forms that no one would ask, or that turning round a sentence gets wrong."""

_FEWEST: dict[Sort, int] = {"age": 3, "who is": 3, "count": 3, "subject": 5, "object": 6}
_LONGEST = 14


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A question that the chain answers, with the sentence that it was made of."""

    question: str
    sort: Sort
    sentence: Span
    confidence: float


def drafts(article: Article, knows: Knows) -> list[Inquiry]:
    """The questions that may be suggested on an article, the best put first."""
    people = people_of(article.text)
    scored: list[tuple[float, int, Inquiry]] = []
    for at, sentence in enumerate(sentences_of(article, knows)):
        if in_speech(article, sentence):
            continue
        found = (
            *inquire_people(sentence, people),
            *inquire_past(sentence, knows),
            *inquire(sentence),
            *inquire_toll(sentence),
        )
        asked = (of_whom(i, article, people) for i in found if i.sort in _WORTH)
        scored += [(worth(i, at), at, i) for i in asked if i and reads_well(i)]
    scored.sort(key=lambda s: (-s[0], s[1], s[2].question))
    return list({i.question: i for _, _, i in reversed(scored)}.values())[::-1]


def in_speech(article: Article, sentence: Sentence) -> bool:
    """Whether a sentence begins within direct speech: what it says is somebody's word alone."""
    low, _ = block_of(article.text, sentence.start)
    before = article.text[low : sentence.start] + sentence.text[:1]
    return before.count("“") > before.count("”") or before.count('"') % 2 == 1


def of_whom(inquiry: Inquiry, article: Article, people: Sequence[str]) -> Inquiry | None:
    """The question with "who" for people and "what" for things; None where that is not known."""
    if inquiry.sort != "subject" or inquiry.answer is None:
        return inquiry
    subject = article.span_text(inquiry.answer)
    _, _, rest = inquiry.question.partition(" ")
    person = bool(HUMAN.search(subject)) or any(
        name in subject or name.split()[-1] == subject.split()[-1] for name in people
    )
    if person:
        verb, _, left = rest.partition(" ")
        verb = {"were": "was", "have": "has", "are": "is"}.get(verb, verb)
        return replace(inquiry, question=f"Who {verb} {left}")
    thing = re.match(r"(?:The|A|An)\s[a-z]", subject) and not re.search(r"\s[A-Z]", subject)
    return replace(inquiry, question=f"What {rest}") if thing else None


def reads_well(inquiry: Inquiry) -> bool:
    """Whether a question stands alone, is short, and ends where English lets it end."""
    words = inquiry.question.rstrip("?").split()
    if not _FEWEST.get(inquiry.sort, 4) <= len(words) <= _LONGEST:
        return False
    return not any(p.search(inquiry.question) for p in (_LEANS, _ODD, _LAST, _POOR))


def worth(inquiry: Inquiry, at: int) -> float:
    """How good a suggestion is: its sort, a name in it, its length, and how early it stands."""
    words = inquiry.question.rstrip("?").split()
    named = any(w[0].isupper() for w in words[1:])
    return _WORTH[inquiry.sort] + 0.8 * named - 0.2 * max(0, len(words) - 9) - 0.04 * at


def suggest(article: Article, ask: Ask, knows: Knows, most: int = MOST) -> tuple[Suggestion, ...]:
    """At most ``most`` questions on an article that ``ask`` answers surely, the best first.

    No two are made of one sentence, and sorts are mixed. There may be none. What ``ask`` raises
    is raised.
    """
    found: list[Suggestion] = []
    for inquiry in _mixed(drafts(article, knows))[:TRIED]:
        if len(found) == most:
            break
        if any(inquiry.sentence == s.sentence for s in found):
            continue
        answer = ask(inquiry.question)
        if answers(answer, inquiry):
            found.append(
                Suggestion(inquiry.question, inquiry.sort, inquiry.sentence, answer.confidence)
            )
    return tuple(found)


def _mixed(inquiries: Sequence[Inquiry]) -> list[Inquiry]:
    """The best of every sort first, then the second best of every sort, and so on."""
    taken: dict[Sort, int] = {}
    rounds: list[tuple[int, int, Inquiry]] = []
    for at, inquiry in enumerate(inquiries):
        taken[inquiry.sort] = taken.get(inquiry.sort, 0) + 1
        rounds.append((taken[inquiry.sort], at, inquiry))
    return [inquiry for _, _, inquiry in sorted(rounds, key=lambda r: r[:2])]


def answers(answer: Answer, inquiry: Inquiry) -> bool:
    """Whether a sure answer gives the words, from the sentence, that the question was made for."""
    if answer.abstained or answer.confidence < SURE:
        return False
    cited = any(_span(c).overlaps(inquiry.sentence) for c in answer.citations)
    if not cited or inquiry.answer is None or answer.short is None:
        return cited
    return inquiry.sort == "who is" or _span(answer.short).overlaps(inquiry.answer)


def _span(words: Citation | Short) -> Span:
    return Span(words.article_id, words.start, words.end)


def related(
    pool: Sequence[Suggestion],
    asked: Sequence[str],
    citations: Sequence[Citation],
    most: int = 3,
) -> list[Suggestion]:
    """The suggestions nearest to what was answered last that were neither asked nor answered.

    ``asked`` are the questions so far, ``citations`` what the last answer rests on. Near is what
    shares words with the last question and its quotes, or stands beside them.
    """
    done = {_plain(q) for q in asked}
    words = set(stems_of(" ".join([*asked[-1:], *(c.quote for c in citations)])))

    def nearness(s: Suggestion) -> float:
        own = set(stems_of(s.question))
        apart = [
            abs(s.sentence.start - c.start)
            for c in citations
            if c.article_id == s.sentence.article_id
        ]
        return len(words & own) / max(1, len(own)) - min(apart, default=10_000) / 5_000

    def fresh(s: Suggestion) -> bool:
        told = any(_span(c).overlaps(s.sentence) for c in citations)
        return _plain(s.question) not in done and not told

    return sorted((s for s in pool if fresh(s)), key=lambda s: -nearness(s))[:most]


def _plain(question: str) -> str:
    return " ".join(re.findall(r"\w+", question.casefold()))
