"""The clusters: groups of tracks that sound alike."""

from tunescape.interfaces.web.pages.clusters.page import ClustersPage
from tunescape.interfaces.web.pages.context import PageContext

__all__ = ["build"]


def build(page: PageContext) -> None:
    """Build the page."""
    ClustersPage(page).build()
