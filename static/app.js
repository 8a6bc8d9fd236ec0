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
  long: { year: "numeric", month: "long", day: "numeric", hour: "2-digit", minute: "2-digit", timeZoneName: "short" },
  date: { dateStyle: "long" },
};
function localTime(element) {
  const moment = new Date(element.dateTime);
  if (element.dataset.utc || isNaN(moment) || !moment.getTimezoneOffset()) return;  // Who lives by UTC reads it already.
  const shape = { ...(shapes[element.dataset.time] ?? shapes.short) };
  if (element.dataset.time === "short" && moment.getFullYear() !== new Date().getFullYear()) shape.year = "numeric";
  element.dataset.utc = element.title = element.firstChild.textContent.trim();
  element.textContent = new Intl.DateTimeFormat(lang, shape).format(moment);
}

// ---- Clicks: dialogs, copy buttons, the account menu.
document.addEventListener("click", async (event) => {
  for (const menu of $$("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
  const button = event.target.closest("[data-open], [data-close], [data-copy]");
  if (!button) return;
  if (button.dataset.open === "keys") return;
  if (button.dataset.open) { event.preventDefault(); document.getElementById(button.dataset.open)?.showModal(); }
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
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && $("details.menu[open]");
  if (menu) { menu.open = false; $("summary", menu).focus(); }
});

// ---- Sending: once, however often the button is pressed.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "yes";
  setTimeout(() => { delete form.dataset.sent; }, 8000);
});
addEventListener("pageshow", () => $$("form[data-sent]").forEach((form) => { delete form.dataset.sent; }));

// ---- What only some pages need is fetched by them: counts, files, autosave, undo (forms.js).
const FORMS = "[data-count], [data-files], form[data-autosave], form[data-guard], [data-countdown]";
function enhance(root) {
  const every = (selector, act) => {
    for (const element of [...(root.matches?.(selector) ? [root] : []), ...$$(selector, root)]) act(element);
  };
  every("time[data-time]", localTime);
  every("[data-copy][hidden]", (button) => { button.hidden = false; });
  every("[data-focus]", (element) => element.focus());
  if (words.forms && (root.matches?.(FORMS) || $(FORMS, root))) import(words.forms).then((forms) => forms.enhance(root));
}
enhance(document);
document.addEventListener("htmx:load", (event) => { if (event.target !== document.body) enhance(event.target); });
