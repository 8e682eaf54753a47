"use strict";
// One proposal at a time: its question, its spans in the article, and a decision.
const main = document.getElementById("main");
const state = { drafts: [], articles: {}, kinds: [], at: 0, show: "proposed" };

function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children);
  return node;
}

// Offsets on the server count code points, in the page UTF-16 units.
const toUnits = (text, points) => [...text].slice(0, points).join("").length;
const toPoints = (text, units) => [...text.slice(0, units)].length;

const shown = () => state.drafts.filter((d) => d.status === state.show);
const current = () => shown()[Math.min(state.at, shown().length - 1)];

function pieces(text, row) {
  const marks = [];
  for (const e of row.evidence) marks.push({ kind: "gold", start: toUnits(text, e.start), end: toUnits(text, e.end) });
  for (const a of row.answers) if (a.start !== undefined) marks.push({ kind: "answer", start: toUnits(text, a.start), end: toUnits(text, a.end) });
  const cuts = [...new Set([0, text.length, ...marks.flatMap((m) => [m.start, m.end])])].sort((a, b) => a - b);
  return cuts.slice(0, -1).map((from, i) => {
    const names = [...new Set(marks.filter((m) => m.start <= from && cuts[i + 1] <= m.end).map((m) => m.kind))];
    return el("span", names.length ? { class: names.join(" ") } : {}, text.slice(from, cuts[i + 1]));
  });
}

function selected(body, text) {
  const chosen = getSelection();
  if (!chosen.rangeCount || chosen.isCollapsed || !body.contains(chosen.anchorNode) || !body.contains(chosen.focusNode)) return null;
  const range = chosen.getRangeAt(0);
  const before = document.createRange();
  before.selectNodeContents(body);
  before.setEnd(range.startContainer, range.startOffset);
  let start = before.toString().length;
  let end = start + range.toString().length;
  while (start < end && /\s/.test(text[start])) start++;
  while (end > start && /\s/.test(text[end - 1])) end--;
  return start < end ? { text: text.slice(start, end), start: toPoints(text, start), end: toPoints(text, end) } : null;
}

function spans(list, name, draw) {
  return el("ul", { class: "spans", "aria-label": name }, ...list.map((item, n) => el("li", {},
    el("q", {}, item.text), el("button", { type: "button", "aria-label": `remove ${name} ${n + 1}`, onclick: () => { list.splice(n, 1); draw(); } }, "×"))));
}

async function decide(draft, status, note) {
  const answer = await fetch("/decide", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ id: draft.row.id, status, row: strip(draft.row) }) });
  const value = await answer.json();
  if (!answer.ok) { note.textContent = value.error; return; }
  draft.status = value.status;
  state.counts = value.counts;
  render();
}

function strip(row) {
  return { ...row, evidence: row.evidence.map(({ text, ...rest }) => rest) };
}

function editor(draft) {
  const row = draft.row;
  const text = state.articles[row.article];
  const points = [...text];
  for (const e of row.evidence) e.text = points.slice(e.start, e.end).join("");
  const note = el("p", { class: "note", role: "alert" });
  const body = el("div", { class: "article", tabindex: "0" });
  const lists = el("div");
  const draw = () => {
    body.replaceChildren(...pieces(text, row));
    lists.replaceChildren(el("label", {}, "Answers (any one will do)"), spans(row.answers, "answer", draw), el("label", {}, "Evidence"), spans(row.evidence, "evidence", draw));
  };
  const take = (list) => () => {
    const found = selected(body, text);
    if (!found) { note.textContent = "Select words in the article first."; return; }
    note.textContent = "";
    list.push(found);
    row.answerable = true;
    answerable.checked = true;
    draw();
  };
  const question = el("textarea", { id: "question", rows: "3", oninput: (e) => { row.question = e.target.value; } }, row.question);
  const kind = el("select", { id: "kind", onchange: (e) => { row.kind = e.target.value; } }, ...state.kinds.map((k) => el("option", { value: k, selected: k === row.kind }, k)));
  const answerable = el("input", { type: "checkbox", id: "answerable", onchange: (e) => {
    row.answerable = e.target.checked;
    if (!row.answerable) { row.answers.length = 0; row.evidence.length = 0; }
    draw();
  } });
  answerable.checked = row.answerable;
  draw();
  const act = (name, key, status) => el("button", { type: "button", class: name, onclick: () => decide(draft, status, note) }, `${name} (${key})`);
  const left = el("div", {},
    el("label", { for: "question" }, "Question"), question,
    el("label", { for: "kind" }, "Kind"), kind,
    el("label", {}, answerable, " the article answers it"), lists,
    el("div", { class: "acts" },
      el("button", { type: "button", onclick: take(row.answers) }, "selection is an answer"),
      el("button", { type: "button", onclick: take(row.evidence) }, "selection is evidence")),
    el("div", { class: "acts" }, act("accept", "a", "accepted"), act("refuse", "r", "refused"),
      ...(draft.status === "proposed" ? [] : [act("undecide", "u", "proposed")])),
    note);
  const right = el("div", {}, el("h4", {}, row.article), body);
  requestAnimationFrame(() => { const first = body.querySelector(".gold"); if (first) body.scrollTop = first.offsetTop - body.offsetTop - 80; });
  return el("div", { class: "draft" }, left, right);
}

function render() {
  const bar = el("div", { class: "bar" }, ...["proposed", "accepted", "refused"].map((name) => el("button", {
    type: "button", "aria-pressed": String(name === state.show), onclick: () => { state.show = name; state.at = 0; render(); } }, `${name} ${state.counts[name]}`)));
  const list = shown();
  state.at = Math.max(0, Math.min(state.at, list.length - 1));
  if (list.length) {
    const step = (by) => () => { state.at += by; render(); };
    bar.append(el("button", { type: "button", onclick: step(-1) }, "‹ before (k)"), el("span", { class: "soft" }, `${state.at + 1} of ${list.length}`), el("button", { type: "button", onclick: step(1) }, "next (j) ›"));
  }
  const content = list.length ? editor(current()) : el("p", { class: "soft" }, state.show === "proposed" ? "Nothing is left to decide." : "None yet.");
  main.replaceChildren(el("h1", {}, "Proposed questions"), bar, content);
}

document.addEventListener("keydown", (event) => {
  if (event.target.closest("textarea, select, input") || event.ctrlKey || event.metaKey || event.altKey) return;
  const named = { a: ".accept", r: ".refuse", u: ".undecide" }[event.key];
  if (named) main.querySelector(named)?.click();
  if (event.key === "j") { state.at++; render(); }
  if (event.key === "k") { state.at--; render(); }
});

fetch("/queue").then((r) => r.json()).then((value) => { Object.assign(state, value); render(); });
