// A row of a list is clickable as a whole; its number stays a real link for the keyboard.
const linkOf = (target) => target.closest(".q tbody tr")?.querySelector(".row-link, [data-row]");
document.addEventListener("click", (event) => {
  const link = linkOf(event.target);
  if (!link || event.defaultPrevented || event.target.closest("a, button, input, label, select, summary")) return;
  if (String(getSelection())) return;
  if (event.ctrlKey || event.metaKey) window.open(link.href, "_blank", "noopener");
  else location.assign(link.href);
});
document.addEventListener("auxclick", (event) => {
  const link = linkOf(event.target);
  if (link && event.button === 1 && !event.target.closest("a, button")) window.open(link.href, "_blank", "noopener");
});

// Choose all rows of a list: a box with data-check-all="ids" sets every box of that name.
document.addEventListener("change", (event) => {
  const name = event.target.dataset?.checkAll;
  if (!name) return;
  document.querySelectorAll(`input[type=checkbox][name="${CSS.escape(name)}"]`).forEach((box) => { box.checked = event.target.checked; });
});
