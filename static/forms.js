// What pages with forms need: file checks, counts, autosave, a warning before words are lost, undo. Fetched by app.js.
const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
const words = $("#words").dataset;
const say = (text) => { $("#live").textContent = text; };
const lang = document.documentElement.lang || "en";

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

// ---- Forms: character counts, autosave, a warning before unsaved words are lost.
function counts(field) {
  const limit = Number(field.dataset.count), shown = document.createElement("p");
  shown.className = "counter";
  field.after(shown);
  let timer;
  const show = () => {
    const left = limit - [...field.value].length;
    const text = (left < 0 ? words.over : words.left).replace("{n}", new Intl.NumberFormat(lang).format(Math.abs(left)));
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
      state.textContent = words.saved.replace("{time}", at);
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

export function enhance(root) {
  const every = (selector, act) => {
    for (const element of [...(root.matches?.(selector) ? [root] : []), ...$$(selector, root)]) {
      if (!element.dataset.ready) { element.dataset.ready = "yes"; act(element); }
    }
  };
  every("[data-count]", counts);
  every("form[data-autosave]", autosaves);
  every("[data-countdown]", countsDown);
}
