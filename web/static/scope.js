// Which articles a question is put to.
element.addEventListener("click", (event) => {
  const act = event.target.closest("[data-do]")?.dataset.do;
  if (act) trigger("select", { only: act === "only" });
});
