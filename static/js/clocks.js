// The wall clock, and every deadline: time left each second in its last hour, colour when it turns soon or late.
import { clockTime, span, words } from "./words.js";

// The desk's PC may be minutes wrong: count from the server's time.
const served = Date.parse(document.documentElement.dataset.now || "");
const skew = Number.isNaN(served) ? 0 : served - Date.now();
const now = () => Date.now() + skew;
const ICONS = { ok: "clock", soon: "clock", late: "alarm" };

function tick(chip) {
  const due = Date.parse(chip.dataset.due);
  const at = now();
  const left = (due - at) / 1000;
  const state = left < 0 ? "late" : at >= Date.parse(chip.dataset.warn) ? "soon" : "ok";
  const text = left < 0 ? words.over(span(left)) : words.left(span(left));
  const place = chip.querySelector(".left");
  if (place && place.textContent !== text) place.textContent = text;
  if (!chip.classList.contains(state)) {
    chip.classList.remove("ok", "soon", "late");
    chip.classList.add(state);
    const icon = chip.querySelector(".ti");
    if (icon) icon.className = `ti ti-${ICONS[state]}`;
    chip.dispatchEvent(new CustomEvent("clock:turned", { bubbles: true, detail: { state } }));
  }
}

function since(chip) {
  const spent = (now() - Date.parse(chip.dataset.since)) / 1000;
  const limit = Number(chip.dataset.limit || 0);
  const warn = Number(chip.dataset.warnAfter || limit);
  chip.querySelector(".left").textContent = span(spent);
  const state = limit && spent > limit ? "late" : warn && spent > warn ? "soon" : "ok";
  chip.classList.remove("ok", "soon", "late");
  chip.classList.add(state);
}

function all() {
  if (document.hidden) return;
  document.querySelectorAll("[data-due]").forEach(tick);
  document.querySelectorAll("[data-since]").forEach(since);
  const text = clockTime(new Date(now()));
  document.querySelectorAll("[data-wall-clock]").forEach((clock) => { if (clock.textContent !== text) clock.textContent = text; });
}
setInterval(all, 1000);
document.addEventListener("visibilitychange", all);
all();
