// Keeps a case while its page is looked at, shows who else is there, and lets it go when the page is closed.
// Without this the hold simply lasts its ten minutes.
const form = () => document.querySelector("form[data-leave]");
const beat = () => { if (document.visibilityState === "visible") form()?.dispatchEvent(new Event("beat")); };
addEventListener("load", beat);
document.addEventListener("visibilitychange", beat);
document.addEventListener("htmx:afterSettle", ({ target }) => { if (target.id === "main") beat(); });
setInterval(beat, 30_000);
addEventListener("pagehide", () => { if (form()) navigator.sendBeacon(form().dataset.leave, new FormData(form())); });
