// Light or dark: the reader's choice, else the system's. It runs before anything is drawn.
(() => {
  const KEY = "pullquote-look";
  const system = window.matchMedia("(prefers-color-scheme: dark)");

  const chosen = () => {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null; // Storage is off: the system decides.
    }
  };

  const show = () => {
    const look = chosen() ?? (system.matches ? "dark" : "light");
    document.documentElement.dataset.look = look;
    document.body?.classList.toggle("dark", look === "dark");
  };

  window.pullquoteLook = () => {
    const next = document.documentElement.dataset.look === "dark" ? "light" : "dark";
    try {
      localStorage.setItem(KEY, next);
    } catch {
      // The choice then holds for this page only.
    }
    document.documentElement.dataset.look = next;
    document.body.classList.toggle("dark", next === "dark");
  };

  system.addEventListener("change", show);
  // Gradio sets its own class on the body when it starts; ours is the one that counts.
  new MutationObserver(() => {
    const dark = document.documentElement.dataset.look === "dark";
    if (document.body && document.body.classList.contains("dark") !== dark) {
      document.body.classList.toggle("dark", dark);
    }
  }).observe(document.documentElement, { subtree: false, childList: true, attributes: true });
  show();
})();
