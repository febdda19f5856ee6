"""The REST API as one application, to be mounted under ``/api``."""

from typing import Any

from fastapi import APIRouter, FastAPI
from starlette.responses import HTMLResponse

from tunescape.interfaces.web.api import models
from tunescape.interfaces.web.api.answers import add_error_handlers
from tunescape.interfaces.web.api.clusters import clusters_router
from tunescape.interfaces.web.api.description import description_page
from tunescape.interfaces.web.api.hear import hear_router
from tunescape.interfaces.web.api.jobs import jobs_router
from tunescape.interfaces.web.api.library import library_router
from tunescape.interfaces.web.api.media import media_router
from tunescape.interfaces.web.api.music import music_router
from tunescape.interfaces.web.api.playlists import playlists_router
from tunescape.interfaces.web.api.tracks import tracks_router
from tunescape.interfaces.web.state import WebState

__all__ = ["api_app"]

_ROUTERS = (
    library_router,
    tracks_router,
    media_router,
    music_router,
    playlists_router,
    clusters_router,
    jobs_router,
    hear_router,
)

_REFUSALS: dict[int | str, dict[str, Any]] = {
    status: {"model": models.ErrorDocument, "description": description}
    for status, description in (
        (400, "That cannot be done, or cannot be read."),
        (404, "There is no such thing."),
        (422, "A value is none that it can have."),
        (503, "The library or the server cannot do it now."),
    )
}


def api_app(state: WebState) -> FastAPI:
    """Build the API of a server.

    Parameters
    ----------
    state : WebState

    Returns
    -------
    FastAPI
        With its description at ``/openapi.json``, and as a page at ``/docs``.
    """
    app = FastAPI(
        title="tunescape",
        version=state.version,
        description="Hears a music library: what the command line answers with --json, over HTTP.",
        docs_url=None,
        redoc_url=None,
        separate_input_output_schemas=False,
        redirect_slashes=False,
    )
    every = APIRouter(responses=_REFUSALS)
    for router in _ROUTERS:
        every.include_router(router(state))
    app.include_router(every)
    add_error_handlers(app)

    @app.get("/docs", include_in_schema=False, response_class=HTMLResponse)
    def docs() -> str:
        return description_page(app.openapi())

    return app
