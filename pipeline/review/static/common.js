"use strict";
/* Language of the page, and what is kept in the browser. Text of documents only ever becomes textContent. */
const review = {
  language: "th",
  kept(name, value) {
    try {
      if (value === undefined) return localStorage.getItem("review-" + name);
      localStorage.setItem("review-" + name, value);
    } catch { /* a browser that keeps nothing for files */ }
    return null;
  },
  label(key, n, m) {
    const texts = reviewLabels[key];
    const text = texts ? texts[review.language] : key;
    return text.replace("{n}", n ?? "").replace("{m}", m ?? "");
  },
  translate(root) {
    for (const e of root.querySelectorAll("[data-t]")) e.textContent = review.label(e.dataset.t, e.dataset.n, e.dataset.m);
    for (const [attribute, name] of [["aria-label", "tLabel"], ["placeholder", "tPlaceholder"], ["alt", "tAlt"]]) {
      const selector = "[data-" + name.replace(/[A-Z]/g, (c) => "-" + c.toLowerCase()) + "]";
      for (const e of root.querySelectorAll(selector)) e.setAttribute(attribute, review.label(e.dataset[name], e.dataset.n));
    }
  },
  setLanguage(language) {
    review.language = language;
    document.documentElement.lang = language;
    document.getElementById("language").lang = language === "th" ? "en" : "th";
    review.kept("language", language);
    review.translate(document);
    document.dispatchEvent(new Event("review-language"));
  },
  element(tag, text, attributes) {
    const made = document.createElement(tag);
    if (text !== undefined) made.textContent = text;
    for (const [name, value] of Object.entries(attributes ?? {})) made.setAttribute(name, value);
    return made;
  },
};

document.getElementById("language").addEventListener("click", () => review.setLanguage(review.language === "th" ? "en" : "th"));
if (review.kept("language") === "en") review.setLanguage("en");
