"""Visits to pages with a real browser, which keeps whatever it complains of."""

from dataclasses import dataclass, field
from typing import Any

__all__ = ["Visits"]

_SLOW_DRAWING = "GL Driver Message"
"""What Chromium says where it draws without a graphics card: of the machine, not of the page."""


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
        page = context.new_page()

        def complain(text: str) -> None:
            if not any(part in text for part in (*expected, _SLOW_DRAWING)):
                self.complaints.append(f"{path}: {text}")

        page.on("console", lambda said: complain(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: complain(str(error)))
        page.on("dialog", lambda dialog: (complain(f"a dialog: {dialog.message}"), dialog.dismiss()))
        inside = (self.url, self.url.replace("http", "ws", 1), "data:", "blob:")
        page.on("request", lambda request: None if request.url.startswith(inside) else complain(request.url))
        page.goto(self.url + path)
        # the page is alive when its socket is
        page.wait_for_function("window.socket && window.socket.connected", timeout=20_000)
        return page
