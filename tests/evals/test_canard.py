"""CANARD's answers as a corpus, and follow-ups that look for theirs."""

from evals.canard import lookups, measure
from evals.formats import FollowUp
from index.library import Library

ROWS = [
    FollowUp("d#1", "What did she build?", "What did Ines Roth build?", "Ines Roth, Career", ()),
    FollowUp(
        "d#2",
        "When was that?",
        "When did Ines Roth build the bridge?",
        "Ines Roth, Career",
        (("user", "What did she build?"), ("assistant", "She built the bridge over the Tarn.")),
    ),
    FollowUp(
        "d#3",
        "Why?",
        "Why did it take nine years?",
        "Ines Roth, Career",
        (
            ("user", "What did she build?"),
            ("assistant", "She built the bridge over the Tarn."),
            ("user", "When was that?"),
            ("assistant", "It took her nine years, until 1998."),
        ),
    ),
]


def test_an_answer_is_what_the_next_history_ends_with() -> None:
    texts, found = lookups(ROWS)
    assert texts == {
        "d#1": "Ines Roth\n\nShe built the bridge over the Tarn.",
        "d#2": "Ines Roth\n\nIt took her nine years, until 1998.",
    }
    assert [one.answer for one in found] == ["d#1", "d#2"]
    assert "Ines Roth" in found[0].asked["resolved"]
    assert found[0].asked["raw"] == "What did she build?"


def test_figures_by_way() -> None:
    texts, found = lookups(ROWS)
    with Library.from_texts(texts) as library:
        figures = measure(library, found)
    assert set(figures["mrr"]) == {"raw", "resolved", "rewrite", "recovered"}
    assert all(0 <= figures["recall@5"][way].value <= 1 for way in ("raw", "resolved", "rewrite"))
    assert figures["recall@5"]["rewrite"].value == 1.0
