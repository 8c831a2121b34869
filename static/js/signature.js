// A name written on the screen with finger, pen or mouse: drawn at once, posted as the path of its strokes.
// Whoever cannot draw ticks that the paper is signed.
const WIDTH = 600;
const HEIGHT = 200;
const NEAR = 3;
const LONGEST = 39000;
const strokes = new WeakMap();

const padOf = (target) => target.closest?.("[data-signature]");
const clamp = (value, most) => Math.min(Math.max(Math.round(value), 0), most);

function place(sheet, event) {
  const box = sheet.getBoundingClientRect();
  return [
    clamp(((event.clientX - box.left) / box.width) * WIDTH, WIDTH),
    clamp(((event.clientY - box.top) / box.height) * HEIGHT, HEIGHT),
  ];
}

function show(pad) {
  const input = pad.querySelector("input");
  pad.querySelector("path").setAttribute("d", input.value);
  pad.classList.toggle("drawn", input.value !== "");
}

function add(pad, letter, [x, y]) {
  const input = pad.querySelector("input");
  if (input.value.length > LONGEST) return;
  input.value += `${letter}${x} ${y}`;
  show(pad);
}

document.addEventListener("pointerdown", (event) => {
  const sheet = event.target.closest?.("[data-signature] svg");
  if (!sheet || event.button !== 0 || !event.isPrimary) return;
  event.preventDefault();
  const pad = padOf(sheet);
  const point = place(sheet, event);
  strokes.set(pad, { pointer: event.pointerId, last: point });
  sheet.setPointerCapture(event.pointerId);
  add(pad, "M", point);
});

document.addEventListener("pointermove", (event) => {
  const pad = padOf(event.target);
  const stroke = pad && strokes.get(pad);
  if (!stroke || stroke.pointer !== event.pointerId) return;
  const sheet = pad.querySelector("svg");
  const passed = event.getCoalescedEvents?.() || [];
  (passed.length ? passed : [event]).forEach((one) => {
    const point = place(sheet, one);
    if (Math.hypot(point[0] - stroke.last[0], point[1] - stroke.last[1]) < NEAR) return;
    stroke.last = point;
    add(pad, "L", point);
  });
});

["pointerup", "pointercancel"].forEach((kind) => document.addEventListener(kind, (event) => {
  const pad = padOf(event.target);
  if (!pad || strokes.get(pad)?.pointer !== event.pointerId) return;
  strokes.delete(pad);
  pad.querySelector("input").dispatchEvent(new Event("change", { bubbles: true }));
}));

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-signature] button");
  if (!button) return;
  const pad = padOf(button);
  pad.querySelector("input").value = "";
  show(pad);
  pad.querySelector("[role=status]").textContent = button.dataset.cleared;
});

document.addEventListener("restored", ({ target }) => target.querySelectorAll("[data-signature]").forEach(show));
