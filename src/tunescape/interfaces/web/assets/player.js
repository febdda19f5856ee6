// The player at the bottom of every page: a queue of tracks, played one after another.
// Pages call window.tunescape.play([{id, title, artist}, ...], index); other elements listen to the window's
// events "tunescape:track" (detail: {id}) and "tunescape:time" (detail: {id, time, duration, playing}).
(() => {
  const { url, make, icon } = window.tunescape;
  const KEPT = "tunescape-player";
  const clock = (s) => {
    if (!Number.isFinite(s)) return "–:––";
    const t = Math.round(s);
    return `${Math.floor(t / 60)}:${String(t % 60).padStart(2, "0")}`;
  };

  class Player extends HTMLElement {
    connectedCallback() {
      if (this.built) return;
      this.built = true;
      this.texts = JSON.parse(this.getAttribute("texts") || "{}");
      this.queue = [];
      this.index = 0;
      this.setAttribute("role", "region");
      this.setAttribute("aria-label", this.texts.label || "Player");
      this.audio = make("audio", { preload: "metadata" });
      this.play_ = this.button("play", () => this.toggle(), "tp-play");
      this.previous_ = this.button("previous", () => this.skip(-1));
      this.next_ = this.button("next", () => this.skip(1));
      this.title_ = make("a", { class: "tp-title" });
      this.title_.addEventListener("click", (event) => this.follow(event));
      this.artist_ = make("span", { class: "tp-artist" });
      this.now_ = make("span", { class: "tp-time" });
      this.all_ = make("span", { class: "tp-time" });
      this.range = make("input", {
        type: "range", class: "tp-range", min: 0, max: 1000, value: 0, step: 1, "aria-label": this.texts.position,
      });
      this.range.addEventListener("input", () => this.seek((this.range.value / 1000) * this.duration()));
      this.message = make("div", { class: "tp-message", role: "status" });
      const buttons = make("div", { class: "tp-buttons" }, this.previous_, this.play_, this.next_);
      const seek = make("div", { class: "tp-seek" }, this.now_, this.range, this.all_);
      const close = this.button("close", () => this.close());
      const bar = make("div", { class: "tp-bar" }, buttons, make("div", { class: "tp-names" }, this.title_, this.artist_), seek, close);
      close.classList.add("tp-volume");
      this.append(this.audio, bar, this.message);
      for (const event of ["timeupdate", "durationchange", "play", "pause", "seeked"])
        this.audio.addEventListener(event, () => this.show());
      this.audio.addEventListener("ended", () => (this.index + 1 < this.queue.length ? this.skip(1) : this.show()));
      this.audio.addEventListener("error", () => this.failed());
      window.addEventListener("pagehide", () => this.keep());
      document.addEventListener("keydown", (event) => this.key(event));
      this.restore();
    }

    button(name, act, extra = "") {
      const button = make("button", { type: "button", class: `tp-button ${extra}`, "aria-label": this.texts[name] }, icon(name));
      button.title = this.texts[name];
      button.addEventListener("click", act);
      return button;
    }

    get track() { return this.queue?.[this.index]; }
    duration() { return this.audio.duration || 0; }

    load(tracks, index = 0, { at = 0, start = true } = {}) {
      if (!tracks.length) return;
      this.queue = tracks;
      this.index = Math.max(0, Math.min(index, tracks.length - 1));
      this.setAttribute("open", "");
      this.message.textContent = "";
      this.title_.textContent = this.track.title;
      this.title_.href = url(`/track/${this.track.id}`);
      this.artist_.textContent = this.track.artist || "";
      this.audio.src = url(`/api/tracks/${this.track.id}/audio`);
      if (at) this.audio.currentTime = at;
      if (start) this.audio.play().catch((error) => { if (error.name !== "AbortError") this.show(); });
      if ("mediaSession" in navigator)
        navigator.mediaSession.metadata = new MediaMetadata({ title: this.track.title, artist: this.track.artist || "" });
      window.dispatchEvent(new CustomEvent("tunescape:track", { detail: { id: this.track.id } }));
      this.show();
    }

    toggle() { if (this.track) { if (this.audio.paused) this.audio.play().catch(() => this.show()); else this.audio.pause(); } }
    seek(time) { if (this.track && Number.isFinite(time)) this.audio.currentTime = Math.max(0, time); }
    skip(by) {
      if (by < 0 && this.audio.currentTime > 4) return this.seek(0);
      if (this.queue[this.index + by]) this.load(this.queue, this.index + by);
    }
    close() {
      this.audio.pause();
      this.audio.removeAttribute("src");
      this.queue = [];
      this.removeAttribute("open");
      sessionStorage.removeItem(KEPT);
      window.dispatchEvent(new CustomEvent("tunescape:track", { detail: { id: null } }));
    }

    failed() {
      if (!this.track || !this.audio.getAttribute("src")) return;
      this.message.textContent = `${this.track.title}: ${this.texts.unplayable}`;
      if (this.index + 1 < this.queue.length) setTimeout(() => this.skip(1), 1500);
    }

    show() {
      const playing = !this.audio.paused;
      this.play_.replaceChildren(icon(playing ? "pause" : "play"));
      this.play_.setAttribute("aria-label", playing ? this.texts.pause : this.texts.play);
      this.play_.title = playing ? this.texts.pause : this.texts.play;
      this.previous_.disabled = this.index === 0 && this.audio.currentTime <= 4;
      this.next_.disabled = this.index + 1 >= this.queue.length;
      const duration = this.duration();
      this.now_.textContent = clock(this.audio.currentTime);
      this.all_.textContent = clock(duration || NaN);
      this.range.value = duration ? Math.round((1000 * this.audio.currentTime) / duration) : 0;
      this.range.setAttribute("aria-valuetext", `${clock(this.audio.currentTime)} / ${clock(duration || NaN)}`);
      if (this.track)
        window.dispatchEvent(new CustomEvent("tunescape:time", {
          detail: { id: this.track.id, time: this.audio.currentTime, duration, playing },
        }));
    }

    follow(event) {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
      event.preventDefault();
      window.tunescape.open(`/track/${this.track.id}`);
    }

    key(event) {
      const typing = /^(input|textarea|select|button|a)$/i.test(event.target.tagName) || event.target.isContentEditable;
      if (event.key === " " && !typing && this.track) { event.preventDefault(); this.toggle(); }
    }

    // a reload (another language, light or dark) goes on where it was, silently until asked
    keep() {
      if (this.track)
        sessionStorage.setItem(KEPT, JSON.stringify({ queue: this.queue.slice(0, 500), index: this.index, at: this.audio.currentTime }));
    }
    restore() {
      try {
        const kept = JSON.parse(sessionStorage.getItem(KEPT) || "null");
        if (kept && kept.queue.length) setTimeout(() => this.load(kept.queue, kept.index, { at: kept.at, start: false }), 0);
      } catch { sessionStorage.removeItem(KEPT); }
    }
  }
  customElements.define("tune-player", Player);

  const player = () => document.querySelector("tune-player");
  Object.assign(window.tunescape, {
    play: (tracks, index = 0) => player().load(tracks, index),
    playAt: (track, at) => {
      const one = player();
      if (one.track && one.track.id === track.id) { one.seek(at); one.audio.play().catch(() => one.show()); }
      else one.load([track], 0, { at });
    },
    toggle: () => player().toggle(),
    current: () => (player() && player().track ? player().track.id : null),
    // go to a page without leaving this one, so that music plays on
    open: (path) => {
      const link = make("a", { href: url(path) });
      document.querySelector(".nicegui-sub-pages").append(link);
      link.click();
      link.remove();
    },
  });
})();
