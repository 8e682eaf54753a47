"""A citation to take away: a portable selector, and a link that opens the page at its words.

The selectors are those of the W3C Web Annotation Data Model: the quote with what stands before
and after it finds the words in any copy, the offsets find them in this one.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from index.articles import Article
from web.places import source_name

CONTEXT = 32
"""Characters of context that a selector keeps on either side."""


def selector(article: Article, start: int, end: int) -> dict[str, Any]:
    """The words at ``[start, end)`` as a Web Annotation target with both selectors."""
    text = article.text
    return {
        "source": source_name(article),
        "selector": [
            {
                "type": "TextQuoteSelector",
                "exact": text[start:end],
                "prefix": text[max(0, start - CONTEXT) : start],
                "suffix": text[end : end + CONTEXT],
            },
            {"type": "TextPositionSelector", "start": start, "end": end},
        ],
        "state": {"type": "pullquote:Sha256State", "value": article.sha256},
    }


def checksum(words: str) -> str:
    """A short checksum of quoted words, to see whether they still stand where they stood.

    >>> checksum("rain") == checksum("rain"), checksum("rain") == checksum("snow")
    (True, False)
    """
    return sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def fragment(article_id: str, start: int, end: int, quote: str) -> str:
    """The part of a link after the page's address: ``#article=…&from=…&to=…&was=…``."""
    parts = {"article": article_id, "from": start, "to": end, "was": checksum(quote)}
    return "#" + urlencode(parts)


def still_there(article: Article, link: Mapping[str, Any]) -> bool:
    """Whether the words that a link was made of still stand where it points."""
    words = article.text[int(link["from"]) : int(link["to"])]
    return bool(words) and checksum(words) == str(link.get("was", ""))
