"""ArticleQA: the one place that assembles the chain, and the calls that everything else makes.

The page, the command line and the evaluations all ask through this module, so what is measured is
what ships.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.answer import Answer, Hit
from rag.errors import EmptyQuestion, HistoryError, QuestionTooLong, UnknownArticle
from rag.extract import Extractor
from rag.find import READ, Finder
from rag.kinds import kind_of
from rag.rerank import rerank
from rag.resolve import resolve
from rag.retrieve import retrieve as retrieve_hits
from rag.settings import Settings
from rag.suggest import Ask, Suggestion, suggest
from rag.summary import summarise

if TYPE_CHECKING:
    from llama_index.core.llms import LLM

    from index.articles import Article
    from index.chunk import Passage
    from index.library import Library
    from index.progress import Progress
    from rag.answer import Usage
    from rag.write import Writer

Source = str | Path
Scope = str | Sequence[str] | None
"""One article id, several, or None for all articles."""

MAX_QUESTION = 2000
"""Characters of the longest question that is asked."""

SUMMARISED = 24
"""Passages of an article that a language model is shown at most for a summary of it."""


def check_question(question: str) -> str:
    """The question without white space around it.

    Raises:
        EmptyQuestion: it holds no letter and no digit.
        QuestionTooLong: it is longer than :data:`MAX_QUESTION` characters.
    """
    text = question.strip()
    if not any(c.isalnum() for c in text):
        raise EmptyQuestion(question[:40])
    if len(text) > MAX_QUESTION:
        raise QuestionTooLong(len(text), MAX_QUESTION)
    return text


def check_history(history: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """The turns of a conversation as plain role and content.

    Raises:
        HistoryError: a turn is no mapping with a known role and a text.
    """
    turns = []
    for n, turn in enumerate(history, start=1):
        if not isinstance(turn, Mapping) or turn.get("role") not in ("user", "assistant", "system"):
            raise HistoryError(f"turn {n} is {turn!r:.60}")
        if not isinstance(turn.get("content"), str):
            raise HistoryError(f"the content of turn {n} is no text")
        if turn["role"] != "system":
            turns.append({"role": turn["role"], "content": turn["content"]})
    return turns


class ArticleQA:
    """Questions to a library of articles; safe to share between threads.

    A language model writes the answers where ``llm``, any of LlamaIndex's, is given or the settings
    name one; without, answers are the articles' own words.

    >>> qa = ArticleQA.from_texts({"a": "Rain in Mallo\\n\\nIt rained for six days in Mallo."})
    >>> qa.articles()[0].title
    'Rain in Mallo'
    """

    def __init__(self, library: Library, settings: Settings, llm: LLM | None = None) -> None:
        from index.embed import default_embedder
        from rag.decide import load_calibrator
        from rag.read import load_reader

        self.library = library
        self.settings = settings
        self.llm = llm
        self._embed = default_embedder(settings.threads).embed
        self._finder = Finder(
            load_reader(settings.threads), load_calibrator(), library.article, library.respell
        )
        self._extractor = Extractor(self._finder)
        self._writer = self._make_writer()

    @classmethod
    def open(
        cls,
        sources: Source | Sequence[Source] | None = None,
        settings: Settings | None = None,
        progress: Progress | None = None,
        llm: LLM | None = None,
    ) -> ArticleQA:
        """A library on disk over a file, a folder or a list of them; indexes what changed first.

        Without ``sources`` the settings' articles are opened. ``progress`` is told how many
        passages are embedded, of how many.

        Raises:
            IndexingError: a source cannot be read or the data folder cannot be used, or the
                settings' embedding model does not embed.
        """
        from index.library import Library
        from rag.embedder import embedder_of

        settings = settings or Settings.from_env()
        chosen = settings.seeds if sources is None else _as_list(sources)
        library = Library.open(
            chosen,
            settings.data,
            embedder=embedder_of(settings),
            progress=progress,
            chroma_url=settings.chroma_url or None,
        )
        return cls(library, settings, llm)

    @classmethod
    def from_texts(
        cls, texts: Mapping[str, str], settings: Settings | None = None, llm: LLM | None = None
    ) -> ArticleQA:
        """The same chain over texts by id, in memory; nothing is written to disk."""
        from index.library import Library
        from rag.embedder import embedder_of

        settings = settings or Settings.from_env()
        return cls(Library.from_texts(texts, embedder=embedder_of(settings)), settings, llm)

    def articles(self) -> list[Article]:
        """Every article, by id."""
        return self.library.articles()

    def retrieve(self, question: str, k: int = 5, article: Scope = None) -> list[Hit]:
        """The ``k`` passages that best answer the question, best first, ordered by the reader.

        Raises:
            EmptyQuestion, QuestionTooLong: the question cannot be asked.
            UnknownArticle: ``article`` names none of the library's.
        """
        text, scope = check_question(question), self._scope(article)
        hits = retrieve_hits(self.library, text, max(k, READ), scope)
        head = hits[: max(READ, 2 * k)]
        reading = self._finder.reader.read(text, self._finder.windows(head))
        return [*rerank(head, reading.windows), *hits[len(head) :]][:k]

    def ask(
        self, question: str, history: Sequence[Mapping[str, Any]] = (), article: Scope = None
    ) -> Answer:
        """The answer with its exact quotes, or an abstention.

        ``history`` holds the earlier turns, oldest first; ``article`` an id or several to ask
        within those alone. Where no language model answers, ``note`` says why.

        Raises:
            EmptyQuestion, QuestionTooLong, HistoryError: the question cannot be asked.
            UnknownArticle: ``article`` names none of the library's.
        """
        *_, answer = self.stream(question, history, article)
        return answer

    def stream(
        self, question: str, history: Sequence[Mapping[str, Any]] = (), article: Scope = None
    ) -> Iterator[Answer]:
        """The same answer as it is written: growing answers, the last one complete.

        A language model's sentences come one by one, each checked; ``text`` only gets longer.
        """
        text, scope = check_question(question), self._scope(article)
        turns = check_history(history)
        quoted = self._quote(text, turns, scope)
        if self._writer is None:
            yield quoted
        else:
            yield from self._writer.write(text, turns, quoted, self._shown(quoted))

    def quote(
        self, question: str, history: Sequence[Mapping[str, Any]] = (), article: Scope = None
    ) -> Answer:
        """The answer in the articles' own words, also where a language model could write one."""
        text, scope = check_question(question), self._scope(article)
        return self._quote(text, check_history(history), scope)

    def suggest(self, article: str, ask: Ask | None = None) -> tuple[Suggestion, ...]:
        """Questions on an article that ``ask``, or the article alone, answers; maybe none."""
        self._scope(article)
        own: Ask = lambda question: self.quote(question, article=article)  # noqa: E731
        return suggest(self.library.article(article), ask or own, self._finder.reader.knows)

    def estimate(
        self, question: str, history: Sequence[Mapping[str, Any]] = (), article: Scope = None
    ) -> Usage | None:
        """What a language model would take to answer, without asking it; None where there is none.

        Raises:
            ModelTrouble: the server does not say which models it has.
        """
        if self._writer is None:
            return None
        text, scope = check_question(question), self._scope(article)
        turns = check_history(history)
        quoted = self._quote(text, turns, scope)
        return self._writer.estimate(text, turns, quoted, self._shown(quoted))

    def _quote(self, text: str, turns: Sequence[dict[str, str]], scope: list[str] | None) -> Answer:
        def candidates(asked: str, k: int) -> list[Hit]:
            return retrieve_hits(self.library, asked, k, scope)

        readings = resolve(text, turns)
        if kind_of(text) == "summary":
            hits = candidates(readings[0].question, READ)
            return summarise(readings[0].question, self._subject(hits, scope), hits, self._embed)
        return self._extractor.answer(readings, candidates)

    def _shown(self, quoted: Answer) -> list[Passage]:
        """What a language model is shown: what was found, or of an article summed up its top."""
        if quoted.kind == "summary" and quoted.citations:
            return self.library.passages(quoted.citations[0].article_id)[:SUMMARISED]
        return [hit.passage for hit in quoted.hits]

    def _make_writer(self) -> Writer | None:
        """What writes the answers, where a language model is given or wanted."""
        from rag.generate.llm import make_llm, place_of, wanted

        settings, given = self.settings, self.llm
        if not wanted(settings, given):
            return None
        from rag.generate.model import Model
        from rag.generate.usage import Prices
        from rag.verify.check import Checker
        from rag.write import Writer

        model = Model(
            (lambda _: given) if given else partial(make_llm, settings),
            where="the language model" if given else place_of(settings),
            context=settings.context,
            secrets=(settings.openai_api_key, str(getattr(given, "api_key", None) or "")),
        )
        articles, reader = self.library.article, self._finder.reader
        return Writer(
            model,
            Checker(articles, self._embed, reader),
            articles,
            Prices.load(settings.prices),
            mark=settings.unsupported == "mark",
            patience=settings.patience,
        )

    def _scope(self, article: Scope) -> list[str] | None:
        if article is None:
            return None
        wanted = [article] if isinstance(article, str) else list(article)
        known = [a.id for a in self.articles()]
        for one in wanted:
            if one not in known:
                raise UnknownArticle(one, known)
        return wanted

    def _subject(self, hits: Sequence[Hit], scope: list[str] | None) -> Article:
        """The article that a summary is asked of: the only one, or the one that its words find."""
        among = scope or [a.id for a in self.articles()]
        chosen = among[0] if len(among) == 1 or not hits else hits[0].passage.article_id
        return self.library.article(chosen)


def _as_list(sources: Source | Sequence[Source]) -> list[Source]:
    return [sources] if isinstance(sources, str | Path) else list(sources)


@lru_cache(maxsize=1)
def _default() -> ArticleQA:
    return ArticleQA.open()


_OPENING = threading.Lock()


def default_library() -> ArticleQA:
    """The library over the shipped articles, opened once per process."""
    with _OPENING:
        return _default()


def ask(question: str, history: Sequence[Mapping[str, Any]] = (), article: Scope = None) -> Answer:
    """:meth:`ArticleQA.ask` of the default library."""
    return default_library().ask(question, history, article)


def retrieve(question: str, k: int = 5, article: Scope = None) -> list[Hit]:
    """:meth:`ArticleQA.retrieve` of the default library."""
    return default_library().retrieve(question, k, article)
