"""Passages and the embedder, as LlamaIndex sees them."""

from llama_index.core import VectorStoreIndex
from llama_index.core.schema import Document, TextNode

from index.articles import parse_article
from index.chunk import chunk_article
from index.embed import default_embedder
from index.library import Library
from index.llama_embed import MiniLMEmbedding
from index.nodes import PassageParser, passage_node, vector_store

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


def test_the_vectors_are_a_store_of_llama_index() -> None:
    with Library.from_texts({"a": TEXT, "b": "Ferry\n\nThe ferry sank."}, budget=40) as library:
        index = VectorStoreIndex.from_vector_store(
            vector_store(library), embed_model=MiniLMEmbedding()
        )
        found = index.as_retriever(similarity_top_k=3).retrieve("Did the bridge open again?")
        expected = [key for key, _ in library.dense("Did the bridge open again?", 3)]
        assert [hit.node_id for hit in found] == expected
        for hit in found:
            node = hit.node
            text = library.article(str(node.ref_doc_id)).text
            assert isinstance(node, TextNode) and node.text
            assert text[node.start_char_idx : node.end_char_idx] == node.text
