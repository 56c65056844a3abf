"use strict";

// Work that lasts as long as it is watched: asks the REST API and shows each line of its answer as it comes.
(() => {
  const { sizeOf, problemOf } = shown;
  const mostLines = 200;

  const count = (number, one, many) => `${number.toLocaleString()} ${number === 1 ? one : many}`;

  const element = (name, text, className) => {
    const made = document.createElement(name);
    if (text !== undefined) {
      made.textContent = text;
    }
    if (className) {
      made.className = className;
    }
    return made;
  };

  const strays = (found) => (found ? `${count(found, "file that is no blob", "files that are no blobs")}` : "no other files");

  // What each kind of work says, from one line of the answer.
  const kinds = {
    verify: {
      line: (said) => said.stray ? [said.stray, said.detail || said.reason] : said.key && [said.key, said.detail || "It is damaged."],
      progress: (tally) => ({ text: `${count(tally.blobs, "blob", "blobs")} read, ${sizeOf(tally.bytes)}; ${tally.damaged} damaged so far.` }),
      summary: (sum) => `${count(sum.blobs, "blob was", "blobs were")} read, ${sizeOf(sum.bytes)}: ${sum.damaged === 0 ? "nothing is damaged" : `${sum.damaged} damaged`}`
        + `${sum.unchecked ? `, ${sum.unchecked} whose name says nothing of the content` : ""}; ${strays(sum.stray)}.${sum.notListed ? ` Not everything could be listed: ${sum.notListed}` : ""}`,
    },
    check: {
      line: (said) => said.stray ? [said.stray, said.detail || said.reason]
        : said.key && [said.key, said.detail || { missing: "Missing.", unreferenced: "No document refers to it.", wrongLength: "Of another length." }[said.inconsistency] || said.inconsistency],
      summary: (sum) => `${sum.missing === 0 ? "Nothing is missing" : `${sum.missing} missing`}; ${count(sum.unreferenced, "blob", "blobs")} that no document refers to; `
        + `${count(sum.wrongLength, "blob", "blobs")} of another length; ${strays(sum.stray)}.${sum.notListed ? ` Not everything could be listed: ${sum.notListed}` : ""}`,
    },
    simulate: {
      progress: (tally) => ({ text: `${tally.documents.toLocaleString()} of ${count(tally.total, "document", "documents")} looked at.`, done: tally.documents, total: tally.total, moves: tally.moves }),
      summary: (tally) => `${count(tally.documents, "document", "documents")} and ${count(tally.blobs, "blob", "blobs")} were looked at: `
        + `${tally.moves.length === 0 ? "nothing would move." : `${count(tally.moves.reduce((sum, move) => sum + move.blobs, 0), "blob", "blobs")} would move, ${sizeOf(tally.moves.reduce((sum, move) => sum + move.bytes, 0))}.`}`,
    },
  };

  const tableOf = (moves) => {
    const table = element("table");
    const head = table.createTHead().insertRow();
    for (const [text, className] of [["From", ""], ["To", ""], ["Blobs", "number"], ["Bytes", "number"]]) {
      const cell = element("th", text, className);
      cell.scope = "col";
      head.append(cell);
    }
    const body = table.createTBody();
    for (const move of moves) {
      const row = body.insertRow();
      const from = element("th", move.from);
      from.scope = "row";
      row.append(from);
      for (const [label, text, className] of [["To", move.to, ""], ["Blobs", move.blobs.toLocaleString(), "number"], ["Bytes", sizeOf(move.bytes), "number"]]) {
        const cell = element("td", text, className);
        cell.dataset.label = label;
        row.append(cell);
      }
    }
    return table;
  };

  const linesOf = async function* (body) {
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (;;) {
      const { done, value } = await reader.read();
      if (done) {
        return;
      }
      const lines = (rest + value).split("\n");
      rest = lines.pop();
      for (const line of lines.filter((text) => text)) {
        yield JSON.parse(line);
      }
    }
  };

  const prepare = (card) => {
    const kind = kinds[card.dataset.stream];
    const find = (selector) => card.querySelector(selector);
    const [begin, stop, streamed, says, bar, lines, result] = ["[data-begins]", "[data-stops]", "[data-streamed]", "[data-says]", "[data-bar]", "[data-lines]", "[data-result]"].map(find);
    let running = null;

    const add = ([name, detail]) => {
      if (lines.childElementCount > mostLines) {
        return;
      }
      const item = element("li");
      const what = element("span", undefined, "what");
      if (lines.childElementCount === mostLines) {
        what.textContent = "There is more; the command line lists all.";
      } else {
        what.append(element("code", name, "key"), element("small", detail));
      }
      item.append(what);
      lines.append(item);
    };

    const show = (state) => {
      says.textContent = state.text;
      bar.hidden = !state.total;
      if (state.total) {
        bar.max = state.total;
        bar.value = state.done;
      }
      if (state.moves) {
        result.replaceChildren(...(state.moves.length ? [tableOf(state.moves)] : []));
      }
    };

    const take = (said) => {
      if (said.summary) {
        show({ text: kind.summary(said.summary), moves: said.summary.moves });
      } else if (said.progress) {
        show(kind.progress(said.progress));
      } else if (said.warnings) {
        said.warnings.forEach((warning) => add(["Warning", warning]));
      } else {
        const line = kind.line?.(said);
        if (line) {
          add(line);
        }
      }
      return Boolean(said.summary);
    };

    const run = async () => {
      const body = card.dataset.body ?? document.getElementById(card.dataset.from).value;
      running = new AbortController();
      begin.hidden = true;
      stop.hidden = false;
      streamed.hidden = false;
      lines.replaceChildren();
      result.replaceChildren();
      show({ text: "It begins …" });
      stop.focus();
      let ended = false;
      try {
        const type = body.trimStart().startsWith("<") ? "text/xml" : "application/json";
        const answer = await fetch(card.dataset.url, { method: "POST", credentials: "same-origin", headers: { "Content-Type": type, Accept: "application/json" }, body, signal: running.signal });
        if (!answer.ok) {
          throw new Error(problemOf(answer.status, await answer.text()));
        }
        for await (const said of linesOf(answer.body)) {
          ended = take(said) || ended;
        }
        if (!ended) {
          throw new Error("The server ended it before it was through.");
        }
      } catch (error) {
        show({ text: error.name === "AbortError" ? "It was stopped; what came until then is below." : error instanceof TypeError ? "The server cannot be reached." : error.message });
      }
      running = null;
      const hadFocus = document.activeElement === stop;
      begin.hidden = false;
      stop.hidden = true;
      if (hadFocus) {
        begin.focus();
      }
    };

    begin.hidden = false;
    begin.addEventListener("click", run);
    stop.addEventListener("click", () => running?.abort());
    addEventListener("pagehide", () => running?.abort());
  };

  document.querySelectorAll("[data-stream]").forEach(prepare);
})();
