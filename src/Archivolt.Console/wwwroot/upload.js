"use strict";

// Uploads files and folders that were dropped or chosen: each file goes up by tus, then a document is made of it.
(() => {
  const { sizeOf } = shown;
  const atOnce = 3;
  const windowOfRate = 5000;
  const rowsOfFrame = 250;
  const section = document.getElementById("uploads");
  // Of a folder, or of a document whose file is replaced.
  const { api, folder, path, document: target, property, token, done } = section.dataset;
  const find = (selector) => section.querySelector(selector);
  const [panel, list, total, hint, announce] = [".progress-panel", "ul", ".progress-panel > progress", ".drop-hint", ".announce"].map(find);
  const [count, rate, hold, cancelAll, dismiss] = [".count", ".rate", ".pause-all", ".cancel-all", ".dismiss"].map(find);
  const uploads = [];
  const coming = [];
  const rest = restOf(api);
  const { ask } = rest;
  const places = placesOf(rest, { id: folder, path });
  let samples = [];
  let running = 0;
  let reading = 0;
  let isPaused = false;
  let isDrawing = false;

  const durationOf = (seconds) => seconds < 60 ? phrase("{0} s left", Math.max(1, Math.round(seconds)))
    : seconds < 3600 ? phrase("{0} min left", Math.round(seconds / 60))
    : phrase("{0} h {1} min left", Math.floor(seconds / 3600), Math.round(seconds % 3600 / 60));

  // Sends a file, and makes a document of it in a folder, or puts it into the document that is there.
  const store = async (upload, parent) => {
    if (!upload.isAsked) {
      await tus.send(upload);
    }
    show(upload, "checking");
    const content = { "upload-batch": upload.batch, "upload-fileId": "0" };
    // However often it is asked for, it is done once.
    const once = { "Idempotency-Key": `upload-${upload.batch}` };
    upload.freeName ??= target ? upload.name : await places.freeNameIn(parent, upload.name);
    try {
      // Whether it is done only the same request tells, as the batch is used up then.
      upload.isAsked = true;
      if (target) {
        await ask("PUT", `id/${target}`, { "entity-type": "document", uid: target, changeToken: token, properties: { [property]: content } }, once);
        return;
      }
      await ask("POST", `id/${parent.id}`, { "entity-type": "document", type: "File", name: upload.freeName, properties: { "dc:title": upload.freeName, "file:content": content } }, once);
    } catch (error) {
      upload.isAsked = error.isTransient;
      if (parent) {
        places.release(parent, upload.freeName);
      }
      throw error;
    }
  };

  // What the server says of it names ids and tokens.
  const explained = (error) => {
    if (error.status === 404) {
      error.message = target ? phrase("The document was deleted meanwhile.") : phrase("The folder was deleted meanwhile.");
    } else if (target && error.status === 409 && error.message.startsWith("The document changed meanwhile")) {
      error.message = phrase("Somebody changed the document meanwhile. Look at it again before you replace its file.");
      error.isOutdated = true;
    }
    return error;
  };

  // To try again would be refused again.
  const offerPage = (upload) => {
    upload.isLost = true;
    const link = document.createElement("a");
    [link.href] = done.split("?");
    link.textContent = phrase("Look at it again");
    upload.row.append(link);
  };

  const run = async (upload) => {
    upload.abort = new AbortController();
    upload.isHeld = false;
    try {
      show(upload, "sending");
      const parent = target ? null : await places.folderAt(upload.folder);
      upload.abort.signal.throwIfAborted();
      if (upload.file) {
        await store(upload, parent);
      }
      show(upload, "stored");
      // What still goes up, or failed, stays in sight above.
      list.append(upload.row);
    } catch (error) {
      if (error.name !== "AbortError") {
        upload.problem = explained(error).message;
        if (error.isOutdated) {
          offerPage(upload);
        }
        upload.sent = 0;
        show(upload, "failed");
      } else if (upload.isHeld) {
        show(upload, isPaused ? "paused" : "waiting");
      } else {
        cancel(upload);
      }
    }
  };

  // What was cancelled is gone; what failed or was paused goes on where it was.
  const cancel = (upload) => {
    if (upload.batch) {
      tus.drop(upload).catch(() => { /* It expires by itself. */ });
      upload.batch = undefined;
      upload.isAsked = false;
    }
    upload.sent = 0;
    show(upload, "cancelled");
  };

  const inState = (state) => uploads.filter((upload) => upload.state === state).length;

  // Folders that are empty count as well.
  const amountOf = (number) => uploads.every((upload) => upload.file) ? phraseOfCount(number, "{0} file", "{0} files") : phraseOfCount(number, "{0} item", "{0} items");

  const isOver = (upload) => ["stored", "failed", "cancelled"].includes(upload.state);

  const pump = () => {
    while (running < atOnce && !isPaused) {
      const next = uploads.find((upload) => upload.state === "waiting");
      if (!next) {
        break;
      }
      running += 1;
      run(next).finally(() => {
        running -= 1;
        pump();
      });
    }
    if (running === 0 && reading === 0 && uploads.length > 0 && uploads.every(isOver)) {
      finish();
    }
  };

  const finish = () => {
    samples = [];
    isPaused = false;
    hold.textContent = phrase("Pause");
    summarize();
    const [stored, failed, cancelled] = ["stored", "failed", "cancelled"].map(inState);
    announce.textContent = failed ? failed === 1 ? phrase("{0} was not uploaded.", amountOf(failed)) : phrase("{0} were not uploaded.", amountOf(failed))
      : !cancelled ? phrase("All files are stored.")
      : stored ? phrase("{0} stored, {1} cancelled.", amountOf(stored), cancelled) : phrase("Nothing was uploaded.");
    if (!target) {
      refresh();
    } else if (uploads.some((upload) => upload.state === "stored")) {
      location.assign(done);
    }
  };

  // The folder as it is now, without losing what the panel says.
  const refresh = async () => {
    const answer = await fetch(location.href, { credentials: "same-origin" });
    if (!answer.ok) {
      return;
    }
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!fresh.getElementById("listing")) {
      return;
    }
    const boxes = (state) => document.querySelectorAll(`#listing input[type=checkbox]${state}`);
    const chosen = new Set([...boxes(":checked")].map((box) => box.value));
    for (const part of ["#state", "#listing"]) {
      renew(part, fresh);
    }
    for (const box of boxes("")) {
      box.checked = chosen.has(box.value);
    }
    // It takes nothing more in the trash.
    if (!fresh.getElementById("uploads")) {
      input.disabled = true;
      renew(".heading", fresh);
    }
  };

  const renew = (part, fresh) => {
    const shown = document.adoptNode(fresh.querySelector(part));
    document.querySelector(part).replaceWith(shown);
    shown.dispatchEvent(new Event("console:shown", { bubbles: true }));
  };

  const texts = {
    waiting: () => phrase("Waiting"),
    sending: (upload) => `${Math.floor(100 * (upload.size ? upload.sent / upload.size : 0))} %`,
    checking: () => phrase("Checking…"),
    interrupted: () => phrase("Connection lost, trying again…"),
    paused: (upload) => phrase("Paused at {0}", texts.sending(upload)),
    stored: () => phrase("Stored"),
    failed: (upload) => upload.problem,
    cancelled: () => phrase("Cancelled"),
  };

  const show = (upload, state) => {
    upload.state = state;
    upload.row.dataset.state = state;
    upload.row.querySelector(".state").textContent = texts[state](upload);
    const button = upload.row.querySelector("button");
    button.hidden = state === "stored" || state === "checking" || upload.isLost;
    button.textContent = isOver(upload) ? phrase("Retry") : phrase("Cancel");
    redraw();
  };

  // Once in a frame, with some of the new rows: thousands of files at once would freeze the page.
  const redraw = () => {
    if (!isDrawing) {
      isDrawing = true;
      requestAnimationFrame(draw);
    }
  };

  const draw = () => {
    isDrawing = false;
    const rows = document.createDocumentFragment();
    // What is stored by now has its place.
    rows.append(...coming.splice(0, rowsOfFrame).filter((row) => !row.isConnected));
    list.insertBefore(rows, list.querySelector("[data-state=stored]"));
    summarize();
    if (coming.length > 0) {
      redraw();
    }
  };

  const tus = tusOf(api, rest, show);

  const summarize = () => {
    const counted = uploads.filter((upload) => upload.state !== "cancelled");
    const [done, failed, cancelled] = ["stored", "failed", "cancelled"].map(inState);
    const all = uploads.reduce((sum, upload) => sum + upload.size, 0);
    const bytes = counted.reduce((sum, upload) => sum + upload.size, 0);
    const sent = counted.reduce((sum, upload) => sum + upload.sent, 0);
    const now = performance.now();
    samples.push({ now, sent });
    samples = samples.filter((sample) => now - sample.now <= windowOfRate);
    const [first] = samples;
    const speed = now > first.now ? Math.max(0, sent - first.sent) / (now - first.now) * 1000 : 0;
    const isActive = counted.some((upload) => !isOver(upload));
    const parts = [phrase("{0} of {1} stored", done.toLocaleString(locale), amountOf(uploads.length))];
    if (failed) {
      parts.push(phrase("{0} failed", failed.toLocaleString(locale)));
    }
    if (cancelled) {
      parts.push(phrase("{0} cancelled", cancelled.toLocaleString(locale)));
    }
    count.textContent = counted.length === 0 ? phrase("Cancelled") : parts.join(", ");
    rate.textContent = isPaused && isActive ? phrase("{0} of {1}", sizeOf(sent), sizeOf(bytes))
      : isActive && speed > 0 ? `${phrase("{0} of {1}", sizeOf(sent), sizeOf(bytes))} · ${sizeOf(speed)}/s · ${durationOf((bytes - sent) / speed)}` : sizeOf(bytes);
    // Not full where something was cancelled.
    total.value = all ? sent / all : done / Math.max(1, uploads.length);
    hold.hidden = cancelAll.hidden = !isActive;
    dismiss.hidden = isActive;
  };

  const stop = (upload) => {
    if (["waiting", "paused"].includes(upload.state)) {
      cancel(upload);
    } else if (upload.state !== "checking") {
      upload.isHeld = false;
      upload.abort.abort();
    }
  };

  const setPaused = (paused) => {
    isPaused = paused;
    hold.textContent = paused ? phrase("Resume") : phrase("Pause");
    samples = [];
    for (const upload of uploads) {
      if (paused && ["sending", "interrupted"].includes(upload.state)) {
        upload.isHeld = true;
        upload.abort.abort();
      } else if (!paused && upload.state === "paused") {
        show(upload, "waiting");
      }
    }
    announce.textContent = paused ? phrase("Uploads are paused.") : "";
    pump();
  };

  // A file, or without one an empty folder.
  const add = (relative, name, file) => {
    const row = document.createElement("li");
    const label = document.createElement("bdi");
    label.textContent = relative ? `${relative}/${name}` : name;
    label.title = label.textContent;
    const state = document.createElement("span");
    state.className = "state";
    const button = document.createElement("button");
    button.type = "button";
    button.className = "quiet";
    row.append(label, state, button);
    coming.push(row);
    const upload = { name, file, folder: file ? relative : label.textContent, size: file?.size ?? 0, row, sent: 0, state: "waiting" };
    button.addEventListener("click", () => {
      if (isOver(upload)) {
        show(upload, "waiting");
        pump();
      } else {
        stop(upload);
      }
    });
    uploads.push(upload);
    panel.hidden = false;
    show(upload, "waiting");
    return upload;
  };

  const addFile = (relative, file) => add(relative, places.nameOf(file.name), file);

  const childrenOf = async (directory) => {
    const reader = directory.createReader();
    const all = [];
    for (;;) {
      const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
      if (some.length === 0) {
        return all;
      }
      all.push(...some);
    }
  };

  const addEntry = async (relative, entry) => {
    const name = places.nameOf(entry.name);
    try {
      if (entry.isFile) {
        addFile(relative, await new Promise((resolve, reject) => entry.file(resolve, reject)));
        return;
      }
      const children = await childrenOf(entry);
      if (children.length === 0) {
        add(relative, name);
      }
      for (const child of children) {
        await addEntry(relative ? `${relative}/${name}` : name, child);
      }
    } catch {
      const unread = add(relative, name);
      Object.assign(unread, { isLost: true, problem: entry.isFile ? phrase("This file cannot be read.") : phrase("This folder cannot be read.") });
      show(unread, "failed");
    }
    pump();
  };

  const hasFiles = (event) => event.dataTransfer && [...event.dataTransfer.types].includes("Files");
  let depth = 0;
  const acceptDrops = () => {
    addEventListener("dragenter", (event) => {
      if (hasFiles(event)) {
        depth += 1;
        hint.hidden = input.disabled;
      }
    });
    addEventListener("dragleave", (event) => {
      if (hasFiles(event)) {
        depth = Math.max(0, depth - 1);
        hint.hidden = depth === 0;
      }
    });
    addEventListener("dragover", (event) => {
      if (hasFiles(event)) {
        event.preventDefault();
        event.dataTransfer.dropEffect = "copy";
      }
    });
    addEventListener("drop", async (event) => {
      if (!hasFiles(event)) {
        return;
      }
      event.preventDefault();
      depth = 0;
      hint.hidden = true;
      if (input.disabled) {
        return;
      }
      // Entries are gone once this handler waits.
      const dropped = [...event.dataTransfer.items].filter((item) => item.kind === "file").map((item) => ({ entry: item.webkitGetAsEntry(), file: item.getAsFile() }));
      reading += 1;
      for (const { entry, file } of dropped) {
        if (entry) {
          await addEntry("", entry);
        } else if (file) {
          addFile("", file);
        }
      }
      reading -= 1;
      pump();
    });
  };

  const input = find("#upload-files");
  const addChosen = (from) => {
    for (const file of from.files) {
      // Of a folder that was chosen, the way to the file ends with its name.
      addFile((file.webkitRelativePath || "").split("/").slice(0, -1).map(places.nameOf).join("/"), file);
    }
    from.value = "";
    pump();
  };
  if (target) {
    section.querySelector("form").addEventListener("submit", (event) => {
      event.preventDefault();
      // One at a time: each would replace the other.
      if (uploads.every(isOver)) {
        dismiss.click();
        addChosen(input);
      }
    });
  } else {
    for (const from of [input, find("#upload-folder")]) {
      from.addEventListener("change", () => addChosen(from));
    }
    // Only with a script, and where the browser can.
    document.querySelector("label[for=upload-files]").hidden = false;
    document.querySelector("label[for=upload-folder]").hidden = !("webkitdirectory" in input);
    acceptDrops();
  }
  hold.addEventListener("click", () => setPaused(!isPaused));
  cancelAll.addEventListener("click", () => {
    uploads.filter((upload) => !isOver(upload)).forEach(stop);
    setPaused(false);
  });
  dismiss.addEventListener("click", () => {
    uploads.length = 0;
    coming.length = 0;
    places.forget();
    list.replaceChildren();
    panel.hidden = true;
  });
  addEventListener("beforeunload", (event) => {
    if (uploads.some((upload) => !isOver(upload))) {
      event.preventDefault();
    }
  });
})();
