// The box "all fields" of the admin's export page.
const all = document.getElementById("select-all-toggle");
const boxes = () => document.querySelectorAll(".selectable-field-export-row input[type=checkbox]:not(.select-toggle)");
all?.addEventListener("change", () => boxes().forEach((box) => { if (box.offsetParent !== null) box.checked = all.checked; }));
