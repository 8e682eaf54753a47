"""The conversation as HTML: what stands where, and that nothing in it is obeyed."""

from dataclasses import replace

from index.articles import parse_article
from rag.answer import Citation, Disagreement, Short, Usage
from tests.web.pages import Page
from web.pane import View, evidence_view, marks_of, pane_html
from web.shelf import Shelf
from web.talk import talk_html
from web.turns import Place, Turn

TEXT = "The mill\n\nThe mill on the river burned down on Sunday.\n\nNobody was hurt in the fire.\n"
MILL = parse_article(TEXT, id="mill", source="mill.txt")
BRIDGE = parse_article("The bridge\n\nThe bridge opened in May.\n", id="bridge", source="b.txt")
ALONE = Shelf({"mill": MILL})
BOTH = Shelf({"mill": MILL, "bridge": BRIDGE})
AT = TEXT.index("The mill on")
QUOTE = "The mill on the river burned down on Sunday."
SUNDAY = TEXT.index("Sunday")
ANSWERED = Turn(
    question="When did it burn?",
    standalone="When did it burn?",
    text=f"Sunday\n\n“{QUOTE}” [1]",
    short=Short("mill", SUNDAY, SUNDAY + 6, "Sunday"),
    confidence=0.95,
    citations=(Citation(1, "mill", AT, AT + len(QUOTE), QUOTE),),
)
SILENT = Turn(
    question="Who did it?",
    text="The article does not say.",
    abstained=True,
    near=(Place("mill", AT, AT + len(QUOTE)), Place("gone", 0, 3)),
    missing=("who<did>it",),
)


def test_an_answer_leads_with_its_shortest_form_and_cites_it() -> None:
    page = Page(talk_html([ANSWERED], ALONE))
    (lead,) = page.all("p", "lead")
    assert lead.text == "Sunday1"
    (figure,) = page.all("figure", "quote")
    assert figure.text == QUOTE + "1Paragraph 1Link"
    assert [m.text for m in page.all("mark", "short")] == ["Sunday"]
    refs = page.all("button", "ref")
    assert [(r.attrs["data-from"], r.attrs["data-to"]) for r in refs] == [
        (str(AT), str(AT + len(QUOTE)))
    ] * 2
    assert page.all("span", "level-4")[0].text == "Very likely right"


def test_the_article_is_named_where_there_are_several() -> None:
    (caption,) = Page(talk_html([ANSWERED], BOTH)).all("figcaption")
    assert caption.text == "1The mill, paragraph 1Link"


OPENED = "The bridge opened in May."
B_AT = BRIDGE.text.index(OPENED)
VERSUS = replace(
    ANSWERED,
    disagreement=Disagreement(
        "date",
        (Short("mill", SUNDAY, SUNDAY + 6, "Sunday"), Short("bridge", B_AT + 21, B_AT + 24, "May")),
        (ANSWERED.citations[0], Citation(2, "bridge", B_AT, B_AT + len(OPENED), OPENED)),
    ),
)


def test_places_that_disagree_stand_side_by_side_and_no_quote_stands_twice() -> None:
    page = Page(talk_html([VERSUS], BOTH))
    assert [p.text for p in page.all("p", "value")] == ["Sunday", "May"]
    assert [q.text for q in page.all("blockquote")] == [QUOTE, OPENED]
    assert page.all("p", "versus-head")[0].text == "The articles give different dates."
    assert [r.attrs["data-n"] for r in page.all("button", "ref")] == ["1", "1", "2"]
    assert [m.name for m in marks_of(VERSUS, BRIDGE)] == ["2"]
    assert Page(pane_html(View("bridge", 0), [VERSUS], BOTH)).all("mark", "cite")


def test_a_claim_is_shown_as_one() -> None:
    said = "Twelve people died, the fire chief Jo Roth said."
    fire = parse_article(f"A fire\n\n{said}\n", id="fire", source="f")
    at = fire.text.index(said)
    turn = Turn(
        "How many died?",
        text=f"Twelve\n\n“{said}” [1]",
        short=Short("fire", at, at + 6, "Twelve"),
        citations=(Citation(1, "fire", at, at + len(said), said),),
    )
    page = Page(talk_html([turn], Shelf({"fire": fire})))
    assert page.all("p", "claim")[0].text == "according to the fire chief Jo Roth"
    assert not Page(talk_html([ANSWERED], ALONE)).all("p", "claim")


WRITTEN = replace(
    ANSWERED,
    text="It burned on Sunday [1].",
    mode="generative",
    note="One sentence is left out.",
    usage=Usage("tiny-<1>", 1200, 34, 1, 0.00123, False),
)


def test_it_is_said_who_wrote_an_answer_and_what_it_took() -> None:
    page = Page(talk_html([WRITTEN], ALONE))
    foot = [p.text for p in page.all("p", "foot")]
    assert foot[0] == "Written by tiny-<1>, checked sentence by sentence against the article"
    assert foot[1] == "1,234 tokens, $0.0012"
    assert page.all("p", "aside")[0].text == "One sentence is left out."
    assert page.all("figure", "quote")


def test_while_an_answer_grows_nothing_stands_below_it() -> None:
    page = Page(talk_html([WRITTEN], ALONE, growing=True))
    assert page.all("p", "prose-line")[0].text == "It burned on Sunday1."
    assert not page.all("figure")
    assert not page.all("p", "foot")
    assert not page.all("div", "actions")


def test_thumbs_show_which_was_pressed() -> None:
    page = Page(talk_html([replace(ANSWERED, verdict="up")], ALONE))
    thumbs = page.all("button", "thumb")
    assert [(t.attrs["data-do"], t.attrs["aria-pressed"]) for t in thumbs] == [
        ("up", "true"),
        ("down", "false"),
    ]
    assert all(t.attrs["aria-label"] for t in thumbs)
    problem = Turn("Why?", problem="It broke.")
    assert not Page(talk_html([problem], ALONE)).all("button", "thumb")


def test_an_abstention_says_so_and_offers_what_is_near() -> None:
    page = Page(talk_html([SILENT], ALONE))
    assert page.all("section", "abstained")
    assert page.all("p", "silence")[0].text == "The article does not say."
    assert "who<did>it" in page.all("p", "missing")[0].text
    (near,) = page.all("button", "passage")  # the one whose article is gone is left out
    assert near.text == QUOTE + "Paragraph 1"
    assert not page.all("p", "lead")
    assert not page.all("span", "sure")


def test_a_source_that_changed_is_said_and_not_marked() -> None:
    changed = parse_article(TEXT.replace("Sunday", "Monday"), id="mill", source="mill.txt")
    shelf = Shelf({"mill": changed})
    (caption,) = Page(talk_html([ANSWERED], shelf)).all("figcaption")
    assert "The source has changed" in caption.text
    assert marks_of(ANSWERED, changed) == []
    assert evidence_view(ANSWERED, 0, "mill", shelf) == View("mill", 0)


def test_a_follow_up_shows_how_it_was_understood() -> None:
    turn = replace(ANSWERED, question="When?")
    page = Page(talk_html([turn], ALONE))
    assert page.all("p", "understood")[0].text == "Understood as: When did it burn?"
    assert not Page(talk_html([ANSWERED], ALONE)).all("p", "understood")


def test_markers_in_prose_become_buttons_and_false_ones_stay_text() -> None:
    turn = replace(ANSWERED, text="It burned on Sunday [1], not Monday [2].", mode="generative")
    page = Page(talk_html([turn], ALONE))
    assert page.all("p", "prose-line")[0].text == "It burned on Sunday1, not Monday [2]."
    assert len(page.all("figure", "quote")) == 1


def test_what_people_write_is_shown_and_not_obeyed() -> None:
    evil = '<script>alert(1)</script><img src=x onerror="alert(1)">'
    turns = [
        Turn(evil, problem=evil),
        replace(ANSWERED, question=evil, text=evil, note=evil, standalone=evil),
        replace(SILENT, question=evil, missing=(evil,)),
        Turn(evil),
    ]
    page = Page(talk_html(turns, BOTH))
    assert not page.all("script")
    assert not page.all("img")
    assert [n.text for n in page.all("h2", "question")] == [evil] * 4


def test_the_pane_marks_the_turns_evidence_and_says_where_to_look() -> None:
    html = pane_html(evidence_view(ANSWERED, 0, "bridge", BOTH), [ANSWERED], BOTH)
    page = Page(html)
    (pane,) = page.all("div", "pane")
    assert pane.attrs["data-article"] == "mill"
    assert (pane.attrs["data-from"], pane.attrs["data-to"]) == (str(AT), str(AT + len(QUOTE)))
    assert "".join(m.text for m in page.all("mark", "cite")) == QUOTE
    assert [b.text for b in page.all("button") if b.attrs.get("data-do") == "open"] == [
        "The mill",
        "The bridge",
    ]


def test_without_articles_the_pane_says_so() -> None:
    assert "no article" in pane_html(View(""), [], Shelf({}))
