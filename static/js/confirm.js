// Destructive buttons ask once, in words that name the thing: data-confirm="Void agreement F-85-0012?".
import { words } from "./words.js";

const dialog = document.getElementById("confirm");

function ask(question, label, isDanger) {
  return new Promise((resolve) => {
    const yes = dialog.querySelector('[value="yes"]');
    dialog.querySelector("#confirm-words").textContent = question;
    yes.textContent = label || words.yes;
    yes.className = `btn-x ${isDanger ? "danger" : "first"}`;
    const done = (answer) => () => { dialog.close(); resolve(answer); };
    yes.onclick = done(true);
    dialog.querySelector('[value="no"]').onclick = done(false);
    dialog.oncancel = () => resolve(false);
    dialog.showModal();
  });
}
const label = (element) => element.innerText.trim();

document.addEventListener("submit", async (event) => {
  const asker = event.submitter?.dataset.confirm ? event.submitter : event.target.dataset.confirm ? event.target : null;
  if (!asker || event.target.hasAttribute("hx-post") || event.submitter?.hasAttribute("hx-post")) return;
  if (event.target.dataset.confirmed) { delete event.target.dataset.confirmed; return; }
  event.preventDefault();
  event.stopImmediatePropagation();
  const submitter = event.submitter;
  if (await ask(asker.dataset.confirm, submitter ? label(submitter) : "", submitter?.classList.contains("danger"))) {
    event.target.dataset.confirmed = "yes";
    event.target.requestSubmit(submitter);
  }
}, true);

document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-confirm]");
  if (!link || link.dataset.confirmed) return;
  event.preventDefault();
  if (await ask(link.dataset.confirm, label(link), link.classList.contains("danger"))) location.assign(link.href);
});

document.addEventListener("htmx:confirm", async (event) => {
  const asker = event.detail.triggeringEvent?.submitter?.dataset.confirm ? event.detail.triggeringEvent.submitter : event.detail.elt;
  if (!asker.dataset.confirm) return;
  event.preventDefault();
  if (await ask(asker.dataset.confirm, label(asker), asker.classList.contains("danger"))) event.detail.issueRequest(true);
});
