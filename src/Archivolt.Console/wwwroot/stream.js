"use strict";

// Work that lasts as long as it is watched: asks the REST API and shows each line of its answer as it comes.
(() => {
  const { sizeOf, problemOf } = shown;
  const mostLines = 200;

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

  const documents = (number) => phraseOfCount(number, "{0} document", "{0} documents");

  const blobs = (number) => phraseOfCount(number, "{0} blob", "{0} blobs");

  const sentences = (...all) => all.filter((one) => one).join(" ");

  // Beside the blobs, and why the work did not see all.
  const rest = (sum) => sentences(
    sum.stray ? phraseOfCount(sum.stray, "{0} other file is no blob.", "{0} other files are no blobs.") : phrase("There are no other files."),
    sum.notListed && phrase("Not everything could be listed: {0}", sum.notListed));

  // What each kind of work says, from one line of the answer.
  const kinds = {
    verify: {
      line: (said) => said.stray ? [said.stray, said.detail || said.reason] : said.key && [said.key, said.detail || phrase("It is damaged.")],
      progress: (tally) => ({ text: phrase("{0} read, {1}; {2} damaged so far.", blobs(tally.blobs), sizeOf(tally.bytes), tally.damaged) }),
      summary: (sum) => sentences(
        sum.damaged === 0 ? phrase("{0} read, {1}: nothing is damaged.", blobs(sum.blobs), sizeOf(sum.bytes)) : phrase("{0} read, {1}: {2} damaged.", blobs(sum.blobs), sizeOf(sum.bytes), sum.damaged),
        sum.unchecked && phraseOfCount(sum.unchecked, "The name of {0} of them says nothing of its content.", "The names of {0} of them say nothing of their content."),
        rest(sum)),
    },
    check: {
      line: (said) => said.stray ? [said.stray, said.detail || said.reason]
        : said.key && [said.key, said.detail || { missing: phrase("Missing."), unreferenced: phrase("No document refers to it."), wrongLength: phrase("Of another length.") }[said.inconsistency] || said.inconsistency],
      summary: (sum) => sentences(
        sum.missing === 0 ? phrase("Nothing is missing.") : phrase("{0} missing.", blobs(sum.missing)),
        phrase("{0} that no document refers to; {1} of another length.", blobs(sum.unreferenced), blobs(sum.wrongLength)),
        rest(sum)),
    },
    simulate: {
      progress: (tally) => ({ text: phrase("{0} of {1} looked at.", tally.documents.toLocaleString(locale), documents(tally.total)), done: tally.documents, total: tally.total, moves: tally.moves }),
      summary: (tally) => sentences(
        phrase("{0} and {1} were looked at.", documents(tally.documents), blobs(tally.blobs)),
        tally.moves.length === 0 ? phrase("Nothing would move.") : phrase("{0} would move, {1}.", blobs(tally.moves.reduce((sum, move) => sum + move.blobs, 0)), sizeOf(tally.moves.reduce((sum, move) => sum + move.bytes, 0)))),
    },
  };

  const tableOf = (moves) => {
    const table = element("table");
    const head = table.createTHead().insertRow();
    for (const [text, className] of [[phrase("From"), ""], [phrase("To"), ""], [phrase("Blobs"), "number"], [phrase("Bytes"), "number"]]) {
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
      for (const [label, text, className] of [[phrase("To"), move.to, ""], [phrase("Blobs"), move.blobs.toLocaleString(locale), "number"], [phrase("Bytes"), sizeOf(move.bytes), "number"]]) {
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
        what.textContent = phrase("There is more; the command line lists all.");
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
        said.warnings.forEach((warning) => add([phrase("Warning"), warning]));
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
      show({ text: phrase("It begins …") });
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
          throw new Error(phrase("The server ended it before it was through."));
        }
      } catch (error) {
        show({ text: error.name === "AbortError" ? phrase("It was stopped; what came until then is below.") : error instanceof TypeError ? phrase("The server cannot be reached.") : error.message });
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
