// <tune-playlist words='{…}' rows='{"total": n, "rows": [{"position", "id", "title", "artist", "length", "similarity",
//                "share", "chip", "gone"}], "acts": how often it was told something}'>
// draws a part of a playlist. What one does with a row is told as the event "act", whose detail is {what, at, to}:
// "move" (by dragging, buttons or arrow keys), "remove", "swap" and "play".
(() => {
  const { url, make, icon } = window.tunescape;
  const SCROLLS_WITHIN = 90;

  class Playlist extends HTMLElement {
    static observedAttributes = ["rows"];

    connectedCallback() {
      if (!this.list) {
        this.said = JSON.parse(this.getAttribute("words") || "{}");
        this.list = make("ol", { class: "pl-list" });
        this.voice = make("div", { class: "pl-voice", role: "status" });
        this.append(this.list, this.voice);
      }
      this.playing = (event) => this.mark(event.detail.id);
      window.addEventListener("tunescape:track", this.playing);
      this.draw();
    }
    disconnectedCallback() { window.removeEventListener("tunescape:track", this.playing); }
    attributeChangedCallback() { if (this.list) this.draw(); }

    say(key, values = {}) {
      return (this.said[key] || key).replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
    }
    act(what, at, to) { this.dispatchEvent(new CustomEvent("act", { detail: { what, at, to } })); }

    draw() {
      const focused = this.contains(document.activeElement) ? document.activeElement : null;
      const item = focused?.closest("li");
      const held = item && { id: item.dataset.id, what: focused.dataset.what, at: [...this.list.children].indexOf(item) };
      const { total = 0, rows = [] } = JSON.parse(this.getAttribute("rows") || "{}");
      this.total = total;
      this.shown = rows;
      this.list.start = this.shown.length ? this.shown[0].position + 1 : 1;
      this.list.replaceChildren(...this.shown.map((row) => this.row(row)));
      this.mark(window.tunescape?.current?.() ?? null);
      if (held) this.focusAgain(held);
    }

    // the track that was moved keeps the focus; where it is gone, what came into its place has it
    focusAgain({ id, what, at }) {
      const items = [...this.list.children];
      const item = items.find((one) => one.dataset.id === id) || items[Math.min(at, items.length - 1)];
      const button = item && (item.querySelector(`[data-what="${what}"]:not(:disabled)`) || item.querySelector("button:not(:disabled)"));
      if (button) button.focus({ preventScroll: false });
    }

    row(row) {
      const item = make("li", { class: "pl-row", "data-id": row.id });
      const handle = this.button("handle", this.say("move", row), () => {});
      handle.classList.add("pl-handle");
      handle.addEventListener("pointerdown", (event) => this.grab(event, item, row));
      handle.addEventListener("keydown", (event) => this.key(event, row));
      const names = make("div", { class: "pl-names" });
      if (row.gone) {
        item.classList.add("pl-gone");
        names.append(
          make("span", { class: "pl-title" }, this.say("gone")), make("span", { class: "pl-artist" }, this.say("gone_hint")),
        );
      } else {
        const link = make("a", { class: "pl-title", href: url(`/track/${row.id}`) }, row.title);
        link.addEventListener("click", (event) => this.follow(event, row));
        names.append(link, make("span", { class: "pl-artist" }, row.artist));
      }
      const play = this.button("play", this.say("play", row), () => this.act("play", row.position));
      play.disabled = row.gone;
      const up = this.button("up", this.say("up", row), () => this.move(row, row.position - 1));
      const down = this.button("down", this.say("down", row), () => this.move(row, row.position + 1));
      up.disabled = row.position === 0;
      down.disabled = row.position + 1 >= this.total;
      for (const one of [up, down]) one.classList.add("pl-step");
      const buttons = make(
        "div", { class: "pl-buttons" }, up, down,
        this.button("swap", this.say("swap", row), () => this.act("swap", row.position)),
        this.button("remove", this.say("remove", row), () => this.act("remove", row.position)),
      );
      const number = make("span", { class: "pl-number" }, String(row.position + 1));
      item.append(handle, number, play, names, this.facts(row), buttons);
      return item;
    }

    facts(row) {
      const facts = make("div", { class: "pl-facts" });
      if (row.chip) facts.append(make("span", { class: "ts-chip" }, row.chip));
      if (row.similarity) {
        const filled = make("span");
        filled.style.width = `${Math.round(100 * row.share)}%`;
        const bar = make("span", { class: "pl-bar", "aria-hidden": "true" }, filled);
        const value = make("span", { class: "pl-value" }, row.similarity);
        facts.append(make("span", { class: "pl-likeness", title: this.say("similarity") }, bar, value));
      }
      if (row.length) facts.append(make("span", { class: "pl-length" }, row.length));
      return facts;
    }

    button(what, label, act) {
      const said = { "aria-label": label, title: label, "data-what": what };
      const button = make("button", { type: "button", class: "pl-button", ...said }, icon(what === "remove" ? "close" : what));
      button.addEventListener("click", act);
      return button;
    }

    mark(id) {
      for (const item of this.list.children) item.classList.toggle("pl-current", Boolean(id) && item.dataset.id === id);
    }

    follow(event, row) {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
      event.preventDefault();
      window.tunescape.open(`/track/${row.id}`);
    }

    move(row, to) {
      const { total } = this;
      const place = Math.max(0, Math.min(total - 1, to));
      if (place === row.position) return;
      this.voice.textContent = this.say("moved", { title: row.title || "", position: place + 1, total });
      this.act("move", row.position, place);
    }

    key(event, row) {
      const to = { ArrowUp: row.position - 1, ArrowDown: row.position + 1, Home: 0, End: Infinity }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      this.move(row, to);
    }

    grab(event, item, row) {
      if (event.button) return;
      const handle = event.currentTarget;
      const items = [...this.list.children];
      const start = items.indexOf(item);
      const places = items.map((one) => { const box = one.getBoundingClientRect(); return { top: box.top + scrollY, height: box.height }; });
      const from = event.clientY + scrollY;
      let to = start, pointer = event.clientY, frame = 0;
      const follow = () => {
        const by = pointer + scrollY - from;
        const middle = places[start].top + places[start].height / 2 + by;
        to = start;
        for (let i = 0; i < items.length; i++) {
          const centre = places[i].top + places[i].height / 2;
          if (i < start && middle < centre) { to = i; break; }
          if (i > start && middle > centre) to = i;
        }
        items.forEach((one, i) => {
          const aside = i === start ? by : i > start && i <= to ? -places[start].height : i < start && i >= to ? places[start].height : 0;
          one.style.transform = aside ? `translateY(${aside}px)` : "";
        });
      };
      // at the edges of the window it scrolls on, however still the pointer is held
      const scroll = () => {
        const below = pointer - (innerHeight - SCROLLS_WITHIN), above = SCROLLS_WITHIN - pointer;
        if (below > 0 || above > 0) { scrollBy(0, below > 0 ? below / 8 : -above / 8); follow(); }
        frame = requestAnimationFrame(scroll);
      };
      const moved = (now) => { pointer = now.clientY; item.classList.add("pl-dragged"); follow(); };
      const end = (now) => {
        cancelAnimationFrame(frame);
        for (const name of ["pointermove", "pointerup", "pointercancel"]) handle.removeEventListener(name, steps[name]);
        for (const one of items) one.style.transform = "";
        item.classList.remove("pl-dragged");
        if (now.type === "pointercancel" || to === start) return;
        items[to][to > start ? "after" : "before"](item);
        handle.focus({ preventScroll: true });
        this.move(row, this.shown[to].position);
      };
      const steps = { pointermove: moved, pointerup: end, pointercancel: end };
      handle.setPointerCapture(event.pointerId);
      for (const [name, step] of Object.entries(steps)) handle.addEventListener(name, step);
      frame = requestAnimationFrame(scroll);
    }
  }
  customElements.define("tune-playlist", Playlist);
})();
