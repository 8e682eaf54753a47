// What a reader takes away or brings along: the clipboard, files to keep, files dropped.
(() => {
  const root = document.documentElement;

  const write = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Browsers keep the clipboard from pages that are not on this machine and not encrypted.
      const field = document.createElement("textarea");
      field.value = text;
      field.className = "unseen";
      document.body.append(field);
      field.select();
      document.execCommand("copy");
      field.remove();
    }
  };

  const copy = async (button) => {
    const { copy: text, link } = button.dataset;
    const label = button.textContent;
    await write(link ? location.href.split("#")[0] + link : text);
    button.textContent = "Copied";
    setTimeout(() => {
      button.textContent = label;
    }, 1600);
  };

  const keep = (kept) => {
    const { form, text } = JSON.parse(kept);
    const json = form === "json";
    const type = json ? "application/json" : "text/markdown";
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
    link.download = json ? "pullquote.json" : "pullquote.md";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  };

  // --- bringing articles -------------------------------------------------------------------

  let opener = null;
  const sheet = () => document.getElementById("bring");

  const bring = (button) => {
    opener = button;
    root.dataset.bring = "open";
    sheet().setAttribute("role", "dialog");
    sheet().setAttribute("aria-modal", "true");
    sheet().setAttribute("aria-labelledby", "bring-title");
    say("");
    watcher.observe(document.getElementById("notice"), { childList: true, subtree: true });
    sheet().querySelector("textarea").focus();
  };

  const leave = () => {
    if (root.dataset.bring !== "open") return;
    delete root.dataset.bring;
    opener?.focus();
  };

  const say = (text) => {
    sheet().querySelector("#bring-said").textContent = text;
  };

  // Files that are too large or of another kind stay here: the server would refuse all for one.
  let refused = [];
  const sieve = (event) => {
    const input = event.target;
    if (!input.matches?.("#bring input[type=file]")) return;
    const { most, kinds } = document.getElementById("bring-said").dataset;
    const fault = ({ name, size }) => {
      const ending = (name.match(/\.[^.]+$/)?.[0] ?? "").toLowerCase();
      if (!kinds.split(" ").includes(ending)) {
        return `${name}: files of this kind are not read. Save it as plain text.`;
      }
      const limit = `${most / 2 ** 20} MB`;
      return size > most ? `${name}: larger than ${limit}. Divide it, or save its text.` : "";
    };
    const files = [...input.files];
    refused = files.map(fault).filter(Boolean);
    if (!refused.length) return;
    const kept = new DataTransfer();
    for (const file of files.filter((one) => !fault(one))) kept.items.add(file);
    input.files = kept.files;
    if (kept.files.length) return;
    event.stopImmediatePropagation();
    if (root.dataset.bring !== "open") bring(document.activeElement);
    sheet().classList.remove("busy");
    say(refused.join(" "));
    input.value = "";
  };
  document.addEventListener("change", sieve, true);

  // What was brought has been read, or the notice says why it was not.
  const brought = () => {
    const told = document.querySelector("#notice p")?.textContent.trim() ?? "";
    const notice = [...refused, told].filter(Boolean).join(" ");
    refused = [];
    if (notice && root.dataset.bring !== "open") bring(document.activeElement);
    sheet().classList.remove("busy");
    say(notice);
    if (notice) return;
    const field = sheet().querySelector("textarea");
    field.value = "";
    field.dispatchEvent(new Event("input", { bubbles: true }));
    leave();
  };

  // While files are read, the sheet, which lies over the notice, says so too.
  const busy = (text) => {
    sheet().classList.add("busy");
    say(text);
  };
  const watcher = new MutationObserver(() => {
    const step = document.querySelector("#notice [data-step]");
    if (root.dataset.bring === "open" && step) busy(step.textContent);
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches?.("#bring input[type=file]")) busy("Uploading …");
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest?.("[data-do=bring-close]")) leave();
    if (event.target.closest?.("#add")) busy("Reading the text …");
  });
  document.addEventListener("keydown", (event) => {
    if (root.dataset.bring !== "open") return;
    if (event.key === "Escape") leave();
    if (event.key === "Tab") stayInside(event);
  });

  const stayInside = (event) => {
    const inside = [...sheet().querySelectorAll("button, textarea")].filter((e) => e.offsetParent);
    const edge = event.shiftKey ? inside[0] : inside.at(-1);
    if (document.activeElement !== edge) return;
    event.preventDefault();
    (event.shiftKey ? inside.at(-1) : inside[0]).focus();
  };

  const carriesFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  document.addEventListener("dragover", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    root.dataset.drop = "here";
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) delete root.dataset.drop;
  });
  document.addEventListener("drop", (event) => {
    delete root.dataset.drop;
    if (!carriesFiles(event)) return;
    event.preventDefault();
    const input = document.querySelector("#bring input[type=file]");
    if (!input) return;
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });

  Object.assign(window.pullquote, { copy, keep, bring, brought });
})();
