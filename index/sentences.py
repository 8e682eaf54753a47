"""Sentences as exact offsets: Punkt (Kiss and Strunk, 2006) with repairs for the news."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from index.layout import Range, paragraph_spans, strip_range

if TYPE_CHECKING:
    from nltk.tokenize.punkt import PunktParameters, PunktSentenceTokenizer

ABBREVIATIONS = frozenset(
    """
    adm ald amb assoc asst attn ave bldg blvd brig bros capt cdr cmdr co col comdr corp cpl cpt
    dept det dir dist div dr drs ed eds est etc ex fig figs fr ft gen gens gov govs hon inc insp
    jr lt ltd m mai maj messrs mgr mlle mme mr mrs ms msgr mt mts nos p pp pres prof profs pvt rep
    reps rev revd sen sens sgt sr st ste supt tel univ viz vol vols vs jan feb mar apr jun jul aug
    sept sep oct nov dec a.m p.m u.s u.k u.n e.u d.c e.g i.e cf al
    """.split()  # noqa: SIM905 (a list would fill a page)
)
"""Words whose full stop ends no sentence, beside those that Punkt learnt."""

_CLOSERS = "\"'”’»)]}"
_OPENERS = "\"'“‘«([{"
"""What may stand between a full stop and the white space after it."""

_MAY_END = re.compile(r"\b(?:(?:[a-z]\.)+[a-z]|etc|inc|ltd|co|corp|jr|sr|al)\.$", re.IGNORECASE)
"""Abbreviations that may also be the last word of a sentence."""

_INITIALS = re.compile(r"\b(?:[A-Z]\.){2,}$")
_TITLED = re.compile(
    r"\b(?:Adm|Amb|Brig|Capt|Cdr|Cmdr|Col|Cpl|Dr|Fr|Gen|Gov|Hon|Insp|Lt|Maj|Messrs|Mme|Mlle|Mr|Mrs"
    r"|Ms|Msgr|Mt|Pres|Prof|Pvt|Rep|Rev|Sen|Sgt|St|Ste|Supt|vs|v|cf|e\.g|i\.e)\.$"
)
_NUMBERED = re.compile(r"\b(?:Nos?|pp?|Art|Sec|Fig|Vol|ch)\.$", re.IGNORECASE)
_STARTER = re.compile(
    r"(?:The|A|An|He|She|It|They|We|You|I|This|That|These|Those|His|Her|Its|Their|Our|My|In|On|At"
    r"|By|For|From|With|But|And|However|When|While|After|Before|Since|As|If|Then|There|Here|Some"
    r"|Many|Most|No|Not|Both|Each|Another|Other|According|Despite|Although|Yesterday|Today"
    r"|Police|Officials|Two|Three|Last|Meanwhile|Also)\b"
)


@lru_cache(maxsize=1)
def _punkt() -> PunktSentenceTokenizer:
    """Punkt with the English model that llama-index-core carries.

    ``find_spec`` finds the folder without importing llama_index, which takes over a second. Where
    there is none, Punkt works with the abbreviations below alone.
    """
    from nltk.tokenize.punkt import PunktParameters, PunktSentenceTokenizer

    params = PunktParameters()
    spec = find_spec("llama_index.core")
    for root in (spec.submodule_search_locations or ()) if spec else ():
        folder = Path(root, "_static", "nltk_cache", "tokenizers", "punkt_tab", "english")
        if folder.is_dir():
            _read_params(folder, params)
    params.abbrev_types |= ABBREVIATIONS
    return PunktSentenceTokenizer(params)


def _read_params(folder: Path, params: PunktParameters) -> None:
    """Fills ``params`` from the tab files; nltk's own loader refuses folders outside its root."""

    def rows(name: str) -> list[list[str]]:
        lines = (folder / name).read_text(encoding="utf-8").splitlines()
        return [line.split("\t") for line in lines if line]

    params.abbrev_types = {row[0] for row in rows("abbrev_types.txt")}
    params.sent_starters = {row[0] for row in rows("sent_starters.txt")}
    params.collocations = {(row[0], row[1]) for row in rows("collocations.tab")}
    params.ortho_context.update({row[0]: int(row[1]) for row in rows("ortho_context.tab")})


def _joins(text: str, left: Range, right: Range) -> bool:
    """Whether Punkt cut where no sentence ends."""
    before, after = text[left[0] : left[1]], text[right[0] : right[1]]
    if after[0] in _CLOSERS and after[0] not in _OPENERS:
        return True
    if not any(c.isalnum() for c in after) or not any(c.isalnum() for c in before):
        return True
    if after[0].islower() or _TITLED.search(before):
        return True
    if _NUMBERED.search(before):
        return after[0].isdigit()
    return bool(_INITIALS.search(before) and not _STARTER.match(after))


def _cuts(text: str, start: int, end: int) -> list[Range]:
    """More cuts inside what Punkt took for one sentence: ``p.m. The``, ``." He``."""
    found = []
    for match in re.finditer(r"[.!?…][\"'”’)\]]*\s+(?=[\"'“‘(\[]?[A-Z])", text[start:end]):
        cut = start + match.end()
        head = text[start : start + match.start() + 1]
        quoted = match.group().rstrip()[-1] in "\"'”’)]"
        if quoted:
            if _STARTER.match(text, cut) or text[cut] in '"“‘':
                found.append(cut)
        elif _MAY_END.search(head) and _STARTER.match(text, cut):
            found.append(cut)
    bounds = [start, *found, end]
    return [strip_range(text, a, b) for a, b in pairwise(bounds)]


def _paragraph_sentences(text: str, start: int, end: int) -> list[Range]:
    spans = [
        strip_range(text, start + a, start + b) for a, b in _punkt().span_tokenize(text[start:end])
    ]
    joined: list[Range] = []
    for span in spans:
        if span[0] == span[1]:
            continue
        if joined and _joins(text, joined[-1], span):
            joined[-1] = (joined[-1][0], span[1])
        else:
            joined.append(span)
    return [cut for a, b in joined for cut in _cuts(text, a, b)]


def sentence_spans(text: str, start: int = 0, end: int | None = None) -> list[Range]:
    """The sentences of ``text[start:end]`` as ``(start, end)`` offsets into ``text``.

    They are in order, do not overlap, hold no white space at either end, and never reach from one
    paragraph into the next.
    """
    return [
        sentence
        for a, b in paragraph_spans(text, start, end)
        for sentence in _paragraph_sentences(text, a, b)
    ]
