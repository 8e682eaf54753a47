// What the parts of the page share: going to a passage, the sheet on small windows, and the tip.
// It is loaded once, before the parts; they find it as window.pullquote.
(() => {
  const small = window.matchMedia("(max-width: 859px)");
  const still = window.matchMedia("(prefers-reduced-motion: reduce)");
  const root = document.documentElement;
  let opener = null; // The button that the reader came from, to go back to.
  let wanted = null; // What to do when the pane that was asked for arrives.

  const motion = () => (still.matches ? "auto" : "smooth");
  const paneOf = () => document.querySelector("#pane .pane");

  // Marks the words in [from, to) as the ones looked at, and brings them into view.
  const look = ({ from, to }, follow) => {
    const pane = paneOf();
    if (!pane) return false;
    for (const old of pane.querySelectorAll("mark.current")) old.classList.remove("current");
    const marks = [...pane.querySelectorAll("mark")].filter(
      (mark) => Number(mark.dataset.start) >= from && Number(mark.dataset.end) <= to,
    );
    if (!marks.length) return false;
    for (const mark of marks) {
      mark.classList.add("current");
      const hiddenBlock = mark.closest("[hidden]");
      if (hiddenBlock) hiddenBlock.hidden = false;
    }
    scrollTo(pane.querySelector(".pages"), marks[0], marks.at(-1));
    if (follow) {
      marks[0].tabIndex = -1;
      marks[0].focus({ preventScroll: true });
    }
    return true;
  };

  // Into the middle where it fits, else its beginning to the top; the window itself never moves.
  const scrollTo = (pages, first, lastMark) => {
    const box = pages.getBoundingClientRect();
    const top = first.getBoundingClientRect().top - box.top + pages.scrollTop;
    const bottom = lastMark.getBoundingClientRect().bottom - box.top + pages.scrollTop;
    const room = Math.max(24, (pages.clientHeight - (bottom - top)) / 2);
    pages.scrollTo({ top: top - room, behavior: motion() });
  };

  const openSheet = () => {
    if (!small.matches) return;
    root.dataset.sheet = "open";
    history.pushState({ sheet: true }, "");
  };
  const closeSheet = ({ back = true } = {}) => {
    if (root.dataset.sheet === "open") {
      delete root.dataset.sheet;
      if (back && history.state?.sheet) history.back();
    }
    opener?.focus({ preventScroll: true });
    opener = null;
  };
  window.addEventListener("popstate", () => closeSheet({ back: false }));

  // Shows a span of a turn. Returns whether the pane holds that turn's marks already.
  const show = (target, from) => {
    opener = from.opener;
    const pane = paneOf();
    const here =
      pane &&
      Number(pane.dataset.turn) === target.turn &&
      pane.dataset.article === target.article;
    openSheet();
    if (here && look(target, from.follow || small.matches)) return true;
    wanted = from;
    return false;
  };

  const arrive = (target) => {
    const from = wanted;
    wanted = null;
    // Where the pane lies behind the conversation it has no size yet to scroll in.
    requestAnimationFrame(() => look(target, from && (from.follow || small.matches)));
  };

  const tip = () => {
    let box = document.getElementById("quote-tip");
    if (!box) {
      box = document.createElement("div");
      box.id = "quote-tip";
      box.role = "tooltip";
      box.hidden = true;
      document.body.append(box);
    }
    return {
      show(ref) {
        const figure = ref
          .closest(".turn")
          ?.querySelector(`figure[data-n="${CSS.escape(ref.dataset.n)}"]`);
        if (!figure || figure.contains(ref)) return;
        const words = figure.querySelector("blockquote").textContent;
        const place = figure.querySelector("figcaption span")?.textContent ?? "";
        const quote = document.createElement("q");
        quote.textContent = words.length > 320 ? `${words.slice(0, 320)} …` : words;
        const small = document.createElement("small");
        small.textContent = place;
        box.replaceChildren(quote, small);
        box.hidden = false;
        ref.setAttribute("aria-describedby", box.id);
        const at = ref.getBoundingClientRect();
        const size = box.getBoundingClientRect();
        const left = Math.min(Math.max(8, at.left - 16), window.innerWidth - size.width - 8);
        const above = at.top - size.height - 8;
        box.style.left = `${left}px`;
        box.style.top = `${above > 8 ? above : at.bottom + 8}px`;
      },
      hide() {
        box.hidden = true;
      },
    };
  };

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      const picker = document.querySelector("#pane .picker:not([hidden])");
      if (picker) {
        picker.hidden = true;
        document.querySelector("#pane .shelf").setAttribute("aria-expanded", "false");
        document.querySelector("#pane .shelf").focus();
      } else {
        closeSheet();
      }
      document.getElementById("quote-tip")?.setAttribute("hidden", "");
    }
    const typing = event.target.closest?.("input, textarea, [contenteditable]");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      askNow();
    }
  });

  const read = (button) => {
    opener = button;
    openSheet();
    if (button) document.querySelector("#pane .sheet")?.focus({ preventScroll: true });
  };

  const askNow = () => document.querySelector("#box textarea")?.focus();

  // On a phone the field waits to be tapped, or the keyboard would cover the page.
  const ready = () => {
    if (!small.matches) requestAnimationFrame(askNow);
  };

  window.pullquote = { ready, motion, show, arrive, read, askNow, close: closeSheet, tip };
})();
