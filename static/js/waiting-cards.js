// <waiting-cards for="statement">: what is written but not yet at the server, as dashed cards; and what was refused,
// with the reason and a way to get the words back.

import { timeOfDay } from "./models/clock.js";
import { page } from "./page.js";
import { words } from "./words.js";

class WaitingCards extends HTMLElement {
  connectedCallback() {
    this.setAttribute("data-keep", "");
    this.draw = () => this.refresh();
    document.addEventListener("outbox", this.draw);
    this.ask();
  }

  disconnectedCallback() {
    document.removeEventListener("outbox", this.draw);
  }

  ask() {
    this.dispatchEvent(new CustomEvent("outbox:wanted", { bubbles: true, detail: { give: (box) => this.take(box) } }));
  }

  take(outbox) {
    this.outbox = outbox;
    this.refresh();
  }

  refresh() {
    if (!this.outbox) return this.ask();
    const list = this.querySelector("ul") || this.appendChild(document.createElement("ul"));
    list.classList.add("pinned");
    const entries = this.outbox.entries(this.getAttribute("for"));
    list.replaceChildren(...entries.map((entry) => this.card(entry)));
    this.hidden = entries.length === 0;
    return undefined;
  }

  card(entry) {
    const card = element("li", "card is-waiting");
    card.append(element("p", "card-text", entry.text));
    const foot = card.appendChild(element("p", "card-foot"));
    if (entry.state === "waiting") {
      foot.append(element("span", "", words("savedAt", { time: timeOfDay(entry.at, page.minutesEast) })));
      return card;
    }
    card.classList.add("is-refused");
    foot.append(element("span", "", entry.message || words("refused")));
    foot.append(this.button(words("fetchText"), () => this.giveBack(entry)));
    foot.append(this.button(words("discard"), () => this.outbox.drop(entry.key)));
    return card;
  }

  button(text, press) {
    const button = element("button", "button", text);
    button.type = "button";
    button.addEventListener("click", press);
    return button;
  }

  // Back into the form it came from, behind what may already stand there.
  giveBack(entry) {
    const form = document.querySelector(`form[data-queue="${CSS.escape(entry.kind)}"]`);
    const field = form && form.elements[form.dataset.queueText || "text"];
    if (!field) return;
    field.value = field.value ? `${field.value}\n${entry.text}` : entry.text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    this.outbox.drop(entry.key);
    field.focus();
  }
}

function element(name, className, text = "") {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.textContent = text;
  return made;
}

customElements.define("waiting-cards", WaitingCards);
