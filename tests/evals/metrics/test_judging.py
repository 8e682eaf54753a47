from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.metrics import judging
from evals.metrics.judging import Reply
from evals.samples import Evidence, Gold, Sample
from index.spans import Span
from rag.answer import Answer, Citation, Short

ARTICLE = (
    "The bell of Harrow Quay was cast in 1787 by Edith Marlow. It weighs 940 kilograms. "
    "It was moved to the museum because a storm had cracked the tower in March 1911."
)
CAST = Span("bell", 0, 57)
WEIGHT = Span("bell", 58, 82)
MOVED = Span("bell", 83, 162)


def at(text: str, part: int = 0) -> Gold:
    start = ARTICLE.index(text)
    return Gold(text, Span("bell", start, start + len(text)), part)


def sample(kind: str, *answers: Gold, evidence: tuple[Evidence, ...] = ()) -> Sample:
    return Sample(
        "q", "bell", kind, "…?", answers=answers, evidence=evidence, answerable=bool(answers)
    )


def reply(
    text: str, short: str | None = None, cited: tuple[Span, ...] = (), abstained: bool = False
) -> Reply:
    quotes = tuple(ARTICLE[s.start : s.end] for s in cited)
    return Reply(text, short, abstained, 0.5, cited, quotes)


WHO = sample("factoid", at("Edith Marlow"), evidence=(Evidence(CAST),))
WHY = sample("why", at("a storm had cracked the tower"), evidence=(Evidence(MOVED),))
YES = sample("yesno", Gold("yes"), evidence=(Evidence(CAST),))
EITHER = sample("followup", Gold("no"), at("1787"), evidence=(Evidence(CAST),))
BOTH = sample(
    "multi",
    *(at("1787", 0), at("in 1787", 0), at("940 kilograms", 1)),
    evidence=(Evidence(CAST, 0), Evidence(WEIGHT, 1)),
)
SUMMARY = sample(
    "summary",
    *(at("cast in 1787", 0), at("moved to the museum", 1), at("weighs 940", 2), at("Quay", 3)),
    evidence=(Evidence(CAST, 0), Evidence(MOVED, 1), Evidence(WEIGHT, 2), Evidence(CAST, 3)),
)
SILENT = reply("The article does not say.", abstained=True)


@pytest.mark.parametrize(
    ("asked", "said", "right"),
    [
        # The short answer decides, in SQuAD's measure ...
        (WHO, reply("Edith Marlow", "Edith Marlow"), True),
        (WHO, reply("Marlow", "Marlow"), True),  # F1 = 2·1·½ / 1½ = 0.67
        (WHO, reply("1787", "1787", (CAST,)), False),  # though the quote names her
        (WHO, reply("…", "a widow of Harrow Quay called Edith Marlow, a founder"), True),
        (WHO, reply("…", "word " * 30 + "Edith Marlow"), False),  # runs on
        # ... and without one, what is shown.
        (WHO, reply("“It was cast by Edith Marlow.” [1]"), True),
        (WHO, reply("See [1].", None, (CAST,)), True),
        (WHO, reply("It was cast by Edith."), False),
        (WHO, reply("Marlow, Edith"), False),  # the words, but not in order
        (WHO, reply("Edith Marlow. " + "word " * 200), False),  # more than a reader would read
        (WHO, reply("It is said [1].", None, (CAST,) * 20), True),  # the first quotes are read
        (WHO, reply("It is said [1].", None, (MOVED,) * 15 + (CAST,)), False),  # the last is not
        # An explanation may stand in the sentence, cut where it will.
        (WHY, reply("…", "March 1911", (MOVED,)), True),
        (WHY, reply("…", "March 1911", (WEIGHT,)), False),
        (WHY, reply("…", "a storm"), False),  # F1 = 2·1·¼ / 1¼ = 0.4, and nothing else is shown
        # Yes and no.
        (YES, reply("Yes. “…” [1]", None, (CAST,)), True),
        (YES, reply("**Yes** [1]"), True),
        (YES, reply("No. “Yes” [1]"), False),
        (YES, reply("Yesterday it rained."), False),
        (YES, reply("“It was cast.” [1]", None, (CAST,)), False),
        (EITHER, reply("No.", None, (CAST,)), True),
        (EITHER, reply("1787", "1787"), True),
        (EITHER, reply("Yes, in 1787.", "1787"), False),
        # Every part.
        (BOTH, reply("1787; 940 kilograms", "1787"), True),
        (BOTH, reply("1787", "1787", (CAST, WEIGHT)), True),
        (BOTH, reply("1787", "1787", (CAST,)), False),
        # Half of the key points, in words or by place.
        (SUMMARY, reply("It weighs 940 kilograms and was cast in 1787."), True),
        (SUMMARY, reply("It weighs 940 kilograms."), False),
        (SUMMARY, reply("Key points: [1] [2]", None, (MOVED, WEIGHT)), True),
        # Silence is not an answer, and there is no right answer to what cannot be answered.
        (WHO, SILENT, False),
        (sample("unanswerable"), reply("Edith Marlow", "Edith Marlow"), False),
    ],
)
def test_whether_an_answer_is_right(asked: Sample, said: Reply, right: bool) -> None:
    assert judging.answer_right(asked, said) == right


def test_the_lenient_reading_needs_the_words_only() -> None:
    assert judging.answer_shown(WHO, reply("1787", "1787", (CAST,)))
    assert not judging.answer_shown(BOTH, reply("1787", "1787", (CAST,)))
    assert not judging.answer_shown(YES, reply("No.", None, (CAST,)))
    assert not judging.answer_shown(WHO, SILENT)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The “54-year-old” man's [1]", ("54", "year", "old", "mans")),
        ("1990–95, either/or", ("1990", "95", "either", "or")),
        ("L’Aquila\u00a0now", ("laquila", "now")),
        ("US$80 million, or £64m", ("us", "80", "million", "or", "64m")),
        ("", ()),
    ],
)
def test_the_words_that_are_compared(text: str, found: tuple[str, ...]) -> None:
    assert judging.words(text) == found


@pytest.mark.parametrize(
    ("part", "whole", "is_in"),
    [
        ("54", "54-year-old", True),
        ("54", "1954", False),
        ("the tower", "a tower", True),
        ("cracked tower", "cracked the old tower", False),
        ("the", "the", False),  # no word is left to compare
        ("", "anything", False),
    ],
)
def test_words_stand_together_and_whole(part: str, whole: str, is_in: bool) -> None:
    assert judging.holds(part, whole) == is_in


@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=40))
def test_what_is_cut_from_whole_words_is_held(before: str, part: str, after: str) -> None:
    if judging.words(part):
        assert judging.holds(part, f"{before} {part} {after}")


def test_citations_by_hand() -> None:
    # Two of three citations overlap evidence; one of the two needs is met.
    said = reply("…", None, (Span("bell", 50, 60), Span("bell", 0, 3), Span("other", 0, 57)))
    one_need = sample("multi", at("1787"), evidence=(Evidence(CAST, 0), Evidence(MOVED, 1)))
    assert judging.citation_right(one_need, said)
    assert judging.citation_precision(one_need, said) == pytest.approx(2 / 3)
    assert judging.citation_recall(one_need, said) == 0.5


def test_a_citation_of_the_same_place_in_another_article_is_wrong() -> None:
    said = reply("Edith Marlow", "Edith Marlow", (Span("other", 0, 57),))
    assert not judging.citation_right(WHO, said)


def test_no_citation_has_no_precision_and_no_recall() -> None:
    assert judging.citation_precision(WHO, SILENT) is None
    assert judging.citation_recall(WHO, SILENT) == 0.0


def test_the_decision() -> None:
    nothing = sample("unanswerable")
    assert judging.decision_right(WHO, reply("x"))
    assert judging.decision_right(nothing, SILENT)
    assert not judging.decision_right(WHO, SILENT)
    assert not judging.decision_right(nothing, reply("x"))


def test_a_quote_is_exact_to_the_character() -> None:
    texts = {"bell": ARTICLE}
    good = reply("…", None, (CAST, WEIGHT))
    assert judging.quote_exact(good, texts)
    assert judging.quote_exact(SILENT, texts)
    assert not judging.quote_exact(good, {"bell": "x" + ARTICLE})
    assert not judging.quote_exact(good, {})


def test_short_scores() -> None:
    assert judging.short_scores(WHO, reply("x", "Marlow")) == (0.0, pytest.approx(2 / 3))
    assert judging.short_scores(WHO, reply("Edith Marlow [1]")) == (1.0, 1.0)
    assert judging.short_scores(WHO, SILENT) == (0.0, 0.0)
    assert judging.short_scores(sample("unanswerable"), SILENT) == (1.0, 1.0)
    assert judging.short_scores(YES, reply("Yes.")) is None
    assert judging.short_scores(BOTH, reply("1787")) is None


def test_a_reply_is_what_a_reader_sees_of_an_answer() -> None:
    quote = ARTICLE[CAST.start : CAST.end]
    short = Short("bell", 44, 56, "Edith Marlow")
    answer = Answer(
        "Who?", "Edith Marlow [1]", short, False, 0.9, (Citation(1, "bell", 0, 57, quote),), ()
    )
    said = Reply.of(answer)
    assert (said.short, said.cited, said.quotes) == ("Edith Marlow", (CAST,), (quote,))
    assert judging.shown(said) == f"Edith Marlow [1]\n{quote}"


@pytest.mark.parametrize(
    ("asked", "word"),
    [
        (YES, "yes"),
        (EITHER, "no"),  # the word, though a span would do as well
        (sample("yesno", Gold("Yes"), Gold("no")), None),
        (sample("factoid", Gold("perhaps")), None),
        (WHO, None),
        (SUMMARY, None),
    ],
)
def test_the_word_that_answers_a_yes_or_no_question(asked: Sample, word: str | None) -> None:
    assert judging.polarity(asked) == word


def test_the_share_of_a_summarys_points() -> None:
    # Of the four points one is said, and one is cited at its place; the others are neither.
    said = reply("It was cast in 1787.", cited=(Span("bell", 83, 115),))
    assert judging.points_covered(SUMMARY, said) == 0.5
    assert judging.points_covered(SUMMARY, reply("It rang.")) == 0.0
    assert judging.points_covered(sample("summary"), said) == 0.0
