"""The answer as it grows: checked sentences with their citations, numbered as they appear."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from index.articles import Article
from index.spans import Span
from rag.answer import Citation
from rag.generate.reply import Draft
from rag.verify.check import Verdict

UNSUPPORTED = "(not supported by the article)"
"""What stands behind a sentence that failed its check, where such are shown."""

_END = re.compile(r"(?<=[\w)%°])[.!?]$")

Articles = Callable[[str], Article]


@dataclass
class Composition:
    """Collects checked sentences; ``text`` only ever gets longer.

    A sentence that fails is left out, or with ``mark`` shown as what it is, though never before
    one that holds: an answer of nothing but unsupported sentences is none.
    """

    articles: Articles
    mark: bool = False
    text: str = ""
    citations: list[Citation] = field(default_factory=list)
    support: float = 1.0
    kept: int = 0
    failed: int = 0
    _held: list[Draft] = field(default_factory=list)
    _seen: set[str] = field(default_factory=set)
    _bullet: bool = False

    def add(self, draft: Draft, verdict: Verdict) -> bool:
        """Takes a sentence with its verdict; whether ``text`` has grown."""
        said = " ".join(draft.text.casefold().split())
        if said in self._seen:
            return False
        self._seen.add(said)
        before = len(self.text)
        if verdict.ok:
            self._let_go()
            self._put(marked(draft.text, self.cite(verdict.spans)), draft.bullet)
            self.support = min(self.support, verdict.support)
            self.kept += 1
        else:
            self.failed += 1
            if self.mark:
                self._held.append(draft)
            if self.kept:
                self._let_go()
        return len(self.text) > before

    def quote(self, citation: Citation) -> None:
        """Adds a line of an article's own words, unless they are cited already."""
        span = Span(citation.article_id, citation.start, citation.end)
        if any(_span(c).contains(span) for c in self.citations):
            return
        (number,) = self.cite([span])
        line = f"“{' '.join(citation.quote.split())}” [{number}]"
        self.text += f"\n\n{line}" if self.text else line

    def cite(self, spans: Iterable[Span]) -> list[int]:
        """The numbers of the citations of ``spans``, new ones where they are not cited yet."""
        numbers = []
        for span in spans:
            known = next((c for c in self.citations if _span(c) == span), None)
            if known is None:
                words = self.articles(span.article_id).text[span.start : span.end]
                number = len(self.citations) + 1
                known = Citation(number, span.article_id, span.start, span.end, words)
                self.citations.append(known)
            numbers.append(known.number)
        return sorted(dict.fromkeys(numbers))

    def _let_go(self) -> None:
        for draft in self._held:
            self._put(f"{draft.text} {UNSUPPORTED}", draft.bullet)
        self._held.clear()

    def _put(self, sentence: str, bullet: bool) -> None:
        gap = "\n" if bullet or self._bullet else " "
        line = f"• {sentence}" if bullet else sentence
        self.text = f"{self.text}{gap}{line}" if self.text else line
        self._bullet = bullet


def marked(sentence: str, numbers: Iterable[int]) -> str:
    """The sentence with its citation markers, before the full stop where that ends it.

    >>> marked("It rained.", [1, 3]), marked("He said “no.”", [2])
    ('It rained [1][3].', 'He said “no.” [2]')
    """
    markers = " " + "".join(f"[{n}]" for n in numbers)
    end = _END.search(sentence)
    return sentence[: end.start()] + markers + end[0] if end else sentence + markers


def _span(citation: Citation) -> Span:
    return Span(citation.article_id, citation.start, citation.end)
