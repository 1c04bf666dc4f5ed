// <print-preview data-address>: shows the first page as the options stand, as soon as they are changed.

class PrintPreview extends HTMLElement {
  connectedCallback() {
    this.form = this.closest("form");
    this.picture = this.querySelector("img");
    this.nothing = this.querySelector(".print-nothing");
    this.renew = () => this.look();
    this.loaded = () => this.tell(true);
    this.failed = () => this.tell(false);
    this.form.addEventListener("change", this.renew);
    this.picture.addEventListener("load", this.loaded);
    this.picture.addEventListener("error", this.failed);
    if (this.picture.complete && this.picture.naturalWidth === 0 && this.picture.currentSrc) this.tell(false);
    document.documentElement.classList.add("has-script");
  }

  disconnectedCallback() {
    this.form.removeEventListener("change", this.renew);
    this.picture.removeEventListener("load", this.loaded);
    this.picture.removeEventListener("error", this.failed);
  }

  look() {
    if (!this.form.checkValidity()) return;
    const wishes = new URLSearchParams(new FormData(this.form));
    this.picture.classList.add("is-old");
    this.picture.src = `${this.dataset.address}?${wishes}`;
  }

  tell(there) {
    this.picture.classList.remove("is-old");
    this.picture.hidden = !there;
    this.nothing.hidden = there;
  }
}

customElements.define("print-preview", PrintPreview);
