// data-poll="30" with hx-trigger="poll": asks every 30 s while seen; an unchanged answer (204, 304) swaps nothing.
const last = new WeakMap();
const SECOND = 1000;

function poll() {
  if (document.hidden || navigator.onLine === false) return;
  const now = Date.now();
  document.querySelectorAll("[data-poll]").forEach((part) => {
    if (!last.has(part)) last.set(part, now);
    const focused = part.contains(document.activeElement) && part !== document.activeElement;
    if (now - last.get(part) < Number(part.dataset.poll) * SECOND || focused) return;
    last.set(part, now);
    part.dispatchEvent(new CustomEvent("poll"));
  });
}
setInterval(poll, SECOND);
document.addEventListener("visibilitychange", poll);

document.addEventListener("htmx:configRequest", (event) => {
  const { etag } = event.detail.elt.dataset;
  if (etag) event.detail.headers["If-None-Match"] = etag;
});
document.addEventListener("htmx:beforeSwap", (event) => {
  const part = event.detail.elt;
  if (!part.hasAttribute?.("data-poll")) return;
  // A poll that fails, or meets the login page, leaves what is shown alone.
  if (event.detail.xhr.status >= 400) { event.detail.shouldSwap = false; return; }
  const etag = event.detail.xhr.getResponseHeader("ETag");
  if (etag) part.dataset.etag = etag;
});
