"""Hot music: what is on the charts, and what makes it different."""

from tunescape.interfaces.web.pages.context import PageContext
from tunescape.interfaces.web.pages.hot.page import HotPage

__all__ = ["build"]


def build(page: PageContext) -> None:
    """Build the page."""
    HotPage(page).build()
