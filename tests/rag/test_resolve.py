"""Follow-ups made to stand alone."""

import pytest

from rag.resolve import leans, names_in, resolve, standalone


def turns(*texts: str) -> list[dict[str, str]]:
    return [
        {"role": "user" if n % 2 == 0 else "assistant", "content": t} for n, t in enumerate(texts)
    ]


ROTH = turns("Who built the bridge at Tarn?", "Ines Roth\n\n“Ines Roth built the bridge.” [1]")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "When did Ada Byron meet Charles Babbage of London?",
            ["Ada Byron", "Charles Babbage of London"],
        ),
        ("Retired judge Ines Roth lives there. Until May.", ["Ines Roth"]),
        ("What did the U.S. say?", ["U.S."]),
        ("Byron’s engine and Roth's bridge", ["Byron", "Roth"]),
        ("She said so on Monday.", []),
        ("", []),
    ],
)
def test_names_in(text: str, names: list[str]) -> None:
    assert names_in(text) == names


@pytest.mark.parametrize(
    ("question", "needs"),
    [
        ("How old was he?", True),
        ("And who did it?", True),
        ("When was that?", True),
        ("Why?", True),
        ("What about the mayor?", True),
        ("When was Ada Byron born?", False),
        ("How many died in 1998?", False),
        ("When is the funeral service held?", None),
        # The pronoun may have its noun in the question itself.
        ("What did Ada Byron say about her engine?", None),
    ],
)
def test_leans(question: str, needs: bool | None) -> None:
    assert leans(question) is needs


@pytest.mark.parametrize(
    ("question", "alone"),
    [
        ("How old was she?", "How old was Ines Roth (Tarn)?"),
        ("What was her first job?", "What was Ines Roth’s first job (Tarn)?"),
        ("When was the bridge at Mallo built?", "When was the bridge at Mallo built?"),
    ],
)
def test_standalone_by_hand(question: str, alone: str) -> None:
    assert standalone(question, ROTH) == alone


def test_a_chain_of_follow_ups_keeps_its_subject() -> None:
    history = [*ROTH, *turns("How old was she?", "61")]
    assert "Ines Roth" in standalone("And where did she live?", history)


def test_the_first_question_is_left_alone() -> None:
    (only,) = resolve("How old was she?", [])
    assert only.question == "How old was she?" and only.context == "" and only.names == ()


def test_a_new_topic_is_not_dragged_back() -> None:
    (only,) = resolve("What did Ole Brandt pay for the boat?", ROTH)
    assert only.question == "What did Ole Brandt pay for the boat?"
    assert only.context == "" and only.query == only.question


def test_an_open_case_gives_both_readings() -> None:
    leaning, plain = resolve("When is the opening party?", ROTH)
    assert leaning.context and "Tarn" in leaning.query
    assert plain.question == "When is the opening party?" and not plain.context


def test_markers_and_quotation_marks_stay_out_of_the_context() -> None:
    (only,) = resolve("How old was she?", ROTH)
    assert "[1]" not in only.context and "“" not in only.context
