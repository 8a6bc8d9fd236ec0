// Keeps the moving part of a long work up to date: asks while the page is seen, slower when answers are slow, until the work ends.
const live = document.getElementById("live");
const block = () => document.querySelector("[data-progress]");
let quarter = Number(block()?.dataset.quarter), timer;

async function look() {
  const old = block();
  const asked = performance.now();
  try {
    const reply = await fetch(`?part=progress&seen=${encodeURIComponent(old.dataset.mark)}`);
    if (reply.status === 200 && !reply.redirected) {
      const fresh = new DOMParser().parseFromString(await reply.text(), "text/html").querySelector("[data-progress]");
      // The work has ended, or rests: the whole page has something else to say now.
      if (!fresh || "ended" in fresh.dataset) { location.reload(); return; }
      const inside = old.contains(document.activeElement) && document.activeElement.id;
      old.replaceWith(fresh);
      if (inside) document.getElementById(inside)?.focus();
      if (Number(fresh.dataset.quarter) > quarter) {
        quarter = Number(fresh.dataset.quarter);
        live.textContent = fresh.dataset.words;
      }
    } else if (reply.redirected || reply.status >= 400) {
      location.reload();
      return;
    }
  } catch { /* away for a moment: the next look tells */ }
  later(Math.max(250 * Math.sqrt(performance.now() - asked) - 1000, 1000));
}
function later(pause) {
  clearTimeout(timer);
  if (!document.hidden) timer = setTimeout(look, pause);
}
document.addEventListener("visibilitychange", () => later(0));
if (block()) later(1000);
