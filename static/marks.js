// Draws boxes on a listing's picture: drag with a mouse, or put one and move it by finger or by arrow keys.
// Each box is a row of the form, so that saving, removing and sending stay what they are without scripts.
const $ = (selector, root = document) => root.querySelector(selector);
const list = $("[data-marks]"), template = $("#mark"), form = list?.closest("form");
const svg = (name, facts) => {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(facts)) made.setAttribute(key, value);
  return made;
};
const clamp = (value, least, most) => Math.round(Math.min(Math.max(value, least), most));
const boxOf = (row) => {
  const [place, sha, ...sides] = $("[name=mark]", row).value.split(" ");
  return place === "picture" ? { row, sha, sides: sides.map(Number) } : null;
};
const rows = () => [...list.querySelectorAll("[data-mark]")];
const frame = (sha) => $(`[data-draw="${sha}"]`);
const changed = () => list.dispatchEvent(new Event("input", { bubbles: true }));

function put(row, sha, [x, y, width, height]) {
  width = clamp(width, 10, 1000);
  height = clamp(height, 10, 1000);
  const value = `picture ${sha} ${clamp(x, 0, 1000 - width)} ${clamp(y, 0, 1000 - height)} ${width} ${height}`;
  $("[name=mark]", row).value = $("[name=drop_mark]", row).value = value;
  draw();
}
function add(sha, sides) {
  const row = template.content.firstElementChild.cloneNode(true);
  list.append(row);
  put(row, sha, sides);
  changed();
  return row;
}
function draw() {
  for (const drawing of document.querySelectorAll("[data-draw] svg")) drawing.replaceChildren();
  rows().forEach((row, index) => {
    const box = boxOf(row);
    $("[data-nudge]", row).hidden = !box;
    const drawing = box && $("svg", frame(box.sha) ?? document.createElement("p"));
    if (!drawing) return;
    const [x, y, width, height] = box.sides.map((side) => side / 10);
    const rect = svg("rect", { x: `${x}%`, y: `${y}%`, width: `${width}%`, height: `${height}%` });
    const corner = svg("circle", { cx: `${x + width}%`, cy: `${y + height}%`, r: 12 });
    const number = svg("text", { x: `${x}%`, y: `${y}%`, dx: 5, dy: 17 });
    number.textContent = index + 1;
    for (const part of [rect, corner]) part.dataset.of = index;
    drawing.append(rect, number, corner);
  });
  $("[data-no-marks]").hidden = rows().length > 0;
}
function drags(drawing, sha) {
  const at = (event) => {
    const area = drawing.getBoundingClientRect();
    return [((event.clientX - area.left) / area.width) * 1000, ((event.clientY - area.top) / area.height) * 1000];
  };
  let hold = null;
  drawing.addEventListener("pointerdown", (event) => {
    const held = event.target.dataset.of;
    if (event.button || (held === undefined && event.pointerType === "touch")) return;
    event.preventDefault();
    drawing.setPointerCapture(event.pointerId);
    const from = at(event);
    const row = held === undefined ? null : rows()[held];
    hold = { from, row, sides: row && boxOf(row).sides, size: event.target.tagName === "circle" };
  });
  drawing.addEventListener("pointermove", (event) => {
    if (!hold) return;
    const [x, y] = at(event).map((side) => clamp(side, 0, 1000)), [x0, y0] = hold.from, [dx, dy] = [x - x0, y - y0];
    if (!hold.row && Math.hypot(dx, dy) > 15) {
      hold.row = add(sha, [x0, y0, 10, 10]);
      hold.fresh = true;
    }
    if (!hold.row) return;
    if (hold.fresh) put(hold.row, sha, [Math.min(x, x0), Math.min(y, y0), Math.abs(dx), Math.abs(dy)]);
    else {
      const [left, top, width, height] = hold.sides;
      put(hold.row, sha, hold.size ? [left, top, width + dx, height + dy] : [left + dx, top + dy, width, height]);
    }
  });
  for (const kind of ["pointerup", "pointercancel"]) drawing.addEventListener(kind, () => {
    if (hold?.row) changed();
    if (hold?.fresh) $("[name=note]", hold.row).focus({ preventScroll: true });
    hold = null;
  });
}
function nudge(event) {
  const button = event.target.closest?.("[data-nudge]"), [dx, dy] = { ArrowLeft: [-10, 0], ArrowRight: [10, 0], ArrowUp: [0, -10], ArrowDown: [0, 10] }[event.key] ?? [];
  if (!button || dx === undefined) return;
  event.preventDefault();
  const row = button.closest("[data-mark]"), { sha, sides: [x, y, width, height] } = boxOf(row);
  put(row, sha, event.shiftKey ? [x, y, width + dx, height + dy] : [x + dx, y + dy, width, height]);
  changed();
}
if (list) {
  for (const drawn of document.querySelectorAll("[data-draw]")) {
    drawn.classList.add("live");
    drags($("svg", drawn), drawn.dataset.draw);
  }
  for (const hint of document.querySelectorAll("[data-draw-hint]")) hint.hidden = false;
  list.addEventListener("keydown", nudge);
  form.addEventListener("click", (event) => {
    const adder = event.target.closest("[data-draw-add]"), dropper = event.target.closest("[name=drop_mark]");
    if (adder) $("[data-nudge]", add(adder.dataset.drawAdd, [350, 350, 300, 300])).focus();
    if (dropper) {
      event.preventDefault();
      const row = dropper.closest("[data-mark]"), next = row.nextElementSibling ?? row.previousElementSibling;
      row.remove();
      ($("[name=note]", next ?? document.createElement("p")) ?? $("[data-draw-add]"))?.focus();
      draw();
      changed();
    }
  });
  draw();
}
