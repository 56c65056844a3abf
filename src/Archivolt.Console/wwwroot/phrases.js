"use strict";

// What scripts say, in the language of the page. The English phrase is the key; the script of another language comes before this one.
const language = document.documentElement.lang;
// Of the reader's own settings where they are of this language: the English have their own dates.
const locale = navigator.languages.find((own) => own.split("-")[0] === language) ?? language;

const phrase = (english, ...values) => (globalThis.phrases?.[english] ?? english).replace(/\{(\d)\}/gu, (_, number) => values[number]);

const phraseOfCount = (count, one, many) => phrase(count === 1 ? one : many, count.toLocaleString(locale));
