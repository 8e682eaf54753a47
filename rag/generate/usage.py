"""Tokens and what they cost, by a dated list of prices that can be overridden."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rag.answer import Usage
from rag.errors import PricesUnusable

PRICES = Path(__file__).parents[1] / "data" / "prices.json"

_DATED = re.compile(r"-(?:\d{4}-\d{2}-\d{2}|\d{4}|latest)$")


@dataclass(frozen=True, slots=True)
class Prices:
    """Dollars per million tokens ``(in, out)`` by model, and the date of the list."""

    date: str
    models: Mapping[str, tuple[float, float]]

    @classmethod
    def load(cls, path: Path | None = None) -> Prices:
        """The list that ships, or with ``path`` that one laid over it.

        Raises:
            PricesUnusable: the file is not what it should be.
        """
        shipped = _read(PRICES)
        if path is None:
            return shipped
        own = _read(path)
        return cls(own.date, {**shipped.models, **own.models})

    def of(self, model: str) -> tuple[float, float] | None:
        """The price of a model, also where its name is dated or has a provider before it.

        >>> Prices("", {"gpt-4o": (2.5, 10.0)}).of("openai/gpt-4o-2024-08-06")
        (2.5, 10.0)
        """
        for name in (model, model.rpartition("/")[2]):
            for known in (name, _DATED.sub("", name)):
                if known in self.models:
                    return self.models[known]
        return None

    def cost(self, model: str, tokens_in: int, tokens_out: int) -> float | None:
        """Dollars, or None where the model's price is not known."""
        price = self.of(model)
        if price is None:
            return None
        return round((tokens_in * price[0] + tokens_out * price[1]) / 1e6, 8)


def _read(path: Path) -> Prices:
    try:
        data: Any = json.loads(path.read_text(encoding="utf-8"))
        models = {
            str(name): (float(price["in"]), float(price["out"]))
            for name, price in data["models"].items()
        }
        if any(min(price) < 0 for price in models.values()):
            raise ValueError("a price is below 0")
        return Prices(str(data.get("date", "")), models)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise PricesUnusable(path, f"{type(error).__name__}: {error}") from error


@dataclass(slots=True)
class _Try:
    """One request: what it sent, and what the server or our own counting says of it."""

    sent: Sequence[tuple[str, str]]
    told: tuple[int, int] | None = None
    text: str = ""


@dataclass(slots=True)
class Tally:
    """Adds up the tokens of all tries for one answer."""

    tries: list[_Try] = field(default_factory=list)

    def asked(self, messages: Sequence[tuple[str, str]]) -> None:
        """A request goes out."""
        self.tries.append(_Try(messages))

    def reported(self, told: tuple[int, int] | None) -> None:
        """The server tells tokens in and out; the last word of a reply counts."""
        if told is not None and any(told):
            self.tries[-1].told = told

    def wrote(self, text: str) -> None:
        """The text of the reply, for where the server tells nothing."""
        self.tries[-1].text = text

    def usage(
        self, model: str, count: Callable[[Sequence[tuple[str, str]]], int], prices: Prices
    ) -> Usage | None:
        """What the answer took; None where no server replied. ``count`` counts messages' tokens."""
        taken = [t for t in self.tries if t.told or t.text]
        if not taken:
            return None
        pairs = [t.told or (count(t.sent), count([("assistant", t.text)])) for t in taken]
        tokens_in, tokens_out = sum(p[0] for p in pairs), sum(p[1] for p in pairs)
        return Usage(
            model=model,
            tokens_in=tokens_in,
            tokens_out=tokens_out,
            requests=len(self.tries),
            cost=prices.cost(model, tokens_in, tokens_out),
            estimated=any(t.told is None for t in taken),
        )


def usage_text(usage: Usage) -> str:
    """What a language model took, on one line.

    >>> usage_text(Usage("m", 1200, 34, 1, 0.00052, False))
    'm: 1,200 + 34 tokens, $0.000520'
    """
    about = "about " if usage.estimated else ""
    cost = "" if usage.cost is None else f", {dollars(usage.cost)}"
    return f"{usage.model}: {about}{usage.tokens_in:,} + {usage.tokens_out:,} tokens{cost}"


def dollars(cost: float) -> str:
    """An amount with as many digits as it needs.

    >>> dollars(0.00052), dollars(0.0213), dollars(12.5)
    ('$0.000520', '$0.0213', '$12.50')
    """
    return f"${cost:.{2 if cost >= 1 else 4 if cost >= 0.01 else 6}f}"
