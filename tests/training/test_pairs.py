"""Claims as pairs and as yes/no questions, on texts invented for training."""

import json
import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.kinds import kind_of
from training.data import WRITTEN, load_articles
from training.pairs import CLAIM_LABELS, Claim, as_pair, as_question, as_samples, premise_of

TEXT = "The ferry sank.\n\nIt left Ulm at 9 a.m. on Monday. Ana Ek, 61, saw it go. Nobody drowned."
MORE = "Crews of other boats came in all day long, and each of them told of the storm. " * 12
LONG = Claim(
    "news/w1",
    "The ferry sank.",
    f"{TEXT}\n\n{MORE}The wreck lies deep.",
    "Ek saw the ferry leave.",
    0,
    ((54, 65),),
)
CLAIM = Claim("news/w1", "The ferry sank.", TEXT, "Ek saw the ferry leave.", 0, ((54, 65),))


@pytest.mark.parametrize(
    ("claim", "questions"),
    [
        ("The boat was lost in May.", {"Was the boat lost in May?",
                                       "Is it true that the boat was lost in May?"}),
        ("Ana Ek has left Ulm.", {"Has Ana Ek left Ulm?", "Is it true that Ana Ek has left Ulm?"}),
        ("Ek said that it was lost.", {"Is it true that ek said that it was lost?"}),
        ("It rained.", {"Is it true that it rained?"}),
    ],
)  # fmt: skip
def test_a_claim_as_a_question(claim: str, questions: set[str]) -> None:
    assert {as_question(claim, random.Random(seed)) for seed in range(20)} == questions


@given(st.integers(0, 10_000))
def test_the_premise_holds_the_evidence(seed: int) -> None:
    stretch = premise_of(CLAIM, random.Random(seed))
    assert stretch is not None and stretch[0] <= 54 and stretch[1] >= 65


@given(st.integers(0, 10_000))
def test_what_is_laid_before_another_part_is_left_open(seed: int) -> None:
    pair = as_pair(LONG, random.Random(seed))
    assert pair.label == (0 if "Ek, 61, saw" in pair.premise else 1)


def test_now_and_then_it_is_laid_before_another_part() -> None:
    labels = {as_pair(LONG, random.Random(seed)).label for seed in range(200)}
    assert labels == {0, 1}


def test_evidence_far_apart_is_joined() -> None:
    end = LONG.text.rindex("The wreck")
    far = replace(LONG, evidence=((54, 65), (end, end + 9)))
    assert premise_of(far, random.Random(1)) is None
    joined = {as_pair(far, random.Random(seed)).premise for seed in range(20)}
    assert "Ana Ek, 61, saw it go. The wreck lies deep." in joined


def test_samples_ask_for_the_sentences_of_the_evidence() -> None:
    (sample,) = as_samples([CLAIM], random.Random(1))
    (window,) = sample.gold
    assert [window.text[a:b] for a, b in window.spans] == ["Ana Ek, 61, saw it go."]
    assert sample.polarity == 1 and kind_of(sample.question) == "yesno"


def test_the_written_claims_stand_on_texts_that_are_there() -> None:
    articles = load_articles(WRITTEN / "articles.jsonl")
    rows = [json.loads(line) for line in (WRITTEN / "claims.jsonl").read_text().splitlines()]
    assert {row["kind"] for row in rows} == set(CLAIM_LABELS)
    for row in rows:
        if row["set"] == "i":
            size = len(articles[row["article"]]["text"])
            assert all(0 <= e["start"] < e["end"] <= size for e in row["evidence"])
