// The admin's search boxes come without a name: each takes that of the field it stands for, whenever it is built.
function name() {
  document.querySelectorAll(".select2-container").forEach((box) => {
    const field = box.previousElementSibling;
    const label = field?.labels?.[0]?.textContent.replace(/[:：]\s*$/, "").trim();
    if (!label) return;
    box.querySelectorAll("[role=combobox]:not([aria-label]), [role=textbox]:not([aria-label])").forEach((part) => {
      part.removeAttribute("aria-labelledby");
      part.setAttribute("aria-label", label);
    });
  });
}
name();
new MutationObserver(name).observe(document.body, { childList: true, subtree: true });
