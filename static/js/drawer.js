// The form of an act: in the drawer beside the case, or on a page of its own. Where it stands is its [data-act-place].
// Escape closes the drawer and leads back to the button that opened it.
const drawer = document.getElementById("drawer");
let opener = null;

function close() {
  if (!drawer?.firstElementChild) return;
  drawer.replaceChildren();
  opener?.focus();
  opener = null;
}

function begin(place) {
  const first = place.querySelector(".err:not(:empty) ~ *, [aria-invalid=true]") || place.querySelector(
    "form input:not([type=hidden]):not([type=file]), form select, form textarea",
  );
  (first?.focus ? first : place.querySelector("h2"))?.focus();
}

document.addEventListener("htmx:beforeRequest", (event) => {
  const { elt, target } = event.detail;
  if (drawer && target === drawer && !drawer.contains(elt)) opener = elt.closest("details[data-menu]")?.querySelector("summary") || elt;
});
document.addEventListener("htmx:afterSwap", (event) => {
  if (!event.detail.target.matches("[data-act-place]")) return;
  begin(event.detail.target);
  document.querySelectorAll("details[data-menu][open]").forEach((menu) => { menu.open = false; });
});
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-close-drawer]");
  if (link && drawer?.contains(link)) {
    event.preventDefault();
    close();
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.defaultPrevented && !document.querySelector("dialog[open]")) close();
});

// A page that came with errors shows them first (shell.js).
const page = document.querySelector("main [data-act-place]:not(:empty)");
if (page && !page.querySelector("[data-errors]")) begin(page);
