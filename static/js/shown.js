// Parts of a form that matter for a choice only: data-shown-for="channel=authority", or "code=busy|away".
function chosen(form, name) {
  const found = form.elements[name];
  if (found?.type === "checkbox") return found.checked ? found.value : "";
  return found ? found.value : "";
}

export function show(form) {
  form.querySelectorAll("[data-shown-for]").forEach((part) => {
    const [name, values] = part.dataset.shownFor.split("=");
    part.hidden = !values.split("|").includes(chosen(form, name)) && !part.querySelector(".err:not(:empty)");
  });
}

const showAll = () => document.querySelectorAll("form").forEach(show);
document.addEventListener("change", ({ target }) => { if (target.form) show(target.form); });
document.addEventListener("restored", ({ target }) => show(target));
document.addEventListener("htmx:load", showAll);
showAll();
