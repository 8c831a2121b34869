// Short sentences after an act. Errors stay until closed; the rest leave by themselves.
import { words } from "./words.js";

const place = document.getElementById("toasts");
const STAY = 6000;

function leave(toast) {
  if (Number(toast.dataset.level) < 40) {
    let timer = setTimeout(() => toast.remove(), STAY);
    toast.addEventListener("mouseenter", () => clearTimeout(timer));
    toast.addEventListener("mouseleave", () => { timer = setTimeout(() => toast.remove(), STAY); });
  }
}

export function toast(text, code = 25) {
  if (!place) return;
  const item = document.createElement("div");
  item.className = "toast-x";
  item.dataset.level = code;
  const said = document.createElement("span");
  said.className = "grow";
  said.textContent = text;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "icon-button";
  close.dataset.closeToast = "";
  close.setAttribute("aria-label", place.dataset.close);
  close.innerHTML = '<i class="ti ti-x" aria-hidden="true"></i>';
  item.append(said, close);
  place.append(item);
  leave(item);
}

place?.querySelectorAll(".toast-x").forEach(leave);
document.addEventListener("click", (event) => event.target.closest("[data-close-toast]")?.closest(".toast-x").remove());
document.addEventListener("toasts", (event) => (event.detail.list || []).forEach((item) => toast(item.text, item.code)));
document.addEventListener("htmx:sendError", (event) => { if (!event.target.closest("[data-poll]")) toast(words.offline, 30); });
window.addEventListener("offline", () => toast(words.offline, 30));
