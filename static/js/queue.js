// The list refreshes itself, but never under somebody's hand: not while rows are chosen for an act on several.
document.addEventListener("htmx:beforeRequest", (event) => {
  const part = event.detail.elt;
  if (part.id === "live" && part.querySelector('input[name="ids"]:checked')) event.preventDefault();
});
