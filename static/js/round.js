// A walking round: tick or scan what is handed over, then the receiver signs.
import { listen } from "./scanner.js";
import { sound } from "./sounds.js";

const form = document.getElementById("round");
const sign = document.getElementById("sign");
const button = document.getElementById("to-sign");
sign.hidden = !("open" in sign.dataset);
const boxes = () => [...form.querySelectorAll("input[name=ids]")];

function count() {
  if (!button) return;
  const many = boxes().filter((box) => box.checked).length;
  const words = button.dataset;
  button.querySelector("span").textContent = many ? `${sign.hidden ? words.some : words.signed} ${many}` : words.none;
  button.classList.toggle("first", many > 0);
}
form.addEventListener("change", count);
button?.addEventListener("click", (event) => {
  const ticked = boxes().some((box) => box.checked);
  if (ticked && !sign.hidden) return;
  event.preventDefault();
  if (!ticked) { boxes().find((box) => !box.disabled)?.focus(); return; }
  sign.hidden = false;
  count();
  sign.querySelector("input[name=receiver]").focus({ preventScroll: true });
  sign.scrollIntoView({ block: "end" });
});

// A number names an item by what is printed on it, or by the folder's number on our own label.
function scanned(text) {
  const wanted = text.normalize("NFKC").replace(/[\s-]/g, "").toUpperCase();
  const same = (value) => value && value.replace(/-/g, "") === wanted;
  const row = [...form.querySelectorAll("li")].find((line) => same(line.dataset.number) || same(line.dataset.folder));
  const box = row?.querySelector("input[name=ids]:not(:disabled)");
  if (!box) { sound("bad"); return; }
  box.checked = true;
  box.focus();
  row.scrollIntoView({ block: "center" });
  count();
  sound("good");
}
listen(scanned);

// Where the phone's own browser reads codes, its camera is offered.
const camera = document.getElementById("scan-by-camera");
if (camera && "BarcodeDetector" in window && navigator.mediaDevices?.getUserMedia) {
  camera.hidden = false;
  camera.addEventListener("click", async () => {
    const video = document.createElement("video");
    video.className = "scan-view";
    video.playsInline = true;
    const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } }).catch(() => null);
    if (!stream) { camera.hidden = true; return; }
    const end = () => { stream.getTracks().forEach((track) => track.stop()); video.remove(); };
    video.addEventListener("click", end);
    video.srcObject = stream;
    document.body.append(video);
    await video.play();
    const detector = new BarcodeDetector();
    while (video.isConnected) {
      const [found] = await detector.detect(video).catch(() => []);
      if (found) { end(); scanned(found.rawValue); break; }
      await new Promise((done) => { setTimeout(done, 150); });
    }
  });
}
count();
