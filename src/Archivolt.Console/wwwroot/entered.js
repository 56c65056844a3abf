"use strict";

// Keeps what was entered in a form until it is stored: the session may have ended meanwhile, the document be gone, or the server refuse it. It stays in this tab, and is shown to who entered it only.
(() => {
  const keyOf = (path) => `entered:${path}`;
  const key = keyOf(location.pathname);
  const form = document.querySelector("form[data-keeps]");
  const person = document.querySelector(".account .who")?.textContent;

  const isKept = (field) => field.name && field.matches("textarea, input:not([type]), input[type=text]");
  // What was shown, and what is stored by now, follow the server.
  const isChanged = (field) => field.value !== form.elements[`shown-${field.name}`]?.value;

  const keep = () => {
    const fields = [...form.elements].filter((field) => isKept(field) && isChanged(field)).map(({ name, value, labels }) => ({ name, value, label: labels[0]?.textContent }));
    try {
      sessionStorage.setItem(key, JSON.stringify({ person, fields }));
    } catch {
      // A browser takes only so much.
    }
  };

  const forget = (path) => sessionStorage.removeItem(keyOf(path));

  const forgetAll = () => Object.keys(sessionStorage).filter((each) => each.startsWith(keyOf(""))).forEach((each) => sessionStorage.removeItem(each));

  const sentence = () => {
    const said = document.createElement("p");
    said.className = "banner";
    said.setAttribute("role", "status");
    said.textContent = phrase("What you entered was not stored; here it is again.");
    return said;
  };

  const fillIn = (fields) => {
    const differing = fields.filter(({ name, value }) => form.elements[name] && form.elements[name].value !== value);
    for (const { name, value } of differing) {
      form.elements[name].value = value;
      form.elements[name].closest("details")?.setAttribute("open", "");
    }
    // Also where the server shows it again itself.
    if (differing.length > 0) {
      form.before(sentence());
    }
  };

  // Where the form cannot be shown, to copy it from.
  const list = (fields) => {
    const section = document.createElement("section");
    section.className = "card";
    const all = document.createElement("dl");
    for (const { label, value } of fields) {
      const [term, text] = ["dt", "dd"].map((name) => document.createElement(name));
      term.textContent = label;
      text.className = "text";
      text.textContent = value;
      text.dir = "auto";
      all.append(term, text);
    }
    section.append(sentence(), all);
    document.getElementById("main").append(section);
  };

  const kept = JSON.parse(sessionStorage.getItem(key));
  if (kept && kept.person === person && kept.fields.length > 0) {
    (form ? fillIn : list)(kept.fields);
  }
  // Reached by saving, and not by going back to it.
  if (new URLSearchParams(location.search).get("done") === "saved" && performance.getEntriesByType("navigation")[0]?.type === "navigate") {
    document.querySelectorAll("a[href^='/console/edits/']").forEach((link) => forget(link.pathname));
  }

  document.addEventListener("submit", (event) => {
    if (event.target === form) {
      keep();
    } else if (event.target.matches("form.account, form[action='/console/account/sessions/end']")) {
      forgetAll();
    }
  });
  form?.querySelector("a.button").addEventListener("click", () => forget(location.pathname));
})();
