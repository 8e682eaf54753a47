"""Any text as the text of an HTML page: what it says is shown, never obeyed."""

from __future__ import annotations

import html
import re

# A page cannot hold these as they are: the parser drops or rewrites them, or UTF-8 cannot.
_UNSAYABLE = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def esc(text: str) -> str:
    """``text`` escaped for a place between tags or in a quoted attribute.

    Each character stays one character, so offsets into the text are offsets into the page:
    control characters become U+FFFD, and a carriage return is written so that no parser makes a
    line feed of it.

    >>> esc('<b a="1">')
    '&lt;b a=&quot;1&quot;&gt;'
    """
    return html.escape(_UNSAYABLE.sub("\ufffd", text)).replace("\r", "&#13;").replace("\f", "&#12;")


def one_line(text: str) -> str:
    """``text`` with every run of white space made one space."""
    return " ".join(text.split())
