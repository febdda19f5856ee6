// Every track a point. Plotly draws them from typed arrays that come in one piece; colours, highlights and the
// chosen track come as properties, so that positions are sent once.
const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
const colour = (name) => getComputedStyle(document.body).getPropertyValue(name).trim();
const pointSize = (n) => (n > 20000 ? 3.5 : n > 4000 ? 5 : n > 600 ? 7 : 11);
const BESIDE = { type: "scattergl", mode: "markers", hoverinfo: "skip", x: [], y: [] };

export default {
  template: `
    <div class="map-frame">
      <div ref="plot" class="map-plot" role="img" :aria-label="label"></div>
      <div ref="tip" class="map-tip" aria-hidden="true" hidden></div>
      <div v-if="note" class="map-note">{{ note }}</div>
    </div>`,
  props: {
    address: String, colouring: Object, mask: String, chosen: Object, mode: String, label: String, texts: Object,
  },
  data() {
    return { note: "" };
  },
  async mounted() {
    this.Plotly = (await import("nicegui-plotly")).Plotly;
    if (!this.$refs.plot) return; // gone before it was there
    // it refuses where the page has been left meanwhile
    this.observer = new ResizeObserver(() => this.points && this.Plotly.Plots.resize(this.$refs.plot).catch(() => {}));
    this.observer.observe(this.$refs.plot);
    await this.load();
  },
  beforeUnmount() {
    this.observer?.disconnect();
    if (this.points) this.Plotly.purge(this.$refs.plot);
  },
  watch: {
    address() { this.load(); },
    colouring() { this.paint(); },
    mask() { this.highlight(); },
    chosen() { this.mark(); },
    mode(name) { if (this.points) this.drag(name); },
  },
  methods: {
    async load() {
      if (!this.address || !this.Plotly) return;
      this.note = this.texts.loading;
      const answer = await fetch(this.address).catch(() => null);
      if (!answer || !answer.ok) { this.note = this.texts.failed; return; }
      const buffer = await answer.arrayBuffer();
      const n = new DataView(buffer).getUint32(0, true);
      const [titles, artists] = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4 + 8 * n)));
      this.points = { n, x: new Float32Array(buffer, 4, n), y: new Float32Array(buffer, 4 + 4 * n, n), titles, artists };
      await this.draw();
      this.note = "";
      this.$emit("drawn", { n });
    },
    async draw() {
      const { n, x, y } = this.points;
      const all = {
        type: "scattergl", mode: "markers", x, y, hoverinfo: "none",
        marker: { size: pointSize(n), opacity: 0.85, line: { width: 0 }, ...this.colours() },
        unselected: { marker: { opacity: 0.12 } },
      };
      const axis = { visible: false, zeroline: false, showgrid: false };
      const layout = {
        paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)", showlegend: false,
        margin: { l: 0, r: 0, t: 0, b: 0 }, dragmode: this.mode, hovermode: "closest", hoverdistance: 12,
        xaxis: { ...axis, range: [-1.06, 1.06] }, yaxis: { ...axis, range: [-1.06, 1.06], scaleanchor: "x" },
        newselection: { line: { color: colour("--accent"), width: 2 } },
      };
      const config = { displayModeBar: false, scrollZoom: true, doubleClick: "reset", showTips: false };
      await this.Plotly.newPlot(this.$refs.plot, [all, { ...BESIDE }, { ...BESIDE }], layout, config);
      this.listen();
      this.highlight();
      this.mark();
    },
    colours() {
      if (!this.colouring?.codes || !this.points) return { color: "#5a9bd4" };
      const codes = bytes(this.colouring.codes);
      if (codes.length !== this.points.n) return { color: "#5a9bd4" };
      return { color: Array.from(codes, (code) => this.colouring.palette[code]) };
    },
    paint() {
      if (this.points) this.Plotly.restyle(this.$refs.plot, { "marker.color": [this.colours().color] }, [0]);
    },
    listen() {
      const plot = this.$refs.plot;
      const first = (event) => event.points?.find((point) => point.curveNumber === 0);
      plot.on("plotly_click", (event) => {
        const point = first(event);
        if (point) this.$emit("pick", { i: point.pointNumber });
      });
      plot.on("plotly_hover", (event) => { const point = first(event); if (point) this.tell(point.pointNumber, event.event); });
      plot.on("plotly_unhover", () => { this.$refs.tip.hidden = true; });
      plot.on("plotly_selected", (event) => {
        if (!event) return;
        const chosen = event.points.filter((point) => point.curveNumber === 0).map((point) => point.pointNumber);
        this.$emit("lasso", { indices: chosen });
      });
    },
    tell(i, event) {
      const tip = this.$refs.tip;
      const title = document.createElement("strong");
      title.textContent = this.points.titles[i];
      const artist = document.createElement("span");
      artist.textContent = this.points.artists[i];
      tip.replaceChildren(title, artist);
      tip.hidden = false;
      const box = this.$el.getBoundingClientRect();
      const left = Math.min(Math.max(event.clientX - box.left + 14, 4), box.width - tip.offsetWidth - 4);
      const above = event.clientY - box.top - tip.offsetHeight - 12;
      tip.style.left = `${left}px`;
      tip.style.top = `${above > 4 ? above : event.clientY - box.top + 16}px`;
    },
    beside(trace, indices, marker) {
      const { x, y } = this.points;
      const change = { x: [indices.map((i) => x[i])], y: [indices.map((i) => y[i])] };
      for (const [name, value] of Object.entries(marker)) change[`marker.${name}`] = [value];
      return this.Plotly.restyle(this.$refs.plot, change, [trace]);
    },
    highlight() {
      if (!this.points) return;
      const found = [];
      if (this.mask) {
        const bits = bytes(this.mask);
        for (let i = 0; i < this.points.n; i += 1) if (bits[i >> 3] & (128 >> (i & 7))) found.push(i);
      }
      this.Plotly.restyle(this.$refs.plot, { "marker.opacity": this.mask ? 0.14 : 0.85 }, [0]);
      const colours = this.colours().color;
      this.beside(1, found, {
        color: Array.isArray(colours) ? found.map((i) => colours[i]) : colours,
        size: pointSize(this.points.n) + (found.length > 2000 ? 0 : 3), opacity: 1, line: { width: 0 },
      });
    },
    mark() {
      if (!this.points) return;
      const { index = -1, neighbours = [] } = this.chosen || {};
      const all = index < 0 ? [] : [...neighbours, index];
      this.beside(2, all, {
        symbol: "circle-open", color: colour("--ink"), opacity: 1,
        size: all.map((i) => (i === index ? 26 : 15)), line: { width: 2, color: colour("--ink") },
      });
    },
    drag(name) {
      const plot = this.$refs.plot;
      this.Plotly.relayout(plot, { dragmode: name, selections: [] });
      if (name === "pan") this.forget();
    },
    forget() {
      this.Plotly.restyle(this.$refs.plot, { selectedpoints: [null] }, [0]);
      this.Plotly.relayout(this.$refs.plot, { selections: [] });
    },
    zoom(factor) {
      const { xaxis, yaxis } = this.$refs.plot._fullLayout;
      const about = ([low, high]) => {
        const middle = (low + high) / 2;
        return [middle + (low - middle) * factor, middle + (high - middle) * factor];
      };
      this.Plotly.relayout(this.$refs.plot, { "xaxis.range": about(xaxis.range), "yaxis.range": about(yaxis.range) });
    },
    whole() {
      this.Plotly.relayout(this.$refs.plot, { "xaxis.range": [-1.06, 1.06], "yaxis.range": [-1.06, 1.06] });
    },
    isolate(code) {
      // the legend: points of one group, without asking the server
      if (!this.points || !this.colouring?.codes) return;
      if (code < 0) { this.highlight(); return; }
      const codes = bytes(this.colouring.codes);
      const mine = [];
      for (let i = 0; i < codes.length; i += 1) if (codes[i] === code) mine.push(i);
      this.Plotly.restyle(this.$refs.plot, { "marker.opacity": 0.1 }, [0]);
      this.beside(1, mine, { color: this.colouring.palette[code], size: pointSize(this.points.n) + 1, opacity: 1, line: { width: 0 } });
    },
  },
};
