"""Finds an article's title, standfirst, paragraphs, date and repeats. Its text is never altered."""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256
from itertools import pairwise

from index.dates import date_of_dateline, date_of_line
from index.errors import EmptyArticle
from index.layout import Range, paragraph_spans, strip_range
from index.spans import Span

PARSER_VERSION = 2
"""Raise it when articles come out differently, so that stored ones are parsed again."""


@dataclass(frozen=True, slots=True)
class Article:
    """One source document; every offset into ``text`` means the same words for ever.

    ``paragraphs`` holds the blocks in reading order except the title, the standfirst and what was
    said before; ``repeats`` holds the latter.
    """

    id: str
    title: str
    text: str
    source: str
    sha256: str
    date: str | None
    standfirst: Span | None
    title_span: Span | None
    paragraphs: tuple[Span, ...]
    repeats: tuple[Span, ...]

    def span(self, start: int, end: int) -> Span:
        """The span of this article; raises ``ValueError`` outside its text."""
        if end > len(self.text):
            raise ValueError(f"not a span of {self.id!r}: end={end}, length {len(self.text)}")
        return Span(self.id, start, end)

    def span_text(self, span: Span) -> str:
        """The words of ``span``, exactly."""
        if span.article_id != self.id or span.end > len(self.text):
            raise ValueError(f"not a span of {self.id!r}: {span}")
        return self.text[span.start : span.end]


def text_sha256(text: str) -> str:
    """The SHA-256 of the text in UTF-8, as hexadecimal."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def parse_article(text: str, *, id: str, source: str) -> Article:
    """The article that ``text`` is. Raises ``EmptyArticle`` where it holds no words."""
    blocks = paragraph_spans(text)
    if not any(c.isalnum() for a, b in blocks for c in text[a:b]):
        raise EmptyArticle(source)
    heading = _find_title(text, blocks)
    repeats = _find_repeats(text, blocks)
    kept = [b for b in blocks if b not in repeats and b != heading]
    standfirst = _find_standfirst(text, heading, kept) if heading else None
    title_range = _bare(text, heading) if heading else None

    def spans(ranges: list[Range]) -> tuple[Span, ...]:
        return tuple(Span(id, a, b) for a, b in ranges)

    return Article(
        id=id,
        title=_title_text(text, title_range, blocks),
        text=text,
        source=source,
        sha256=text_sha256(text),
        date=_find_date(text, blocks),
        standfirst=Span(id, *standfirst) if standfirst else None,
        title_span=Span(id, *title_range) if title_range else None,
        paragraphs=spans([b for b in kept if b != standfirst]),
        repeats=spans(sorted(repeats)),
    )


# --- title -------------------------------------------------------------------------------------

_HEAD = 8
"""How many blocks are looked at for a title and a date."""

_LABEL = re.compile(r"#\s+|(?:title|headline)\s*:\s*", re.IGNORECASE)
_MARKER = re.compile(r"#{1,6}\s+|(?:title|headline)\s*:\s*", re.IGNORECASE)
_BYLINE = re.compile(r"By\s+(?:[A-Z]|our\b|staff\b)")
_NOT_TITLE = re.compile(
    r"(?:from our\b|for immediate\b|(?:press|media|news) release\b(?!:\s*\w)|issued by\b"
    r"|published\b|updated\b|posted\b|(?:summary|abstract|source|author|date|image|photo)\s*:"
    r"|photo by\b|https?://|www\.|©|copyright\b|[-=*_]{3,}|[-•*]\s"
    r"|(?:exclusive|breaking|breaking news)$)",
    re.IGNORECASE,
)
_STOP = re.compile(r"[.!?…][\"'”’)\]]*$")
_FULL_STOP = re.compile(r"(?<!\b[A-Z])\.[\"'”’)\]]*$")
_INNER_STOP = re.compile(r"[.!?][\"'”’)]*\s+[\"'“‘(]?[A-Z]")


def _words(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\w+", text.casefold()))


def _bare(text: str, block: Range) -> Range:
    """The block without a Markdown heading's or a label's marker."""
    start, end = block
    match = _MARKER.match(text, start, end)
    if match:
        start = match.end()
        end = strip_range(text, start, start + len(text[start:end].rstrip("# ")))[1]
        if end - start > 2 and text[start] == text[end - 1] and text[start] in "\"'":
            start, end = start + 1, end - 1
    return (start, end) if start < end else block


def _meta(line: str) -> bool:
    """Whether a line is about the article rather than of it: a date, a byline, a label."""
    byline = _BYLINE.match(line) and len(line.split()) <= 8
    return bool(_NOT_TITLE.match(line) or byline or date_of_line(line))


def _titleish(line: str) -> bool:
    """Whether a line could be a headline: short, and not a sentence."""
    fits = 3 <= len(line) <= 200 and len(line.split()) <= 30 and any(c.isalpha() for c in line)
    return fits and not _FULL_STOP.search(line)


def _find_title(text: str, blocks: list[Range]) -> Range | None:
    """The headline among the first blocks.

    A line that stands there twice is one, wherever it is; so is a Markdown heading. Else it is the
    first line that could be a headline, with at most a summary before it and a body after it.
    """
    head = blocks[:_HEAD]
    for first, second in pairwise(head):
        line = text[slice(*first)]
        if _words(line) == _words(text[slice(*second)]) and _titleish(line) and not _meta(line):
            return first
    for block in head:
        if _LABEL.match(text, *block) and block[1] - block[0] <= 250:
            return block
    summaries = 0
    for place, block in enumerate(head):
        line = text[slice(*block)]
        if block == blocks[-1] or summaries > 1:
            break
        if _meta(line) and not (place == 0 and _BYLINE.match(line) and not _title_next(text, head)):
            continue
        if _titleish(line) and not (place and line[0] in "\"“‘'"):
            return block
        summaries += 1
    first_line = text[slice(*head[0])]
    sentence = len(first_line) <= 120 and not _INNER_STOP.search(first_line)
    return head[0] if sentence and len(blocks) > 1 and not _meta(first_line) else None


def _title_next(text: str, head: list[Range]) -> bool:
    """Whether the second block could be the headline that the first, a byline, stands over."""
    return len(head) > 2 and _titleish(text[slice(*head[1])]) and not _meta(text[slice(*head[1])])


def _title_text(text: str, title: Range | None, blocks: list[Range]) -> str:
    """The title in one line, or where there is none the first words of the text."""
    start, end = title or blocks[0]
    line = " ".join(text[start:end].split())
    if title or len(line) <= 80:
        return line
    return line[:80].rsplit(" ", 1)[0] + "…"


# --- standfirst --------------------------------------------------------------------------------


def _find_standfirst(text: str, heading: Range, kept: list[Range]) -> Range | None:
    """The line under the headline that sums the story up, where there is one."""
    after = [b for b in kept if b[0] >= heading[1]]
    for i, block in enumerate(after[:3]):
        line = text[slice(*block)]
        if _meta(line) or len(line.split()) < 4:
            continue
        body = text[slice(*after[i + 1])] if i + 1 < len(after) else ""
        return block if _sums_up(line, body) else None
    return None


def _sums_up(line: str, body: str) -> bool:
    if not 20 <= len(line) <= 320 or len(body) < 1.2 * len(line):
        return False
    if not _STOP.search(line):
        return True
    if _INNER_STOP.search(line):
        return False
    said = {w for w in _words(line) if len(w) > 3}
    again = {w for w in _words(body) if len(w) > 3}
    return bool(said) and len(said & again) >= 0.5 * len(said)


# --- repeats and date --------------------------------------------------------------------------

_REPEAT_WORDS = 5
_SIGN = re.compile(r"\w+|[^\w\s.,;:!?…'\"‘’“”()\[\]*_#–—-]")


def _signs(text: str) -> tuple[str, ...]:
    """Words and signs that mean something, such as £ and %; punctuation is left out."""
    return tuple(_SIGN.findall(text.casefold()))


def _find_repeats(text: str, blocks: list[Range]) -> set[Range]:
    """Blocks whose words another block before them has; short ones only next to it."""
    seen: dict[tuple[str, ...], int] = {}
    repeats: set[Range] = set()
    for i, block in enumerate(blocks):
        words = _signs(text[slice(*block)])
        if not any(w.isalnum() for w in words):
            continue
        first = seen.setdefault(words, i)
        if first != i and (len(words) >= _REPEAT_WORDS or first == i - 1):
            repeats.add(block)
    return repeats


def _find_date(text: str, blocks: list[Range]) -> str | None:
    lines = [text[a:b] for a, b in blocks]
    for line in [*lines[:_HEAD], *lines[_HEAD:][-2:]]:
        found = date_of_line(line)
        if found:
            return found
    for line in lines[:_HEAD]:
        found = date_of_dateline(line)
        if found:
            return found
    return None
