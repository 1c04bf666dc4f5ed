// SHA-256 of a text (UTF-8), in hex. Browsers keep their own from pages without TLS, and a hall's network has none.

const WORDS = 64;
const FRACTION = 2 ** 32;
const PRIMES = firstPrimes(WORDS);
const START = PRIMES.slice(0, 8).map((prime) => fraction(prime ** (1 / 2)));
const ROUND = PRIMES.map((prime) => fraction(Math.cbrt(prime)));

export function sha256(text) {
  const blocks = padded(new TextEncoder().encode(text));
  let state = START;
  for (let at = 0; at < blocks.length; at += 16) state = mixed(state, blocks.subarray(at, at + 16));
  return state.map((word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
}

// The text as 32-bit words, with a one behind it and its length in bits at the end.
function padded(bytes) {
  const words = new Uint32Array((((bytes.length + 8) >> 6) + 1) * 16);
  bytes.forEach((byte, at) => (words[at >> 2] |= byte << (24 - 8 * (at % 4))));
  words[bytes.length >> 2] |= 0x80 << (24 - 8 * (bytes.length % 4));
  words[words.length - 1] = bytes.length * 8;
  return words;
}

function mixed(before, block) {
  const words = new Uint32Array(WORDS);
  words.set(block);
  for (let n = 16; n < WORDS; n += 1) {
    const [early, late] = [words[n - 15], words[n - 2]];
    const first = turned(early, 7) ^ turned(early, 18) ^ (early >>> 3);
    words[n] = words[n - 16] + first + words[n - 7] + (turned(late, 17) ^ turned(late, 19) ^ (late >>> 10));
  }
  let [a, b, c, d, e, f, g, h] = before;
  words.forEach((word, n) => {
    const one = h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + ((e & f) ^ (~e & g)) + ROUND[n] + word;
    const two = (turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
    [a, b, c, d, e, f, g, h] = [(one + two) | 0, a, b, c, (d + one) | 0, e, f, g];
  });
  return [a, b, c, d, e, f, g, h].map((word, n) => (word + before[n]) | 0);
}

function turned(word, by) {
  return (word >>> by) | (word << (32 - by));
}

function fraction(number) {
  return ((number % 1) * FRACTION) | 0;
}

function firstPrimes(count) {
  const found = [];
  for (let number = 2; found.length < count; number += 1) {
    if (found.every((prime) => number % prime)) found.push(number);
  }
  return found;
}
