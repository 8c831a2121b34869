// A combobox: from two letters on the server answers options; arrows choose, Enter takes, Escape leaves.
import { words } from "./words.js";

const LEAST = 2;
const WAIT = 180;
const status = document.createElement("div");
status.className = "visually-hidden";
status.setAttribute("role", "status");
document.body.append(status);

const parts = (input) => {
  const root = input.closest("[data-picker]");
  const free = root.dataset.free ? root.querySelector(`input[name="${CSS.escape(root.dataset.free)}"]`) : null;
  const hidden = [...root.querySelectorAll('input[type="hidden"]')].find((item) => item !== free);
  return { root, hidden, free, list: root.querySelector("[role=listbox]") };
};

function close(input) {
  const { list } = parts(input);
  list.hidden = true;
  input.setAttribute("aria-expanded", "false");
  input.removeAttribute("aria-activedescendant");
}

function mark(input, option) {
  const { list } = parts(input);
  list.querySelectorAll("[aria-selected=true]").forEach((item) => item.setAttribute("aria-selected", "false"));
  if (!option) return;
  option.setAttribute("aria-selected", "true");
  option.scrollIntoView({ block: "nearest" });
  input.setAttribute("aria-activedescendant", option.id);
}

function take(input, option, by) {
  const { root, hidden, free } = parts(input);
  hidden.value = option.dataset.value;
  if (free) free.value = "";
  input.value = option.dataset.label;
  root.classList.add("chosen");
  close(input);
  hidden.dispatchEvent(new Event("change", { bubbles: true }));
  root.dispatchEvent(new CustomEvent("picked", { bubbles: true, detail: { value: option.dataset.value, label: option.dataset.label, by } }));
}

async function look(input) {
  const { root, list } = parts(input);
  const wanted = input.value.trim();
  if ([...wanted].length < LEAST) { close(input); return; }
  const address = new URL(root.dataset.url, location.href);
  address.searchParams.set("q", wanted);
  const answer = await fetch(address, { headers: { "HX-Request": "true" } }).catch(() => null);
  if (!answer?.ok || input.value.trim() !== wanted || document.activeElement !== input) return;
  list.innerHTML = await answer.text();
  const options = [...list.querySelectorAll("[role=option]:not([aria-disabled])")];
  options.forEach((option, index) => { option.id = `${list.id}_${index}`; });
  list.hidden = false;
  input.setAttribute("aria-expanded", "true");
  status.textContent = words.found(options.length);
  // Where the typed words may be the answer, Enter takes one of several lines only when an arrow has gone to it.
  const sure = options.length === 1 || !("wordsFirst" in input.dataset);
  input.removeAttribute("aria-activedescendant");
  mark(input, sure ? options[0] : null);
  list.scrollIntoView({ block: "nearest" });
}

const timers = new WeakMap();
document.addEventListener("input", (event) => {
  const input = event.target;
  if (!input.matches?.("[data-picker] [role=combobox]")) return;
  const { root, hidden, free } = parts(input);
  root.classList.remove("chosen");
  hidden.value = "";
  if (free) free.value = input.value;
  clearTimeout(timers.get(input));
  timers.set(input, setTimeout(() => look(input), WAIT));
});

document.addEventListener("keydown", (event) => {
  const input = event.target;
  if (!input.matches?.("[data-picker] [role=combobox]") || event.isComposing) return;
  const { list } = parts(input);
  const options = [...list.querySelectorAll("[role=option]:not([aria-disabled])")];
  const at = options.findIndex((item) => item.getAttribute("aria-selected") === "true");
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    if (list.hidden) { look(input); return; }
    const from = at < 0 && event.key === "ArrowUp" ? 0 : at;
    mark(input, options[(from + (event.key === "ArrowDown" ? 1 : -1) + options.length) % options.length]);
  } else if (event.key === "Enter" && !event.ctrlKey && !list.hidden && options[at]) {
    event.preventDefault();
    take(input, options[at], event.key);
  } else if (event.key === "Tab" && !list.hidden && options[at] && options.length === 1) {
    take(input, options[at], event.key);
  } else if (event.key === "Escape" && !list.hidden) {
    event.stopPropagation();
    close(input);
  }
});

document.addEventListener("mousedown", (event) => {
  const option = event.target.closest?.("[data-picker] [role=option]:not([aria-disabled])");
  if (!option) return;
  event.preventDefault();
  take(option.closest("[data-picker]").querySelector("[role=combobox]"), option, "mouse");
});
document.addEventListener("focusout", (event) => {
  if (event.target.matches?.("[data-picker] [role=combobox]")) close(event.target);
});
