"""What pages fetch beside their elements: points of the map, reports to download."""

from fastapi import APIRouter

from tunescape.interfaces.web.pages.hot.report_files import report_files
from tunescape.interfaces.web.pages.map_page.data import map_data
from tunescape.interfaces.web.state import WebState

__all__ = ["page_data"]


def page_data(state: WebState) -> APIRouter:
    """Return what answers under ``/data``."""
    router = APIRouter(include_in_schema=False)
    router.include_router(map_data(state))
    router.include_router(report_files(state))
    return router
