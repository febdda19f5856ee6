"""Visits to pages with a real browser, which keeps whatever it complains of, and whatever passes."""

from dataclasses import dataclass, field
from typing import Any

from patience import PATIENCE_S
from playwright.sync_api import expect

__all__ = ["PATIENCE_MS", "Visits", "expect", "passed", "settled"]

PATIENCE_MS = 1000 * PATIENCE_S

expect.set_options(timeout=PATIENCE_MS)

_NO_COMPLAINTS = (
    "GL Driver Message",  # Chromium draws without a graphics card: of the machine, not of the page
    "Resize must be passed a displayed plot",  # NiceGUI fits a picture that went while plotly was loaded
)

_KEEP_WHAT_PASSES = """(() => {
  const passing = [".q-notification", ".ts-job"];
  window.passed = [];
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes) for (const node of addedNodes) {
      if (!(node instanceof Element)) continue;
      for (const name of passing) for (const one of [node, ...node.querySelectorAll(name)])
        if (one.matches(name)) window.passed.push([name, one.textContent]);
    }
  }).observe(document, { childList: true, subtree: true });
})()"""

_HAS_PASSED = "([name, text]) => window.passed.find(([what, said]) => what === name && said.includes(text))"

# spinners turn for ever; what fades or moves in does not
_IS_SETTLED = """() => !document.getAnimations().some(
  (one) => one.playState === "running" && Number.isFinite(one.effect?.getComputedTiming().endTime))"""


def passed(page: Any, text: str = "", *, what: str = ".q-notification") -> str:
    """Wait until something has shown up that goes by itself, and may have gone; return what it said.

    Parameters
    ----------
    page : Page
    text : str
        A part of it.
    what : {'.q-notification', '.ts-job'}
        A sentence in a corner of the page, or the card of a job.
    """
    found = page.wait_for_function(_HAS_PASSED, arg=[what, text])
    return str(found.json_value()[1])


def settled(page: Any) -> None:
    """Wait until nothing fades or moves in any more."""
    page.evaluate("() => new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)))")
    page.wait_for_function(_IS_SETTLED)


@dataclass
class Visits:
    """Opens pages of a server, and keeps what they complained of."""

    browser: Any
    url: str
    complaints: list[str] = field(default_factory=list)
    contexts: list[Any] = field(default_factory=list)

    def __call__(
        self,
        path: str = "/",
        *,
        width: int = 1440,
        look: str = "light",
        language: str = "en",
        expected: tuple[str, ...] = (),
    ) -> Any:
        """Open a page as a new visitor.

        Parameters
        ----------
        path : str
        width : int
            1440 is a laptop, 390 a phone.
        look : {'light', 'dark'}
        language : {'en', 'zh'}
        expected : tuple of str
            Parts of what it may complain of, such as "404".
        """
        context = self.browser.new_context(
            viewport={"width": width, "height": 844 if width < 800 else 900},
            color_scheme=look,
            locale={"en": "en-GB", "zh": "zh-CN"}[language],
            accept_downloads=True,
        )
        self.contexts.append(context)
        context.set_default_timeout(PATIENCE_MS)
        context.add_init_script(_KEEP_WHAT_PASSES)
        page = context.new_page()

        def complain(text: str) -> None:
            if not any(part in text for part in (*expected, *_NO_COMPLAINTS)):
                self.complaints.append(f"{path}: {text}")

        page.on("console", lambda said: complain(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: complain(str(error)))
        page.on("dialog", lambda dialog: (complain(f"a dialog: {dialog.message}"), dialog.dismiss()))
        inside = (self.url, self.url.replace("http", "ws", 1), "data:", "blob:")
        page.on("request", lambda request: None if request.url.startswith(inside) else complain(request.url))
        page.goto(self.url + path)
        # the page is alive when its socket is
        page.wait_for_function("window.socket && window.socket.connected")
        return page
