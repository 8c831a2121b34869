// The few words that scripts say, in the language of the page.
const english = document.documentElement.lang.startsWith("en");

const ZH = {
  left: (span) => `剩 ${span}`,
  over: (span) => `超 ${span}`,
  day: "天", hour: "小时", minute: "分", second: "秒",
  saved: (time) => `草稿 ${time} 已存`,
  restored: (time) => `已恢复 ${time} 的草稿`,
  discard: "丢弃",
  unsaved: "草稿未能保存，联网后会再试",
  found: (n) => (n ? `${n} 个结果，按上下键选择` : "没有结果"),
  offline: "网络断开，正在重试。已填的内容不会丢失。",
  failed: "没有成功，请再试一次。",
  wrong: "不正确，请再输入一次",
  locked: "试的次数太多，请稍后再试或由主管解锁",
  yes: "确定",
};
const EN = {
  left: (span) => `${span} left`,
  over: (span) => `${span} over`,
  day: "d", hour: "h", minute: "min", second: "s",
  saved: (time) => `Draft kept ${time}`,
  restored: (time) => `Draft of ${time} restored`,
  discard: "Discard",
  unsaved: "The draft could not be kept; trying again",
  found: (n) => (n ? `${n} matches, choose with the arrow keys` : "Nothing found"),
  offline: "No network; trying again. What you typed is safe.",
  failed: "That did not work. Please try again.",
  wrong: "Not right, try again",
  locked: "Too many tries. Wait, or ask a supervisor to unlock",
  yes: "Yes",
};
export const words = english ? EN : ZH;

const two = (n) => String(n).padStart(2, "0");
export const clockTime = (date) =>
  new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Shanghai" }).format(date);

// The two largest units, as the server says them.
export function span(seconds) {
  let rest = Math.floor(Math.abs(seconds));
  const counts = [86400, 3600, 60, 1].map((size) => { const n = Math.floor(rest / size); rest -= n * size; return n; });
  const units = [words.day, words.hour, words.minute, words.second];
  let start = counts.findIndex((n) => n > 0);
  if (start < 0) start = 3;
  // Seconds matter only in the last ten minutes.
  const shown = start === 2 && counts[2] >= 10 ? 1 : 2;
  return counts.slice(start, start + shown).map((n, i) => (n || start === 3 ? `${n} ${units[start + i]}` : "")).filter(Boolean).join(" ");
}

export const csrf = () => {
  try { return JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"]; } catch { return ""; }
};
export { two };
