// The top of the page: the article on small windows, a new chat, what to keep, light or dark.
const page = window.pullquote;
const menu = element.querySelector("#keep");
const opener = element.querySelector("[data-do=menu]");

const fold = (folded) => {
  menu.hidden = folded;
  opener.setAttribute("aria-expanded", String(!folded));
};

element.addEventListener("click", (event) => {
  const button = event.target.closest("[data-do]");
  if (!button) return;
  const act = button.dataset.do;
  if (act === "menu") {
    fold(!menu.hidden);
    return;
  }
  fold(true);
  if (act === "look") window.pullquoteLook();
  if (act === "read") page.read(button);
  if (act === "new") trigger("clear");
  if (act === "print") window.print();
  if (act === "keep") trigger("select", { form: button.dataset.form });
});

document.addEventListener("click", (event) => {
  if (!menu.hidden && !event.target.closest(".menu")) fold(true);
});
element.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !menu.hidden) {
    fold(true);
    opener.focus();
  }
});
