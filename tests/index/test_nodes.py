"""Passages and the embedder, as LlamaIndex sees them."""

from llama_index.core.schema import Document

from index.articles import parse_article
from index.chunk import chunk_article
from index.embed import default_embedder
from index.llama_embed import MiniLMEmbedding
from index.nodes import PassageParser, passage_node

TEXT = "Bridge opens\n\n" + "The bridge opened. It was late. " * 30 + "\n\nThe bridge opened again."


def test_nodes_have_exact_offsets_even_of_repeated_words() -> None:
    nodes = PassageParser(budget=40).get_nodes_from_documents([Document(text=TEXT)])
    assert len(nodes) > 2
    for node in nodes:
        assert TEXT[node.start_char_idx : node.end_char_idx] == node.get_content()
    starts = [node.start_char_idx for node in nodes]
    assert starts == sorted(set(starts))


def test_a_node_is_the_passage_and_embeds_nothing_else() -> None:
    article = parse_article(TEXT, id="a", source="a.txt")
    passage = chunk_article(article, budget=40, count_tokens=default_embedder().count_tokens)[0]
    node = passage_node(passage, article)
    assert node.node_id == passage.id and node.ref_doc_id == "a"
    assert node.get_content(metadata_mode="embed") == passage.text  # type: ignore[arg-type]


def test_an_empty_document_has_no_nodes() -> None:
    assert PassageParser().get_nodes_from_documents([Document(text=" ")]) == []


def test_the_embedder_is_the_same_through_llama_index() -> None:
    ours = default_embedder().embed(["Who built it?"])[0].tolist()
    assert MiniLMEmbedding().get_query_embedding("Who built it?") == ours
