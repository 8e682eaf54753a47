"""What fits: tokens counted offline, passages dropped from the bottom, history from the oldest."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from rag.errors import ModelTrouble
from rag.settings import use_bundled_token_tables

if TYPE_CHECKING:
    import tiktoken

_BUNDLED = ("cl100k_base", "o200k_base", "o200k_harmony")
_DEFAULT = "o200k_base"
_FOREIGN = 1.2
"""Other models' tokenizers cut finer than OpenAI's; their counts are raised by this."""

PER_MESSAGE = 4
REPLY = 1024
"""Tokens kept free for the reply, or a quarter of a small context."""

_HISTORY_SHARE = 4
"""One part in so many of the room goes to the conversation before passages are dropped for it."""


@lru_cache(maxsize=32)
def _encoding(model: str) -> tuple[tiktoken.Encoding, float]:
    """The tokenizer of a model and by how much its counts are raised."""
    use_bundled_token_tables()
    import tiktoken

    try:
        name = tiktoken.encoding_name_for_model(model)
    except KeyError:
        known = model.rpartition("/")[2].startswith(("gpt-", "o1", "o3", "o4"))
        return tiktoken.get_encoding(_DEFAULT), 1.0 if known else _FOREIGN
    return tiktoken.get_encoding(name if name in _BUNDLED else _DEFAULT), 1.0


def count(text: str, model: str) -> int:
    """Tokens of a text: exact for OpenAI's models, on the safe side for others."""
    encoding, factor = _encoding(model)
    return -int(-len(encoding.encode(text, disallowed_special=())) * factor // 1)


def count_messages(messages: Sequence[tuple[str, str]], model: str) -> int:
    """Tokens of messages of ``(role, content)``, with what the roles cost."""
    return sum(count(content, model) + PER_MESSAGE for _, content in messages)


def room_of(context: int) -> int:
    """Tokens of a request, so that the reply fits into the context too."""
    return context - min(REPLY, context // 4)


def fit(fixed: int, passages: Sequence[int], turns: Sequence[int], room: int) -> tuple[int, int]:
    """How many passages from the top and how many turns from the newest fit into ``room`` tokens.

    ``fixed`` counts what is never left out: the instructions and the question. The newest turns
    may have a quarter of what is left before passages are dropped for them, and what the passages
    leave.

    >>> fit(100, [200, 200, 200], [50, 90], 600)
    (2, 1)

    Raises:
        ModelTrouble: the best passage does not fit, so that nothing can be answered.
    """
    left = room - fixed
    if not passages or passages[0] > left:
        raise ModelTrouble("too_long", "the passages do not fit into the model's context")
    share = min(left // _HISTORY_SHARE, left - passages[0])
    kept, used = _take(turns[::-1], share)
    shown, filled = _take(passages, left - used)
    more, _ = _take(turns[::-1][kept:], left - used - filled)
    return shown, kept + more


def _take(sizes: Sequence[int], room: int) -> tuple[int, int]:
    """How many from the front fit, and how much they take."""
    used = 0
    for n, size in enumerate(sizes):
        if used + size > room:
            return n, used
        used += size
    return len(sizes), used
