"""Tracks: the list, one of them, what sounds like it, and what a person says of it."""

from typing import Annotated

from fastapi import APIRouter, Body, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from tunescape.interfaces.documents import match_document, track_document
from tunescape.interfaces.track_report import track_report
from tunescape.interfaces.web.api import models
from tunescape.interfaces.web.api.answers import document
from tunescape.interfaces.web.api.parameters import Limit, Offset, Rhythm, Space, TrackId, WhereText
from tunescape.interfaces.web.services.alike import reasons_of, similar_tracks
from tunescape.interfaces.web.services.known_tracks import known_sound, known_track
from tunescape.interfaces.web.services.track_rows import track_page
from tunescape.interfaces.web.state import WebState
from tunescape.library.labels import remove_label, set_label

__all__ = ["tracks_router"]


class Genre(BaseModel):
    """What a person says of a track."""

    model_config = ConfigDict(extra="forbid")
    genre: Annotated[str, Field(min_length=1, max_length=100, description="In any language.")]


def tracks_router(state: WebState) -> APIRouter:
    """Return the addresses below ``/tracks``."""
    router = APIRouter(prefix="/tracks", tags=["tracks"])
    library = state.library

    @router.get("", response_model=list[models.Track], summary="The tracks")
    def list_tracks(
        q: Annotated[
            str, Query(max_length=200, description="Any part of title, artist, album or path.")
        ] = "",
        where: WhereText = "",
        sort: Annotated[
            str, Query(max_length=64, description="A field, with - before it for the largest first.")
        ] = "",
        limit: Limit = 100,
        offset: Offset = 0,
    ) -> Response:
        """Return a page of them; the header ``X-Total-Count`` says how many match."""
        rows, total = track_page(library, q=q, where=where, sort=sort, limit=limit, offset=offset)
        return document([track_document(track) for track in rows], headers={"x-total-count": str(total)})

    @router.get("/{track_id}", response_model=models.Show, summary="All that is known of one track")
    def show(track_id: TrackId) -> Response:
        return document(track_report(library, known_sound(library, track_id)))

    @router.get("/{track_id}/similar", response_model=list[models.Match], summary="What sounds like it")
    async def similar(
        track_id: TrackId,
        n: Annotated[int, Query(ge=1, le=500, description="How many.")] = 20,
        space: Space = "default",
        rhythm: Rhythm = 1.0,
        why: Annotated[bool, Query(description="Say what makes each of them alike.")] = False,
    ) -> Response:
        """Return the nearest by sound; ``why`` takes seconds the first time."""
        if why:
            rows = await state.compute(reasons_of, str(library.path), track_id, n, space, rhythm)
        else:
            matches = await state.read(similar_tracks, library, track_id, n=n, space=space, rhythm=rhythm)
            rows = [match_document(match) for match in matches]
        return document(rows)

    @router.put("/{track_id}/label", response_model=models.Track, summary="Say which genre it has")
    def label(track_id: TrackId, given: Annotated[Genre, Body()]) -> Response:
        """Store a genre that counts before what the file or a model says."""
        known_track(library, track_id)
        set_label(library, track_id, given.genre)
        return document(track_document(library.track(track_id)))

    @router.delete("/{track_id}/label", response_model=models.Track, summary="Take that back")
    def unlabel(track_id: TrackId) -> Response:
        """Forget the genre that was said by hand, if there is one."""
        known_track(library, track_id)
        remove_label(library, track_id)
        return document(track_document(library.track(track_id)))

    return router
