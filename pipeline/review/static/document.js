"use strict";
/* A page of a document: cells and rows light each other up; corrections are sent, or kept for a file. */
const here = document.getElementById("document").dataset;
const findings = [...document.querySelectorAll("#findings .finding")];
const rows = [...document.querySelectorAll("article.row")];
const dialog = document.getElementById("correction");
const form = dialog.querySelector("form");
let current = -1, asked = null;

const cellsOf = (element) => (element.dataset.cells ? element.dataset.cells.split(" ") : []);
const elementsOf = (key) => document.querySelectorAll('[data-cell="' + CSS.escape(key) + '"]');

function clear() {
  for (const e of document.querySelectorAll(".lit")) e.classList.remove("lit");
  for (const e of document.querySelectorAll('[aria-pressed="true"]')) e.setAttribute("aria-pressed", "false");
}

function light(keys, scroll) {
  let first = null;
  for (const key of keys) for (const e of elementsOf(key)) {
    e.classList.add("lit");
    first ??= e.getClientRects().length ? e : null;
  }
  if (scroll && first) first.scrollIntoView({ block: "center", inline: "nearest" });
}

function showElement(element, scroll) {
  clear();
  element.classList.add("lit");
  element.querySelector("h4 .show")?.setAttribute("aria-pressed", "true");
  light(cellsOf(element), scroll);
}

function showCell(key) {
  clear();
  light([key], false);
  const owners = [...rows, ...findings].filter((e) => cellsOf(e).includes(key));
  for (const owner of owners) {
    owner.classList.add("lit");
    for (const field of owner.querySelectorAll("dl > div")) field.classList.toggle("lit", cellsOf(field).includes(key));
  }
  owners[0]?.scrollIntoView({ block: "nearest" });
}

function go(to) {
  if (to < 0 || to >= findings.length) {
    document.getElementById(to < 0 ? "previous-finding" : "next-finding")?.click();
    return;
  }
  current = to;
  findings[to].focus();
  showElement(findings[to], false);
  findings[to].scrollIntoView({ block: "nearest" });
}

document.addEventListener("click", (event) => {
  const target = event.target.closest("[data-cell], .show, .correct, .seen, .finding, article.row");
  if (!target || event.target.closest("dialog, a, summary")) return;
  if (target.dataset.cell) return showCell(target.dataset.cell);
  const owner = target.closest(".finding, article.row");
  if (target.matches(".correct, button.seen")) return open(owner, target);
  if (owner.matches(".finding")) current = findings.indexOf(owner);
  const field = event.target.closest("dl > div[data-cells]");
  showElement(owner, target.matches(".show"));
  if (field?.dataset.cells) { clear(); owner.classList.add("lit"); field.classList.add("lit"); light(cellsOf(field), false); }
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || dialog.open || event.target.closest("input, textarea, select, .scroll, .paper")) return;
  const moves = { j: current + 1, ArrowDown: current + 1, k: current - 1, ArrowUp: current - 1 };
  const isButton = event.target.closest("button, a, summary");
  if (event.key in moves && findings.length) { event.preventDefault(); go(moves[event.key]); }
  else if (event.key === "Enter" && current >= 0 && !isButton) { event.preventDefault(); showElement(findings[current], true); }
  else if (event.key === "Escape") { clear(); current = -1; }
  else if (event.key === "ArrowRight") document.getElementById("next")?.click();
  else if (event.key === "ArrowLeft") document.getElementById("previous")?.click();
});

/* The row and the button of a finding's field; none where no row on the page has it. */
function fieldOf(finding) {
  const { field, table, row } = finding.dataset;
  const owners = rows.filter((r) => (row ? r.dataset.table === table && Number(r.dataset.first) <= Number(row) && Number(row) <= Number(r.dataset.last) : r.dataset.dataset === "documents"));
  const buttons = owners.map((r) => r.querySelector('.correct[data-field="' + CSS.escape(field) + '"]')).filter(Boolean);
  return buttons.length === 1 ? buttons[0] : null;
}

function open(owner, button) {
  const isSeen = button.matches(".seen"), isFinding = owner.matches(".finding");
  const at = isFinding ? (isSeen ? null : fieldOf(owner)) : button;
  const row = isFinding ? at?.closest("article.row") : owner;
  asked = { owner, row, isSeen, finding: owner.dataset.finding ?? "" };
  form.elements.field.value = isSeen ? owner.querySelector("code").textContent : at.dataset.field;
  const printed = isSeen ? owner.querySelector(".message").textContent : at.closest("dd").querySelector(".value").textContent;
  form.elements.printed.value = printed;
  form.elements.right.value = printed;
  form.querySelector(".right").hidden = isSeen;
  form.querySelector(".place").textContent = [owner.dataset.code, here.file, review.label("page") + " " + here.page].filter(Boolean).join(" · ");
  document.getElementById("correction-heading").textContent = review.label(isSeen ? "is_right" : "correct");
  form.elements.who.value = review.kept("who") ?? "";
  form.elements.why.value = "";
  form.querySelector(".problem").textContent = "";
  dialog.showModal();
  (form.elements.who.value === "" ? form.elements.who : isSeen ? form.elements.why : form.elements.right).focus();
}

/* What is sent, by the columns of the file; the server takes place and names from the release. */
function entry() {
  const value = (name) => form.elements[name].value.trim();
  const common = { document_id: here.document, source_file: here.file, who: value("who"), why: value("why"), finding_id: asked.finding };
  if (asked.isSeen) return { ...common, page: asked.owner.dataset.row ? here.page : "" };
  const place = Object.fromEntries(asked.row.dataset.place.trim().split(" ").filter(Boolean).map((pair) => pair.split("=")));
  return {
    ...common, ...place, dataset: asked.row.dataset.dataset, key: asked.row.dataset.key, field: value("field"),
    page: asked.row.dataset.table ? here.page : "", printed: form.elements.printed.value, right: value("right"),
  };
}

async function send(correction) {
  const token = document.querySelector('meta[name="review-token"]').content;
  const answer = await fetch("../../corrections", {
    method: "POST", headers: { "Content-Type": "application/json", "X-Review-Token": token }, body: JSON.stringify(correction),
  });
  if (!answer.ok) throw new Error(await answer.text());
}

function said(text) {
  const toast = document.getElementById("saved");
  toast.textContent = text;
  toast.hidden = false;
  setTimeout(() => { toast.hidden = true; }, 6000);
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const correction = entry(), problem = form.querySelector(".problem");
  review.kept("who", correction.who);
  try {
    if (here.saving === "yes") await send(correction);
    else basket.add(correction);
  } catch (error) {
    problem.textContent = review.label("saving_failed") + " " + error.message;
    return;
  }
  dialog.close();
  const state = asked.owner.querySelector(".state") ?? asked.owner.querySelector("h4").appendChild(review.element("span", "", { class: "state" }));
  const became = asked.isSeen ? "seen" : "corrected";
  asked.owner.classList.add(became);
  state.dataset.t = here.saving === "yes" ? "saved" : became;
  state.textContent = review.label(state.dataset.t);
  said(review.label(here.saving === "yes" ? "saved" : "download_hint"));
});
form.querySelector(".cancel").addEventListener("click", () => dialog.close());

/* Where nothing can be saved: lines for raw/corrections.csv, kept in this browser until they are downloaded. */
const basket = {
  columns: ["source_file", "dataset", "page", "table_no", "row", "column", "entry_no", "measure_no", "field", "printed", "right", "who", "why", "date", "finding_id"],
  entries: JSON.parse(review.kept("corrections") || "[]"),
  add(correction) {
    basket.entries.push({ ...correction, date: new Date().toISOString().slice(0, 10) });
    review.kept("corrections", JSON.stringify(basket.entries));
    basket.show();
  },
  csv() {
    const harmless = (text) => (/^[=+\-@\t\r']/.test(text) ? "'" + text : text); // no cell that a spreadsheet computes
    const quoted = (text) => '"' + harmless(String(text ?? "")).replaceAll('"', '""') + '"';
    return [basket.columns, ...basket.entries.map((e) => basket.columns.map((c) => e[c]))].map((line) => line.map(quoted).join(",") + "\r\n").join("");
  },
  show() {
    const button = document.getElementById("download");
    button.hidden = basket.entries.length === 0;
    button.textContent = review.label("download", basket.entries.length);
  },
};
document.getElementById("download").addEventListener("click", () => {
  const file = new Blob(["\ufeff" + basket.csv()], { type: "text/csv" });
  const link = review.element("a", "", { href: URL.createObjectURL(file), download: "corrections.csv" });
  link.click();
  said(review.label("download_hint"));
});
for (const button of document.querySelectorAll(".finding .correct")) button.hidden = fieldOf(button.closest(".finding")) === null;
if (here.saving === "no") { basket.show(); document.addEventListener("review-language", basket.show); }
if (location.hash === "#first" && findings.length) go(findings.findIndex((f) => f.dataset.cells) < 0 ? 0 : findings.findIndex((f) => f.dataset.cells));
else if (location.hash === "#last" && findings.length) go(findings.length - 1);
else if (/^#f\d+$/.test(location.hash)) { const at = findings.findIndex((f) => "#" + f.id === location.hash); if (at >= 0) go(at); }
