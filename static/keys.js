// Single keys and rows, for people who work here all day: staff and filers. Sellers' and public pages do without.
const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

// ---- Keys: declared in the page by data-key; never in a field, with a modifier, on repeat or while composing.
const cookie = (name) => document.cookie.split("; ").find((pair) => pair.startsWith(name + "="))?.split("=")[1];
const keysOn = () => document.body.dataset.keys !== "off" && cookie("keys") !== "off";
const typing = (target) => target.isContentEditable || target.closest?.("textarea, select, input:not([type=checkbox], [type=radio], [type=button], [type=submit], [type=file])");
const seen = (element) => element.checkVisibility?.() ?? element.offsetParent !== null;
const keyed = () => $$("[data-key]", $("dialog[open]") ?? document).filter((element) => seen(element) && !element.disabled && !element.closest("[inert]"));
let first = "", firstTimer;
// Keys that this person has changed (/review/keys/): pairs of old and new.
const changed = new Map((cookie("keymap") ?? "").replaceAll('"', "").split(".").filter((pair) => pair.length === 2).map(([old, own]) => [old, own]));
const keyFor = (element) => changed.get(element.dataset.key) ?? element.dataset.key;
const relabel = () => { if (changed.size) for (const kbd of $$("kbd")) if (!kbd.dataset.own && changed.has(kbd.textContent)) kbd.dataset.own = kbd.textContent = changed.get(kbd.textContent); };

function press(element) {
  const target = element.dataset.keyFor ? document.getElementById(element.dataset.keyFor) : element;
  if (!target) return;
  if ("rows" in target.dataset && !$("[data-row] input:checked")) $("[data-row][aria-current] input")?.click();
  target.focus();
  if (!typing(target)) target.click();
  if (target.matches("summary")) $("textarea, select", target.parentElement)?.focus();
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
  if (event.key === "Escape" && typing(target) && !$("dialog[open]")) target.blur();
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.isComposing || event.keyCode === 229) return;
  if (typing(target) || !keysOn()) return;
  const key = keyOf(event);
  if (key.startsWith("Arrow") && target.closest?.("input, [role=region], summary")) return;
  if (key === "Enter" && target.closest?.("a, button, input, summary")) return;
  if (key === " " || key === "Tab" || key === "Shift") return;
  const pair = first ? `${first} ${key}` : "";
  const all = keyed();
  const hit = all.find((element) => element.dataset.key === pair) ?? all.find((element) => keyFor(element) === key);
  first = "";
  if (hit) { event.preventDefault(); press(hit); return; }
  if (all.some((element) => element.dataset.key.startsWith(key + " "))) {
    first = key;
    clearTimeout(firstTimer);
    firstTimer = setTimeout(() => { first = ""; }, 1200);
    return;
  }
  if (key === "?" && !$("dialog[open]")) { event.preventDefault(); help(); return; }
  if (moveRow([...changed].find(([, own]) => own === key)?.[0] ?? key)) event.preventDefault();
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
  const found = new Map(keyed().map((element) => [keyFor(element), nameOf(element)]));
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
document.addEventListener("click", (event) => { if (event.target.closest("[data-open=keys]")) help(); });
const opens = () => { const opener = $("[data-open=keys]"); if (opener) opener.hidden = !$("[data-key], [data-row]"); };
opens();
relabel();
document.addEventListener("htmx:load", () => { opens(); relabel(); });

// ---- htmx: the next case replaced the page's content: its heading has the focus, and is read out.
// While a decision is on its way its form rests: nothing is decided twice, and no late words come into the next case.
document.addEventListener("htmx:beforeRequest", ({ detail }) => { if (detail.elt.matches("form.decide")) detail.elt.inert = true; });
document.addEventListener("htmx:afterRequest", ({ detail }) => { if (detail.elt.matches("form.decide")) detail.elt.inert = false; });
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target.id !== "main" && event.target.id !== "main") return;
  const shown = $("#main [data-focus]") ?? $("#main h1");
  shown?.setAttribute("tabindex", "-1");
  shown?.focus({ preventScroll: true });
});

// ---- htmx: a late answer must not replace what was typed meanwhile; if a text has changed since, the answer is given up.
let wordsAsked = "";
const wordsIn = (root) => $$("textarea", root).map((text) => text.value).join("\u0000");
document.addEventListener("htmx:beforeRequest", (event) => { wordsAsked = wordsIn(event.detail.target); });
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target.id === "reason" && wordsIn(event.detail.target) !== wordsAsked) event.detail.shouldSwap = false;
});
