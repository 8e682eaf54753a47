// The reading pane: it goes to the words that were asked for, and to other articles.
const page = window.pullquote;

element.addEventListener("click", (event) => {
  const button = event.target.closest("[data-do]");
  if (!button) return;
  const act = button.dataset.do;
  if (act === "close") page.close();
  if (act === "open") trigger("select", { article: button.dataset.article });
  if (act === "remove") trigger("delete", { article: button.dataset.article });
  if (act === "add") page.bring(button);
  if (act === "picker") {
    const picker = element.querySelector(".picker");
    picker.hidden = !picker.hidden;
    button.setAttribute("aria-expanded", String(!picker.hidden));
    if (!picker.hidden) picker.querySelector("input").focus();
  }
  if (act === "repeats") {
    for (const repeat of element.querySelectorAll(".repeat")) repeat.hidden = false;
    button.closest("p").hidden = true;
  }
});

element.addEventListener("input", (event) => {
  if (!event.target.matches(".picker input")) return;
  const words = event.target.value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  for (const row of element.querySelectorAll(".picker li")) {
    const text = row.textContent.toLocaleLowerCase();
    row.hidden = !words.every((word) => text.includes(word));
  }
});

// A link to a quote names its article and its place behind the address.
const follow = () => {
  const link = Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
  if (!link.article || link.from === undefined) return;
  history.replaceState(null, "", location.pathname + location.search);
  trigger("select", link);
  page.read(null);
};
window.addEventListener("hashchange", follow);

// Whenever the pane was drawn anew it shows where the server said to look first.
let drawn = "";
const arrive = () => {
  const pane = element.querySelector(".pane");
  if (!pane) return;
  const { turn, article, from, to } = pane.dataset;
  const now = [turn, article, from, to].join(" ");
  if (now === drawn) return;
  const moved = drawn !== "";
  drawn = now;
  if (!moved) queueMicrotask(follow);
  if (from !== undefined) page.arrive({ from: Number(from), to: Number(to) });
  else if (moved) element.querySelector(".pages")?.scrollTo({ top: 0 });
};
new MutationObserver(arrive).observe(element, {
  childList: true,
  subtree: true,
  attributes: true,
  attributeFilter: ["data-from", "data-to", "data-turn", "data-article"],
});
arrive();
