// Makes pages quicker, never possible: every act here is also a plain link or form button.
const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
const words = $("#words")?.dataset ?? {};
const say = (text) => { const live = $("#live"); if (live) live.textContent = text; };
// The page's language, in the reader's own variety of it where the browser names one.
const pageLang = document.documentElement.lang || "en";
const lang = navigator.languages.find((own) => own.split("-")[0] === pageLang.split("-")[0]) ?? (pageLang === "en" ? "en-GB" : pageLang);

// ---- Times: written in UTC by the server, shown in the reader's own zone, UTC kept in the tooltip and in print.
const shapes = {
  short: { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" },
  long: { dateStyle: "long", timeStyle: "short" },
  date: { dateStyle: "long" },
};
function localTime(element) {
  const moment = new Date(element.dateTime);
  if (element.dataset.utc || isNaN(moment)) return;
  const shape = { ...(shapes[element.dataset.time] ?? shapes.short) };
  if (element.dataset.time === "short" && moment.getFullYear() !== new Date().getFullYear()) shape.year = "numeric";
  element.dataset.utc = element.title = element.textContent.trim();
  element.textContent = new Intl.DateTimeFormat(lang, shape).format(moment);
}

// ---- Keys: declared in the page by data-key; never in a field, with a modifier, on repeat or while composing.
const cookie = (name) => document.cookie.split("; ").find((pair) => pair.startsWith(name + "="))?.split("=")[1];
const keysOn = () => document.body.dataset.keys !== "off" && cookie("keys") !== "off";
const typing = (target) => target.isContentEditable || target.closest?.("textarea, select, input:not([type=checkbox], [type=radio], [type=button], [type=submit], [type=file])");
const seen = (element) => element.checkVisibility?.() ?? element.offsetParent !== null;
const keyed = () => $$("[data-key]", $("dialog[open]") ?? document).filter((element) => seen(element) && !element.disabled);
let first = "", firstTimer;

function press(element) {
  const target = element.dataset.keyFor ? document.getElementById(element.dataset.keyFor) : element;
  if (!target) return;
  target.focus();
  if (!typing(target)) target.click();
}
function keyOf(event) {
  // A Cyrillic or Greek keyboard still has the same keys in the same places.
  if (event.key.length === 1 && event.key > "\u007f" && /^Key[A-Z]$/.test(event.code)) {
    return event.shiftKey ? event.code[3] : event.code[3].toLowerCase();
  }
  return event.key;
}
document.addEventListener("keydown", (event) => {
  const { target } = event;
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
    const form = target.closest?.("form[data-continue]");
    if (form) { event.preventDefault(); form.requestSubmit(); }
    return;
  }
  if (event.key === "Escape") {
    const menu = $("details.menu[open]");
    if (menu) { menu.open = false; $("summary", menu).focus(); } else if (typing(target) && !$("dialog[open]")) target.blur();
  }
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.isComposing || event.keyCode === 229) return;
  if (typing(target) || !keysOn()) return;
  const key = keyOf(event);
  if (key.startsWith("Arrow") && target.closest?.("input, [role=region], summary")) return;
  if (key === "Enter" && target.closest?.("a, button, input, summary")) return;
  if (key === " " || key === "Tab" || key === "Shift") return;
  const pair = first ? `${first} ${key}` : "";
  const all = keyed();
  const hit = all.find((element) => element.dataset.key === pair) ?? all.find((element) => element.dataset.key === key);
  first = "";
  if (hit) { event.preventDefault(); press(hit); return; }
  if (all.some((element) => element.dataset.key.startsWith(key + " "))) {
    first = key;
    clearTimeout(firstTimer);
    firstTimer = setTimeout(() => { first = ""; }, 1200);
    return;
  }
  if (key === "?" && !$("dialog[open]")) { event.preventDefault(); help(); return; }
  if (moveRow(key)) event.preventDefault();
});

// ---- Rows: j and k move, Enter opens, x ticks, Shift+x ticks a range.
let lastTicked = -1;
function moveRow(key) {
  const rows = $$("[data-row]").filter(seen);
  if (!rows.length || $("dialog[open]")) return false;
  const now = rows.findIndex((row) => row.hasAttribute("aria-current"));
  if (key === "j" || key === "k") {
    const next = rows[Math.min(Math.max(now + (key === "j" ? 1 : -1), 0), rows.length - 1)];
    rows[now]?.removeAttribute("aria-current");
    next.setAttribute("aria-current", "true");
    next.scrollIntoView({ block: "nearest" });
    ($("a[href]", next) ?? $("input", next))?.focus({ preventScroll: true });
    next.dispatchEvent(new CustomEvent("row", { bubbles: true }));
    return true;
  }
  if (now < 0) return false;
  if (key === "Enter" || key === "o") { $("a[href]", rows[now])?.click(); return true; }
  if (key === "x" || key === "X") {
    const box = $("input[type=checkbox]", rows[now]);
    if (!box) return false;
    box.click();
    if (key === "X" && lastTicked >= 0) {
      for (const row of rows.slice(Math.min(now, lastTicked), Math.max(now, lastTicked) + 1)) {
        const other = $("input[type=checkbox]", row);
        if (other && other.checked !== box.checked) other.click();
      }
    }
    lastTicked = now;
    return true;
  }
  return false;
}

// ---- The list of keys, built from the page itself.
let helpDialog;
function nameOf(element) {
  if (element.dataset.keyName || element.ariaLabel) return element.dataset.keyName || element.ariaLabel;
  const target = element.dataset.keyFor ? element.closest("label") : element;
  const copy = (target.labels?.[0] ?? target).cloneNode(true);
  $$("kbd, .hint, svg", copy).forEach((part) => part.remove());
  return copy.textContent.trim().replace(/\s+/g, " ");
}
function help() {
  const found = new Map(keyed().map((element) => [element.dataset.key, nameOf(element)]));
  if (!helpDialog) {
    helpDialog = $("#words").content.firstElementChild.cloneNode(true);
    document.body.append(helpDialog);
    $("[name=keys]", helpDialog).addEventListener("change", (event) => {
      document.cookie = `keys=${event.target.checked ? "on" : "off"};path=/;max-age=31536000;samesite=lax`;
    });
  }
  $("[name=keys]", helpDialog).checked = keysOn();
  $("dl", helpDialog).replaceChildren(...[...found].flatMap(([key, name]) => {
    const dt = document.createElement("dt"), dd = document.createElement("dd"), kbd = document.createElement("kbd");
    kbd.textContent = key;
    dt.append(kbd);
    dd.textContent = name;
    return [dt, dd];
  }));
  helpDialog.showModal();
}

// ---- Clicks: dialogs, copy buttons, the account menu.
document.addEventListener("click", async (event) => {
  for (const menu of $$("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
  const button = event.target.closest("[data-open], [data-close], [data-copy]");
  if (!button) return;
  if (button.dataset.open === "keys") help();
  else if (button.dataset.open) { event.preventDefault(); document.getElementById(button.dataset.open)?.showModal(); }
  else if ("close" in button.dataset) button.closest("dialog")?.close();
  else {
    const source = button.dataset.copy ? $(button.dataset.copy) : $("pre", button.closest(".code"));
    try {
      await navigator.clipboard.writeText((source.value ?? source.textContent).trim());
      const label = button.textContent;
      button.textContent = words.copied;
      say(words.copied);
      setTimeout(() => { button.textContent = label; }, 2000);
    } catch { getSelection().selectAllChildren(source); }
  }
});

// ---- Files: kind, size and emptiness are said before anything is sent; the server looks again.
const size = (bytes) => new Intl.NumberFormat(lang, { style: "unit", unit: bytes < 1e6 ? "kilobyte" : "megabyte", maximumFractionDigits: 1 }).format(bytes / (bytes < 1e6 ? 1e3 : 1e6));
function fault(file, { kinds, maxMb }) {
  const ending = file.name.split(".").pop().toLowerCase();
  if (kinds && !kinds.split(" ").includes(ending)) return words.type;
  if (file.size === 0) return words.hollow;
  return file.size > maxMb * 1024 * 1024 ? words.big : "";
}
function checkFiles(input) {
  const drop = input.closest("[data-files]"), list = $(".files", drop), kept = new DataTransfer();
  list.replaceChildren(...[...input.files].map((file) => {
    const wrong = kept.files.length >= drop.dataset.maxFiles ? words.many : fault(file, drop.dataset);
    if (!wrong) kept.items.add(file);
    const item = document.createElement("li"), name = document.createElement("bdi");
    name.textContent = file.name;
    item.className = wrong ? "error" : "";
    const text = document.createElement("span");
    text.append(name, wrong ? ` – ${wrong}` : ` – ${size(file.size)} · ${words.fits}`);
    item.append(text);
    return item;
  }));
  input.files = kept.files;
}
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-files] input[type=file]")) checkFiles(event.target);
});
for (const kind of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(kind, (event) => {
    const drop = event.target.closest?.("[data-files]");
    if (!drop || event.target.matches("input")) return;
    event.preventDefault();
    drop.classList.toggle("over", kind === "dragover");
    const input = $("input[type=file]", drop);
    if (kind !== "drop" || !input) return;
    const all = new DataTransfer();
    for (const file of [...(input.multiple ? input.files : []), ...event.dataTransfer.files].slice(input.multiple ? 0 : -1)) all.items.add(file);
    input.files = all.files;
    checkFiles(input);
  });
}

// ---- Forms: character counts, autosave, a warning before unsaved words are lost, no double sending.
function counts(field) {
  const limit = Number(field.dataset.count), shown = document.createElement("p");
  shown.className = "counter";
  field.after(shown);
  let timer;
  const show = () => {
    const left = limit - [...field.value].length;
    const text = `${new Intl.NumberFormat(lang).format(Math.abs(left))} ${left < 0 ? words.over : words.left}`;
    shown.textContent = text;
    shown.classList.toggle("over", left < 0);
    clearTimeout(timer);
    if (left < limit / 10 && document.activeElement === field) timer = setTimeout(() => say(text), 1000);
  };
  field.addEventListener("input", show);
  show();
}
function autosaves(form) {
  const state = $(".save-state", form) ?? document.createElement("p");
  let timer, wait = 5000, running = false, again = false;
  const later = (pause) => { clearTimeout(timer); timer = setTimeout(save, pause); };
  async function save() {
    if (form.dataset.sent) return;
    if (running) { again = true; return; }
    running = true;
    state.textContent = words.saving;
    const body = new FormData(form);
    for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
    try {
      const reply = await fetch(form.dataset.autosave, { method: "POST", body, headers: { Accept: "application/json" } });
      if (reply.status === 409) { state.textContent = words.conflict; running = false; return; }
      if (!reply.ok) throw reply.status;
      const { version } = await reply.json().catch(() => ({}));
      if (version !== undefined && form.elements.version) form.elements.version.value = version;
      const at = new Intl.DateTimeFormat(lang, { timeStyle: "short" }).format(new Date());
      state.textContent = `${words.saved} ${at}`;
      delete form.dataset.dirty;
      wait = 5000;
      if (again) later(0);
    } catch {
      state.textContent = words.unsaved;
      later(wait);
      wait = Math.min(wait * 2, 60000);
    }
    running = again = false;
  }
  state.setAttribute("role", "status");
  form.addEventListener("input", () => later(1500));
}
document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form?.matches("[data-guard], [data-autosave]")) form.dataset.dirty = "yes";
});
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "yes";
  setTimeout(() => { delete form.dataset.sent; }, 8000);
});
addEventListener("pageshow", () => $$("form[data-sent]").forEach((form) => { delete form.dataset.sent; }));
addEventListener("beforeunload", (event) => {
  if ($$("form[data-guard][data-dirty]").some((form) => !form.dataset.sent)) event.preventDefault();
});

// ---- Undo: seconds are counted down; at nought the offer goes, because the server would refuse it.
function countsDown(element) {
  let left = Number(element.dataset.countdown);
  const timer = setInterval(() => {
    left -= 1;
    element.textContent = new Intl.NumberFormat(lang, { style: "unit", unit: "second" }).format(Math.max(left, 0));
    if (left > 0) return;
    clearInterval(timer);
    element.hidden = true;
    $("form", element.parentElement)?.setAttribute("hidden", "");
  }, 1000);
}

function enhance(root) {
  const every = (selector, act) => {
    for (const element of [...(root.matches?.(selector) ? [root] : []), ...$$(selector, root)]) act(element);
  };
  const once = (name, act) => (element) => { if (!element.dataset[name]) { element.dataset[name] = "yes"; act(element); } };
  every("time[data-time]", localTime);
  every("[data-copy][hidden]", (button) => { button.hidden = false; });
  every("[data-count]", once("counted", counts));
  every("form[data-autosave]", once("saves", autosaves));
  every("[data-countdown]", once("counts", countsDown));
  every("[data-focus]", (element) => element.focus());
  const opener = $("[data-open=keys]");
  if (opener) opener.hidden = !$("[data-key], [data-row]");
}
enhance(document);
// A late answer must not replace what was typed meanwhile: if a text has changed since it was asked for, the answer is given up.
let wordsAsked = "";
const wordsIn = (root) => $$("textarea", root).map((text) => text.value).join("\u0000");
document.addEventListener("htmx:beforeRequest", (event) => { wordsAsked = wordsIn(event.detail.target); });
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target.id === "reason" && wordsIn(event.detail.target) !== wordsAsked) event.detail.shouldSwap = false;
});
document.addEventListener("htmx:load", (event) => { if (event.target !== document.body) enhance(event.target); });
