"""Where proposed questions come from: articles by rule or by a language model, and feedback."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evals.draft_page import DraftServer
from evals.errors import NoModel, SetNotFound
from evals.load import load_articles, read_samples
from evals.propose import propose
from evals.queue import Queue
from evals.rows import KINDS
from evals.samples import Evidence, Gold, Sample
from index.articles import Article, parse_article
from index.files import find_files, read_file
from index.spans import Span
from rag.settings import Settings

if TYPE_CHECKING:
    from llama_index.core.llms import LLM

_PROMPT = """Write {number} questions that different readers would ask about the article below: who,
what, when, where, why, who says so, in other words than the article's, and some that sound as if
the article answered them though it does not. Reply with a JSON list and nothing else. Each item is
{{"question": "…", "kind": one of {kinds}, "answer": the shortest words that answer, copied exactly
from the article, "evidence": the sentence they stand in, copied exactly}}; for questions that the
article does not answer, kind is "unanswerable" and answer and evidence are "".

ARTICLE
{text}
"""


def draft_articles(
    queue: Queue, sources: Sequence[Path], number: int, llm: LLM | None = None
) -> int:
    """Proposes questions on articles, and gives how many are new.

    Raises:
        IndexingError: an article cannot be read.
        BadRows: the queue has an article of that id with another text.
    """
    added = 0
    for file in find_files(list(sources)):
        article = parse_article(read_file(file), id=file.id, source=file.source)
        samples = propose_with(llm, article, number) if llm else propose(article, number)
        added += queue.add(samples, {article.id: article.text})
    return added


def draft_rows(queue: Queue, path: Path) -> int:
    """Adds the rows of a JSONL file, such as feedback from the chat, and gives how many are new.

    The articles are those of the queue, and of an ``articles.jsonl`` beside the file; one that has
    another text in the queue gets a further name there.

    Raises:
        SetNotFound: there is no such file.
        BadRows: rows that cannot be used.
    """
    if not path.is_file():
        raise SetNotFound(path, "there is no such file", "give a JSONL file of questions")
    beside = path.with_name("articles.jsonl")
    own = load_articles(beside) if beside.is_file() else {}
    samples = read_samples(path, queue.articles | own)
    taken = {
        key: _free(key, own[key]) for key in own if queue.articles.get(key, own[key]) != own[key]
    }
    used = dict.fromkeys(key for s in samples for key in _articles_of(s))
    texts = {taken.get(key, key): own.get(key) or queue.articles[key] for key in used}
    return queue.add([_renamed(sample, taken) for sample in samples], texts)


def _free(key: str, text: str) -> str:
    """Another name for an article whose text differs from the queue's of the same name."""
    return f"{key}-{sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"


def _articles_of(sample: Sample) -> list[str]:
    return [sample.article, *(e.span.article_id for e in sample.evidence)]


def _renamed(sample: Sample, names: Mapping[str, str]) -> Sample:
    """The sample with its articles under other names."""

    def moved(span: Span) -> Span:
        return replace(span, article_id=names.get(span.article_id, span.article_id))

    return replace(
        sample,
        article=names.get(sample.article, sample.article),
        answers=tuple(replace(g, span=moved(g.span) if g.span else None) for g in sample.answers),
        evidence=tuple(replace(e, span=moved(e.span)) for e in sample.evidence),
    )


def propose_with(llm: LLM, article: Article, number: int) -> list[Sample]:
    """Questions that a language model writes; those whose words are not the article's are left out.

    A reply that is no JSON gives none.
    """
    prompt = _PROMPT.format(number=number, kinds=", ".join(KINDS), text=article.text)
    match = re.search(r"\[.*\]", llm.complete(prompt).text, re.DOTALL)
    try:
        items = json.loads(match[0]) if match else []
    except ValueError:
        items = []
    found = [_checked(item, article) for item in items if isinstance(item, dict)]
    kept = [sample for sample in found if sample][:number]
    return [
        Sample(f"{article.id}-m{n}", s.article, s.kind, s.question, (), s.answers, s.evidence,
               s.answerable, s.tags)
        for n, s in enumerate(kept, start=1)
    ]  # fmt: skip


def _checked(item: dict[str, Any], article: Article) -> Sample | None:
    """The item as a sample where its quotations are exact and stand in one another."""
    question, kind = str(item.get("question", "")).strip(), item.get("kind")
    answer, evidence = str(item.get("answer", "")), str(item.get("evidence", ""))
    if not question or kind not in KINDS:
        return None
    if kind in ("unanswerable", "false_premise"):
        return Sample("", article.id, kind, question, answerable=False, tags=("draft", "model"))
    start = article.text.find(evidence) if evidence.strip() else -1
    inside = evidence.find(answer) if answer.strip() else -1
    if start < 0 or inside < 0:
        return None
    at = start + inside
    return Sample(
        id="",
        article=article.id,
        kind=kind,
        question=question,
        answers=(Gold(answer, Span(article.id, at, at + len(answer))),),
        evidence=(Evidence(Span(article.id, start, start + len(evidence))),),
        tags=("draft", "model"),
    )


def language_model(settings: Settings) -> LLM:
    """The language model of the settings.

    Raises:
        NoModel: they name none.
    """
    if not (settings.openai_api_key or settings.openai_base_url):
        raise NoModel("eval draft --model")
    from rag.generate.llm import make_llm

    return make_llm(settings)


def serve(queue: Queue, port: int) -> None:
    """Serves the page until it is interrupted.

    Raises:
        SetNotFound: the port is taken.
    """
    try:
        server = DraftServer(queue, port)
    except OSError as error:
        remedy = "give another with --port"
        raise SetNotFound(f"port {port}", f"cannot be used ({error.strerror})", remedy) from None
    sys.stdout.write(f"Judge them on {server.address} (Ctrl-C ends it)\n")
    sys.stdout.flush()
    with server:
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            sys.stdout.write("\n")
