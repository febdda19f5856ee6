// <tune-waveform track="id" name="title" artist="…" texts='{…}' marks='{"spans": [[s, e, "hook"]], "beats": [s, …]}'>
// draws the peaks of a track, follows the player, and moves in the track by click and arrow keys.
(() => {
  const { url, make } = window.tunescape;

  class Waveform extends HTMLElement {
    static observedAttributes = ["track", "marks"];

    connectedCallback() {
      if (!this.canvas) {
        this.texts = JSON.parse(this.getAttribute("texts") || "{}");
        this.canvas = make("canvas");
        this.note = make("span", { class: "tw-note" });
        this.append(this.canvas, this.note);
        this.setAttribute("role", "slider");
        this.setAttribute("tabindex", "0");
        this.setAttribute("aria-label", this.texts.label || "Waveform");
        this.setAttribute("aria-valuemin", "0");
        this.addEventListener("click", (event) => this.jump((event.offsetX / this.clientWidth) * this.duration));
        this.addEventListener("keydown", (event) => this.key(event));
      }
      this.time = 0;
      this.follow = (event) => {
        const mine = event.detail.id === this.getAttribute("track");
        if (mine || this.time) { this.time = mine ? event.detail.time : 0; this.draw(); }
      };
      window.addEventListener("tunescape:time", this.follow);
      this.look = new MutationObserver(() => this.draw());
      this.look.observe(document.body, { attributes: true, attributeFilter: ["class"] });
      this.resize = new ResizeObserver(() => this.draw());
      this.resize.observe(this);
      this.fetch();
    }

    disconnectedCallback() {
      window.removeEventListener("tunescape:time", this.follow);
      this.look.disconnect();
      this.resize.disconnect();
    }

    attributeChangedCallback(name, old, value) {
      if (!this.canvas || old === value) return;
      if (name === "track") this.fetch(); else this.draw();
    }

    async fetch() {
      const id = this.getAttribute("track");
      this.peaks = null;
      this.note.textContent = this.texts.loading || "";
      try {
        const answer = await fetch(url(`/api/tracks/${id}/peaks`));
        if (!answer.ok) throw new Error(answer.status);
        const document_ = await answer.json();
        if (id !== this.getAttribute("track")) return;
        this.peaks = document_;
        this.note.textContent = "";
        this.setAttribute("aria-valuemax", Math.round(this.duration));
      } catch { this.note.textContent = this.texts.unreadable || ""; }
      this.draw();
    }

    get duration() { return this.peaks ? this.peaks.duration_s : 0; }

    jump(time) {
      if (!this.duration) return;
      const track = { id: this.getAttribute("track"), title: this.getAttribute("name") || "", artist: this.getAttribute("artist") || "" };
      window.tunescape.playAt(track, Math.max(0, Math.min(time, this.duration - 0.05)));
    }

    key(event) {
      const step = { ArrowLeft: -5, ArrowRight: 5, PageDown: -30, PageUp: 30 }[event.key];
      if (event.key === "Home") this.jump(0);
      else if (step) this.jump(this.time + step);
      else if (event.key === " " || event.key === "Enter") {
        if (window.tunescape.current() === this.getAttribute("track")) window.tunescape.toggle(); else this.jump(0);
      } else return;
      event.preventDefault();
    }

    draw() {
      const scale = window.devicePixelRatio || 1;
      const width = this.clientWidth, height = this.clientHeight;
      if (!width || !height) return;
      this.canvas.width = width * scale;
      this.canvas.height = height * scale;
      const context = this.canvas.getContext("2d");
      context.scale(scale, scale);
      this.setAttribute("aria-valuenow", Math.round(this.time));
      this.setAttribute("aria-valuetext", `${Math.floor(this.time / 60)}:${String(Math.floor(this.time % 60)).padStart(2, "0")}`);
      if (!this.peaks || !this.duration) return;
      const style = getComputedStyle(document.body);
      const colour = (name) => style.getPropertyValue(name).trim();
      const x = (time) => (time / this.duration) * width;
      let marks = {};
      try { marks = JSON.parse(this.getAttribute("marks") || "{}"); } catch { marks = {}; }
      context.globalAlpha = 0.22;
      context.fillStyle = colour("--warm");
      for (const [start, end] of marks.spans || []) context.fillRect(x(start), 0, Math.max(1, x(end) - x(start)), height);
      context.globalAlpha = 1;
      const { low, high } = this.peaks;
      const largest = Math.max(0.05, ...high, ...low.map((value) => -value));
      const bar = 3, bars = Math.floor(width / bar), middle = height / 2;
      for (let i = 0; i < bars; i++) {
        const from = Math.floor((i * high.length) / bars), to = Math.max(from + 1, Math.floor(((i + 1) * high.length) / bars));
        let top = 0, bottom = 0;
        for (let j = from; j < to && j < high.length; j++) { top = Math.max(top, high[j]); bottom = Math.min(bottom, low[j]); }
        const up = Math.max(1, (top / largest) * (middle - 4)), down = Math.max(1, (-bottom / largest) * (middle - 4));
        context.fillStyle = i * bar < x(this.time) ? colour("--wave-played") : colour("--wave");
        context.fillRect(i * bar, middle - up, bar - 1, up + down);
      }
      context.fillStyle = colour("--soft");
      for (const beat of marks.beats || []) context.fillRect(x(beat), height - 5, 1, 5);
      if (this.time) { context.fillStyle = colour("--warm"); context.fillRect(x(this.time) - 1, 0, 2, height); }
    }
  }
  customElements.define("tune-waveform", Waveform);
})();
