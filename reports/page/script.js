"use strict";

// On paper nothing can be opened: all is.
(() => {
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = [...document.querySelectorAll("details:not([open])")];
    for (const one of closed) one.open = true;
  });
  addEventListener("afterprint", () => {
    for (const one of closed) one.open = false;
  });
})();

// Filters the rows of the matrix. What is chosen stands in the address too, so that a link shows the same.
(() => {
  const form = document.getElementById("filter");
  if (!form) return;
  const shown = document.getElementById("shown");
  const rows = [...document.querySelectorAll("#matrix tbody tr")].map(row => ({
    row,
    text: row.textContent.toLowerCase(),
    verdicts: row.dataset.verdicts.split(" "),
    area: row.dataset.area,
    differs: "differs" in row.dataset,
  }));
  const fields = ["find", "verdict", "area", "differs"].map(name => form.elements[name]).filter(Boolean);

  const filter = () => {
    const words = form.elements.find.value.toLowerCase().split(/\s+/).filter(Boolean);
    const verdict = form.elements.verdict.value;
    const area = form.elements.area.value;
    const differs = form.elements.differs ? form.elements.differs.checked : false;
    let count = 0;
    for (const one of rows) {
      const wanted = words.every(word => one.text.includes(word)) &&
        (!verdict || one.verdicts.includes(verdict)) && (!area || one.area === area) && (!differs || one.differs);
      one.row.hidden = !wanted;
      count += wanted ? 1 : 0;
    }
    shown.textContent = count === rows.length ? `${count} cases` : `${count} of ${rows.length} cases`;
  };

  const remember = () => {
    const chosen = new URLSearchParams();
    for (const field of fields) {
      const value = field.type === "checkbox" ? (field.checked ? "yes" : "") : field.value;
      if (value) chosen.set(field.name, value);
    }
    history.replaceState(null, "", chosen.size ? `#cases?${chosen}` : "#cases");
  };

  const recall = () => {
    if (!location.hash.startsWith("#cases?")) return false;
    const chosen = new URLSearchParams(location.hash.slice("#cases?".length));
    for (const field of fields) {
      if (field.type === "checkbox") field.checked = chosen.has(field.name);
      else field.value = chosen.get(field.name) ?? "";
    }
    document.getElementById("cases").scrollIntoView();
    return true;
  };

  form.hidden = false;
  form.addEventListener("submit", event => event.preventDefault());
  form.addEventListener("input", () => { filter(); remember(); });
  form.addEventListener("reset", () => setTimeout(() => { filter(); remember(); }));
  addEventListener("hashchange", () => { if (recall()) filter(); });
  // "/" goes to the search, as in many programs; Escape there empties it.
  addEventListener("keydown", event => {
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName);
    if (event.key === "/" && !typing) {
      event.preventDefault();
      form.elements.find.focus();
    } else if (event.key === "Escape" && document.activeElement === form.elements.find) {
      form.elements.find.value = "";
      filter();
      remember();
    }
  });
  recall();
  filter();
})();
