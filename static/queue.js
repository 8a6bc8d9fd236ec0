// Tells of new cases and keeps the tags of the rows that are shown; no row moves by it. Without it, a link loads the list again.
const bar = document.querySelector("[data-live]");
const $ = (selector, root = bar) => root.querySelector(selector);
const OFTEN = 15_000, SELDOM = 60_000, IDLE = 120_000;
let mark = "", part = 0, turns = 0, timer, state = "on", touched = Date.now(), paused = localStorage.getItem("updates") === "paused";

function show(name) {
  if (name !== "stopped") state = name;
  for (const words of bar.querySelectorAll("[data-state]")) words.hidden = words.dataset.state !== (paused ? "paused" : name);
  const link = $("a");
  link.dataset.old ??= link.textContent;
  link.textContent = state === "new" ? link.dataset.new : link.dataset.old;
  bar.classList.toggle("tone-info", state === "new");
  bar.classList.toggle("tone-neutral", state !== "new");
}
// Whatever grows above it, the row under the pointer (or with the focus) stays where it is.
function still(change) {
  const all = "tr[data-row]";
  const row = $(`${all}:hover`, document) ?? $(`${all}:focus-within`, document) ?? $(`${all}[aria-current]`, document) ?? $(all, document);
  const before = row?.getBoundingClientRect().top;
  change();
  if (!row) return;
  const moved = row.getBoundingClientRect().top - before;
  part += Math.round(moved) - moved;  // pages scroll by whole pixels: the bar takes up what is left
  bar.style.paddingBlockEnd = `calc(var(--s3) + ${part}px)`;
  scrollBy({ top: Math.round(moved), behavior: "instant" });
}
function take(text) {
  const got = document.createElement("template");
  got.innerHTML = text;
  still(() => {
    for (const cell of got.content.querySelectorAll("template")) $(`[data-tags="${cell.dataset.of}"]`, document)?.replaceChildren(cell.content);
    const words = got.content.querySelector("p");
    $("[data-state=new]").replaceChildren(...words.childNodes);
    show($("[data-state=new] strong") ? "new" : "on");
  });
}
async function poll() {
  clearTimeout(timer);
  if (paused || document.visibilityState !== "visible") return;
  const turn = ++turns;
  const rows = [...document.querySelectorAll("[data-tags]")].map((cell) => cell.dataset.tags);
  try {
    const reply = await fetch(`${bar.dataset.live}&rows=${rows}&mark=${mark}`);
    if (!reply.ok || reply.redirected) throw reply.status;
    const text = await reply.text();
    if (paused || turn !== turns) return;
    if (reply.status === 200) { mark = reply.headers.get("Mark"); take(text); } else still(() => show(state));
  } catch {
    if (turn !== turns) return;
    $("time").textContent = new Intl.DateTimeFormat(document.documentElement.lang, { timeStyle: "short" }).format(new Date());
    still(() => show("stopped"));
  }
  timer = setTimeout(poll, Date.now() - touched > IDLE ? SELDOM : OFTEN);
}
for (const kind of ["pointermove", "keydown"]) addEventListener(kind, () => { touched = Date.now(); }, { passive: true });
document.addEventListener("visibilitychange", poll);
$("[data-again]").addEventListener("click", poll);
const button = $("[data-pause]");
const pressed = () => { button.setAttribute("aria-pressed", paused); still(() => show(state)); };
button.hidden = false;
button.addEventListener("click", () => {
  paused = !paused;
  localStorage.setItem("updates", paused ? "paused" : "on");
  pressed();
  poll();
});
pressed();
timer = setTimeout(poll, OFTEN);
