// Keys: / and Ctrl-K search, n registers, Alt-P changes the person, ? lists them. Letters can be switched off.
const KEY = "fuwutai.keys";
const typing = (target) => target.closest("input, textarea, select, [contenteditable]") !== null;
const lettersOn = () => localStorage.getItem(KEY) !== "off";
const inDialog = () => document.querySelector("dialog[open]") !== null;

function focusSearch(event) {
  const search = document.getElementById("search");
  if (!search) return;
  event.preventDefault();
  search.focus();
  search.select();
}

function letter(event) {
  const menu = document.querySelector("details.new-menu");
  if (menu?.open) {
    const item = menu.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
    if (item) { event.preventDefault(); item.click(); }
    return;
  }
  if (event.key === "/") focusSearch(event);
  if (event.key === "?") { event.preventDefault(); document.getElementById("keys")?.showModal(); }
  if (event.key.toLowerCase() === "n" && menu) {
    event.preventDefault();
    menu.open = true;
    menu.querySelector("a")?.focus();
  }
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || inDialog()) return;
  const key = event.key.toLowerCase();
  if ((event.ctrlKey || event.metaKey) && key === "k") { focusSearch(event); return; }
  if (event.altKey && !event.ctrlKey) {
    const link = document.querySelector(`[data-shortcut="alt+${CSS.escape(key)}"]`);
    if (link) { event.preventDefault(); link.click(); }
    return;
  }
  if (!event.ctrlKey && !event.metaKey && lettersOn() && !typing(event.target)) letter(event);
});

const box = document.getElementById("keys-on");
if (box) {
  box.checked = lettersOn();
  box.addEventListener("change", () => localStorage.setItem(KEY, box.checked ? "on" : "off"));
}

// Arrow keys walk through an open menu.
document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.("details[data-menu][open]");
  if (!menu || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
  const items = [...menu.querySelectorAll(".menu-list a, .menu-list button")];
  const step = event.key === "ArrowDown" ? 1 : -1;
  const next = items[(items.indexOf(document.activeElement) + step + items.length) % items.length];
  event.preventDefault();
  next?.focus();
});
