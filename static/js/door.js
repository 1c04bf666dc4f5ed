// The landing of a link: its secret stands behind the # and so never in a log. It is posted once and dropped at once.

const form = document.querySelector("form[data-landing]");
const secret = decodeURIComponent(window.location.hash.slice(1));

if (form && secret) {
  window.history.replaceState(null, "", window.location.pathname + window.location.search);
  comeIn();
}

async function comeIn() {
  const wait = form.querySelector("[data-landing-wait]");
  wait.hidden = false;
  const fields = new URLSearchParams(new FormData(form));
  fields.set(form.dataset.landing, secret);
  const options = { method: "POST", headers: { Accept: "application/json" }, body: fields, credentials: "same-origin" };
  try {
    const response = await fetch(form.action, options);
    const answer = await response.json();
    if (response.ok) return window.location.replace(answer.location);
    tell(answer.error.message);
  } catch {
    // The button sends it again, once the way is free.
    form.querySelector("input[required]").value = secret;
  }
  wait.hidden = true;
  return undefined;
}

function tell(message) {
  const problem = form.querySelector("[data-landing-problem]");
  problem.textContent = message;
  problem.hidden = false;
}
