// While an entry is typed: asks the register for entries that resemble it and shows what it answers. Without this
// script the same warning comes on saving.
(() => {
  "use strict";
  const place = document.querySelector("[data-lookalikes]");
  if (!place) return;
  const names = ["name", "short_name", "registration_number", "website"];
  const fields = names.map((name) => document.querySelector(`form.form-layout [name="${name}"]`)).filter(Boolean);
  let timer = 0;
  let asked = null;
  let last = "";
  const look = async () => {
    const typed = new URLSearchParams();
    fields.forEach((field) => typed.set(field.name, field.value.trim()));
    if (place.dataset.exclude) typed.set("exclude", place.dataset.exclude);
    if (typed.toString() === last) return;
    last = typed.toString();
    if (asked) asked.abort();
    asked = new AbortController();
    try {
      const answer = await fetch(`${place.dataset.lookalikes}?${last}`, { signal: asked.signal, credentials: "same-origin" });
      if (answer.ok && !answer.redirected) place.innerHTML = await answer.text();
    } catch (error) {
      if (error.name !== "AbortError") place.replaceChildren();
    }
  };
  fields.forEach((field) => field.addEventListener("input", () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(look, 350);
  }));
})();
