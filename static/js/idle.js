// Nobody here for some minutes: the page is covered, kept with its draft, and opens again by PIN or password.
import { csrf, words } from "./words.js";

const minutes = Number(document.body.dataset.idleMinutes || 0);
const lock = document.getElementById("lock");
const KEY = "fuwutai.seen";
const LOCKED = "fuwutai.locked";
let locked = false;

const seen = () => { if (!locked) localStorage.setItem(KEY, String(Date.now())); };

function cover() {
  locked = true;
  localStorage.setItem(LOCKED, "yes");
  // The server is told too: a reload does not open the page.
  if (lock.dataset.lock) fetch(lock.dataset.lock, { method: "POST", headers: { "X-CSRFToken": csrf() } }).catch(() => null);
  document.querySelectorAll("dialog[open]").forEach((open) => { if (open !== lock) open.close(); });
  lock.showModal();
  lock.querySelector('[name="secret"]').focus();
  document.querySelector(".main").setAttribute("aria-hidden", "true");
}

async function unlock(event) {
  event.preventDefault();
  const secret = lock.querySelector('[name="secret"]');
  const error = lock.querySelector(".err");
  const body = new URLSearchParams({ secret: secret.value });
  const answer = await fetch(lock.dataset.url, { method: "POST", body, headers: { "X-CSRFToken": csrf(), Accept: "application/json" } }).catch(() => null);
  secret.value = "";
  if (answer?.ok && !answer.redirected) {
    locked = false;
    localStorage.removeItem(LOCKED);
    error.textContent = "";
    seen();
    lock.close();
    document.querySelector(".main").removeAttribute("aria-hidden");
  } else if (answer?.redirected || answer?.status === 401) {
    location.reload();
  } else {
    error.textContent = !answer ? words.offline : answer.status === 429 ? words.locked : words.wrong;
    secret.focus();
  }
}

if (minutes && lock) {
  // The server shows no page of a locked session; without its help a reload must not open the lock.
  if (lock.dataset.lock) localStorage.removeItem(LOCKED);
  if (localStorage.getItem(LOCKED)) cover();
  else seen();
  ["pointerdown", "keydown", "wheel", "touchstart"].forEach((kind) => document.addEventListener(kind, seen, { passive: true }));
  lock.addEventListener("cancel", (event) => event.preventDefault());
  lock.querySelector("form").addEventListener("submit", unlock);
  setInterval(() => {
    const idle = Date.now() - Number(localStorage.getItem(KEY) || 0);
    if (!locked && idle > minutes * 60000) cover();
    // Opened again in another window of this browser.
    if (locked && !localStorage.getItem(LOCKED)) {
      locked = false;
      lock.close();
      document.querySelector(".main").removeAttribute("aria-hidden");
    }
  }, 2000);
}
