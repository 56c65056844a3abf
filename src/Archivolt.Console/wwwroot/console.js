"use strict";

// How the scripts of all pages say things.
const shown = {
  sizeOf: (bytes) => {
    const units = ["B", "kB", "MB", "GB", "TB", "PB"];
    let unit = 0;
    while (bytes >= 1000 && unit < units.length - 1) {
      bytes /= 1000;
      unit += 1;
    }
    return `${bytes.toLocaleString(locale, { maximumFractionDigits: unit === 0 || bytes >= 100 ? 0 : 1 })} ${units[unit]}`;
  },

  // What the server says in an error, for the person.
  problemOf: (status, text) => {
    if (status === 401) {
      return phrase("Your session ended; sign in again.");
    }
    try {
      const said = JSON.parse(text);
      return said.message || said.detail || phrase("The server answered {0}.", status);
    } catch {
      return status === 0 ? phrase("The server cannot be reached.") : phrase("The server answered {0}.", status);
    }
  },
};

// Times stand in UTC in the page; people read them in their own zone and language.
(() => {
  const format = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" });

  const localize = (root) => {
    for (const time of root.querySelectorAll("time[datetime]")) {
      const instant = new Date(time.dateTime);
      time.textContent = format.format(instant);
      time.title = instant.toISOString();
    }
  };

  // A box for each is there without a script; one button for all of them needs it.
  const offerAll = (root) => {
    for (const button of root.querySelectorAll("button[data-chooses]")) {
      button.hidden = false;
    }
  };

  const show = (root) => {
    localize(root);
    offerAll(root);
  };

  show(document);
  document.addEventListener("console:shown", (event) => show(event.target));

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-chooses]");
    if (button) {
      const boxes = [...document.getElementById(button.dataset.chooses).querySelectorAll("input[type=checkbox]")];
      const all = !boxes.every((box) => box.checked);
      for (const box of boxes) {
        box.checked = all;
      }
      button.textContent = all ? phrase("Choose none") : phrase("Choose all");
    }
  });

  // Whoever opens a menu that asks for something goes on there.
  document.addEventListener("toggle", (event) => {
    if (event.target.matches("details.menu[open]")) {
      event.target.querySelector("input:not([type=hidden])")?.focus();
    }
  }, true);

  // Copying needs HTTPS; elsewhere people mark the text and copy it themselves.
  for (const button of navigator.clipboard ? document.querySelectorAll("button[data-copies]") : []) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(document.getElementById(button.dataset.copies).textContent);
        button.textContent = phrase("Copied");
      } catch {
        button.textContent = phrase("Mark it and copy it by hand");
      }
    });
  }

  // A form is sent once until its page is shown anew: a second click on a slow network would make a second one. What is downloaded leaves the page as it was.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") {
      return;
    }
    if (form.ariaBusy === "true") {
      event.preventDefault();
    } else if (!event.submitter?.matches("[data-downloads]")) {
      form.ariaBusy = "true";
    }
  });
  addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[aria-busy]")) {
      form.ariaBusy = null;
    }
  });

  // An answer is about what was entered; it goes while that is something else.
  document.addEventListener("input", (event) => {
    for (const answer of document.querySelectorAll("[data-answers]")) {
      if (answer.dataset.answers === event.target.id) {
        answer.hidden = event.target.value !== event.target.defaultValue;
      }
    }
  });

  // A menu closes when its reader goes elsewhere.
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (!menu.contains(event.target)) {
        menu.open = false;
      }
    }
  });
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && document.querySelector("details.menu[open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
})();
