// Lets files be dropped anywhere on a page: <tune-drop to="ID of a ui.upload" text="..." hint="...">.
// Sends the event "folder" where somebody drops a folder.
(() => {
  const { make } = window.tunescape;
  const carriesFiles = (event) => event.dataTransfer && [...event.dataTransfer.types].includes("Files");

  class Drop extends HTMLElement {
    connectedCallback() {
      this.depth = 0;
      const lines = ["text", "hint"].map((name) => make("div", { class: `td-${name}` }, this.getAttribute(name) || ""));
      this.replaceChildren(make("div", { class: "td-card" }, ...lines));
      this.listeners = {
        dragenter: (event) => { if (carriesFiles(event)) { event.preventDefault(); this.depth++; this.toggleAttribute("open", true); } },
        dragover: (event) => { if (carriesFiles(event)) { event.preventDefault(); event.dataTransfer.dropEffect = "copy"; } },
        dragleave: (event) => { if (carriesFiles(event) && --this.depth <= 0) this.end(); },
        drop: (event) => { if (carriesFiles(event)) { event.preventDefault(); this.end(); this.take(event.dataTransfer); } },
      };
      for (const [name, act] of Object.entries(this.listeners)) document.addEventListener(name, act);
    }

    disconnectedCallback() {
      for (const [name, act] of Object.entries(this.listeners || {})) document.removeEventListener(name, act);
    }

    end() { this.depth = 0; this.toggleAttribute("open", false); }

    take(transfer) {
      const isFolder = [...transfer.items].map((item) => item.webkitGetAsEntry?.()?.isDirectory);
      const files = [...transfer.files].filter((_, i) => !isFolder[i]);
      if (files.length) getElement(Number(this.getAttribute("to"))).$refs.qRef.addFiles(files);
      else this.dispatchEvent(new CustomEvent("folder"));
    }
  }
  customElements.define("tune-drop", Drop);
})();
