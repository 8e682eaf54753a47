"""Whose words a quotation is."""

import pytest

from rag.verify.speakers import misattributed, speakers_in
from rag.verify.told import told_of


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("“We won,” said Ana Ek.", ["Ana Ek"]),
        ("Ana Ek said “we won”.", ["Ana Ek"]),
        ("According to Ana Ek, “we won”.", ["Ana Ek"]),
        ("“We won,” she said.", []),
        ("“Jo Roth won,” the crowd shouted.", []),
        ("It rained in Ulm.", []),
        ("", []),
    ],
)
def test_speakers_in(text: str, names: list[str]) -> None:
    assert [n.text for n in speakers_in(text)] == names


@pytest.mark.parametrize(
    ("claim", "sources", "name"),
    [
        ("Ana Ek called it a “stunt”.", ["“A stunt,” said Jo Roth.", "Ana Ek said no."], "Ana Ek"),
        ("Jo Roth called it a “stunt”.", ["“A stunt,” said Jo Roth.", "Ana Ek said no."], ""),
        ("It was a “stunt”.", ["“A stunt,” said Jo Roth."], ""),
        # Who speaks is told in the sentence behind, or is a pronoun for somebody named before.
        ("Ana Ek said “we lost”.", ["“We lost.", "We tried,” said Jo Roth."], "Ana Ek"),
        ("Ana Ek said “we lost”.", ["Ana Ek came.", "“We lost,” she said."], ""),
        ("Jo Roth said “we lost”.", ["Ana Ek came.", "“We lost,” she said."], "Jo Roth"),
        # Nobody is named: nothing can be told.
        ("Jo Roth said “we lost”.", ["“We lost,” the coach said."], ""),
        ("", ["“A stunt,” said Jo Roth."], ""),
    ],
)
def test_misattributed(claim: str, sources: list[str], name: str) -> None:
    assert misattributed(claim, told_of(sources)) == name
