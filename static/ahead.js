// The next case is kept for us while we choose: its page and pictures are fetched then, and shown as soon as the
// decision is in. Whatever is missing or old goes the usual way. Versions travel with the page, so an old one decides nothing.
const FRESH = 45_000;  // it is kept for a minute
const parse = (html) => new DOMParser().parseFromString(html, "text/html");
let next = {};
const fresh = () => next.html && performance.now() - next.at < FRESH;
document.addEventListener("ahead", async ({ detail: { url } }) => {
  if (next.url === url && performance.now() - next.at < FRESH / 2) return;
  const mine = next = { url, at: performance.now() };
  try {
    const answer = await fetch(url);
    if (!answer.ok || answer.redirected) return;
    mine.html = await answer.text();
  } catch { return; }
  for (const image of parse(mine.html).images) new Image().src = image.getAttribute("src");
});
document.addEventListener("htmx:configRequest", ({ detail }) => {
  if (detail.elt.matches("form.decide") && fresh()) detail.headers["Portal-Ahead"] = next.url;
});
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const url = detail.xhr.getResponseHeader("Portal-Ahead");
  if (!url || url !== next.url) return;
  const page = parse(next.html), said = parse(detail.serverResponse);
  page.querySelector("#main .toasts").replaceWith(said.querySelector(".toasts"));
  page.querySelector("#main .flow").prepend(...said.querySelectorAll("#main > [role=status]"));
  detail.serverResponse = page.documentElement.outerHTML;
  next = {};
});
