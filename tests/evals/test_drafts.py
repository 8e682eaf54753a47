from __future__ import annotations

import json
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from evals.cli import main
from evals.draft_page import DraftServer
from evals.drafts import draft_articles, draft_rows, language_model, propose_with
from evals.errors import BadRows, NoModel, SetNotFound
from evals.folder import RunFolder
from evals.job import Plan, execute, own_systems
from evals.load import load_set
from evals.queue import NoSuchDraft, Queue
from index.articles import parse_article
from rag import ArticleQA
from rag.settings import Settings
from tests.openai_script import Step
from tests.openai_server import MODEL, OpenAIServer
from web.feedback import Feedback, praised
from web.turns import answered

if TYPE_CHECKING:
    from playwright.sync_api import Browser

TEXT = (
    "A Day at the Quay\n\nThe bronze bell was cast by Edith Marlow in 1787. "
    "The harbour master said that nobody was hurt. 😀 It rained."
)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "quay.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture
def queue(tmp_path: Path, source: Path) -> Queue:
    made = Queue(tmp_path / "drafts")
    assert draft_articles(made, [source], 10) == len(made.drafts()) >= 5
    return made


def first(queue: Queue, kind: str) -> dict[str, Any]:
    return next(d.row for d in queue.drafts() if d.row["kind"] == kind)


def test_what_is_accepted_is_a_set_that_runs(queue: Queue) -> None:
    row = first(queue, "factoid")
    queue.decide(row["id"], "accepted", row | {"question": "Who cast the bell?"})
    queue.decide(first(queue, "yesno")["id"], "refused")
    chosen = load_set(queue.folder)
    assert [s.question for s in chosen.samples] == ["Who cast the bell?"]
    assert chosen.articles == {"quay": TEXT}


def test_decisions_are_there_after_a_restart(queue: Queue) -> None:
    key = first(queue, "factoid")["id"]
    queue.decide(key, "accepted")
    again = Queue(queue.folder)
    assert again.counts() == queue.counts()
    assert again.drafts() == queue.drafts()
    again.decide(key, "proposed")
    assert again.counts()["accepted"] == 0


def test_drafting_again_adds_nothing(queue: Queue, source: Path) -> None:
    queue.decide(first(queue, "factoid")["id"], "refused")
    assert draft_articles(queue, [source], 10) == 0


def test_an_article_that_changed_is_refused(queue: Queue, source: Path) -> None:
    source.write_text(TEXT + " It rained again.", encoding="utf-8")
    with pytest.raises(BadRows, match="another text"):
        draft_articles(queue, [source], 10)


def test_an_invalid_row_is_not_accepted(queue: Queue) -> None:
    row = first(queue, "factoid")
    with pytest.raises(ValueError, match="its span holds"):
        queue.decide(
            row["id"], "accepted", row | {"answers": [{"text": "x", "start": 0, "end": 1}]}
        )
    with pytest.raises(ValueError, match="'perhaps'"):
        queue.decide(row["id"], "perhaps")
    with pytest.raises(NoSuchDraft, match="'nobody'"):
        queue.decide("nobody", "accepted")
    assert queue.counts()["accepted"] == 0


def test_feedback_lands_in_the_same_queue(queue: Queue, tmp_path: Path) -> None:
    start = TEXT.index("1787")
    row = {
        **{"id": "f1", "article": "quay", "kind": "factoid", "question": "When was it cast?"},
        "answers": [{"text": "1787", "start": start, "end": start + 4}],
        "evidence": [{"start": start, "end": start + 4}],
        "answerable": True,
    }
    (tmp_path / "feedback.jsonl").write_text(json.dumps(row))
    assert draft_rows(queue, tmp_path / "feedback.jsonl") == 1
    assert queue.drafts()[-1].row["question"] == "When was it cast?"
    with pytest.raises(SetNotFound, match="nothing"):
        draft_rows(queue, tmp_path / "nothing.jsonl")


def test_a_queue_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "queue.jsonl").write_text('{"rows": 1}\n')
    with pytest.raises(BadRows, match="line 1"):
        Queue(tmp_path)


class Writer:
    """A language model that replies with a fixed text and keeps what it was asked."""

    def __init__(self, reply: str) -> None:
        self.reply, self.prompts = reply, list[str]()

    def complete(self, prompt: str) -> Any:
        self.prompts.append(prompt)
        return SimpleNamespace(text=self.reply)


SENTENCE = "The bronze bell was cast by Edith Marlow in 1787."
ITEMS = [
    {"question": "Who made it?", "kind": "factoid", "answer": "Edith Marlow", "evidence": SENTENCE},
    {"question": "Who paid?", "kind": "unanswerable", "answer": "", "evidence": ""},
    {"question": "Made up?", "kind": "factoid", "answer": "Ann", "evidence": "Ann made it."},
    {"question": "Elsewhere?", "kind": "factoid", "answer": "hurt", "evidence": SENTENCE},
    {"question": "", "kind": "factoid", "answer": "1787", "evidence": SENTENCE},
    {"question": "What?", "kind": "riddle", "answer": "1787", "evidence": SENTENCE},
]


def test_a_language_models_quotations_are_checked() -> None:
    made = parse_article(TEXT, id="quay", source="quay")
    writer = Writer(f"Here you are:\n{json.dumps(ITEMS)}")
    found = propose_with(writer, made, 10)  # type: ignore[arg-type]
    assert [s.question for s in found] == ["Who made it?", "Who paid?"]
    assert TEXT[found[0].answers[0].span.start :].startswith("Edith Marlow")  # type: ignore[union-attr]
    assert TEXT in writer.prompts[0]
    for reply in ("No.", "[1, 2]", "[{]"):
        assert propose_with(Writer(reply), made, 10) == []  # type: ignore[arg-type]


def test_without_a_model_in_the_settings_none_is_asked() -> None:
    with pytest.raises(NoModel, match="OPENAI_API_KEY"):
        language_model(Settings())


@pytest.fixture
def draft(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Any:
    """Run ``draft`` without its page; gives what it says."""

    def draft(*argv: object) -> str:
        with pytest.raises(SystemExit) as left:
            main(["draft", *map(str, argv), "--no-page", "--out", str(tmp_path / "set")])
        assert not left.value.code
        return capsys.readouterr().out

    return draft


def test_a_real_client_is_asked_where_a_model_is_named(
    draft: Any, source: Path, openai_server: OpenAIServer, tmp_path: Path
) -> None:
    openai_server.play(Step(text=json.dumps(ITEMS)))
    said = draft(source, "--base-url", openai_server.url, "--model", MODEL)
    assert said.startswith("2 new; 2 proposed")
    assert SENTENCE in openai_server.chats[0].prompt
    tags = {tag for d in Queue(tmp_path / "set").drafts() for tag in d.row["tags"]}
    assert tags == {"draft", "model"}


def test_what_readers_said_lands_in_the_same_queue_unasked(
    draft: Any, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PULLQUOTE_FEEDBACK", str(tmp_path / "said"))
    assert draft(source, "-n", 3).startswith("3 new; 3 proposed")
    qa = ArticleQA.from_texts({"quay": TEXT}, Settings(threads=1, answers="extractive"))
    turn = answered("In which year was the bell cast?", qa.ask("In which year was the bell cast?"))
    Feedback(tmp_path / "said").keep(praised([turn], 0), qa.articles())
    assert draft(source, "-n", 3, "--no-feedback").startswith("0 new")
    assert draft(source, "-n", 3).startswith("1 new; 4 proposed")
    queue = Queue(tmp_path / "set")
    queue.decide(queue.drafts()[-1].id, "accepted")
    (record,) = run_of(tmp_path / "set", tmp_path / "run")
    assert record["question"] == turn.question
    assert record["scores"]["right_and_cited"] == 1.0


def run_of(folder: Path, out: Path) -> list[Any]:
    """The records of a run of the chain on a folder."""
    chosen = load_set(folder)
    execute(Plan((chosen,), own_systems(settings=Settings(threads=1)), out))
    return RunFolder(out).records(chosen.name, "pullquote")


def test_an_article_that_has_changed_since_has_a_further_name(queue: Queue, tmp_path: Path) -> None:
    said = tmp_path / "said"
    said.mkdir()
    older = "A Day at the Quay\n\nThe bell was cast in 1786."
    other = {"id": "sea", "text": "The sea was calm in 1786."}
    spans = [{"start": 19, "end": 45}, {"start": 0, "end": 25, "article": "sea", "part": 1}]
    row = {
        **{"id": "f1", "article": "quay", "kind": "list", "question": "What of 1786?"},
        "answers": [{"text": "cast"}, {"text": "calm"}],
        "evidence": spans,
        "answerable": True,
    }
    (said / "questions.jsonl").write_text(json.dumps(row))
    articles = [{"id": "quay", "text": older}, other]
    (said / "articles.jsonl").write_text("\n".join(map(json.dumps, articles)))
    assert draft_rows(queue, said / "questions.jsonl") == 1
    key = queue.drafts()[-1].id
    accepted = queue.decide(key, "accepted").row
    name = accepted["article"]
    assert name.startswith("quay-")
    assert queue.articles == {"quay": TEXT, name: older, "sea": other["text"]}
    assert [e.get("article", name) for e in accepted["evidence"]] == [name, "sea"]
    (sample,) = load_set(queue.folder).samples
    assert sample.evidence[0].span.article_id == name
    assert draft_rows(queue, said / "questions.jsonl") == 0


@pytest.fixture
def server(queue: Queue) -> Iterator[DraftServer]:
    with DraftServer(queue) as made:
        thread = threading.Thread(target=made.serve_forever)
        thread.start()
        yield made
        made.shutdown()
        thread.join()


def post(server: DraftServer, value: Any, **headers: str) -> tuple[int, dict[str, Any]]:
    request = urllib.request.Request(
        server.address + "decide",
        data=value if isinstance(value, bytes) else json.dumps(value).encode(),
        headers={"Content-Type": "application/json", **headers},
    )
    try:
        with urllib.request.urlopen(request) as reply:
            return reply.status, json.load(reply)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def test_decisions_by_the_page(server: DraftServer, queue: Queue) -> None:
    key = first(queue, "factoid")["id"]
    status, value = post(server, {"id": key, "status": "accepted"})
    assert (status, value["status"], value["counts"]["accepted"]) == (200, "accepted", 1)
    wrong: list[Any] = [{"id": "x", "status": "accepted"}, {"id": key, "status": "?"}, [], {}, b"{"]
    for bad in wrong:
        status, value = post(server, bad)
        assert status == 400
        assert value["error"]
    assert queue.counts()["accepted"] == 1


def test_other_sites_are_refused(server: DraftServer, queue: Queue) -> None:
    decision = {"id": first(queue, "factoid")["id"], "status": "refused"}
    assert post(server, decision, Origin="http://evil.test")[0] == 403
    assert post(server, decision, Host="evil.test")[0] == 403
    assert post(server, decision, **{"Content-Type": "text/plain"})[0] == 403
    assert queue.counts()["refused"] == 0
    connection = HTTPConnection("127.0.0.1", server.server_port)
    connection.request("GET", "/queue", headers={"Host": "evil.test"})
    assert connection.getresponse().status == 403
    connection.close()


@pytest.mark.browser
def test_a_person_edits_accepts_and_refuses(
    browser: Browser, server: DraftServer, queue: Queue
) -> None:
    page = browser.new_page(viewport={"width": 1100, "height": 800})
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(server.address)
    total = len(queue.drafts())
    page.get_by_role("button", name=f"proposed {total}").wait_for()
    page.get_by_role("button", name="refuse (r)").click()
    page.get_by_role("button", name="refused 1").wait_for()
    page.locator("#question").fill("Was it raining?")
    page.evaluate(
        """() => {
            const walker = document.createTreeWalker(document.querySelector(".article"), 4);
            while (walker.nextNode()) {
                const at = walker.currentNode.data.indexOf("It rained");
                if (at >= 0) {
                    const range = document.createRange();
                    range.setStart(walker.currentNode, at);
                    range.setEnd(walker.currentNode, at + 9);
                    getSelection().removeAllRanges();
                    getSelection().addRange(range);
                }
            }
        }"""
    )
    page.get_by_role("button", name="selection is evidence").click()
    page.get_by_role("button", name="accept (a)").click()
    page.get_by_role("button", name="accepted 1").wait_for()
    page.set_viewport_size({"width": 360, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.close()
    assert problems == []
    (sample,) = load_set(queue.folder).samples
    assert sample.question == "Was it raining?"
    # After a character outside the basic plane, whose length JavaScript counts as two.
    assert TEXT[sample.evidence[-1].span.start : sample.evidence[-1].span.end] == "It rained"
