// Finds text in the pages of a PDF file and marks it. The pages are read one after the other, and none is kept.

// Spaces count for nothing: lines end within what people look for, and files place words without any.
const patternOf = (text) => new RegExp([...text.normalize("NFKC").replace(/\s/gu, "")]
  .map((character) => character.replace(/[\\^$.*+?()[\]{}|/]/u, "\\$&")).join("\\s*"), "giu");

const textOf = async (book, number) => {
  try {
    const { items } = await (await book.getPage(number)).getTextContent();
    return items.map((item) => item.str).join("");
  } catch {
    // A page that cannot be read says so where it is drawn.
    return "";
  }
};

const rangeOf = (layer, from, to) => {
  const range = document.createRange();
  const nodes = document.createTreeWalker(layer, NodeFilter.SHOW_TEXT);
  let passed = 0;
  while (nodes.nextNode()) {
    const node = nodes.currentNode;
    if (passed <= from && from < passed + node.length) {
      range.setStart(node, from - passed);
    }
    if (to <= passed + node.length) {
      range.setEnd(node, to - passed);
      return range;
    }
    passed += node.length;
  }
  return null;
};

// A finder goes to what it finds next (`next`) and marks it in a page that was drawn (`mark`).
export const finderOf = ({ book, sheets, main, current, goTo, tell }) => {
  let found = null;
  let search = 0;

  const bringIntoView = (range) => {
    const [inner, outer] = [range.getBoundingClientRect(), main.getBoundingClientRect()];
    if (inner.top < outer.top || inner.bottom > outer.bottom) {
      main.scrollTop += inner.top - outer.top - main.clientHeight / 2;
    }
    if (inner.left < outer.left || inner.right > outer.right) {
      main.scrollLeft += inner.left - outer.left - main.clientWidth / 2;
    }
  };

  const mark = (number) => {
    const { element } = sheets[number - 1];
    if (found?.number !== number || !element.dataset.drawn) {
      return;
    }
    const range = rangeOf(element.querySelector(".textLayer"), found.from, found.to);
    if (range && globalThis.CSS.highlights) {
      CSS.highlights.set("found", new Highlight(range));
    }
    if (range && found.isNew) {
      found.isNew = false;
      bringIntoView(range);
    }
  };

  const next = async (text) => {
    search += 1;
    const own = search;
    const last = found?.text === text ? found : null;
    found = null;
    globalThis.CSS.highlights?.delete("found");
    if (text.trim() === "") {
      tell("");
      return;
    }
    tell(phrase("Searching…"));
    const pattern = patternOf(text);
    const first = last ? last.number : current();
    // Once around: what stands before the beginning on its page comes last.
    for (let step = 0; step <= sheets.length; step += 1) {
      const number = (first - 1 + step) % sheets.length + 1;
      pattern.lastIndex = step === 0 && last ? last.to : 0;
      const match = pattern.exec(await textOf(book, number));
      if (own !== search) {
        return;
      }
      if (match) {
        found = { text, number, from: match.index, to: pattern.lastIndex, isNew: true };
        tell(phrase("On page {0}", number.toLocaleString(locale)));
        if (number !== current()) {
          goTo(number);
        }
        mark(number);
        return;
      }
    }
    tell(phrase("Not found"));
  };

  return { next, mark };
};
