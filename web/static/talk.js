// The conversation: markers, what hovers over them, and the newest question kept in view.
// `element` and `trigger` come from Gradio; everything listens on the element, which stays.
const page = window.pullquote;
const tip = page.tip();

const refOf = (event) => event.target.closest?.("button.ref");

element.addEventListener("click", (event) => {
  const button = event.target.closest("[data-do]");
  if (!button) return;
  tip.hide();
  const { do: act, turn, article, from, to } = button.dataset;
  if (act === "show") {
    const target = { turn: Number(turn), article, from: Number(from), to: Number(to) };
    // A click that no pointer made comes from the keyboard: then the focus goes along.
    const shown = page.show(target, { opener: button, follow: event.detail === 0 });
    if (!shown) trigger("select", target);
  } else if (act === "copy") {
    page.copy(button);
  } else if (act === "up") {
    trigger("like", { turn: Number(turn), way: "up" });
  } else if (act === "down") {
    page.pick(button);
  } else if (act === "retry") {
    trigger("retry");
  } else if (act === "edit") {
    trigger("edit");
    page.askNow();
  }
});

element.addEventListener("pointerover", (event) => {
  const ref = refOf(event);
  if (ref && event.pointerType === "mouse") tip.show(ref);
});
element.addEventListener("pointerout", (event) => {
  if (refOf(event)) tip.hide();
});
element.addEventListener("focusin", (event) => {
  const ref = refOf(event);
  if (ref?.matches(":focus-visible")) tip.show(ref);
});
element.addEventListener("focusout", () => tip.hide());

// Gradio redraws by changing what differs, so a new turn is seen by its number.
let last = "";
const follow = () => {
  const latest = element.querySelector(".turn.latest");
  const now = latest ? `${latest.dataset.turn}${latest.classList.contains("pending")}` : "";
  if (now === last) return;
  const first = last === "";
  last = now;
  latest?.scrollIntoView({ block: "start", behavior: first ? "auto" : page.motion() });
};
new MutationObserver(follow).observe(element, {
  childList: true,
  subtree: true,
  attributes: true,
  attributeFilter: ["class"],
});
follow();
