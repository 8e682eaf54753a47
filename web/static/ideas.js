// Suggested questions: one that is pressed is asked.
element.addEventListener("click", (event) => {
  const button = event.target.closest("[data-do=ask]");
  if (!button) return;
  // It is being asked now, so it is no suggestion any more; its place stays.
  button.closest("li").style.visibility = "hidden";
  trigger("submit", { question: button.textContent });
});
