// What is right instead: words selected in the article, or typed, or none.
const page = window.pullquote;
const box = element.querySelector(".pick");
const shown = box.querySelector(".pick-words");
const typed = box.querySelector(".pick-typed");
const said = box.querySelector(".pick-said");
let asked = null; // The turn that is judged, and the button that was pressed.
let range = null; // { article, from, to } in characters of the article.

const pane = () => document.querySelector("#pane .pane");

// Offsets count code points, as the server does, not the units of JavaScript's strings.
const offsetOf = (node, at) => {
  const block = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest(
    "#pane .sheet > header > [data-end], #pane .sheet .prose-body > [data-end]",
  );
  if (!block) return null;
  const before = document.createRange();
  before.setStart(block, 0);
  before.setEnd(node, at);
  return Number(block.dataset.start) + [...before.toString()].length;
};

const update = () => {
  const words = typed.value.trim();
  const ready = words !== "" || range !== null;
  for (const button of box.querySelectorAll("[data-for]")) {
    button.hidden = button.dataset.for !== asked?.kind;
    button.disabled = !ready;
  }
  box.querySelector(".pick-own").hidden = pane()?.dataset.own === undefined;
};

const selected = () => {
  if (box.hidden) return;
  const selection = document.getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return;
  const { startContainer, startOffset, endContainer, endOffset } = selection.getRangeAt(0);
  const from = offsetOf(startContainer, startOffset);
  const to = offsetOf(endContainer, endOffset);
  if (from === null || to === null || to <= from) return;
  range = { article: pane().dataset.article, from, to };
  const words = selection.toString().replace(/\s+/g, " ").trim();
  shown.textContent = words.length > 200 ? `${words.slice(0, 200)} …` : words;
  shown.hidden = false;
  typed.value = "";
  said.textContent = "";
  update();
};
document.addEventListener("selectionchange", selected);

const open = (button) => {
  asked = { turn: Number(button.dataset.turn), kind: button.dataset.kind, button };
  range = null;
  typed.value = "";
  said.textContent = "";
  shown.hidden = true;
  page.read(button);
  box.hidden = false;
  document.documentElement.dataset.pick = "open";
  update();
  box.querySelector("h2").focus({ preventScroll: true });
};

const close = () => {
  if (box.hidden) return;
  box.hidden = true;
  delete document.documentElement.dataset.pick;
  document.getSelection().removeAllRanges();
  page.close();
  asked?.button.focus({ preventScroll: true });
  asked = null;
};

const send = (more) => {
  const article = range?.article ?? pane()?.dataset.article;
  const { turn } = asked;
  trigger("submit", { turn, way: "down", article, agreed: true, ...more });
};

typed.addEventListener("input", () => {
  range = null;
  shown.hidden = true;
  said.textContent = "";
  update();
});
element.addEventListener("click", (event) => {
  const act = event.target.closest("[data-do]")?.dataset.do;
  if (act === "cancel") close();
  if (act === "silent") send({ silent: true });
  if (act === "right" || act === "yes" || act === "no") {
    const words = typed.value.trim();
    send({ ...(words ? { words } : range), ...(act === "right" ? {} : { says: act }) });
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !box.hidden) {
    event.stopImmediatePropagation();
    close();
  }
}, true);

// It was kept, or the notice says why it was not.
const judged = () => {
  const thumb = asked && document.querySelector(`#talk .thumb.down[data-turn="${asked.turn}"]`);
  if (thumb?.getAttribute("aria-pressed") === "true") close();
  else if (asked) said.textContent = document.querySelector("#notice p")?.textContent ?? "";
};

Object.assign(page, { pick: open, judged });
