"""Retrieval as LlamaIndex sees it."""

from llama_index.core.schema import NodeWithScore, TextNode

from index.library import Library
from rag.llama import PassageRetriever
from rag.retrieve import retrieve

TEXT = "Bridge opens\n\nThe bridge at Mallo opened on Friday.\n\nInes Roth built it in nine years."


def test_nodes_are_the_hits() -> None:
    with Library.from_texts({"b": TEXT, "f": "Ferry\n\nThe ferry sank."}, budget=12) as library:
        question = "Who built the bridge?"
        nodes = PassageRetriever(library, k=3).retrieve(question)
        hits = retrieve(library, question, 3)
        assert all(isinstance(n, NodeWithScore) and isinstance(n.node, TextNode) for n in nodes)
        assert [(n.node_id, n.score) for n in nodes] == [(h.passage.id, h.score) for h in hits]
        first = nodes[0].node
        assert isinstance(first, TextNode) and first.metadata["article_id"] == "b"
        assert TEXT[first.start_char_idx : first.end_char_idx] == first.text
        within = PassageRetriever(library, articles=["f"]).retrieve(question)
        assert {n.metadata["article_id"] for n in within} == {"f"}
