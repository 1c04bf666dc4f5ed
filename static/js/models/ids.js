// Names nobody can guess: 128 random bits as 22 letters. Works over plain HTTP, where crypto.randomUUID is missing.

export function randomKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const base64 = btoa(String.fromCharCode(...bytes));
  return base64.replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}
