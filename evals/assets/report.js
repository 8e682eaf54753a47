"use strict";
// The list of questions: filters, and each question opened beside its article. No request is made.
const data = JSON.parse(document.getElementById("data").textContent);

function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}

// Cuts a text where any mark begins or ends; each piece carries the classes of the marks over it.
function marked(text, marks) {
  const cuts = new Set([0, text.length]);
  for (const m of marks) { cuts.add(m.start); cuts.add(m.end); }
  const at = [...cuts].filter((c) => c >= 0 && c <= text.length).sort((a, b) => a - b);
  const nodes = [];
  for (let i = 0; i + 1 < at.length; i++) {
    const over = marks.filter((m) => m.start <= at[i] && at[i + 1] <= m.end);
    for (const m of marks) {
      if (m.rank && m.start === at[i]) nodes.push(el("sup", { class: "rank", title: `retrieved at rank ${m.rank}` }, String(m.rank)));
    }
    const piece = text.slice(at[i], at[i + 1]);
    const names = [...new Set(over.map((m) => m.kind))].join(" ");
    nodes.push(names ? el("span", { class: names }, piece) : piece);
  }
  return nodes;
}

// Offsets count code points; JavaScript's strings count UTF-16 units.
function units(text, points) {
  if (!/[\uD800-\uDBFF]/.test(text)) return points;
  let at = 0;
  for (let n = 0; n < points && at < text.length; n++) at += text.codePointAt(at) > 0xffff ? 2 : 1;
  return at;
}

function marksOf(record, sample, id, text) {
  const marks = [];
  const add = (kind, start, end, rank) => marks.push({ kind, start: units(text, start), end: units(text, end), rank });
  (record.hits || []).forEach((h, n) => { if (h[0] === id) add("hit", h[1], h[2], n + 1); });
  for (const e of sample.evidence) if (e[0] === id) add("gold", e[1], e[2]);
  for (const a of sample.answers) if (a[1] === id) add("answer", a[2], a[3]);
  const answer = record.answer;
  if (answer) {
    for (const c of answer.citations) if (c.article_id === id) add("cited", c.start, c.end);
    if (answer.short && answer.short.article_id === id) add("short", answer.short.start, answer.short.end);
  }
  return marks;
}

function articlesOf(record, sample) {
  const ids = [record.article, ...sample.evidence.map((e) => e[0])];
  if (record.answer) ids.push(...record.answer.citations.map((c) => c.article_id));
  return [...new Set(ids)];
}

// The first line with words, as a headline; the id, which may be a file's name, is its tooltip.
function titleOf(text) {
  const line = (text.split("\n").find((l) => /[\p{L}\p{N}]/u.test(l)) || "").replace(/^#+\s*/, "").trim();
  return line.length > 110 ? `${line.slice(0, 110)}…` : line;
}

function field(list, name, value) {
  if (value) list.append(el("dt", {}, name), el("dd", {}, value));
}

function opened(set, record) {
  const sample = set.samples[record.id];
  const facts = el("dl");
  field(facts, "Conversation before", sample.history.map((t) => `${t[0]}: ${t[1]}`).join("\n"));
  if (record.asked !== record.question) field(facts, "Asked as", record.asked);
  field(facts, "Error", record.error);
  if (record.answer) {
    field(facts, record.answer.abstained ? "Silence" : "Answer", record.answer.text);
    field(facts, "Short answer", record.answer.short && record.answer.short.text);
    field(facts, "Confidence", record.answer.confidence.toFixed(3));
    field(facts, "Note", record.answer.note);
  }
  field(facts, "Right would be", record.answerable ? [...new Set(sample.answers.map((a) => a[0]))].join("\n") : "silence");
  field(facts, "In the other run", record.before);
  const scores = Object.entries(record.scores).map(([k, v]) => `${data.names[k] || k} ${Number(v.toFixed(3))}`).join(" · ");
  const left = el("div", {}, facts, el("p", { class: "scores" }, scores));
  const right = el("div");
  for (const id of articlesOf(record, sample)) {
    const text = set.articles[id];
    if (text === undefined) continue;
    const body = el("div", { class: "article", tabindex: "0" }, ...marked(text, marksOf(record, sample, id, text)));
    right.append(el("h4", { title: id }, titleOf(text) || id), body);
    requestAnimationFrame(() => {
      const first = body.querySelector(".gold, .cited");
      if (first) body.scrollTop = first.offsetTop - body.offsetTop - 60;
    });
  }
  const note = "answer, gold · evidence, gold · cited · short answer · retrieved (rank)".split(" · ");
  const kinds = ["answer", "gold", "cited", "short", "hit"];
  right.append(el("p", { class: "key" }, ...kinds.map((k, n) => el("span", {}, el("span", { class: k }, note[n])))));
  return el("div", { class: "open" }, left, right);
}

function row(set, record) {
  const line = el("summary", {},
    el("span", { class: "what", "data-what": record.what }, record.what,
      ...(FILTERS.flipped(record) ? [el("small", {}, `was ${record.before}`)] : [])),
    el("span", { class: "kind" }, record.kind),
    el("span", { class: "ask" }, record.question));
  const details = el("details", { id: `${set.name}-${record.id}` }, line);
  details.addEventListener("toggle", () => {
    if (details.open && details.children.length === 1) details.append(opened(set, record));
  });
  return details;
}

const FILTERS = {
  all: () => true,
  wrong: (r) => r.what === "wrong",
  "wrongly silent": (r) => r.what === "wrongly silent",
  "wrongly answered": (r) => r.what === "wrongly answered",
  error: (r) => r.what === "error",
  flipped: (r) => r.before !== undefined && r.before !== r.what,
  right: (r) => r.what === "right",
};

function questions(place, set) {
  const state = { filter: "all", system: 0, kind: "", words: "" };
  const list = el("div");
  const count = el("span", { class: "soft", role: "status" });
  const buttons = {};
  const bar = el("div", { class: "bar" });
  const records = () => set.systems[state.system].records;

  function show() {
    const words = state.words.toLowerCase();
    const fits = (r) => (!state.kind || r.kind === state.kind)
      && (!words || `${r.id} ${r.question}`.toLowerCase().includes(words));
    const some = records().filter(fits);
    for (const [name, button] of Object.entries(buttons)) {
      const n = some.filter(FILTERS[name]).length;
      button.textContent = `${name} ${n}`;
      button.setAttribute("aria-pressed", String(name === state.filter));
    }
    const chosen = some.filter(FILTERS[state.filter]);
    list.replaceChildren(...chosen.map((r) => row(set, r)));
    count.textContent = `${chosen.length} of ${records().length}`;
  }

  for (const name of Object.keys(FILTERS)) {
    if (name === "flipped" && !records().some((r) => r.before !== undefined)) continue;
    buttons[name] = el("button", { type: "button", onclick: () => { state.filter = name; show(); } });
    bar.append(buttons[name]);
  }
  const kinds = [...new Set(records().map((r) => r.kind))];
  const choose = (label, options, change) => el("select", { "aria-label": label, onchange: change },
    ...options.map(([value, text]) => el("option", { value }, text)));
  bar.append(choose("kind", [["", "every kind"], ...kinds.map((k) => [k, k])], (e) => { state.kind = e.target.value; show(); }));
  if (set.systems.length > 1) {
    bar.append(choose("system", set.systems.map((s, n) => [String(n), s.name]), (e) => { state.system = Number(e.target.value); show(); }));
  }
  bar.append(el("input", { type: "search", placeholder: "words of the question", "aria-label": "words of the question", oninput: (e) => { state.words = e.target.value; show(); } }), count);
  place.replaceChildren(bar, list);
  show();
}

for (const set of data.sets) {
  questions(document.getElementById(`questions-${set.name}`), set);
}
