"""Whether silence and speech were where they belong: precision and recall of the class "no answer".

Source: van Rijsbergen 1979, chapter 7, with silence as what is retrieved and the questions without
an answer as what is relevant. An error is neither silence nor speech: it helps none of these.
"""

from __future__ import annotations

from collections.abc import Sequence


def abstention_precision(silent: Sequence[bool], answerable: Sequence[bool]) -> float:
    """Of the silences, the share on questions that cannot be answered; 1.0 for no silence."""
    kept = [not can for quiet, can in zip(silent, answerable, strict=True) if quiet]
    return sum(kept) / len(kept) if kept else 1.0


def abstention_recall(silent: Sequence[bool], answerable: Sequence[bool]) -> float:
    """Of the questions that cannot be answered, the share met with silence; 1.0 for none."""
    kept = [quiet for quiet, can in zip(silent, answerable, strict=True) if not can]
    return sum(kept) / len(kept) if kept else 1.0


def answered_right(given: Sequence[bool], right: Sequence[bool]) -> float:
    """Of the answers given, to whatever question, the share that is right; 0.0 where none was.

    It is 1 less the selective risk (El-Yaniv & Wiener 2010) of the system as it stands.
    """
    kept = [good for said, good in zip(given, right, strict=True) if said]
    return sum(kept) / len(kept) if kept else 0.0
