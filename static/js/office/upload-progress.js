// <form data-upload> with <upload-progress>: the file is sent without leaving the page, and a bar tells how far it is.

import { show } from "../status.js";
import { words } from "../words.js";

class UploadProgress extends HTMLElement {
  connectedCallback() {
    this.form = this.closest("form[data-upload]");
    this.listener = (event) => this.send(event);
    if (this.form) this.form.addEventListener("submit", this.listener);
  }

  disconnectedCallback() {
    if (this.form) this.form.removeEventListener("submit", this.listener);
    if (this.request) this.request.abort();
  }

  send(event) {
    event.preventDefault();
    if (this.request) return;
    const request = new XMLHttpRequest(); // fetch cannot tell how far an upload is
    this.request = request;
    request.open("POST", this.form.action);
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", ({ loaded, total }) => this.paint(total ? (100 * loaded) / total : 0));
    request.addEventListener("load", () => this.answered(request));
    request.addEventListener("error", () => this.fail(words("noConnection")));
    this.paint(0);
    request.send(new FormData(this.form));
  }

  answered({ status, responseText }) {
    let answer = {};
    try {
      answer = JSON.parse(responseText);
    } catch {
      // Nothing of ours has answered.
    }
    if (status < 400 && answer.location) window.location.assign(new URL(answer.location, window.location.href).href);
    else this.fail((answer.error && answer.error.message) || words("refused"));
  }

  fail(text) {
    this.request = null;
    this.bar.hidden = true;
    show(this.form, text, { problem: true });
  }

  paint(percent) {
    this.bar.hidden = false;
    // What is sent still has to be read: without a value the bar says "under way".
    if (percent < 100) this.bar.value = percent;
    else this.bar.removeAttribute("value");
  }

  get bar() {
    return this.querySelector("progress");
  }
}

customElements.define("upload-progress", UploadProgress);
