"""The map: every track a point, what sounds alike close together."""

from tunescape.interfaces.web.pages.context import PageContext
from tunescape.interfaces.web.pages.map_page.page import MapPage

__all__ = ["build"]


def build(page: PageContext) -> None:
    """Build the page."""
    MapPage(page).build()
