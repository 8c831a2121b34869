// The burst entry of mail: number, Enter, address, Enter, stored; the next one is typed while the last one travels.
import { listen } from "./scanner.js";
import { sound } from "./sounds.js";
import { words } from "./words.js";

const form = document.getElementById("burst");
const number = form.elements.number;
const status = document.getElementById("burst-status");
const waiting = document.getElementById("burst-waiting");
const scanOnly = document.getElementById("scan-only");
const KEPT = `burst:${form.getAttribute("action")}`;
const LEFT = `${KEPT}:left`;
const TONE = { taken: "good", scanned: "good", refused: "bad", wrong: "bad", again: "again", asks: "again", offline: "bad" };
const place = form.querySelector("[data-picker]");
const typed = place.querySelector("[role=combobox]");
let queue = [], busy = false, chosen = null, pressed = null;

const classes = [...form.querySelectorAll("[data-classes] input")];
const marks = [...form.querySelectorAll("[data-marks] input")];
const said = document.getElementById("class-said");

// Full-width letters, blanks and small letters are what a keyboard makes of a number, not what is printed on it.
const plain = (text) => text.normalize("NFKC").replace(/\s+/g, "").toUpperCase();

function say(outcome, html) {
  status.dataset.tone = TONE[outcome] || "idle";
  status.dataset.outcome = outcome;
  status.innerHTML = html;
  if (document.getElementById("sound").checked) sound(TONE[outcome]);
}

// --- the class its number speaks for, until the clerk chooses one for the pile; pressed again, it is let go
// What is pressed now, as far as it was seen: a click on a radio finds it pressed already.
const seeClass = () => { pressed = classes.find((input) => input.checked) || null; };
function guess() {
  const text = plain(number.value);
  if (chosen || !text) return;
  const fits = classes.flatMap((input) => input.dataset.begins.split(/[,，、;\s]+/).filter((begin) => begin && text.startsWith(begin)).map((begin) => [begin.length, input]));
  fits.sort((a, b) => b[0] - a[0]);
  if (fits[0]) { fits[0][1].checked = true; said.textContent = said.dataset.guessed; }
  seeClass();
}
number.addEventListener("input", guess);
form.addEventListener("change", ({ target }) => {
  if (target.name === "mail_class") { chosen = target; said.textContent = said.dataset.chosen; seeClass(); }
  if (target.name === "marks" && target.value === "damaged") showCondition(target.checked);
});
form.addEventListener("click", ({ target }) => {
  if (!chosen || target !== chosen || target !== pressed) return;
  chosen.checked = false;
  chosen = null;
  said.textContent = "";
  seeClass();
  guess();
});
function showCondition(now = false) {
  const damaged = marks.some((box) => box.value === "damaged" && box.checked);
  form.querySelector("[data-for-mark=damaged]").hidden = !damaged;
  if (damaged && now) form.elements.condition.focus();
}

// --- what is sent: a snapshot, so that the form is free for the next item at once
function snapshot(extra = {}) {
  const data = Object.fromEntries([...new FormData(form)].filter(([name]) => name !== "marks"));
  return { ...data, shown: typed.value, marks: marks.filter((box) => box.checked).map((box) => box.value), form_token: token(), ...extra };
}
const token = () => btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(24)))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

function clear() {
  for (const name of ["number", "addressee", "sender", "condition", "quantity"]) if (form.elements[name]) form.elements[name].value = "";
  form.elements.carrier.value = "";
  marks.forEach((box) => { box.checked = false; });
  typed.value = "";
  place.querySelectorAll("input[type=hidden]").forEach((input) => { input.value = ""; });
  place.classList.remove("chosen");
  place.querySelector("[role=listbox]").hidden = true;
  form.querySelector("[data-for-mark=damaged]").hidden = true;
  form.querySelectorAll(".bad").forEach((part) => part.classList.remove("bad"));
  form.querySelector(".errors")?.remove();
  // The class that is kept for the pile comes back, also after an earlier item of another one was put right.
  classes.forEach((input) => { input.checked = input === chosen; });
  said.textContent = chosen ? said.dataset.chosen : "";
  seeClass();
  number.focus();
}

function send(entry) {
  queue.push(entry);
  keep();
  next();
}
function keep() {
  const rest = queue.map(({ csrfmiddlewaretoken, ...entry }) => entry);
  if (rest.length) sessionStorage.setItem(KEPT, JSON.stringify(rest)); else sessionStorage.removeItem(KEPT);
}

async function next() {
  if (busy || !queue.length) return;
  busy = true;
  const entry = queue[0];
  const body = new FormData();
  for (const [name, value] of Object.entries(entry)) [value].flat().forEach((one) => body.append(name, one));
  body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  let answer = null;
  try { answer = await fetch(form.getAttribute("action"), { method: "POST", body, headers: { "HX-Request": "true" } }); } catch { /* no network */ }
  busy = false;
  if (!answer || answer.status >= 500) {
    say("offline", `<i class="ti ti-wifi-off" aria-hidden="true"></i><span>${form.dataset.offline} (${queue.length})</span>`);
    setTimeout(next, 3000);
    return;
  }
  if (answer.headers.get("HX-Redirect")) { location.href = answer.headers.get("HX-Redirect"); return; }
  queue.shift();
  keep();
  show(await answer.text(), entry, answer.ok);
  next();
}

function show(html, entry, ok) {
  const parts = new DOMParser().parseFromString(html, "text/html");
  const told = parts.querySelector("[data-outcome]");
  const outcome = told?.dataset.outcome || "wrong";
  say(outcome, told ? told.innerHTML : `<span>${words.failed}</span>`);
  for (const id of ["entered", "totals"]) {
    const fresh = parts.getElementById(id);
    if (fresh) { fresh.removeAttribute("hx-swap-oob"); document.getElementById(id).replaceWith(fresh); }
  }
  if (!ok || outcome === "asks") leave(entry, told, outcome);
}

// What was not stored stays in sight, also over a reload, with what to do about it.
let left = [];
const keepLeft = () => {
  if (left.length) sessionStorage.setItem(LEFT, JSON.stringify(left)); else sessionStorage.removeItem(LEFT);
};
function leave(entry, told, outcome) {
  const { csrfmiddlewaretoken, ...kept } = entry;
  const words = told?.querySelector("span")?.textContent.trim().replace(/\s+/g, " ") || "";
  const choices = [...told?.querySelectorAll("[data-choice]") ?? []].map((one) => [one.dataset.choice, one.textContent]);
  const one = { entry: kept, words, outcome, choices };
  left.push(one);
  keepLeft();
  lay(one);
}
function lay(one) {
  const { entry, words: text, outcome } = one;
  const line = document.createElement("div");
  line.className = "waiting-line";
  line.dataset.outcome = outcome;
  const what = document.createElement("span");
  what.className = "grow";
  what.innerHTML = `<b class="mono"></b> <span></span>`;
  what.querySelector("b").textContent = [entry.number, entry.shown].filter(Boolean).join(" · ");
  what.querySelector("span").textContent = text;
  line.append(what);
  const button = (label, act, first) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = `btn-x sm${first ? " first" : ""}`;
    made.textContent = label;
    made.addEventListener("click", () => { line.remove(); left = left.filter((each) => each !== one); keepLeft(); act(); });
    line.append(made);
  };
  for (const [where, shown] of one.choices) button(shown, () => send({ ...entry, where, where_text: "", shown, form_token: token() }));
  if (outcome === "asks") button(form.dataset.anyway, () => send({ ...entry, again: "yes", form_token: token() }), true);
  else button(form.dataset.fix, () => fill(entry), true);
  button(form.dataset.drop, () => number.focus());
  waiting.append(line);
}

function fill(entry) {
  for (const name of ["number", "addressee", "sender", "condition", "quantity", "carrier"]) if (form.elements[name]) form.elements[name].value = entry[name] || "";
  classes.forEach((input) => { input.checked = input.value === entry.mail_class; });
  said.textContent = "";
  seeClass();
  marks.forEach((box) => { box.checked = (entry.marks || []).includes(box.value); });
  typed.value = entry.shown;
  form.elements.where.value = entry.where;
  form.elements.where_text.value = entry.where_text;
  place.classList.toggle("chosen", Boolean(entry.where));
  showCondition();
  (entry.number ? typed : number).focus();
}

// --- nothing is finished over what still waits here
document.getElementById("finish").addEventListener("submit", (event) => {
  const many = left.length + queue.length;
  if (!many) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  say("wrong", `<i class="ti ti-alert-triangle" aria-hidden="true"></i><span>${form.dataset.unsettled} (${many})</span>`);
  waiting.scrollIntoView({ block: "center" });
}, true);

// --- the keys
function store() {
  if (!plain(number.value) && !typed.value.trim() && !classes.some((input) => input.checked)) { number.focus(); return; }
  send(snapshot());
  clear();
}
function numberDone() {
  number.value = plain(number.value);
  guess();
  if (scanOnly.checked && number.value) { send(snapshot({ scan: "1" })); clear(); } else typed.focus();
}
form.addEventListener("submit", (event) => { event.preventDefault(); event.stopImmediatePropagation(); store(); }, true);
form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing || event.ctrlKey) return;
  if (event.target === number && number.value) { event.preventDefault(); numberDone(); return; }
  // An open list with a marked line is the picker's: it takes the line, and what was picked is stored below.
  if (event.target === typed && typed.hasAttribute("aria-activedescendant")) return;
  if (!event.target.matches("input:not([type=checkbox]):not([type=radio]), select")) return;
  event.preventDefault();
  if (event.target !== typed && !typed.value.trim() && !form.elements.quantity.value) { typed.focus(); return; }
  store();
});
// Enter or the mouse on a match takes it and stores the item; Tab goes on to the marks.
place.addEventListener("picked", ({ detail }) => { if (detail.by !== "Tab") queueMicrotask(store); });

document.addEventListener("keydown", (event) => {
  if (!event.altKey || event.ctrlKey || event.metaKey) return;
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(event.code)?.[1];
  const at = event.code === "Minus" ? 5 : { 6: 0, 7: 1, 8: 2, 9: 3, 0: 4 }[digit];
  if (event.code === "KeyL") document.querySelector("#counts input:not([type=hidden])")?.focus();
  else if (at !== undefined) marks[at]?.click();
  else if (digit && classes[digit - 1]) { classes[digit - 1].click(); (number.value ? typed : number).focus(); }
  else return;
  event.preventDefault();
});
// A scan while an address is still missing keeps the number before it: it is completed later. What has its address is
// stored as it stands.
listen((scanned) => {
  const open = plain(number.value);
  if (open && open !== scanned) {
    if (typed.value.trim()) send(snapshot()); else send(snapshot({ scan: "1" }));
    clear();
  }
  number.value = scanned;
  numberDone();
}, number);
document.addEventListener("click", ({ target }) => {
  const button = target.closest?.("[data-complete]");
  if (!button) return;
  clear();
  number.value = button.dataset.complete;
  guess();
  typed.focus();
});

left = JSON.parse(sessionStorage.getItem(LEFT) || "[]");
left.forEach(lay);
const rest = JSON.parse(sessionStorage.getItem(KEPT) || "[]");
if (rest.length) { queue = rest; next(); }
(document.querySelector("#finish .bad input, .count-f.bad input") || number).focus();
const wanted = new URLSearchParams(location.search).get("number");
if (wanted) { number.value = plain(wanted); guess(); typed.focus(); }
