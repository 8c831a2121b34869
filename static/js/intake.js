// The counter's form: Enter moves on, parts appear with what is chosen, and the server looks for the same matter.
const form = document.getElementById("intake");
const WAIT = 450;
const LOOKED_AT = ["phone", "where", "where_text", "happened"];

const chosen = (name) => {
  const input = form.elements[name];
  if (!input) return "";
  return input instanceof RadioNodeList ? input.value : input.value;
};

// Settled on the spot, or on its way to a department: one of the two has its fields and its main button.
function settle(on) {
  document.querySelectorAll("[data-when]").forEach((part) => { part.hidden = (part.dataset.when === "settling") !== on; });
  const places = [...document.querySelectorAll("[data-category-place]")];
  places.find((place) => !place.closest("[hidden]")).append(document.getElementById("category-x"));
}

// What Enter can lead to, in the order of the page: one stop for a group of chips.
function stops() {
  const seen = new Set();
  return [...form.querySelectorAll("input, select, textarea")].filter((input) => {
    if (input.type === "hidden" || input.disabled || input.closest("[hidden]") || input.closest("details:not([open])")) return false;
    if (input.type === "checkbox" || input.type === "file") return false;
    if (input.type !== "radio") return true;
    const group = form.querySelector(`input[name="${CSS.escape(input.name)}"]:checked`) || input;
    if (seen.has(input.name) || group !== input) return false;
    seen.add(input.name);
    return true;
  });
}

function moveOn(from, step) {
  const all = stops();
  const at = all.findIndex((input) => input === from || (input.type === "radio" && input.name === from.name));
  const next = all[at + step];
  if (!next) return;
  next.focus();
  if (next.select && next.type !== "radio") next.select();
}

form.addEventListener("keydown", (event) => {
  const input = event.target;
  if (event.key !== "Enter" || event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey) return;
  if (input.matches("textarea, button, summary, a") || !input.matches("input, select")) return;
  // A list with something chosen in it takes Enter for itself; the next Enter moves on. One that found nothing does not.
  if (input.getAttribute("aria-expanded") === "true" && input.closest("[data-picker]").querySelector("[aria-selected=true]")) return;
  event.preventDefault();
  moveOn(input, event.shiftKey ? -1 : 1);
});

let timer = 0;
const look = () => {
  clearTimeout(timer);
  timer = setTimeout(() => form.dispatchEvent(new CustomEvent("look")), WAIT);
};
form.addEventListener("input", (event) => { if (LOOKED_AT.includes(event.target.name) || event.target.matches("[role=combobox]")) look(); });
form.addEventListener("change", (event) => {
  if (LOOKED_AT.includes(event.target.name)) look();
  if (event.target.name === "injury" && event.target.checked && chosen("severity") === "1") {
    form.querySelector('input[name="severity"][value="2"]').click();
  }
});
form.addEventListener("restored", () => {
  const began = Number(form.elements.opened.value.split(":")[0]);
  if (began) document.getElementById("arrival-clock").dataset.since = new Date(began * 1000).toISOString();
  if (form.elements.words.value) settle(true);
  look();
});

document.addEventListener("click", (event) => {
  const chosenWay = event.target.closest("[data-settling]")?.dataset.settling;
  if (chosenWay) {
    event.preventDefault();
    settle(chosenWay === "yes");
    const next = chosenWay === "yes" ? form.elements.words : form.elements.happened;
    next.focus({ preventScroll: true });
    next.closest("section").scrollIntoView({ block: "nearest" });
  }
  const adds = event.target.closest("[data-to-case]");
  if (adds) form.elements.to_case.value = adds.dataset.toCase;
  const other = event.target.closest("[data-not-same]");
  if (other) {
    const card = other.closest("[data-same]");
    card.querySelector("input[type=radio]").checked = false;
    card.hidden = true;
  }
});

if (chosen("phone") || chosen("happened")) look();
if (!form.hasAttribute("data-bound")) form.querySelector('input[name="channel"]:checked')?.focus();
