// Laying a roster: arrow keys move, letters lay a shift, digits choose the desk, dragging paints, Ctrl-Z takes back.
// What is laid stands on the screen at once and is sent a moment later; nothing laid is lost when that fails.
import { csrf } from "./words.js";

const grid = document.getElementById("roster");
const keys = document.getElementById("roster-keys");
const said = document.getElementById("roster-said");
const stale = document.getElementById("roster-stale");
const rows = [...grid.querySelectorAll("tr[data-row]")].map((row) => [...row.querySelectorAll("td.sq")]);
const WAIT = 500;
const AGAIN = 3000;
const WHOLE = ["A", "B"];

let edition = grid.dataset.edition;
let brush = "A";
let current = null;
let anchor = null;
let held = false; // what is laid waits for a word: a colleague was faster, or it was refused
let busy = false;
let timer = 0;
const chosen = new Set();
const pending = new Map(); // square → { text: the shift, or null where it stays; free: let go of it }
const history = [];

// --- squares
const open = (square) => square.dataset.cell !== undefined && !square.classList.contains("lock");
const desksOf = (square) => square.closest("tbody").dataset.desks.split(",").filter(Boolean);
const shift = (text) => { const [kind, desk, noon] = (text || "").split("."); return { kind, desk, noon }; };

function draw(square, text, pinned) {
  const { kind, desk, noon } = shift(text);
  const desks = desksOf(square);
  const mark = (tag, pk) => {
    const digit = desks.indexOf(pk) + 1;
    const made = document.createElement(tag);
    made.className = `dk d${digit}`;
    made.textContent = digit;
    return made;
  };
  const place = square.querySelector(".in");
  const why = [...place.querySelectorAll("i")];
  const letter = document.createElement("b");
  letter.textContent = kind || "·";
  if (!kind) letter.className = "dim";
  place.replaceChildren(letter);
  if (desk && desk !== shift(square.dataset.usual).desk) place.append(mark("sup", desk));
  if (noon) place.append(mark("sub", noon));
  place.append(...why);
  square.className = square.className.replace(/\b(k-\w|off)\b/g, "").trim();
  square.classList.add(kind ? `k-${kind}` : "off", "mine");
  square.classList.toggle("pin", pinned);
  square.dataset.cell = text;
  square.querySelector(".visually-hidden").textContent = [square.parentElement.querySelector("th b").textContent, square.dataset.on, kind ? `${kind}${desk ? ` · ${desks.indexOf(desk) + 1}` : ""}` : "—"].join(", ");
}

function put(squares, make) {
  const step = [];
  for (const square of squares.filter(open)) {
    const was = { square, text: square.dataset.cell, pinned: square.classList.contains("pin") };
    const { text, free } = make(square, was);
    if (text === undefined) continue;
    step.push(was);
    const before = pending.get(square);
    // A square that was laid a moment ago and is let go now is laid and let go.
    pending.set(square, { text: text ?? before?.text ?? null, free });
    draw(square, text ?? was.text, !free);
  }
  if (!step.length) return;
  history.push(step);
  later();
}

function kindFor(square, kind) {
  const now = shift(square.dataset.cell);
  const usual = shift(square.dataset.usual);
  const desk = now.desk || usual.desk || desksOf(square)[0];
  if (!desk) return undefined;
  return [kind, desk, ...(now.noon && WHOLE.includes(kind) ? [now.noon] : [])].join(".");
}
function deskFor(square, digit) {
  const desk = desksOf(square)[digit - 1];
  if (!desk) return undefined;
  return [shift(square.dataset.cell).kind || shift(square.dataset.usual).kind || "A", desk].join(".");
}
const lay = (squares, kind) => put(squares, (square) => ({ text: kind === "-" ? "" : kindFor(square, kind), free: false }));
const seat = (squares, digit) => put(squares, (square) => ({ text: deskFor(square, digit), free: false }));
const free = (squares) => put(squares.filter((one) => one.classList.contains("pin")), () => ({ text: null, free: true }));

function undo() {
  const step = history.pop();
  if (!step) return;
  for (const { square, text, pinned } of step) {
    pending.set(square, { text, free: !pinned });
    draw(square, text, pinned);
  }
  later();
}

// --- moving and choosing
const placeOf = (square) => {
  const row = rows.findIndex((line) => line.includes(square));
  return row < 0 ? null : { row, column: rows[row].indexOf(square) };
};
function go(square, { reach = false, keep = false } = {}) {
  if (!square) return;
  current?.setAttribute("tabindex", "-1");
  current = square;
  square.setAttribute("tabindex", "0");
  if (!reach) anchor = square;
  if (!keep) choose(reach ? block(anchor, square) : [square]);
  square.focus({ preventScroll: false });
}
function choose(squares) {
  for (const square of chosen) square.setAttribute("aria-selected", "false");
  chosen.clear();
  for (const square of squares) { chosen.add(square); square.setAttribute("aria-selected", "true"); }
}
function block(from, to) {
  const a = placeOf(from);
  const b = placeOf(to);
  if (!a || !b) return [to];
  const [top, end] = [Math.min(a.row, b.row), Math.max(a.row, b.row)];
  const [left, right] = [Math.min(a.column, b.column), Math.max(a.column, b.column)];
  return rows.slice(top, end + 1).flatMap((line) => line.slice(left, right + 1));
}
const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

grid.addEventListener("keydown", (event) => {
  const square = event.target.closest("td.sq");
  if (!square || event.altKey || event.isComposing) return;
  const ctrl = event.ctrlKey || event.metaKey;
  const key = event.key.length === 1 ? event.key.toUpperCase() : event.key;
  const { row, column } = placeOf(square);
  const all = [...chosen];
  if (ctrl && key === "Z") undo();
  else if (ctrl) return;
  else if (STEPS[key]) go(rows[row + STEPS[key][0]]?.[column + STEPS[key][1]], { reach: event.shiftKey });
  else if (key === "Home") go(rows[row][0], { reach: event.shiftKey });
  else if (key === "End") go(rows[row].at(-1), { reach: event.shiftKey });
  else if ("ABMP".includes(key) && key.length === 1) { take(key); lay(all, key); }
  else if (["X", "Delete", "Backspace"].includes(key)) { take("-"); lay(all, "-"); }
  else if (/^[1-9]$/.test(key)) seat(all, Number(key));
  else if (key === " ") free(all);
  else if (key === "Enter") form(square);
  else return;
  event.preventDefault();
});

// The form of a square, for the desk at noon: in the drawer, once all that was laid is stored.
async function form(square) {
  const link = square.querySelector("a");
  if (!link || !(await settled())) return;
  window.htmx.ajax("GET", link.href, { source: square, target: "#drawer" });
}

// --- the mouse: a click chooses, with shift up to there, dragging paints
let painting = null;
grid.addEventListener("pointerdown", (event) => {
  const square = event.target.closest("td.sq");
  if (!square || event.button !== 0 || square.dataset.cell === undefined) return;
  // A finger scrolls; it lays with the buttons above.
  if (event.pointerType === "touch") { go(square); return; }
  event.preventDefault();
  if (event.shiftKey && anchor) { go(square, { reach: true }); return; }
  go(square);
  painting = { from: square, done: new Set() };
});
grid.addEventListener("pointerover", (event) => {
  const square = event.target.closest("td.sq");
  if (!painting || !square || (square === painting.from && !painting.done.size)) return;
  const fresh = block(painting.from, square).filter((one) => !painting.done.has(one));
  fresh.forEach((one) => painting.done.add(one));
  choose([...painting.done]);
  const many = history.length;
  lay(fresh, brush);
  // One stroke is taken back as one.
  if (painting.begun && history.length > many) { const step = history.pop(); history.at(-1).push(...step); }
  painting.begun ||= history.length > many;
});
document.addEventListener("pointerup", () => { painting = null; });
grid.addEventListener("click", (event) => {
  if (event.target.closest("td.sq a") && !event.ctrlKey && !event.metaKey) event.preventDefault();
});
grid.addEventListener("dragstart", (event) => event.preventDefault());
grid.addEventListener("dblclick", (event) => { const square = event.target.closest("td.sq"); if (square) form(square); });

function take(kind) {
  brush = kind;
  keys.querySelectorAll("[data-put]").forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.put === kind)));
}
document.addEventListener("click", (event) => {
  const button = event.target.closest("#roster-keys button, .desk-x");
  if (!button) return;
  const all = [...chosen];
  const { put: kind, digit } = button.dataset;
  if (kind) { take(kind); lay(all, kind); }
  if (digit) seat(all.filter((one) => one.closest("tbody") === button.closest("tbody")), Number(digit));
  if ("free" in button.dataset) free(all);
  if ("undo" in button.dataset) undo();
  if (current && all.length) go(current, { keep: true, reach: true });
});

// --- sending
function say(words, tone = "") {
  said.textContent = words;
  said.dataset.tone = tone;
}
function later() {
  say(said.dataset.saving);
  clearTimeout(timer);
  timer = setTimeout(send, WAIT);
}
function body(entries) {
  const of = ([square]) => [Number(square.dataset.person), square.dataset.on];
  const data = new FormData();
  data.set("edition", edition);
  data.set("laid", JSON.stringify(entries.filter(([, one]) => one.text !== null).map((one) => [...of(one), one[1].text])));
  data.set("freed", JSON.stringify(entries.filter(([, one]) => one.free).map(of)));
  return data;
}
async function send() {
  clearTimeout(timer);
  if (busy || held || !pending.size) return;
  busy = true;
  const sent = [...pending.entries()];
  const headers = { "X-CSRFToken": csrf(), "HX-Request": "true" };
  let answer = null;
  try { answer = await fetch(grid.dataset.save, { method: "POST", body: body(sent), headers }); } catch { /* no network */ }
  busy = false;
  if (!answer || answer.status >= 500) {
    say(said.dataset.offline, "late");
    timer = setTimeout(send, AGAIN);
    return;
  }
  if (answer.headers.get("HX-Redirect")) { location.assign(answer.headers.get("HX-Redirect")); return; }
  const parts = new DOMParser().parseFromString(await answer.text(), "text/html");
  const told = parts.getElementById("roster-answer");
  if (answer.ok) for (const [square, one] of sent) if (pending.get(square) === one) pending.delete(square);
  if (told) show(parts, told);
  if (answer.ok) say(pending.size ? said.dataset.saving : said.dataset.saved, pending.size ? "" : "ok");
  else hold(told?.dataset.said || parts.body.textContent.trim().replace(/\s+/g, " ").slice(0, 200));
  if (pending.size) send();
}
function show(parts, told) {
  edition = told.dataset.edition;
  document.querySelectorAll("[data-edition]:not(table)").forEach((input) => { input.value = edition; });
  for (const id of ["roster-live", "roster-counts", "roster-sum"]) {
    const [here, fresh] = [document.getElementById(id), parts.getElementById(id)];
    if (here && fresh) here.replaceChildren(...fresh.childNodes);
  }
  for (const fresh of parts.querySelectorAll("#roster-answer td[id]")) {
    const here = document.getElementById(fresh.id);
    if (!here || pending.has(here)) continue;
    here.replaceChildren(...fresh.childNodes);
    if (!fresh.dataset.person) continue;
    here.className = fresh.className;
    here.dataset.cell = fresh.dataset.cell;
    here.dataset.usual = fresh.dataset.usual;
    here.querySelector("a")?.setAttribute("tabindex", "-1");
  }
}
function hold(words) {
  held = true;
  stale.hidden = false;
  stale.querySelector("span").textContent = words;
  say("");
  stale.querySelector("[data-again]").focus();
}
stale.querySelector("[data-again]").addEventListener("click", () => {
  held = false;
  stale.hidden = true;
  say(said.dataset.saving);
  send();
  current?.focus();
});
stale.querySelector("[data-drop]").addEventListener("click", () => pending.clear());

// Whether all that was laid is stored; waits until it is, or until somebody must say a word.
async function settled() {
  send();
  while ((busy || pending.size) && !held) await new Promise((done) => { setTimeout(done, 50); });
  return !held;
}
document.addEventListener("submit", async (event) => {
  const asker = event.target;
  if (!asker.hasAttribute("data-after-saving") || (!pending.size && !busy)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const { submitter } = event;
  if (!(await settled())) return;
  // What asks once has asked already.
  if (submitter?.dataset.confirm) asker.dataset.confirmed = "yes";
  asker.requestSubmit(submitter);
}, true);
document.addEventListener("htmx:confirm", async (event) => {
  if (!pending.size && !busy) return;
  event.preventDefault();
  if (await settled()) event.detail.issueRequest(true);
});
window.addEventListener("beforeunload", (event) => { if (pending.size) { send(); event.preventDefault(); } });

// --- with scripts the squares are reached by the arrow keys, one of them by Tab
for (const square of rows.flat()) {
  square.setAttribute("aria-selected", "false");
  square.setAttribute("tabindex", "-1");
  square.querySelector("a")?.setAttribute("tabindex", "-1");
}
current = rows.flat().find((one) => open(one)) || rows[0]?.[0] || null;
current?.setAttribute("tabindex", "0");
grid.addEventListener("focusin", (event) => {
  const square = event.target.closest("td.sq");
  if (square && !chosen.has(square)) { current = square; anchor = square; choose([square]); }
});
