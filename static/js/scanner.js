// A hand scanner is a keyboard that types a number in a few hundredths of a second and ends with Enter. It is told by
// its speed and read from the keys themselves, so that a Chinese input method in between changes nothing.
const LEAST = 6;
const GAP = 50;
const KEYS = /^(?:Key([A-Z])|(?:Digit|Numpad)(\d))$/;
const OTHERS = { Minus: "-", NumpadSubtract: "-", Period: ".", NumpadDecimal: ".", Slash: "/", NumpadDivide: "/" };

const signOf = (event) => {
  const found = KEYS.exec(event.code);
  return found ? found[1] || found[2] : OTHERS[event.code] || "";
};

// Calls `taken(number)` for each scan, wherever the cursor stands; the field it was typed into gets its text back.
export function listen(taken) {
  let typed = "", last = 0, field = null, before = "";
  const begin = (event) => {
    field = event.target.matches?.("input, textarea") ? event.target : null;
    before = field ? field.value : "";
    typed = "";
  };
  const giveBack = () => {
    if (!field) return;
    field.blur();
    field.value = before;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) { typed = ""; return; }
    const slow = event.timeStamp - last > GAP;
    last = event.timeStamp;
    if (event.code === "Enter" || event.code === "NumpadEnter") {
      const number = typed;
      typed = "";
      if (slow || number.length < LEAST) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      giveBack();
      taken(number);
      return;
    }
    const sign = signOf(event);
    if (event.code === "ShiftLeft" || event.code === "ShiftRight") { if (slow) typed = ""; return; }
    if (!sign) { typed = ""; return; }
    if (slow || !typed) begin(event);
    typed += sign;
  }, true);
}
