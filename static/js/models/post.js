// One way to send something: an ordinary form post that asks for JSON. Nothing is thrown, the answer has three states:
// accepted {said, result, location, undo, pull}, refused {status, code, message, details}, unreachable (try again later;
// with a status the server answered, but could not take it).

const LATER = [408, 425, 429];

// How far it came: "ok", "trouble" (the server answered, with an error of its own), "none".
export function reachOf(answer) {
  if (answer.state !== "unreachable") return "ok";
  return answer.status ? "trouble" : "none";
}

export async function post(action, fields, { timeout = 8000 } = {}) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), timeout);
  try {
    const response = await fetch(action, {
      method: "POST",
      headers: { Accept: "application/json" },
      body: fields,
      credentials: "same-origin",
      signal: stop.signal,
    });
    return understand(response, await readJson(response));
  } catch {
    return { state: "unreachable" };
  } finally {
    clearTimeout(timer);
  }
}

function understand(response, answer) {
  if (response.ok) {
    const elsewhere = response.redirected ? response.url : "";
    const { said = "", result = {}, location = elsewhere, undo = null, pull = [] } = answer || {};
    return { state: "accepted", said: said || "", result: result || {}, location: location || "", undo, pull };
  }
  const { status } = response;
  if (status >= 500 || LATER.includes(status)) return { state: "unreachable", status };
  const { code = "", message = "", details = {} } = (answer && answer.error) || {};
  return { state: "refused", status, code, message, details };
}

async function readJson(response) {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

// Lines end in \n here as on the server; older browsers put \r\n into form data.
export function asFields(form) {
  const fields = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string") fields.append(name, value.replace(/\r\n?/g, "\n"));
  }
  return fields;
}
