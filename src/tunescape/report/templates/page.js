"use strict";
(() => {
  const read = (id) => {
    const element = document.getElementById(id);
    return element ? JSON.parse(element.textContent) : {};
  };
  const settings = read("settings");

  // tables: sorted by a column's title, searched by the field above
  const collator = new Intl.Collator(settings.lang, { numeric: true, sensitivity: "base" });
  const compare = (a, b, numeric) =>
    numeric ? Number(a.dataset.value) - Number(b.dataset.value) : collator.compare(a.textContent, b.textContent);

  const sortBy = (table, header, index) => {
    const descending = header.getAttribute("aria-sort") === "ascending";
    const numeric = header.classList.contains("number");
    const body = table.tBodies[0];
    const rows = [...body.rows].map((row, place) => ({ row, place, cell: row.cells[index] }));
    rows.sort((a, b) => {
      // what is not known comes last, whichever way round
      const unknown = ("unknown" in a.cell.dataset) - ("unknown" in b.cell.dataset);
      const order = unknown || (descending ? -1 : 1) * compare(a.cell, b.cell, numeric);
      return order || a.place - b.place;
    });
    body.append(...rows.map((entry) => entry.row));
    for (const other of header.parentElement.cells) other.removeAttribute("aria-sort");
    header.setAttribute("aria-sort", descending ? "descending" : "ascending");
  };

  for (const table of document.querySelectorAll("table.sortable")) {
    [...table.tHead.rows[0].cells].forEach((header, index) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...header.childNodes);
      button.addEventListener("click", () => sortBy(table, header, index));
      header.append(button);
    });
    table.closest(".scroll").previousElementSibling.hidden = false;
  }

  for (const field of document.querySelectorAll("input[data-search]")) {
    const table = document.getElementById(field.dataset.search);
    const count = document.querySelector(`[data-count="${field.dataset.search}"]`);
    const rows = [...table.tBodies[0].rows].map((row) => [row, row.textContent.normalize("NFKC").toLowerCase()]);
    field.addEventListener("input", () => {
      const words = field.value.normalize("NFKC").toLowerCase().split(/\s+/).filter(Boolean);
      let found = 0;
      for (const [row, text] of rows) {
        row.hidden = !words.every((word) => text.includes(word));
        found += !row.hidden;
      }
      count.textContent = words.length
        ? settings.found.replace("{n}", found).replace("{total}", rows.length)
        : "";
    });
  }

  for (const player of document.querySelectorAll("audio")) {
    player.addEventListener("error", () => {
      player.hidden = true;
      player.nextElementSibling.hidden = false;
    });
  }

  // figures: drawn by plotly in the colours of the page; where that fails, their still pictures stay
  const figures = read("figures");
  if (!window.Plotly) return;
  Plotly.register({ moduleType: "locale", name: settings.lang, dictionary: settings.modebar, format: {} });
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const touch = window.matchMedia("(pointer: coarse)").matches;
  const chosen = {};

  const themed = (layout) => {
    const style = getComputedStyle(document.documentElement);
    const colour = (name) => style.getPropertyValue(name).trim();
    const copy = structuredClone(layout);
    copy.font = { family: getComputedStyle(document.body).fontFamily, color: colour("--ink"), size: 13 };
    copy.hoverlabel = { ...copy.hoverlabel, bgcolor: colour("--raised"), bordercolor: colour("--line"), font: { color: colour("--ink") } };
    for (const name of Object.keys(copy)) {
      if (/^[xy]axis/.test(name)) {
        Object.assign(copy[name], { gridcolor: colour("--grid"), linecolor: colour("--line"), tickcolor: colour("--line") });
      }
    }
    copy.dragmode = touch ? false : "pan";
    return copy;
  };

  const draw = (name) => {
    const place = document.querySelector(`#${CSS.escape(name)}`);
    const figure = figures[name][chosen[name] || 0];
    place.classList.add("is-live");
    const explored = figure.layout.xaxis.fixedrange === false;
    return Plotly.react(place.querySelector(".live"), figure.data, themed(figure.layout), {
      responsive: true,
      displaylogo: false,
      locale: settings.lang,
      displayModeBar: explored ? "hover" : false,
      modeBarButtons: [["zoom2d", "pan2d", "zoomIn2d", "zoomOut2d", "resetScale2d", "toImage"]],
    }).catch((error) => {
      place.classList.remove("is-live");
      throw error;
    });
  };

  for (const button of document.querySelectorAll("button[data-variant]")) {
    button.addEventListener("click", () => {
      chosen[button.dataset.plot] = Number(button.dataset.variant);
      for (const other of button.parentElement.querySelectorAll("button")) {
        other.setAttribute("aria-pressed", String(other === button));
      }
      draw(button.dataset.plot);
    });
    button.parentElement.hidden = false;
  }

  const drawAll = () => Object.keys(figures).forEach(draw);
  drawAll();
  dark.addEventListener("change", drawAll);
})();
