"use strict";
/* The list of documents: the first rows stand in the page; all come in chunks, as scripts, which work from a folder too. */
const about = document.getElementById("chunks").dataset;
const form = document.getElementById("filters");
const body = document.getElementById("list");
const more = document.getElementById("more");
const severities = ["error", "warning", "info"], statuses = ["failed", "partial", "skipped", "ok"];
const rules = about.rules ? about.rules.split(" ") : [];
const chunks = [];
let shown = body.rows.length, step = Number(about.step), arrived = 0, waiting = null;

const reviewList = {
  add(number, documents) {
    chunks[number] = documents;
    arrived += 1;
  },
};

function loadChunks() {
  waiting ??= (async () => {
    for (let n = 0; n < Number(about.chunks); n += 1) {
      await new Promise((done) => {
        const script = review.element("script", undefined, { src: "data/list-" + n + ".js" });
        script.onload = script.onerror = done;
        document.head.append(script);
      });
    }
  })();
  return waiting;
}

function criteria() {
  const data = new FormData(form);
  const number = (name) => (data.get(name) === "" ? null : Number(data.get(name)));
  return {
    search: data.get("search").trim().toLowerCase(), body: data.get("body").trim().toLowerCase(),
    rule: number("rule"), severity: number("severity"), state: number("state"), year: number("year"), status: number("status"),
  };
}

function fits(d, c) {
  const [, , file, agency, title, year, status, findings] = d;
  if (c.year !== null && year !== c.year) return false;
  if (c.status !== null && status !== c.status) return false;
  if (c.body && !agency.toLowerCase().includes(c.body)) return false;
  if (c.search && !(file + "\n" + agency + "\n" + title).toLowerCase().includes(c.search)) return false;
  if (c.rule === null && c.severity === null && c.state === null) return true;
  return findings.some(([rule, severity, state]) =>
    (c.rule === null || rule === c.rule) && (c.severity === null || severity === c.severity) && (c.state === null || state === c.state));
}

function makeRow(d) {
  const [id, page, file, agency, title, year, status, findings] = d;
  const row = document.createElement("tr");
  const first = review.element("td"), name = agency || title || file;
  if (page >= 0) first.append(review.element("a", name, { href: "documents/" + id + "/p" + page + ".html", lang: "th" }));
  else first.append(review.element("span", name, { lang: "th" }), " ", review.element("small", review.label("not_made")));
  first.append(review.element("small", file, { class: "file" }));
  const mark = review.element("td");
  mark.append(review.element("span", review.label("status_" + statuses[status]), { class: "status " + statuses[status] }));
  row.append(first, review.element("td", year ?? "–"), mark);
  const open = findings.filter((f) => f[2] === 0);
  severities.forEach((severity, k) => {
    const n = open.reduce((sum, f) => sum + (f[1] === k ? f[3] : 0), 0);
    row.append(review.element("td", n || "", { class: "number " + (n ? severity : "") }));
  });
  const last = review.element("td", undefined, { class: "rules" });
  for (const [rule, severity, , n] of open.sort((a, b) => a[1] - b[1] || b[3] - a[3]).slice(0, 3))
    last.append(review.element("code", rules[rule] + (n > 1 ? " ×" + n : ""), { class: severities[severity] }), " ");
  row.append(last);
  return row;
}

async function update(rows) {
  const count = document.getElementById("count");
  if (arrived < Number(about.chunks)) count.textContent = review.label("loading");
  await loadChunks();
  const chosen = criteria(), found = chunks.flat().filter((d) => fits(d, chosen));
  shown = rows;
  body.replaceChildren(...found.slice(0, shown).map(makeRow));
  more.hidden = found.length <= shown;
  count.textContent = found.length ? review.label("documents_shown", Math.min(shown, found.length), found.length) : review.label("none_found");
  const kept = [...new FormData(form)].filter(([, value]) => value !== "");
  history.replaceState(null, "", kept.length ? "#" + new URLSearchParams(kept) : location.pathname.split("/").pop() || "./");
}

let timer = 0;
form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(() => update(step), 120); });
form.addEventListener("submit", (event) => { event.preventDefault(); update(step); });
form.addEventListener("reset", () => setTimeout(() => update(step)));
more.addEventListener("click", () => update(shown + step));
document.addEventListener("review-language", () => { if (waiting) update(shown); });
for (const [name, value] of new URLSearchParams(location.hash.slice(1))) if (form.elements[name]) form.elements[name].value = value;
if (location.hash.length > 1) update(step);
else addEventListener("load", () => setTimeout(loadChunks, 300));
