// <tune-lanes track="id" name="…" artist="…" duration="s"
//             lanes='[{"name", "told", "spans": [{"start", "end", "label", "title", "hue", "faint"}]}]'>
// draws stretches of a track below its waveform, to scale, and a line where it plays. A click moves there; all of it
// is also said in "told", for those who cannot see it, and the waveform takes the keys.
(() => {
  const { make } = window.tunescape;

  class Lanes extends HTMLElement {
    static observedAttributes = ["lanes"];

    connectedCallback() {
      this.follow = (event) => {
        const mine = event.detail.id === this.getAttribute("track");
        const share = mine && this.length ? Math.min(1, event.detail.time / this.length) : 0;
        for (const line of this.querySelectorAll(".tl-head")) {
          line.hidden = !share;
          line.style.left = `${100 * share}%`;
        }
      };
      window.addEventListener("tunescape:time", this.follow);
      this.draw();
    }
    disconnectedCallback() { window.removeEventListener("tunescape:time", this.follow); }
    attributeChangedCallback() { if (this.isConnected) this.draw(); }
    get length() { return Number(this.getAttribute("duration")) || 0; }

    draw() {
      const lanes = JSON.parse(this.getAttribute("lanes") || "[]");
      this.replaceChildren(...lanes.map((lane) => this.lane(lane)));
    }

    lane(lane) {
      const spans = lane.spans.map((span) => this.span(span)), head = make("div", { class: "tl-head", hidden: "" });
      const strip = make("div", { class: "tl-strip", role: "img", "aria-label": lane.told }, ...spans, head);
      strip.addEventListener("click", (event) => {
        const box = strip.getBoundingClientRect();
        const track = { id: this.getAttribute("track"), title: this.getAttribute("name") || "", artist: this.getAttribute("artist") || "" };
        window.tunescape.playAt(track, ((event.clientX - box.left) / box.width) * this.length);
      });
      return make("div", { class: "tl-row" }, make("div", { class: "tl-name" }, lane.name), strip);
    }

    span(span) {
      const box = make("div", { class: "tl-span", title: span.title }, span.label);
      box.style.left = `${(100 * span.start) / this.length}%`;
      box.style.width = `${(100 * (span.end - span.start)) / this.length}%`;
      box.style.setProperty("--hue", span.hue);
      if (span.faint) box.classList.add("tl-faint");
      return box;
    }
  }
  customElements.define("tune-lanes", Lanes);
})();
