// Saves the parts of a long form one by one while it is written. Without this script "Save" does the same for all.
(() => {
  "use strict";
  const form = document.querySelector("form[data-autosave]");
  if (!form) return;
  const waiting = new Map();
  // Parts that are on their way; true: changed again meanwhile. A second save before the answer would clash with the first.
  const underway = new Map();
  const say = (part, text, wrong) => {
    const place = part.querySelector("[data-saved]");
    if (!place) return;
    place.textContent = text;
    place.classList.toggle("return-line__saved--wrong", wrong);
  };
  const save = async (part) => {
    waiting.delete(part);
    if (underway.has(part)) {
      underway.set(part, true);
      return;
    }
    underway.set(part, false);
    const name = part.dataset.part;
    const data = new FormData();
    data.set("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
    part.querySelectorAll("input, select, textarea").forEach((field) => {
      if (field.type !== "file") data.set(field.name, field.value);
    });
    say(part, "Saving …", false);
    try {
      const answer = await fetch(form.action || window.location.href, { method: "POST", body: data, headers: { Accept: "application/json" }, credentials: "same-origin" });
      const told = await answer.json();
      const found = told.parts[name];
      if (!found) say(part, "", false);
      else if (found.version) {
        part.querySelector(`[name="${name}-version"]`).value = found.version;
        part.querySelector(`[name="${name}-base"]`).value = found.base;
        say(part, `Saved at ${told.at}.`, false);
      } else say(part, found.clash ? `Not saved. ${found.clash}` : `Not saved yet. ${found.error}`, true);
    } catch {
      say(part, "Not saved: no connection. Go on writing, and save when it is back.", true);
    }
    const again = underway.get(part);
    underway.delete(part);
    if (again) save(part);
  };
  form.querySelectorAll("[data-part]").forEach((part) => {
    part.addEventListener("change", (event) => {
      if (event.target.type === "file") return;
      window.clearTimeout(waiting.get(part));
      waiting.set(part, window.setTimeout(() => save(part), 1500));
    });
  });
  form.addEventListener("submit", () => waiting.forEach((timer) => window.clearTimeout(timer)));
})();
