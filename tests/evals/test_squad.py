"""The measures of the reader on SQuAD's files."""

import json
from pathlib import Path

import pytest

from evals.squad import ALWAYS, Read, Rule, best_rule, f1_by, gold_figures, main

RIGHT = Read("a", 3.0, 1.0, 0.0, 1.0)
WRONG = Read("a", 4.0, 0.0, 1.0, -1.0)


def test_the_second_look_is_weighed_in_where_it_helps() -> None:
    # By score alone the wrong one comes first: speaking on both gives 1 of 2, as silence does.
    assert best_rule([RIGHT, WRONG]) == Rule(1.0, 4.0)
    assert f1_by([RIGHT, WRONG], {"a": Rule(1.0, 4.0)}).value == 1.0
    assert f1_by([RIGHT, WRONG], {"a": ALWAYS}).value == 0.5


def test_silence_is_a_rule_too() -> None:
    assert best_rule([WRONG]).f1(WRONG) == 1.0


def test_a_title_s_rule_is_chosen_on_the_others() -> None:
    other = Read("b", 3.0, 0.0, 1.0, 1.0)  # "a" speaks from 3 where "b" must not
    figures = gold_figures([RIGHT, other])
    assert figures["gold paragraph, F1"].value == 0.0
    assert figures["gold paragraph, F1, best rule in hindsight"].value == 0.5


def squad_file(folder: Path) -> Path:
    """Two titles with a paragraph each; the first one's questions are asked."""
    texts = {
        "Bridge": "The Mallo bridge was opened in 1954 by Ines Roth. It is 300 metres long.",
        "Ferry": "The Arl ferry sank in a storm in 1987. Nobody was hurt.",
    }
    asked = [("Who opened the bridge?", "Ines Roth"), ("Who closed the ferry?", None)]
    articles = []
    for title, text in texts.items():
        rows = []
        for n, (question, answer) in enumerate(asked):
            answers = [{"text": answer, "answer_start": text.find(answer)}] if answer else []
            if answer and answer not in text:
                continue
            row = {"id": f"{title}{n}", "question": question, "answers": answers}
            rows.append({**row, "is_impossible": not answers})
        articles.append({"title": title, "paragraphs": [{"context": text, "qas": rows}]})
    path = folder / "squad.json"
    path.write_text(json.dumps({"version": "v2.0", "data": articles}), encoding="utf-8")
    return path


def test_every_measure_is_printed_with_its_number(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(squad_file(tmp_path)), "--every", "2", "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert figures["gold paragraph, F1, answerable alone"]["value"] == 1.0
    assert figures["gold paragraph, F1, answerable alone"]["n"] == 1
    assert figures["gold paragraph, F1"]["n"] == 2
    assert figures["gold paragraph at rank 1, reranked"]["value"] == 1.0


def test_a_file_that_is_not_there_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path / "none.json")]) == 2
    assert "none.json" in capsys.readouterr().err
