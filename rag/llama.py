"""Retrieval as a LlamaIndex retriever, for use anywhere in LlamaIndex."""

from __future__ import annotations

from collections.abc import Sequence

from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle

from index.library import Library
from index.nodes import passage_node
from rag.retrieve import retrieve


class PassageRetriever(BaseRetriever):
    """The passages of a library for a question, as nodes with scores, best first.

    ``articles`` limits the search to those ids. A node's ``start_char_idx`` and ``end_char_idx``
    are offsets into its article's text, and its ``metadata["article_id"]`` names that article.
    """

    def __init__(self, library: Library, k: int = 5, articles: Sequence[str] | None = None) -> None:
        self._library = library
        self._k = k
        self._articles = articles
        super().__init__()

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        hits = retrieve(self._library, query_bundle.query_str, self._k, self._articles)
        return [
            NodeWithScore(
                node=passage_node(hit.passage, self._library.article(hit.passage.article_id)),
                score=hit.score,
            )
            for hit in hits
        ]
