// Passkeys: the browser makes one or answers with one; the form carries what it said. Loaded only where one can be used.
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

function readable({ publicKey }) {
  const options = { ...publicKey, challenge: bytes(publicKey.challenge) };
  for (const list of ["allowCredentials", "excludeCredentials"]) {
    if (options[list]) options[list] = options[list].map((each) => ({ ...each, id: bytes(each.id) }));
  }
  if (options.user) options.user = { ...options.user, id: bytes(options.user.id) };
  return { publicKey: options };
}

function spoken(credential) {
  const said = { id: credential.id, rawId: text(credential.rawId), type: credential.type, response: {}, clientExtensionResults: credential.getClientExtensionResults() };
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) said.response[name] = text(credential.response[name]);
  }
  if (credential.response.getTransports) said.response.transports = credential.response.getTransports();
  return said;
}

async function ask(form) {
  let options = form.dataset.options && JSON.parse(form.dataset.options);
  if (!options) {
    const reply = await fetch(form.action, { headers: { Accept: "application/json" } });
    options = (await reply.json()).request_options;
  }
  return navigator.credentials[form.dataset.passkey](readable(options));
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential) continue;
  form.querySelector("button").hidden = false;
  form.addEventListener("submit", async (event) => {
    if (form.elements.credential.value) return;
    event.preventDefault();
    const failed = form.querySelector("[data-passkey-failed]");
    failed.hidden = true;
    try {
      form.elements.credential.value = JSON.stringify(spoken(await ask(form)));
      form.submit();
    } catch {
      failed.hidden = false;
    }
  });
}
