// Files by drag, paste or camera: each is stored at once and its id joins the form, so a refused form keeps it.
import { csrf, words } from "./words.js";

const zoneOf = (target) => target.closest?.("[data-dropzone]");

function row(zone, name) {
  const item = document.createElement("li");
  item.innerHTML = '<i class="ti ti-file" aria-hidden="true"></i><span class="grow cut"></span><progress max="100" value="0"></progress>';
  item.querySelector("span").textContent = name;
  item.querySelector("progress").setAttribute("aria-label", name);
  zone.querySelector(".staged").append(item);
  return item;
}

function remover(zone, name) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "icon-button";
  button.dataset.remove = "";
  button.setAttribute("aria-label", `${zone.dataset.remove} ${name}`);
  button.innerHTML = '<i class="ti ti-x" aria-hidden="true"></i>';
  return button;
}

function finished(zone, item, file, request) {
  item.querySelector("progress").remove();
  const status = zone.querySelector("[role=status]");
  let answer = {};
  try { answer = JSON.parse(request.responseText); } catch { /* an error page, not JSON */ }
  if (request.status !== 200 && request.status !== 201) {
    item.classList.add("failed");
    item.querySelector("span").textContent = `${file.name}：${answer.error || zone.dataset.failed}`;
    status.textContent = item.innerText;
    item.append(remover(zone, file.name));
    return;
  }
  item.classList.add("done");
  const id = document.createElement("input");
  id.type = "hidden";
  id.name = zone.dataset.name;
  id.value = answer.id;
  item.append(id, remover(zone, file.name));
  status.textContent = file.name;
  id.dispatchEvent(new Event("change", { bubbles: true }));
}

function preview(item, file) {
  if (!file.type.startsWith("image/")) return;
  const reader = new FileReader();
  reader.onload = () => {
    const image = document.createElement("img");
    image.alt = "";
    image.src = reader.result;
    item.querySelector(".ti-file")?.replaceWith(image);
  };
  reader.readAsDataURL(file);
}

function send(zone, file) {
  const item = row(zone, file.name || "image.png");
  preview(item, file);
  const request = new XMLHttpRequest();
  const data = new FormData();
  data.append("file", file, file.name || "image.png");
  request.open("POST", zone.dataset.url);
  request.setRequestHeader("X-CSRFToken", csrf());
  request.setRequestHeader("Accept", "application/json");
  request.upload.onprogress = (event) => { const bar = item.querySelector("progress"); if (bar) bar.value = (100 * event.loaded) / event.total; };
  request.onload = () => finished(zone, item, file, request);
  request.onerror = () => { item.classList.add("failed"); item.querySelector("progress")?.remove(); item.querySelector("span").textContent = words.offline; item.append(remover(zone, file.name)); };
  request.send(data);
}

const sendAll = (zone, files) => { if (zone.dataset.url) [...files].forEach((file) => send(zone, file)); };

document.addEventListener("change", (event) => {
  const zone = zoneOf(event.target);
  if (!zone || event.target.type !== "file" || !zone.dataset.url) return;
  sendAll(zone, event.target.files);
  event.target.value = "";
});
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-dropzone] [data-remove]");
  if (!button || button.matches("[data-dropzone]")) return;
  const zone = zoneOf(button);
  button.closest("li").remove();
  zone.querySelector("input[type=file]").focus();
  zone.dispatchEvent(new Event("change", { bubbles: true }));
});
["dragover", "dragleave", "drop"].forEach((kind) => document.addEventListener(kind, (event) => {
  const zone = zoneOf(event.target) || (event.dataTransfer?.types.includes("Files") ? document.querySelector("[data-dropzone]") : null);
  if (!zone) return;
  event.preventDefault();
  zone.classList.toggle("over", kind === "dragover");
  if (kind === "drop") sendAll(zone, event.dataTransfer.files);
}));
document.addEventListener("paste", (event) => {
  const files = event.clipboardData?.files;
  const zone = zoneOf(event.target) || document.querySelector("[data-dropzone]");
  if (zone && files?.length) { event.preventDefault(); sendAll(zone, files); }
});
