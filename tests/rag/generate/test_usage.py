"""Tokens and money: added up over tries, priced by a list that can be overridden."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from rag.errors import PricesUnusable
from rag.generate.usage import PRICES, Prices, Tally, usage_text

LIST = Prices("2026-01-01", {"m": (2.0, 8.0), "m-mini": (0.5, 1.0)})


def words(sent: Sequence[tuple[str, str]]) -> int:
    return sum(len(content.split()) for _, content in sent)


def test_the_list_that_ships_is_dated_and_knows_the_default_model() -> None:
    from rag.generate.llm import SMALL

    shipped = Prices.load()
    assert re.fullmatch(r"20\d\d-\d\d-\d\d", shipped.date)
    assert shipped.of(SMALL)
    assert all(0 < a <= b for a, b in shipped.models.values())
    assert PRICES.is_file()


def test_by_hand() -> None:
    assert LIST.cost("m", 1_000_000, 500_000) == 6.0
    assert LIST.cost("m", 1000, 10) == 0.00208
    assert LIST.cost("nobody", 1000, 10) is None


@pytest.mark.parametrize(
    ("name", "price"),
    [
        ("m", (2.0, 8.0)),
        ("m-2025-08-07", (2.0, 8.0)),
        ("m-mini-latest", (0.5, 1.0)),
        ("provider/m-mini", (0.5, 1.0)),
        ("m-max", None),
        ("", None),
    ],
)
def test_dated_and_prefixed_names(name: str, price: tuple[float, float] | None) -> None:
    assert LIST.of(name) == price


def test_own_prices_are_laid_over_those_that_ship(tmp_path: Path) -> None:
    own = tmp_path / "prices.json"
    own.write_text(json.dumps({"date": "2026-05-01", "models": {"gpt-4o": {"in": 1, "out": 2}}}))
    prices = Prices.load(own)
    assert (prices.date, prices.of("gpt-4o")) == ("2026-05-01", (1.0, 2.0))
    assert prices.of("gpt-4o-mini") == Prices.load().of("gpt-4o-mini")


@pytest.mark.parametrize(
    "value", ["{", [], {}, {"models": {"m": 3}}, {"models": {"m": {"in": -1, "out": 1}}}]
)
def test_a_list_that_is_none_is_named_with_the_remedy(tmp_path: Path, value: Any) -> None:
    path = tmp_path / "prices.json"
    path.write_text(value if isinstance(value, str) else json.dumps(value))
    with pytest.raises(PricesUnusable, match=r"prices\.json.*dollars per million"):
        Prices.load(path)


def test_tries_are_added_up_as_told_or_else_as_counted() -> None:
    tally = Tally()
    assert tally.usage("m", words, LIST) is None
    tally.asked([("user", "a b c")])  # refused: nothing came back
    tally.asked([("user", "a b c")])
    tally.wrote("one two")  # broke off before it told its tokens
    tally.asked([("user", "a b c d")])
    tally.reported((0, 0))
    tally.reported((10, 5))
    tally.wrote("never counted")
    usage = tally.usage("m", words, LIST)
    assert usage and (usage.tokens_in, usage.tokens_out) == (13, 7)
    assert (usage.requests, usage.estimated, usage.cost) == (3, True, 0.000082)
    assert usage_text(usage) == "m: about 13 + 7 tokens, $0.000082"
    unpriced = tally.usage("nobody", words, LIST)
    assert unpriced and usage_text(unpriced) == "nobody: about 13 + 7 tokens"
