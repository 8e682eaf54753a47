"""Words of a sentence with what matters when two sentences are compared: stems, names, clauses."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from rag.terms import stem

_WORD = re.compile(r"[^\W_]+(?:[’'.][^\W_]+)*|[,;:()“”\"—–]|-(?=\s)")
_CLAUSE = re.compile(r"[;:—–()]|-")
_LINKS = frozenset(
    [
        "and",
        "but",
        "or",
        "while",
        "whereas",
        "although",
        "though",
        "because",
        "after",
        "before",
        "who",
        "which",
        "whom",
        "whose",
        "where",
        "when",
        "that",
        "since",
        "until",
        "if",
        "unless",
        "however",
        "so",
        "as",
        "with",
    ]
)
_BREAKS = frozenset(["but", "while", "whereas", "although", "though"])
"""Links that open a clause without a comma before them."""

FUNCTION = frozenset(
    [
        "a",
        "an",
        "the",
        "this",
        "that",
        "these",
        "those",
        "there",
        "here",
        "it",
        "its",
        "he",
        "him",
        "his",
        "she",
        "her",
        "hers",
        "they",
        "them",
        "their",
        "theirs",
        "we",
        "us",
        "our",
        "you",
        "your",
        "i",
        "me",
        "my",
        "who",
        "whom",
        "whose",
        "which",
        "what",
        "when",
        "where",
        "why",
        "how",
        "and",
        "or",
        "but",
        "nor",
        "so",
        "yet",
        "if",
        "as",
        "at",
        "by",
        "for",
        "from",
        "in",
        "into",
        "of",
        "off",
        "on",
        "onto",
        "out",
        "over",
        "to",
        "up",
        "with",
        "within",
        "without",
        "about",
        "above",
        "across",
        "after",
        "against",
        "along",
        "among",
        "around",
        "before",
        "behind",
        "below",
        "beneath",
        "beside",
        "between",
        "beyond",
        "despite",
        "down",
        "during",
        "except",
        "inside",
        "like",
        "near",
        "outside",
        "past",
        "per",
        "since",
        "than",
        "through",
        "throughout",
        "toward",
        "towards",
        "under",
        "until",
        "upon",
        "via",
        "while",
        "whereas",
        "although",
        "though",
        "because",
        "unless",
        "whether",
        "be",
        "is",
        "are",
        "was",
        "were",
        "am",
        "been",
        "being",
        "have",
        "has",
        "had",
        "having",
        "do",
        "does",
        "did",
        "doing",
        "will",
        "would",
        "shall",
        "should",
        "can",
        "could",
        "may",
        "might",
        "must",
        "ought",
        "not",
        "no",
        "n't",
        "also",
        "too",
        "very",
        "just",
        "only",
        "even",
        "still",
        "already",
        "then",
        "now",
        "such",
        "same",
        "other",
        "others",
        "another",
        "each",
        "every",
        "both",
        "either",
        "neither",
        "some",
        "any",
        "all",
        "most",
        "more",
        "less",
        "many",
        "much",
        "few",
        "several",
        "one",
        "itself",
        "himself",
        "herself",
        "themselves",
        "own",
        "s",
        "t",
        "ve",
        "re",
        "ll",
        "d",
        "m",
        "according",
        "including",
        "however",
        "meanwhile",
        "moreover",
        "furthermore",
        "additionally",
        "therefore",
        "thus",
        "further",
        "later",
        "earlier",
        "again",
        "back",
        "away",
        "got",
        "get",
        "gets",
        "getting",
        "became",
        "become",
        "becomes",
        "becoming",
    ]
)
NEGATIONS = frozenset(
    [
        "not",
        "no",
        "never",
        "none",
        "nobody",
        "nothing",
        "neither",
        "nor",
        "without",
        "cannot",
        "n't",
        "hardly",
        "barely",
        "unable",
    ]
)
DENIALS = frozenset(
    [
        "deny",
        "denied",
        "denies",
        "denying",
        "refuse",
        "refused",
        "refuses",
        "refusing",
        "reject",
        "rejected",
        "rejects",
        "fail",
        "failed",
        "fails",
        "decline",
        "declined",
        "declines",
        "dismiss",
        "dismissed",
        "dispute",
        "disputed",
        "disputes",
        "avoid",
        "avoided",
    ]
)
"""Verbs that say that something is or was not so."""

PRONOUNS = frozenset(
    ["he", "she", "they", "it", "him", "her", "them", "his", "their", "its", "hers", "theirs"]
)
SAYING = frozenset(
    [
        "say",
        "said",
        "says",
        "saying",
        "state",
        "stated",
        "states",
        "tell",
        "told",
        "tells",
        "announce",
        "announced",
        "announces",
        "add",
        "added",
        "adds",
        "explain",
        "explained",
        "claim",
        "claimed",
        "claims",
        "warn",
        "warned",
        "insist",
        "insisted",
        "argue",
        "argued",
        "note",
        "noted",
        "comment",
        "commented",
        "tweet",
        "tweeted",
        "reply",
        "replied",
        "report",
        "reported",
        "reports",
        "declare",
        "declared",
        "declares",
        "indicate",
        "indicated",
        "estimate",
        "estimated",
        "estimates",
        "describe",
        "described",
        "describes",
        "call",
        "called",
        "suggest",
        "suggested",
        "believe",
        "believed",
        "believes",
        "confirm",
        "confirmed",
        "confirms",
        "predict",
        "predicted",
        "write",
        "wrote",
        "writes",
        "remark",
        "remarked",
        "recall",
        "recalled",
        "admit",
        "admitted",
        "accuse",
        "accused",
        "criticise",
        "criticised",
        "criticize",
        "criticized",
        "praise",
        "praised",
        "propose",
        "proposed",
        "reveal",
        "revealed",
        "acknowledge",
        "acknowledged",
        "express",
        "expressed",
        "remind",
        "reminded",
    ]
)

_ANTONYMS = """increase|rise|rose|grow|grew|up|gain|higher|more/decrease|fall|fell|drop|decline|shrink|down|lose|lower|less|fewer
before/after
win|won|victory|beat|defeat/lose|lost|defeat
accept|approve|agree|allow|permit|support|back|favour|favor/reject|refuse|oppose|ban|forbid|prohibit|block|veto
confirm|admit/deny|denied|dispute
arrive|enter|join/leave|left|depart|exit|quit
open|begin|began|start|launch/close|shut|end|finish|stop|halt|cease
alive|survive|survivor|unhurt|unharmed|uninjured/dead|die|death|kill|fatal|perish
guilty|convict/innocent|acquit|clear
arrest|detain|jail|imprison/release|free|freed
first/last
north|northern/south|southern
east|eastern/west|western
male|man|men|boy|husband|father|son|brother/female|woman|women|girl|wife|mother|daughter|sister
pass|succeed/fail
buy|bought|purchase/sell|sold
remember/forget|forgot
hire|appoint|elect/fire|sack|dismiss|resign
public/private|secret
import/export
evacuate/return
early|earlier/late|later
inside|indoor/outside|outdoor
oldest|older/youngest|younger
largest|biggest|larger|bigger/smallest|smaller
best|better/worst|worse
increase|extend|lengthen/shorten|cut|reduce
peaceful/violent
legal|lawful/illegal|unlawful
possible/impossible
likely/unlikely
safe/dangerous|unsafe
attack/defend
borrow/lend|lent
export/import
majority/minority
maximum/minimum
ally/enemy
temporary/permanent
teacher/student|pupil
morning/evening|night
land|landed/take-off
domestic/foreign
rich/poor
hot/cold
strong/weak"""

_BE = frozenset(
    [
        "be",
        "is",
        "are",
        "was",
        "were",
        "been",
        "being",
        "am",
        "get",
        "gets",
        "got",
        "gotten",
        "getting",
    ]
)
_PARTICIPLES = frozenset(
    [
        "told",
        "shot",
        "hit",
        "held",
        "led",
        "sent",
        "left",
        "taken",
        "given",
        "known",
        "seen",
        "born",
        "found",
        "put",
        "cut",
        "hurt",
        "beaten",
        "broken",
        "built",
        "bought",
        "brought",
        "caught",
        "chosen",
        "driven",
        "drawn",
        "eaten",
        "fallen",
        "flown",
        "forgotten",
        "frozen",
        "grown",
        "heard",
        "kept",
        "laid",
        "lost",
        "made",
        "meant",
        "met",
        "paid",
        "read",
        "run",
        "said",
        "sold",
        "shown",
        "shut",
        "sung",
        "set",
        "sunk",
        "spoken",
        "spent",
        "stolen",
        "struck",
        "sworn",
        "swept",
        "taught",
        "thrown",
        "torn",
        "understood",
        "woken",
        "won",
        "worn",
        "written",
        "beset",
        "done",
        "overthrown",
        "overturned",
        "fed",
        "bitten",
        "hidden",
        "bound",
    ]
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: where it stands, its stem, and the clause that it is in.

    ``name`` marks a capital inside a sentence, ``first`` the first word of the text.
    """

    text: str
    start: int
    end: int
    stem: str
    clause: int
    name: bool
    first: bool = False

    @property
    def lower(self) -> str:
        """The word in small letters."""
        return self.text.lower()

    @property
    def content(self) -> bool:
        """Whether the word carries meaning of its own."""
        return self.stem != "" and self.lower not in FUNCTION and not self.punctuation

    @property
    def punctuation(self) -> bool:
        """Whether this is a mark, not a word."""
        return not self.text[0].isalnum()


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """Small letters without accents and possessives.

    >>> fold("José’s"), fold("U.S.")
    ('jose', 'us')
    """
    plain = "".join(
        c for c in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(c)
    )
    return re.sub(r"[’']s?$", "", plain).replace(".", "").replace("’", "'")


@lru_cache(maxsize=1024)
def words_in(text: str) -> tuple[Word, ...]:
    """The words and marks of a sentence, in order, with the clauses they are in."""
    found: list[Word] = []
    clause, comma, seen = 0, False, False
    for match in _WORD.finditer(text):
        token = match[0]
        if not token[0].isalnum():
            clause += bool(_CLAUSE.match(token))
            comma = token == ","
            found.append(Word(token, *match.span(), "", clause, False))
            continue
        if seen and ((comma and token.lower() in _LINKS) or token.lower() in _BREAKS):
            clause += 1
        name = token[0].isupper() and token != "I" and (seen or _inner_capital(token))
        found.append(Word(token, *match.span(), stem(fold(token)), clause, name, not seen))
        seen, comma = True, False
    return tuple(found)


def _inner_capital(token: str) -> bool:
    """Whether a word is written like a name wherever it stands: ``NATO``, ``McKay``."""
    return sum(c.isupper() for c in token) > 1 or (
        len(token) > 1 and any(c.isdigit() for c in token)
    )


@lru_cache(maxsize=1)
def _opposites() -> dict[str, frozenset[str]]:
    table: dict[str, set[str]] = {}
    for line in _ANTONYMS.splitlines():
        sides = [{stem(w) for w in side.split("|")} for side in line.split("/")]
        for side, other in (sides, sides[::-1]):
            for word in side - other:
                table.setdefault(word, set()).update(other - side)
    return {word: frozenset(others) for word, others in table.items()}


def opposite(one: str, other: str) -> bool:
    """Whether two stems mean opposite things.

    >>> opposite(stem("rising"), stem("falls")), opposite(stem("rise"), stem("gain"))
    (True, False)
    """
    return other in _opposites().get(one, frozenset())


def participle(word: str) -> bool:
    """Whether a word looks like a past participle."""
    return word.endswith(("ed", "en")) or word in _PARTICIPLES


def passive(before: Iterable[Word], verb: Word) -> bool:
    """Whether ``verb`` is a participle that a form of "be" among the words before it makes passive."""
    return participle(verb.lower) and any(w.lower in _BE for w in before)
