"""Passages as LlamaIndex nodes, and the chunker as a LlamaIndex ``NodeParser``.

Kept apart from :mod:`index.chunk` because LlamaIndex takes more than a second to import.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from llama_index.core.node_parser import NodeParser
from llama_index.core.schema import (
    BaseNode,
    Document,
    MetadataMode,
    NodeRelationship,
    RelatedNodeInfo,
    TextNode,
)
from llama_index.vector_stores.chroma import ChromaVectorStore
from pydantic import Field

from index.articles import Article, parse_article
from index.chunk import BUDGET, Passage, chunk_article
from index.embed import default_embedder
from index.library import Library


def _bundled_count(text: str) -> int:
    return default_embedder().count_tokens(text)


def passage_node(passage: Passage, article: Article) -> TextNode:
    """The passage as a node: its id, its words and its exact offsets.

    Metadata names the article, and the title and date it has; none of it is embedded, and only
    title and date are shown to a language model.
    """
    metadata = {"article_id": article.id, "title": article.title, "source": article.source}
    if article.date:
        metadata["date"] = article.date
    return TextNode(
        id_=passage.id,
        text=passage.text,
        start_char_idx=passage.start,
        end_char_idx=passage.end,
        metadata=metadata,
        excluded_embed_metadata_keys=list(metadata),
        excluded_llm_metadata_keys=["article_id", "source"],
        relationships={NodeRelationship.SOURCE: RelatedNodeInfo(node_id=article.id)},
    )


def vector_store(library: Library) -> ChromaVectorStore:
    """The library's vectors as a LlamaIndex vector store, to read from.

    Its nodes have exact offsets. Write through the library: what is written here alone is taken
    out again the next time the library is opened.
    """
    return ChromaVectorStore(chroma_collection=library.vectors.collection)


class PassageParser(NodeParser):
    """Cuts LlamaIndex documents as pullquote cuts articles.

    A node's ``start_char_idx`` and ``end_char_idx`` are offsets into its document's text, also
    where the same words stand there twice.
    """

    budget: int = Field(default=BUDGET, ge=1, description="Tokens that a node may hold.")
    count_tokens: Callable[[str], int] = Field(default=_bundled_count, exclude=True)

    @classmethod
    def class_name(cls) -> str:
        """The name that LlamaIndex serialises this parser under."""
        return "PassageParser"

    def _parse_nodes(
        self, nodes: Sequence[BaseNode], show_progress: bool = False, **kwargs: Any
    ) -> list[BaseNode]:
        return [child for node in nodes for child in self._cut(node)]

    def _cut(self, node: BaseNode) -> list[BaseNode]:
        text = node.get_content(metadata_mode=MetadataMode.NONE)
        if not text.strip():
            return []
        article = parse_article(text, id=node.node_id, source=node.node_id)
        cut = chunk_article(article, budget=self.budget, count_tokens=self.count_tokens)
        return [passage_node(passage, article) for passage in cut]

    def _postprocess_parsed_nodes(
        self, nodes: list[BaseNode], parent_doc_map: dict[str, Document]
    ) -> list[BaseNode]:
        # The base class looks the words up in the document, and finds the first that are the same.
        exact = [(n.start_char_idx, n.end_char_idx) for n in nodes if isinstance(n, TextNode)]
        done: list[BaseNode] = super()._postprocess_parsed_nodes(nodes, parent_doc_map)
        for node, (start, end) in zip(done, exact, strict=True):
            if isinstance(node, TextNode):
                node.start_char_idx, node.end_char_idx = start, end
        return done
