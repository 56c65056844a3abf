"use strict";

// Times stand in UTC in the page; people read them in their own zone and language.
(() => {
  const format = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

  const localize = (root) => {
    for (const time of root.querySelectorAll("time[datetime]")) {
      const instant = new Date(time.dateTime);
      time.textContent = format.format(instant);
      time.title = instant.toISOString();
    }
  };

  localize(document);
  document.addEventListener("console:shown", (event) => localize(event.target));

  // Copying needs HTTPS; elsewhere people mark the text and copy it themselves.
  for (const button of navigator.clipboard ? document.querySelectorAll("button[data-copies]") : []) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(document.getElementById(button.dataset.copies).textContent);
        button.textContent = "Copied";
      } catch {
        button.textContent = "Mark it and copy it by hand";
      }
    });
  }

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
