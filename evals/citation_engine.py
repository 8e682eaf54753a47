"""LlamaIndex's own CitationQueryEngine as a baseline, where a language model is set."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from evals.baselines import StockLlamaIndex
from rag.answer import Answer, Citation

if TYPE_CHECKING:
    from llama_index.core.llms import LLM

_NUMBER = re.compile(r"\[(\d+)\]")
_HEAD = re.compile(r"^Source \d+:\n")
TOP = 5


class CitationEngine(StockLlamaIndex):
    """Stock retrieval, and answers as CitationQueryEngine has the model write and cite them.

    It cuts the nodes anew and tells no offsets of the pieces, so that they are looked for in their
    article; what is not there word for word is no citation. It has no notion of silence: an answer
    without a citation counts as one.
    """

    def __init__(self, texts: Mapping[str, str], llm: LLM) -> None:
        from llama_index.core.query_engine import CitationQueryEngine

        super().__init__("citation-engine", texts)
        self._model = str(llm.metadata.model_name)
        self._engine = CitationQueryEngine.from_args(
            self._index, llm=llm, similarity_top_k=TOP, embed_model=None
        )

    def ask(self, question: str, history: Sequence[Mapping[str, Any]]) -> Answer:
        """The engine's answer; the earlier turns are not for it."""
        response = self._engine.query(question)
        text = str(response).strip()
        pieces = [self._piece(node.node) for node in response.source_nodes]
        numbers = dict.fromkeys(int(n) for n in _NUMBER.findall(text))
        cited = [(n, pieces[n - 1]) for n in numbers if 0 < n <= len(pieces)]
        citations = tuple(Citation(n, *piece) for n, piece in cited if piece)
        hits = tuple(self.retrieve(question, TOP))
        silent = not citations
        sure = 0.0 if silent else 1.0
        return Answer(question, text, None, silent, sure, citations, hits, mode="generative")

    def _piece(self, node: Any) -> tuple[str, int, int, str] | None:
        words = _HEAD.sub("", node.get_content()).strip()
        start = self._texts[node.ref_doc_id].find(words)
        return (node.ref_doc_id, start, start + len(words), words) if start >= 0 else None

    def settings(self) -> dict[str, Any]:
        """The splitter's sizes and the model's name."""
        return super().settings() | {"model": self._model}
