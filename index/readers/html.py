"""Reads an HTML page: its article, without what stands around it, as trafilatura finds it.

Trafilatura (Barbaresi, ACL 2021) leaves out navigation, advertisements and comments. It fetches
nothing here: the page is given to it whole.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from configparser import ConfigParser
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import lxml.html
from trafilatura import bare_extraction
from trafilatura.settings import use_config

from index.errors import UnreadableDocument
from index.readers.blocks import heading, item, join, line, row

if TYPE_CHECKING:
    from trafilatura.settings import Document

_CHARSET = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?\s*([\w-]+)"""
)
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"),
          (codecs.BOM_UTF16_BE, "utf-16"))  # fmt: skip
_WIDER = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030"}
"""Encodings that browsers read as a wider one (WHATWG Encoding Standard)."""

_BLOCKS = {"p", "head", "quote", "list", "item", "table", "row", "code", "div", "body"}
_NAMES = {
    **dict.fromkeys(("html", "section", "article", "main", "header", "aside", "figure"), "div"),
    **dict.fromkeys(("blockquote", "address", "form", "ul", "ol", "dl", "table", "tbody"), "div"),
    **dict.fromkeys(("dt", "dd", "pre", "figcaption", "caption", "thead", "tfoot"), "p"),
    **{"li": "item", "tr": "row", "td": "cell", "th": "cell", "br": "lb"},
}
"""What trafilatura calls the elements of a page."""

_SHORT = 2000
"""Characters seen on a page below which trafilatura would take all of it for the article."""
_BREAK = "\u2028"
_DATES = {"extensive_search": False, "original_date": True}


def read(data: bytes) -> str:
    """The article of a page: its headline and date, then its blocks in reading order."""
    page = decode(data)
    found: Document | None = bare_extraction(  # type: ignore[assignment]
        page,
        include_comments=False,
        include_formatting=True,
        with_metadata=True,
        date_extraction_params=_DATES,
        config=_settings(len("".join(_whole(page).itertext())) < _SHORT),
    )
    body = found.body if found is not None else None
    blocks = [b for b in _blocks(body) if b] if body is not None else []
    # A page too short for an article to be told from the rest of it is taken whole.
    blocks = blocks or [b for b in _blocks(_whole(page)) if b]
    top = list(_top(found, page, blocks)) if blocks else []
    return join([*top, *blocks])


@lru_cache(maxsize=2)
def _settings(short: bool) -> ConfigParser:
    """Trafilatura's settings; on a ``short`` page an article of few words is one too."""
    config = use_config()
    for name in ("MIN_EXTRACTED_SIZE", "MIN_OUTPUT_SIZE") if short else ():
        config.set("DEFAULT", name, "1")
    return config


def decode(data: bytes) -> str:
    """The characters of a page, in the encoding that it names (HTML Standard, 13.2.3)."""
    named = _CHARSET.search(data, 0, 2048)
    tried = [encoding for mark, encoding in _MARKS if data.startswith(mark)]
    if named and not tried:
        tried.append(_encoding(named[1].decode("ascii")))
    for encoding in [*tried, "utf-8", "cp1252"]:
        try:
            return data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    raise UnreadableDocument(
        "",
        "the characters of the HTML page cannot be told",
        "Open it in a browser and save it again, or save its text as plain text (UTF-8).",
    )


def _encoding(name: str) -> str:
    try:
        known = codecs.lookup(name).name
    except LookupError:
        return name
    return _WIDER.get(known, "utf-8" if known.startswith("utf-16") else known)


def _top(found: Document | None, page: str, blocks: list[str]) -> Iterator[str]:
    """What the page says of the article outside of it: headline, writers, the day."""
    if found is None:
        return
    title, author = line(found.title or ""), line(found.author or "").replace("; ", " and ")
    if title and blocks[0].lstrip("# ") != title:
        yield heading(title, 1)
    elif title:
        yield blocks.pop(0)
    if author and _says(page, f"by {author}") and not any(author in b for b in blocks[:3]):
        yield f"By {author}"
    if found.date and not any(found.date in b for b in blocks[:3]):
        yield f"Published: {found.date}"


def _says(page: str, words: str) -> bool:
    """Whether a reader of the page finds these words on it."""
    return words.casefold() in line(" ".join(_whole(page).itertext())).casefold()


def _whole(page: str) -> Any:
    """The page's body, all that is seen of it, in trafilatura's terms."""
    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    # The comment keeps an empty page a page.
    tree = lxml.html.document_fromstring(f"<!-- -->{page}".encode("utf-8", "replace"), parser)
    for unseen in tree.xpath("//head|//script|//style|//noscript|//template|//nav|//footer"):
        unseen.drop_tree()
    for element in tree.iter():
        heads = element.tag[1:] if re.fullmatch("h[1-6]", element.tag) else ""
        element.set("rend", f"h{heads}")
        element.tag = "head" if heads else _NAMES.get(element.tag, element.tag)
    return tree


def _blocks(element: Any) -> Iterator[str]:
    """The blocks under an element; words that stand between them are blocks of their own."""
    if element.tag == "row":
        yield row(_words(cell) for cell in element)
        return
    words = element.text or ""
    for child in element:
        if child.tag in _BLOCKS:
            yield from _written(words, element)
            yield from _blocks(child)
            words = child.tail or ""
        else:
            words += _words(child) + (child.tail or "")
    yield from _written(words, element)


def _words(element: Any) -> str:
    """The words of an element, with line breaks marked."""
    if element.tag == "lb":
        return _BREAK
    inner = "".join(_words(child) + (child.tail or "") for child in element)
    return (element.text or "") + inner


def _written(words: str, element: Any) -> Iterator[str]:
    """Words as blocks of the element's kind, one for each of their lines."""
    for said in words.split(_BREAK):
        if element.tag == "head":
            level = (element.get("rend") or "")[1:]
            yield heading(said, int(level) if level.isdigit() else 2)
        elif element.tag == "item":
            yield item(said)
        else:
            yield line(said)
