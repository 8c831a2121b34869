// Within a group of chips a number key chooses.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || !/^[1-9]$/.test(event.key)) return;
  const group = event.target.closest?.("[data-segments]");
  const input = group?.querySelectorAll("input")[Number(event.key) - 1];
  if (!input || input.disabled) return;
  event.preventDefault();
  input.focus();
  input.click();
});
