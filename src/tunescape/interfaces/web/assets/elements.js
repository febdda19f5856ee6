// What the other scripts build their elements with: window.tunescape.{url, make, icon}.
(() => {
  const ICONS = {
    play: "M8 5v14l11-7z", pause: "M6 5h4v14H6zm8 0h4v14h-4z",
    previous: "M6 6h2v12H6zm3.5 6 8.5 6V6z", next: "M6 18l8.5-6L6 6zM16 6h2v12h-2z",
    close: "M19 6.4 17.6 5 12 10.6 6.4 5 5 6.4 10.6 12 5 17.6 6.4 19 12 13.4 17.6 19 19 17.6 13.4 12z",
    handle: "M9 5h2v2H9zm4 0h2v2h-2zM9 11h2v2H9zm4 0h2v2h-2zM9 17h2v2H9zm4 0h2v2h-2z",
    up: "M12 8l-6 6 1.4 1.4 4.6-4.6 4.6 4.6L18 14z", down: "M7.4 8.6 12 13.2l4.6-4.6L18 10l-6 6-6-6z",
    swap: "M12 5V1L7 6l5 5V7c3.3 0 6 2.7 6 6s-2.7 6-6 6-6-2.7-6-6H4c0 4.4 3.6 8 8 8s8-3.6 8-8-3.6-8-8-8z",
  };
  const SVG = "http://www.w3.org/2000/svg";

  const fill = (element, attributes, children) => {
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children.filter((one) => one !== undefined && one !== null));
    return element;
  };

  // the address of a path of this server, behind a reverse proxy too
  const url = (path) => (window.path_prefix || "") + path;
  // an element; texts among its children are only ever text
  const make = (tag, attributes = {}, ...children) => fill(document.createElement(tag), attributes, children);
  const icon = (name) => {
    const path = fill(document.createElementNS(SVG, "path"), { d: ICONS[name] }, []);
    return fill(document.createElementNS(SVG, "svg"), { viewBox: "0 0 24 24", "aria-hidden": "true" }, [path]);
  };
  window.tunescape = { url, make, icon };
})();
