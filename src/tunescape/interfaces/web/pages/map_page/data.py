"""The points of the map, as the script in the page fetches them."""

import anyio
from fastapi import APIRouter, HTTPException, Response

from tunescape.errors import LibraryError
from tunescape.interfaces.web.services.kept_map import read_payload
from tunescape.interfaces.web.state import WebState

__all__ = ["map_data"]


def map_data(state: WebState) -> APIRouter:
    """Return what answers with the points of a map, by its token; what has one never changes."""
    router = APIRouter(include_in_schema=False)

    @router.get("/data/map/{token}")
    async def points(token: str) -> Response:
        try:
            payload = await anyio.to_thread.run_sync(read_payload, state.library, token)
        except LibraryError as error:
            raise HTTPException(404, error.reason) from error
        kept = {"Cache-Control": "private, max-age=600"}
        return Response(payload, media_type="application/octet-stream", headers=kept)

    return router
