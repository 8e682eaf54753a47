"""A run as one HTML page that needs nothing else: tables, charts, and every question opened.

The page makes no request. Figures and charts are written here; ``assets/report.js`` lists the
questions from the records that the page carries.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from evals import figures
from evals.gate import outcome
from evals.samples import EvalSet, Sample
from evals.scoring import Record
from evals.summary import LOWER_IS_BETTER, NAMES
from evals.table import BY_KIND, OVERALL, at_once, figure

ASSETS = Path(__file__).with_name("assets")

Systems = Mapping[str, Sequence[Record]]
"""Records by system."""


def page(
    meta: Mapping[str, Any],
    sets: Sequence[EvalSet],
    records: Mapping[str, Systems],
    results: Mapping[str, Mapping[str, Any]],
    times: Mapping[str, Any],
    before: Mapping[str, Systems] | None = None,
) -> str:
    """The page of a run; ``before`` holds another run's records, to show what flipped."""
    data = {
        "sets": [_set_data(s, records[s.name], (before or {}).get(s.name, {})) for s in sets],
        "names": NAMES,
    }
    latency = times.get("latency", {})
    sections = [
        _section(s, records[s.name], results[s.name], latency.get(s.name, {})) for s in sets
    ]
    return "\n".join(
        [
            '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            "<title>pullquote: an evaluation</title>",
            f"<style>\n{_asset('report.css')}</style>\n</head>\n<body>\n<main>",
            _header(meta, times),
            _contents(sets),
            *sections,
            "</main>",
            f'<script type="application/json" id="data">{_json(data)}</script>',
            f"<script>\n{_asset('report.js')}</script>\n</body>\n</html>\n",
        ]
    )


def _asset(name: str) -> str:
    return (ASSETS / name).read_text(encoding="utf-8")


def _json(value: Any) -> str:
    """JSON that can stand in a page: nothing in it can end the script that holds it."""
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c")


def _header(meta: Mapping[str, Any], times: Mapping[str, Any]) -> str:
    machine, git = meta.get("machine", {}), meta.get("git", {})
    facts = [
        f"{times.get('began', '')[:16].replace('T', ' ')} UTC" if times else "",
        f"revision {git['revision'][:10]}{' with changes' if git['changed'] else ''}"
        if git
        else "",
        f"{machine.get('processor', '')}, {machine.get('cores', '?')} cores",
        f"Python {meta.get('versions', {}).get('python', '')}",
        f"{times['seconds']:.0f} s in all" if times else "",
    ]
    line = " · ".join(escape(fact) for fact in facts if fact)
    return f'<h1>pullquote: an evaluation</h1>\n<p class="soft">{line}</p>'


def _contents(sets: Sequence[EvalSet]) -> str:
    """Ways to the sets, where there are several."""
    if len(sets) < 2:
        return ""
    links = (f'<a href="#set-{escape(s.name)}">{escape(s.name)}</a>' for s in sets)
    return f'<nav class="soft">{" · ".join(links)}</nav>'


def _section(
    chosen: EvalSet,
    systems: Systems,
    results: Mapping[str, Any],
    latency: Mapping[str, Any],
) -> str:
    name = escape(chosen.name)
    charts = figures.all_charts(systems, results, latency)
    answering = {k: r for k, r in results.items() if "answer_right" in r["metrics"]}
    return "\n".join(
        [
            f'<section id="set-{name}">\n<h2>{name}</h2>',
            f'<p class="soft">{len(chosen.samples)} questions, asked of '
            f"{_count(len(chosen.articles), 'article')}. Shares with 95% intervals.</p>",
            _measures(results, latency),
            '<div class="charts">',
            *(_figure(*chart) for chart in charts),
            "</div>",
            *(_kinds(key, result) for key, result in answering.items()),
            f'<h3>Questions</h3>\n<div id="questions-{name}"></div>\n</section>',
        ]
    )


def _count(n: int, what: str) -> str:
    return f"one {what}" if n == 1 else f"all {n} {what}s at once"


def _measures(results: Mapping[str, Any], latency: Mapping[str, Any]) -> str:
    head = "".join(f"<th>{escape(key)}</th>" for key in results)
    rows = []
    for name in OVERALL:
        found = [result["metrics"].get(name) for result in results.values()]
        if any(found):
            less = " <small>(less is better)</small>" if name in LOWER_IS_BETTER else ""
            cells = "".join(f"<td>{_cell(one)}</td>" for one in found)
            rows.append(f"<tr><td>{NAMES[name]}{less}</td>{cells}</tr>")
    rows += _times([latency.get(system, {}) for system in results])
    return (
        f'<div class="wide"><table class="measures"><thead><tr><th>measure</th>{head}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )


def _times(latency: Sequence[Mapping[str, Any]]) -> list[str]:
    """Rows for how long a question takes, where a question was asked."""
    named = {
        "p50_ms": ("a question, median", "{:,.0f} ms"),
        "p95_ms": ("a question, 95th percentile", "{:,.0f} ms"),
        "per_minute": ("questions a minute", "{:,}"),
    }
    rows = []
    for key, (name, form) in named.items():
        if any(one.get("n") and key in one for one in latency):
            cells = (
                form.format(one[key]) if one.get("n") and key in one else "–" for one in latency
            )
            said = name + (at_once(latency[0]) if key == "p50_ms" else "")
            rows.append(f"<tr><td>{said}</td>{''.join(f'<td>{c}</td>' for c in cells)}</tr>")
    return rows


def _kinds(system: str, result: Mapping[str, Any]) -> str:
    head = "".join(f"<th>{NAMES[name]}</th>" for name in BY_KIND)
    rows = []
    for kind, part in [*result["kinds"].items(), ("all", result)]:
        cells = "".join(f"<td>{_cell(part['metrics'].get(name))}</td>" for name in BY_KIND)
        marked = ' class="all"' if kind == "all" else ""
        rows.append(f"<tr{marked}><td>{escape(kind)}</td><td>{part['n']}</td>{cells}</tr>")
    return (
        f"<h3>{escape(system)}, kind by kind</h3>\n"
        f'<div class="wide"><table><thead><tr><th>kind</th><th>n</th>{head}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )


def _cell(estimate: Mapping[str, float] | None) -> str:
    value, _, interval = figure(estimate).partition(" ")
    return f'{value} <small title="n = {estimate["n"]}">{interval}</small>' if estimate else "–"


def _figure(title: str, about: str, svg: str) -> str:
    return f"<figure><figcaption>{title}</figcaption><p>{about}</p>{svg}</figure>"


def _set_data(chosen: EvalSet, systems: Systems, before: Systems) -> dict[str, Any]:
    alone = len(systems) == len(before) == 1
    return {
        "name": chosen.name,
        "articles": chosen.articles,
        "samples": {sample.id: _sample_data(sample) for sample in chosen.samples},
        "systems": [
            {"name": key, "records": _record_data(records, _same(before, key, alone))}
            for key, records in systems.items()
        ],
    }


def _same(before: Systems, key: str, alone: bool) -> Sequence[Record]:
    """The records of the other run to set beside: of the same system, or of its only one."""
    return next(iter(before.values())) if alone else before.get(key, ())


def _sample_data(sample: Sample) -> dict[str, Any]:
    answers = [
        [g.text, *((g.span.article_id, g.span.start, g.span.end) if g.span else ())]
        for g in sample.answers
    ]
    evidence = [[e.span.article_id, e.span.start, e.span.end] for e in sample.evidence]
    return {"history": sample.history, "answers": answers, "evidence": evidence}


def _record_data(records: Sequence[Record], before: Sequence[Record]) -> list[dict[str, Any]]:
    was = {record["id"]: outcome(record) for record in before}
    return [
        record
        | {"what": outcome(record)}
        | ({"before": was[record["id"]]} if record["id"] in was else {})
        for record in records
    ]
