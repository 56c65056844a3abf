"use strict";

// Renews the parts of a page that change by themselves, as the server tells of them. A page that nobody sees listens to nothing, and catches up when shown again.
(() => {
  const address = "/console/operations/live";
  const pause = 30000;
  const parts = new Map([...document.querySelectorAll("[data-live]")].map((part) => [part.dataset.live, part]));
  const waiting = new Map();
  let source = null;
  let timer = 0;
  let isPressed = false;

  const say = (text) => {
    for (const place of document.querySelectorAll("[data-live-says]")) {
      place.textContent = text;
    }
  };

  // Where the keyboard is, in words that the renewed part has too.
  const focused = (part) => {
    const element = document.activeElement;
    return part.contains(element) && element !== part ? { label: element.getAttribute("aria-label"), text: element.textContent, name: element.localName } : null;
  };

  const focusAgain = (part, was) => {
    const same = [...part.querySelectorAll(was.name)].find((element) => element.getAttribute("aria-label") === was.label && element.textContent === was.text);
    // Another button would be pressed by mistake: whoever had one that is gone stays in this part.
    part.tabIndex = -1;
    (same || part).focus({ preventScroll: true });
  };

  // A button that is replaced between being pressed and let go would do nothing.
  const isInUse = (part) => isPressed || part.querySelector("details[open]") !== null || (part.contains(document.activeElement) && document.activeElement.matches("input, textarea, select"));

  const renew = (name, html) => {
    const part = parts.get(name);
    if (isInUse(part)) {
      waiting.set(name, html);
      return;
    }
    waiting.delete(name);
    const was = focused(part);
    const template = document.createElement("template");
    template.innerHTML = html;
    part.replaceChildren(template.content);
    if (was) {
      focusAgain(part, was);
    }
    part.dispatchEvent(new CustomEvent("console:shown", { bubbles: true }));
  };

  const retryWaiting = () => {
    for (const [name, html] of [...waiting]) {
      renew(name, html);
    }
  };

  const press = (isDown) => {
    isPressed = isDown;
    if (!isDown) {
      setTimeout(retryWaiting);
    }
  };

  const close = () => {
    clearTimeout(timer);
    source?.close();
    source = null;
  };

  const open = () => {
    close();
    source = new EventSource(`${address}?${[...parts.keys()].map((name) => `of=${encodeURIComponent(name)}`).join("&")}`);
    for (const name of parts.keys()) {
      source.addEventListener(name, (event) => renew(name, event.data));
    }
    source.addEventListener("open", () => say(phrase("Kept up to date.")));
    source.addEventListener("error", () => {
      // Refused: the session ended, or too many pages listen. Otherwise the browser tries again by itself.
      if (source?.readyState === EventSource.CLOSED) {
        say(phrase("Not kept up to date at the moment; load the page again to see what changed."));
        timer = setTimeout(open, pause);
      }
    });
  };

  if (parts.size === 0) {
    return;
  }
  document.addEventListener("pointerdown", () => press(true));
  document.addEventListener("keydown", (event) => event.key === " " && press(true));
  for (const end of ["pointerup", "pointercancel", "keyup"]) {
    document.addEventListener(end, () => press(false));
  }
  addEventListener("blur", () => press(false));
  document.addEventListener("focusout", () => setTimeout(retryWaiting));
  document.addEventListener("toggle", retryWaiting, true);
  document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
  addEventListener("pagehide", close);
  addEventListener("pageshow", (event) => event.persisted && open());
  if (!document.hidden) {
    open();
  }
})();
