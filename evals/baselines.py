"""Other ways of doing the same, over the same texts and with the same embedder, to stand beside.

- ``best-sentence``: of all sentences, the one whose embedding is nearest the question's; it is
  never silent.
- ``dense``, ``bm25``, ``fused``: the passages by embedding alone, by words alone, and by both as
  pullquote fuses them, before its reader orders them; they only retrieve.
- ``llama-index``: stock LlamaIndex, its SentenceSplitter and VectorStoreIndex on Chroma; with its
  own passages of up to 1,024 tokens, and with passages as short as ours (``llama-index-128``). It
  only retrieves, and finds evidence the more easily the longer its passages are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

import numpy as np

from evals.systems import Factory, settings_model
from index.chunk import Passage, passage_id
from index.library import Library
from index.sentences import sentence_spans
from rag.answer import Answer, Citation, Hit
from rag.retrieve import retrieve as fused
from rag.settings import Settings


class BestSentence:
    """The nearest sentence by embedding, as the whole answer."""

    name = "best-sentence"

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._library = Library.from_texts(texts)
        self._passages = [
            Passage(passage_id(key, a, b, text[a:b]), key, a, b, text[a:b])
            for key, text in texts.items()
            for a, b in _sentences(self._library, key)
        ]
        self._vectors = self._library.embedder.embed([p.text for p in self._passages])

    def ask(self, question: str, history: Sequence[Mapping[str, Any]]) -> Answer:
        """The best sentence, cited; its cosine is the confidence."""
        hits = self.retrieve(question, 10)
        best = hits[0]
        p = best.passage
        citation = Citation(1, p.article_id, p.start, p.end, p.text)
        sure = min(1.0, max(0.0, best.score))
        text = f"“{' '.join(p.text.split())}” [1]"
        return Answer(question, text, None, False, sure, (citation,), tuple(hits))

    def retrieve(self, question: str, k: int) -> list[Hit]:
        """The ``k`` nearest sentences; the earlier first where two are as near."""
        scores = self._vectors @ self._library.embed_question(question)
        order = np.argsort(-scores, kind="stable")[:k]
        return [Hit(self._passages[i], float(scores[i])) for i in order.tolist()]

    def settings(self) -> dict[str, Any]:
        """The embedder's name."""
        return {"embedder": self._library.embedder.name}


class OneWay:
    """Retrieval by embedding alone, by words alone, or fused; it does not answer."""

    def __init__(self, name: str, texts: Mapping[str, str]) -> None:
        self.name = name
        self._library = Library.from_texts(texts)

    def ask(self, question: str, history: Sequence[Mapping[str, Any]]) -> None:
        """Nothing: this only retrieves."""

    def retrieve(self, question: str, k: int) -> list[Hit]:
        """The ``k`` best passages."""
        if self.name == "fused":
            return fused(self._library, question, k)
        search = self._library.dense if self.name == "dense" else self._library.lexical
        return [Hit(self._library.passage(key), score) for key, score in search(question, k)]

    def settings(self) -> dict[str, Any]:
        """The embedder's name."""
        return {"embedder": self._library.embedder.name}


class StockLlamaIndex:
    """LlamaIndex as its tutorials set it up, but for the embedder, which is ours."""

    def __init__(self, name: str, texts: Mapping[str, str], tokens: int | None = None) -> None:
        from chromadb import EphemeralClient
        from chromadb.config import Settings
        from llama_index.core import Document, StorageContext, VectorStoreIndex
        from llama_index.core.node_parser import SentenceSplitter
        from llama_index.vector_stores.chroma import ChromaVectorStore

        from index.llama_embed import MiniLMEmbedding

        self.name = name
        self._texts = texts
        splitter = SentenceSplitter(chunk_size=tokens, chunk_overlap=0) if tokens else None
        self._splitter = splitter or SentenceSplitter()
        # Ephemeral clients of one process share their collections, so each needs its own name.
        client = EphemeralClient(settings=Settings(anonymized_telemetry=False))
        collection = client.create_collection(
            f"{name}-{uuid4().hex}", metadata={"hnsw:space": "cosine"}, embedding_function=None
        )
        store = StorageContext.from_defaults(
            vector_store=ChromaVectorStore(chroma_collection=collection)
        )
        self._index = VectorStoreIndex.from_documents(
            [Document(text=text, id_=key) for key, text in texts.items()],
            storage_context=store,
            embed_model=MiniLMEmbedding(),
            transformations=[self._splitter],
        )

    def ask(self, question: str, history: Sequence[Mapping[str, Any]]) -> Answer | None:
        """Nothing: without a language model it only retrieves."""
        return None

    def retrieve(self, question: str, k: int) -> list[Hit]:
        """The ``k`` nearest nodes, as passages of their documents."""
        nodes = self._index.as_retriever(similarity_top_k=k).retrieve(question)
        return [Hit(self._passage(n.node), float(n.score or 0.0)) for n in nodes]

    def _passage(self, node: Any) -> Passage:
        key, words = node.ref_doc_id, node.get_content()
        text = self._texts[key]
        start = node.start_char_idx
        if start is None or text[start : start + len(words)] != words:
            start = max(0, text.find(words))
        end = start + len(words)
        return Passage(passage_id(key, start, end, words), key, start, end, words)

    def settings(self) -> dict[str, Any]:
        """The splitter's size and overlap in tokens."""
        return {"tokens": self._splitter.chunk_size, "overlap": self._splitter.chunk_overlap}


def _sentences(library: Library, article_id: str) -> list[tuple[int, int]]:
    """The sentences of an article, each once; a headline is none."""
    article = library.article(article_id)
    text, title = article.text, article.title_span
    return [
        span
        for passage in library.passages(article_id)
        for span in sentence_spans(text, passage.start, passage.end)
        if title is None or span != (title.start, title.end)
    ]


def baselines(settings: Settings) -> dict[str, Factory]:
    """Those that need no language model, and LlamaIndex with one where the settings name it."""
    llm = settings_model(settings)
    if llm is None:
        return dict(BASELINES)
    from evals.citation_engine import CitationEngine

    return BASELINES | {"citation-engine": lambda texts: CitationEngine(texts, llm)}


BASELINES: dict[str, Factory] = {
    "best-sentence": BestSentence,
    "dense": lambda texts: OneWay("dense", texts),
    "bm25": lambda texts: OneWay("bm25", texts),
    "fused": lambda texts: OneWay("fused", texts),
    "llama-index": lambda texts: StockLlamaIndex("llama-index", texts),
    "llama-index-128": lambda texts: StockLlamaIndex("llama-index-128", texts, 128),
}
