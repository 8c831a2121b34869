// Menus, the drawer of the phone, dialogs, the way back, the line that shows loading.
const line = document.createElement("div");
line.className = "loading-line";
document.body.append(line);
let loading = 0;
const busy = (step) => {
  loading = Math.max(0, loading + step);
  document.documentElement.classList.toggle("is-loading", loading > 0);
};
document.addEventListener("htmx:beforeRequest", (event) => { if (!event.target.closest("[data-poll]")) busy(1); });
document.addEventListener("htmx:afterRequest", (event) => { if (!event.target.closest("[data-poll]")) busy(-1); });

document.addEventListener("click", (event) => {
  document.querySelectorAll("details[data-menu][open]").forEach((menu) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
  const more = event.target.closest("[data-nav-more]");
  const nav = document.getElementById("nav");
  if (more) {
    more.setAttribute("aria-expanded", String(nav.classList.toggle("open")));
  } else if (nav?.classList.contains("open") && !nav.contains(event.target)) {
    nav.classList.remove("open");
    nav.querySelector("[data-nav-more]").setAttribute("aria-expanded", "false");
  }
  if (event.target.closest("[data-back]")) {
    if (history.length > 1) history.back();
    else location.assign("/");
  }
  event.target.closest("[data-close-dialog]")?.closest("dialog").close();
  event.target.closest("[data-dismiss]")?.closest(".errors").remove();
  const take = event.target.closest("[data-take]");
  if (take) {
    const into = document.getElementById(take.dataset.into);
    into.value = document.getElementById(take.dataset.take).innerText.trim();
    into.focus();
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector("details[data-menu][open]");
  if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
  const nav = document.querySelector("#nav.open");
  if (nav) { nav.classList.remove("open"); nav.querySelector("[data-nav-more]").setAttribute("aria-expanded", "false"); }
});

// A refused form says so where the eye and the reader are.
function showErrors(root) {
  const errors = root.querySelector?.("[data-errors]");
  if (errors) { errors.focus({ preventScroll: true }); errors.scrollIntoView({ block: "center" }); }
}
document.addEventListener("htmx:afterSettle", (event) => showErrors(event.target));
showErrors(document);
document.addEventListener("htmx:beforeRequest", () => document.getElementById("refusal")?.replaceChildren());
