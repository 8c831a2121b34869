// A hand scanner is a keyboard that types a number in a few hundredths of a second and ends with Enter. It is told by
// its speed and read from the keys themselves, so that a Chinese input method in between changes nothing.
const LEAST = 6;
const PAUSE = 300; // so long a stop ends what was being typed
const EACH = 60; // no hand types six keys and more this fast on average
const KEYS = /^(?:Key([A-Z])|(?:Digit|Numpad)(\d))$/;
const OTHERS = { Minus: "-", NumpadSubtract: "-", Period: ".", NumpadDecimal: ".", Slash: "/", NumpadDivide: "/" };
const ENDS = new Set(["Enter", "NumpadEnter"]);
const SHIFTS = new Set(["ShiftLeft", "ShiftRight"]);

const signOf = (event) => {
  const found = KEYS.exec(event.code);
  return found ? found[1] || found[2] : OTHERS[event.code] || "";
};

// Calls `taken(number)` for each scan, wherever the cursor stands; the field it was typed into gets its text back.
// In `own`, the field for such numbers, plain keys are left alone: what stands there at Enter is the number.
export function listen(taken, own = null) {
  let typed = "", first = 0, last = 0, field = null, before = "", composed = false;
  const begin = (event) => {
    field = event.target.matches?.("input, textarea") ? event.target : null;
    before = field ? field.value : "";
    typed = "";
    composed = false;
    first = event.timeStamp;
  };
  const giveBack = () => {
    if (!field) return;
    field.blur();
    field.value = before;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) { typed = ""; return; }
    if (SHIFTS.has(event.code)) return;
    const stopped = event.timeStamp - last > PAUSE;
    last = event.timeStamp;
    if (ENDS.has(event.code)) {
      const number = typed;
      const fast = !stopped && number.length >= LEAST && (event.timeStamp - first) / number.length <= EACH;
      typed = "";
      if (!fast || (field === own && own && !composed)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      giveBack();
      taken(number);
      return;
    }
    const sign = signOf(event);
    if (!sign) { typed = ""; return; }
    if (stopped || !typed) begin(event);
    composed ||= event.isComposing || event.key === "Process" || event.keyCode === 229;
    typed += sign;
  }, true);
}
