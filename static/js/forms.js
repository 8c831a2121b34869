// A form is sent once; Ctrl+Enter presses the main button; errors lead to their field.
const sending = new WeakSet();

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method === "dialog") return;
  if (sending.has(form)) { event.preventDefault(); event.stopImmediatePropagation(); return; }
  if (form.method !== "post" && !form.hasAttribute("hx-post")) return;
  sending.add(form);
  const button = event.submitter;
  button?.classList.add("busy");
  button?.setAttribute("aria-disabled", "true");
  const free = () => {
    sending.delete(form);
    button?.classList.remove("busy");
    button?.removeAttribute("aria-disabled");
  };
  form.addEventListener("htmx:afterRequest", free, { once: true });
  // A file or a print answers without leaving the page.
  setTimeout(free, 8000);
});
window.addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll(".busy").forEach((button) => { button.classList.remove("busy"); button.removeAttribute("aria-disabled"); });
});

// The main button of a part of the page, if it is to be seen: the form's own, the open act's, the bar's.
const mainOf = (part) => [...(part?.querySelectorAll("button[data-main], a[data-main], #acts .first") || [])]
  .find((button) => !button.closest("[hidden]"));

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
  if (document.querySelector("dialog[open]")) return;
  const main = [
    event.target.closest("form"),
    document.querySelector("[data-act-place]:not(:empty)"),
    document.getElementById("acts"),
  ].map(mainOf).find(Boolean);
  if (main) { event.preventDefault(); main.click(); }
});

document.addEventListener("click", (event) => {
  const link = event.target.closest('.errors a[href^="#"]');
  if (!link) return;
  const target = document.getElementById(link.hash.slice(1));
  if (!target) return;
  event.preventDefault();
  const fits = "input:not([type=hidden]), select, textarea";
  const input = target.matches(fits) ? target : target.querySelector(fits);
  (input || target).focus();
  target.scrollIntoView({ block: "center" });
});
