// What is typed is kept on the server while typing, and comes back after a reload or a new sign-in.
import { clockTime, csrf, words } from "./words.js";

const WAIT = 1200;
const SKIP = new Set(["csrfmiddlewaretoken", "form_token", "draft_key", "version"]);
const forms = () => document.querySelectorAll("form[data-draft]");
const lineOf = (form) => form.querySelector("[data-draft-line]") || document.querySelector("[data-draft-line]");
const address = (form, act = "") => `/ui/drafts/${encodeURIComponent(form.dataset.draft)}/${act}`;
const post = (url, body) => fetch(url, { method: "POST", body, headers: { "X-CSRFToken": csrf() }, keepalive: true });

function collect(form) {
  const data = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    const input = form.elements[name];
    const secret = input?.type === "password" || input?.dataset?.noDraft !== undefined;
    if (!SKIP.has(name) && !secret && typeof value === "string" && value !== "") data.append(name, value);
  }
  form.querySelectorAll("[data-picker] [role=combobox]").forEach((input) => {
    if (input.id && input.value) data.append(`shown:${input.id}`, input.value);
  });
  return data;
}

function say(form, text, discardable) {
  const line = lineOf(form);
  if (!line) return;
  line.innerHTML = '<i class="ti ti-device-floppy" aria-hidden="true"></i><span></span>';
  line.querySelector("span").textContent = text;
  if (!discardable) return;
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = words.discard;
  button.addEventListener("click", async () => { await post(address(form, "drop/")); location.reload(); });
  line.append(button);
}

async function keep(form) {
  const data = collect(form).toString();
  if (data === form.dataset.kept) return;
  const answer = await post(address(form, "keep/"), new URLSearchParams(data)).catch(() => null);
  if (answer?.status === 200) {
    form.dataset.kept = data;
    say(form, words.saved(clockTime(new Date((await answer.json()).saved_at))), true);
  } else if (answer?.status !== 204) {
    say(form, words.unsaved, false);
    schedule(form, 8000);
  }
}

const timers = new WeakMap();
function schedule(form, wait = WAIT) {
  clearTimeout(timers.get(form));
  timers.set(form, setTimeout(() => keep(form), wait));
}

// What the person has typed while the draft was on its way wins over the draft.
const touched = new WeakMap();
const isTouched = (form, name) => Boolean(touched.get(form)?.has(name));

function fill(form, data) {
  for (const [name, values] of Object.entries(data)) {
    if (name.startsWith("shown:")) {
      const input = document.getElementById(name.slice(6));
      if (input && !isTouched(form, input.id)) [input.value] = values;
      continue;
    }
    const found = form.elements[name];
    if (!found || isTouched(form, name)) continue;
    const inputs = found instanceof RadioNodeList ? [...found] : [found];
    inputs.forEach((input, index) => {
      if (input.type === "radio" || input.type === "checkbox") input.checked = values.includes(input.value);
      else if (input.multiple && input.options) [...input.options].forEach((option) => { option.selected = values.includes(option.value); });
      else if (input.type !== "file") input.value = values[Math.min(index, values.length - 1)];
    });
  }
  form.dispatchEvent(new CustomEvent("restored", { bubbles: true }));
}

async function restore(form) {
  if (form.hasAttribute("data-bound")) { schedule(form, 300); return; }
  // Taken before asking: what is typed until the answer comes is not kept yet.
  form.dataset.kept = collect(form).toString();
  const answer = await fetch(address(form)).catch(() => null);
  if (answer?.status !== 200) return;
  const { data, saved_at: savedAt } = await answer.json();
  fill(form, data);
  if (touched.has(form)) { schedule(form); return; }
  form.dataset.kept = collect(form).toString();
  say(form, words.restored(clockTime(new Date(savedAt))), true);
}

function begin(form) {
  if (form.dataset.draftOn) return;
  form.dataset.draftOn = "yes";
  const key = document.createElement("input");
  key.type = "hidden";
  key.name = "draft_key";
  key.value = form.dataset.draft;
  form.append(key);
  restore(form);
}

const changed = ({ target }) => {
  const form = target.closest?.("form[data-draft]");
  if (!form) return;
  if (!touched.has(form)) touched.set(form, new Set());
  touched.get(form).add(target.name).add(target.id);
  schedule(form);
};
document.addEventListener("input", changed);
document.addEventListener("change", changed);
// What is sent is no draft any more; a refused form comes back and is kept anew.
document.addEventListener("submit", (event) => {
  clearTimeout(timers.get(event.target));
  timers.delete(event.target);
});
document.addEventListener("htmx:sendError", (event) => { if (event.target.matches("form[data-draft]")) schedule(event.target); });
window.addEventListener("pagehide", () => forms().forEach((form) => {
  if (timers.has(form) && !form.querySelector(".busy") && !document.querySelector(`.busy[form="${form.id}"]`)) keep(form);
}));
document.addEventListener("htmx:load", () => forms().forEach(begin));
forms().forEach(begin);
