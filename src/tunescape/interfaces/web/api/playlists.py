"""Playlists: grown from tracks, kept by the library, exported."""

import json
from typing import Annotated, Any, Literal
from urllib.parse import quote

from fastapi import APIRouter, Body, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from tunescape.errors import QueryError
from tunescape.interfaces.documents import playlist_document
from tunescape.interfaces.web.api import models
from tunescape.interfaces.web.api.answers import document
from tunescape.interfaces.web.api.parameters import Number
from tunescape.interfaces.web.services.alike import grown_playlist
from tunescape.interfaces.web.services.lists import exported, playlist_row, saved_document, saved_playlist
from tunescape.interfaces.web.services.playlist_export import download_name
from tunescape.interfaces.web.state import WebState
from tunescape.library.playlists import delete_playlist, list_playlists, save_playlist

__all__ = ["playlists_router"]

Id = Annotated[str, Field(pattern="^[0-9a-f]{32}$")]

_LARGEST_RECIPE = 20_000

_TYPES = {
    "m3u8": "application/vnd.apple.mpegurl",
    "xspf": "application/xspf+xml",
    "jspf": "application/json",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}


class Wish(BaseModel):
    """What a playlist is to be grown from."""

    model_config = ConfigDict(extra="forbid")
    seeds: Annotated[list[Id], Field(min_length=1, max_length=100, description="Track ids to start from.")]
    minus: Annotated[list[Id], Field(max_length=100, description="Away from the sound of these.")] = []
    to: Annotated[Id | None, Field(description="End there, in small, even steps.")] = None
    n: Annotated[int, Field(ge=1, le=300, description="Length, seeds included.")] = 25
    max_per_artist: Annotated[int, Field(ge=0, le=1000, description="0 for no limit.")] = 2
    diversity: Annotated[
        float, Field(ge=0, le=1, description="0 for the nearest, 1 for the most varied.")
    ] = 0.0
    space: Annotated[str, Field(max_length=500, description="What counts as alike.")] = "default"
    rhythm: Annotated[float, Field(ge=0, le=2, description="How much rhythm counts.")] = 1.0


class Kept(BaseModel):
    """A playlist to be kept."""

    model_config = ConfigDict(extra="forbid")
    name: Annotated[str, Field(min_length=1, max_length=200)]
    track_ids: Annotated[list[Id], Field(max_length=100_000, description="In playing order.")]
    recipe: Annotated[
        dict[str, Any], Field(description="The seeds and options it was grown with; kept as it is.")
    ] = {}


def playlists_router(state: WebState) -> APIRouter:
    """Return ``/playlist`` and the addresses below ``/playlists``."""
    router = APIRouter(tags=["playlists"])
    library = state.library

    @router.post("/playlist", response_model=models.PlaylistDocument, summary="Grow a playlist")
    def grow(wish: Annotated[Wish, Body()]) -> Response:
        """Grow one from seeds, away from ``minus``; or find a smooth path to ``to``. Stores nothing."""
        given = wish.model_dump()
        limit = given.pop("max_per_artist") or None
        return document(playlist_document(grown_playlist(library, max_per_artist=limit, **given)))

    @router.get("/playlists", response_model=list[models.SavedPlaylistRow], summary="Those that are kept")
    def list_kept() -> Response:
        """Return them without their tracks, the newest first."""
        return document([playlist_row(saved) for saved in list_playlists(library)])

    @router.post("/playlists", response_model=models.SavedPlaylist, status_code=201, summary="Keep one")
    def keep(kept: Annotated[Kept, Body()]) -> Response:
        number = save_playlist(library, kept.name, kept.track_ids, recipe=_recipe(kept))
        return document(saved_document(library, saved_playlist(library, number)), status=201)

    @router.get("/playlists/{number}", response_model=models.SavedPlaylist, summary="One of them")
    def read(number: Number) -> Response:
        return document(saved_document(library, saved_playlist(library, number)))

    @router.put("/playlists/{number}", response_model=models.SavedPlaylist, summary="Change it")
    def change(number: Number, kept: Annotated[Kept, Body()]) -> Response:
        """Put name, tracks and recipe in the place of those that were there."""
        saved_playlist(library, number)
        save_playlist(library, kept.name, kept.track_ids, recipe=_recipe(kept), playlist_id=number)
        return document(saved_document(library, saved_playlist(library, number)))

    @router.delete("/playlists/{number}", status_code=204, response_class=Response, summary="Forget it")
    def forget(number: Number) -> Response:
        """Forget the playlist; its tracks stay."""
        saved_playlist(library, number)
        delete_playlist(library, number)
        return Response(status_code=204)

    @router.get(
        "/playlists/{number}/export",
        response_class=Response,
        responses={200: {"content": {"*/*": {}}, "description": "A file."}},
        summary="As a file",
    )
    def export(
        number: Number,
        format: Annotated[Literal["m3u8", "xspf", "jspf", "csv", "json"], Query()] = "m3u8",
    ) -> Response:
        """Write it in a format that players read, with absolute paths."""
        saved = saved_playlist(library, number)
        name = download_name(saved.name, f".{format}")
        return Response(
            exported(library, saved, format),
            media_type=_TYPES[format],
            headers={"content-disposition": f"attachment; filename*=utf-8''{quote(name)}"},
        )

    return router


def _recipe(kept: Kept) -> dict[str, Any]:
    try:
        text = json.dumps(kept.recipe, allow_nan=False)
    except ValueError as error:
        raise QueryError("the recipe holds what is no JSON", hint="leave out NaN and Infinity") from error
    if len(text) > _LARGEST_RECIPE:
        raise QueryError("the recipe is too large", hint=f"at most {_LARGEST_RECIPE:,} characters")
    return kept.recipe
