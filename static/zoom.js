// Two pictures side by side, larger and smaller together: where one is moved, the other follows.
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
let scale = 1;

function show(dialog) {
  for (const image of $$(".pane img", dialog)) image.style.inlineSize = `${scale * 100}%`;
}
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-zoom]"), dialog = event.target.closest("dialog.zoom");
  if (!button || !dialog) return;
  const factor = Number(button.dataset.zoom);
  scale = factor ? Math.min(Math.max(scale * factor, 1), 8) : 1;
  show(dialog);
});
document.addEventListener("scroll", (event) => {
  const pane = event.target;
  if (!pane.matches?.(".zoom .pane") || !pane.matches(":hover, :focus")) return;
  for (const other of $$(".pane", pane.closest("dialog"))) {
    if (other === pane) continue;
    other.scrollLeft = pane.scrollLeft / Math.max(pane.scrollWidth - pane.clientWidth, 1) * (other.scrollWidth - other.clientWidth);
    other.scrollTop = pane.scrollTop / Math.max(pane.scrollHeight - pane.clientHeight, 1) * (other.scrollHeight - other.clientHeight);
  }
}, true);
const ready = () => { scale = 1; for (const opener of $$("[data-open=zoom]")) opener.hidden = false; };
ready();
document.addEventListener("htmx:load", ready);
