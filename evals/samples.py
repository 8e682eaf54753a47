"""A question with all that is held to be right about it, and a set of them with its articles."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256

from index.spans import Span


@dataclass(frozen=True, slots=True)
class Gold:
    """One acceptable answer to one part of a question; ``span`` is None where it quotes nothing."""

    text: str
    span: Span | None = None
    part: int = 0


@dataclass(frozen=True, slots=True)
class Evidence:
    """A span that supports one part of the answer, and how well where that is graded."""

    span: Span
    part: int = 0
    grade: float = 1.0


@dataclass(frozen=True, slots=True)
class Sample:
    """One question with all that is held to be right about it."""

    id: str
    article: str
    kind: str
    question: str
    history: tuple[tuple[str, str], ...] = ()
    answers: tuple[Gold, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    answerable: bool = True
    tags: tuple[str, ...] = ()
    rewrite: str = ""

    @property
    def parts(self) -> tuple[tuple[Gold, ...], ...]:
        """The alternatives of each part of the answer, in order."""
        return tuple(
            tuple(g for g in self.answers if g.part == part)
            for part in sorted({g.part for g in self.answers})
        )

    @property
    def needs(self) -> tuple[tuple[Evidence, ...], ...]:
        """The alternatives of each part of the evidence, in order."""
        return tuple(
            tuple(e for e in self.evidence if e.part == part)
            for part in sorted({e.part for e in self.evidence})
        )

    @property
    def turns(self) -> list[dict[str, str]]:
        """The history as :meth:`rag.ArticleQA.ask` takes it."""
        return [{"role": role, "content": content} for role, content in self.history]


@dataclass(frozen=True, slots=True)
class EvalSet:
    """Questions and the articles that all of them are asked of at once."""

    name: str
    samples: tuple[Sample, ...]
    articles: dict[str, str]
    checksum: str = ""
    source: str = field(default="", compare=False)


def checksum(samples: tuple[Sample, ...], articles: dict[str, str]) -> str:
    """A SHA-256 over the questions and the texts: the same for the same set, wherever it lies."""
    digest = sha256()
    for sample in samples:
        digest.update(repr(sample).encode("utf-8", "surrogatepass"))
    for key in sorted(articles):
        digest.update(f"{key}\0{articles[key]}\0".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()
