// What this device remembers of one workshop. Where the browser refuses to store (private mode, full), the page
// remembers until it is closed.

export class Store {
  constructor(prefix, device = deviceStorage()) {
    this.prefix = prefix;
    this.device = device;
    this.memory = new Map();
  }

  get(name, otherwise = null) {
    if (this.memory.has(name)) return JSON.parse(this.memory.get(name));
    try {
      const text = this.device.getItem(this.prefix + name);
      return text === null ? otherwise : JSON.parse(text);
    } catch {
      return otherwise;
    }
  }

  set(name, value) {
    const text = JSON.stringify(value);
    try {
      this.device.setItem(this.prefix + name, text);
      this.memory.delete(name);
    } catch {
      this.memory.set(name, text);
    }
  }

  remove(name) {
    this.memory.delete(name);
    try {
      this.device.removeItem(this.prefix + name);
    } catch {
      // Nothing was stored then.
    }
  }

  // The names under which something is kept that begin so.
  names(start = "") {
    const kept = new Set(this.memory.keys());
    try {
      const stored = Object.keys(this.device).filter((name) => name.startsWith(this.prefix));
      stored.forEach((name) => kept.add(name.slice(this.prefix.length)));
    } catch {
      // Nothing was stored then.
    }
    return [...kept].filter((name) => name.startsWith(start));
  }

  // Everything of this workshop, for "dieses Telefon vergessen".
  forget() {
    this.memory.clear();
    try {
      const names = Object.keys(this.device).filter((name) => name.startsWith(this.prefix));
      names.forEach((name) => this.device.removeItem(name));
    } catch {
      // Nothing was stored then.
    }
  }

  // Calls back when another tab of this device has changed what is stored under the name.
  onChangeElsewhere(name, tell) {
    window.addEventListener("storage", (event) => {
      if (event.key === this.prefix + name) tell();
    });
  }
}

function deviceStorage() {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}
