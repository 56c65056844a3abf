// Shows the pages of a PDF file: those in sight are drawn, with their text over them. Links, forms and scripts of the file stay unused.
const { file, library, finder } = document.body.dataset;
const [bar, main, said, passwordForm] = [".bar", "main", ".said", ".password"].map((selector) => document.querySelector(selector));
const isAlone = window === window.top;
const mostPages = 2000;
const mostPixels = 16_000_000;
const zooms = [0.25, 0.5, 0.75, 1, 1.25, 1.5, 2, 3, 4];
const gap = 24;
let zoom = 1;

said.textContent = phrase("Opening the file…");
if (!isAlone) {
  // The document's page has the download; here is a bar only when there are pages.
  bar.hidden = true;
  bar.querySelector("[download]").remove();
}

const { finderOf } = await import(finder);
const pdf = await import(`${library}/pdf.min.mjs`);
pdf.GlobalWorkerOptions.workerSrc = `${library}/pdf.worker.min.mjs`;

const askPassword = (tell, reason) => {
  said.textContent = reason === pdf.PasswordResponses.INCORRECT_PASSWORD ? phrase("That is not the password.") : "";
  const input = passwordForm.querySelector("input");
  input.value = "";
  passwordForm.hidden = false;
  input.focus();
  passwordForm.onsubmit = (event) => {
    event.preventDefault();
    passwordForm.hidden = true;
    said.textContent = phrase("Opening the file…");
    tell(input.value);
  };
};

const open = async () => {
  const task = pdf.getDocument({
    url: file, cMapUrl: `${library}/cmaps/`, standardFontDataUrl: `${library}/standard_fonts/`, wasmUrl: `${library}/wasm/`,
    useSystemFonts: false, enableXfa: false, isEvalSupported: false, disableAutoFetch: true, rangeChunkSize: 1 << 18,
  });
  task.onPassword = askPassword;
  return task.promise;
};

const place = (sheet) => {
  const { width, height } = sheet.size;
  sheet.scale = zoom * Math.max(50, main.clientWidth - gap) / width;
  sheet.element.style.width = `${Math.floor(width * sheet.scale)}px`;
  sheet.element.style.height = `${Math.floor(height * sheet.scale)}px`;
  sheet.element.style.setProperty("--total-scale-factor", sheet.scale);
};

const clear = (sheet) => {
  sheet.drawing?.cancel();
  sheet.drawing = null;
  sheet.element.replaceChildren();
};

const draw = async (sheet, number, book) => {
  const page = await book.getPage(number);
  const whole = page.getViewport({ scale: 1 });
  sheet.size = { width: whole.width, height: whole.height };
  place(sheet);
  const viewport = page.getViewport({ scale: sheet.scale });
  const sharpness = Math.min(window.devicePixelRatio || 1, Math.sqrt(mostPixels / (viewport.width * viewport.height)));
  const canvas = document.createElement("canvas");
  canvas.width = Math.floor(viewport.width * sharpness);
  canvas.height = Math.floor(viewport.height * sharpness);
  canvas.setAttribute("role", "presentation");
  const text = document.createElement("div");
  text.className = "textLayer";
  clear(sheet);
  sheet.element.append(canvas, text);
  sheet.drawing = page.render({ canvas, viewport, transform: [sharpness, 0, 0, sharpness, 0, 0], annotationMode: pdf.AnnotationMode.DISABLE });
  try {
    await sheet.drawing.promise;
    await new pdf.TextLayer({ textContentSource: page.streamTextContent(), container: text, viewport }).render();
    sheet.element.dataset.drawn = "true";
  } catch (error) {
    if (error.name !== "RenderingCancelledException") {
      throw error;
    }
  }
};

const show = async (book) => {
  const first = (await book.getPage(1)).getViewport({ scale: 1 });
  const sheets = [];
  const seen = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      const number = Number(target.dataset.page);
      const sheet = sheets[number - 1];
      delete target.dataset.drawn;
      if (isIntersecting) {
        draw(sheet, number, book).then(() => search.mark(number), () => { target.textContent = phrase("Page {0} cannot be drawn.", number.toLocaleString(locale)); });
      } else {
        clear(sheet);
      }
    }
  }, { root: main, rootMargin: "50%" });
  for (let number = 1; number <= Math.min(book.numPages, mostPages); number += 1) {
    const element = document.createElement("section");
    element.className = "pdf-page";
    element.dataset.page = number;
    element.setAttribute("aria-label", phrase("Page {0}", number.toLocaleString(locale)));
    const sheet = { element, size: { width: first.width, height: first.height } };
    sheets.push(sheet);
    place(sheet);
    main.append(element);
    seen.observe(element);
  }
  const search = control(book, sheets, seen);
  bar.querySelector(".last").textContent = book.numPages.toLocaleString(locale);
  for (const part of [bar, ...bar.querySelectorAll("[hidden]")]) {
    part.hidden = false;
  }
  said.textContent = book.numPages > mostPages ? phrase("The first {0} pages are shown; download the file for the rest.", mostPages.toLocaleString(locale)) : "";
  if (isAlone) {
    // So that the keys scroll at once.
    main.focus({ preventScroll: true });
  }
};

const control = (book, sheets, seen) => {
  const [pageForm, searchForm] = [".place", ".seek"].map((selector) => bar.querySelector(selector));
  const [input, text, told, zoomed] = ["[name=page]", "[name=text]", ".seek output", ".zoom output"].map((selector) => bar.querySelector(selector));
  let asked = { number: 1, top: 0 };
  const atEdge = () => Math.max(0, sheets.findLastIndex(({ element }) => element.offsetTop <= main.scrollTop));
  // The page that takes the most of the window, the first of equal ones; the one that was asked for, as long as nobody scrolls.
  const current = () => {
    if (asked.top === main.scrollTop) {
      return asked.number;
    }
    const end = main.scrollTop + main.clientHeight;
    let [best, most] = [0, 0];
    for (let index = atEdge(); index < sheets.length && sheets[index].element.offsetTop < end; index += 1) {
      const { offsetTop, offsetHeight } = sheets[index].element;
      const height = Math.min(end, offsetTop + offsetHeight) - Math.max(main.scrollTop, offsetTop);
      if (height > most) {
        [best, most] = [index, height];
      }
    }
    return best + 1;
  };
  const tell = () => { input.value = current(); };
  const goTo = (number) => {
    main.scrollTop = sheets[number - 1].element.offsetTop - gap / 2;
    asked = { number, top: main.scrollTop };
    tell();
  };
  // What is at the upper edge, and in the middle from side to side, stays there.
  const lay = () => {
    const [number, { element }] = [current(), sheets[atEdge()]];
    const down = (main.scrollTop - element.offsetTop) / element.offsetHeight;
    const along = (main.scrollLeft + main.clientWidth / 2) / main.scrollWidth;
    for (const sheet of sheets) {
      place(sheet);
      // Looked at anew, those in sight are drawn in their new size.
      seen.unobserve(sheet.element);
      seen.observe(sheet.element);
    }
    main.scrollTop = element.offsetTop + down * element.offsetHeight;
    main.scrollLeft = along * main.scrollWidth - main.clientWidth / 2;
    asked = { number, top: main.scrollTop };
    tell();
    zoomed.value = `${Math.round(100 * zoom)} %`;
  };
  const step = (by) => {
    const near = zooms.reduce((best, next, index) => Math.abs(next - zoom) < Math.abs(zooms[best] - zoom) ? index : best, 0);
    zoom = zooms[Math.min(zooms.length - 1, Math.max(0, near + by))];
    lay();
  };
  const search = finderOf({ book, sheets, main, current, goTo, tell: (what) => { told.value = what; } });
  bar.querySelector("[name=smaller]").addEventListener("click", () => step(-1));
  bar.querySelector("[name=larger]").addEventListener("click", () => step(1));
  bar.querySelector("[name=fit]").addEventListener("click", () => { zoom = 1; lay(); });
  pageForm.addEventListener("submit", (event) => {
    event.preventDefault();
    goTo(Math.min(sheets.length, Math.max(1, Math.trunc(Number(input.value)) || 1)));
  });
  searchForm.addEventListener("submit", (event) => {
    event.preventDefault();
    search.next(text.value);
  });
  addEventListener("keydown", (event) => {
    // The browser's own search knows only the drawn pages; pressed once more, it is there.
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "f" && document.activeElement !== text) {
      event.preventDefault();
      text.focus();
      text.select();
    }
  });
  main.addEventListener("scroll", tell, { passive: true });
  let width = main.clientWidth;
  new ResizeObserver(() => {
    if (main.clientWidth !== width) {
      width = main.clientWidth;
      lay();
    }
  }).observe(main);
  lay();
  return search;
};

try {
  await show(await open());
} catch (error) {
  said.textContent = error.name === "InvalidPDFException" ? phrase("This is no PDF file that can be shown. Download it to look at it.")
    : error.name === "ResponseException" && error.status === 401 ? phrase("Your session ended; sign in again.")
    : phrase("The file cannot be shown here ({0}). Download it to look at it.", error.message);
}
