"""The audio of a track, and what can be made of it: waveform, pictures, notes."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from tunescape.interfaces.web.api import models
from tunescape.interfaces.web.api.answers import ApiError, document, not_found
from tunescape.interfaces.web.api.audio_response import AudioResponse
from tunescape.interfaces.web.api.parameters import TrackId
from tunescape.interfaces.web.services.known_tracks import known_track, served_file
from tunescape.interfaces.web.services.media import midi_bytes, picture_bytes, track_peaks
from tunescape.interfaces.web.state import WebState
from tunescape.library.annotations import read_annotation, write_annotation

__all__ = ["PEAKS", "media_router"]

PEAKS = "peaks@1"
"""Name under which a library keeps the waveform of a track."""

_KEPT = {"cache-control": "private, max-age=86400"}
_AUDIO: dict[int | str, dict[str, Any]] = {
    200: {"description": "All of it.", "content": {"audio/*": {}, "application/octet-stream": {}}},
    206: {
        "description": "The part that was asked for.",
        "content": {"audio/*": {}, "multipart/byteranges": {}},
    },
    304: {"description": "The browser has it already."},
    416: {"model": models.ErrorDocument, "description": "The file has no such part."},
}


def media_router(state: WebState) -> APIRouter:
    """Return the addresses of what is heard and seen of a track."""
    router = APIRouter(prefix="/tracks/{track_id}", tags=["audio and pictures"])
    library = state.library

    @router.api_route(
        "/audio", methods=["GET"], responses=_AUDIO, response_class=Response, summary="Its audio"
    )
    @router.head("/audio", responses=_AUDIO, response_class=Response, include_in_schema=False)
    def audio(
        track_id: TrackId, download: Annotated[bool, Query(description="To save, not to play.")] = False
    ) -> Response:
        """Serve the file, whole or in ranges of bytes."""
        try:
            return AudioResponse(served_file(library, track_id), attached=download)
        except OSError as error:
            reason = f"the file of this track cannot be read ({error.strerror})"
            raise ApiError(404, "not_found", reason, "is its disk connected?") from error

    @router.get("/peaks", response_model=models.Peaks, summary="Its waveform, to be drawn")
    async def peaks(track_id: TrackId) -> Response:
        """Return the lowest and highest sample of each of 1000 equal parts."""
        found = await state.read(read_annotation, library, track_id, PEAKS)
        if found is None:
            path = await state.read(served_file, library, track_id)
            found = await state.compute(track_peaks, path)
            await state.read(write_annotation, library, track_id, PEAKS, found)
        return document(found, headers=_KEPT, compact=True)

    @router.get(
        "/pictures/{view}.png",
        response_class=Response,
        responses={200: {"content": {"image/png": {}}, "description": "A picture."}},
        summary="A picture of it",
    )
    async def picture(
        track_id: TrackId,
        view: Annotated[str, Path(max_length=64, description="One of /views.")],
        start: Annotated[float, Query(ge=0, le=1e6, description="Where to begin, in seconds.")] = 0.0,
        duration: Annotated[
            float | None, Query(gt=0.001, le=600, description="How much to draw; at most ten minutes.")
        ] = None,
    ) -> Response:
        from tunescape.report.pictures.views import VIEWS

        if view not in VIEWS:
            raise not_found("view", "/views lists those there are")
        track = await state.read(known_track, library, track_id)
        path = await state.read(served_file, library, track_id)
        png = await state.compute(picture_bytes, path, view, track.name, start, duration)
        return Response(png, media_type="image/png", headers=_KEPT)

    @router.get(
        "/midi",
        response_class=Response,
        responses={200: {"content": {"audio/midi": {}}, "description": "A MIDI file."}},
        summary="Its notes",
    )
    async def midi(track_id: TrackId) -> Response:
        """Write its notes down; that takes a second or two for a minute of music."""
        path = await state.read(served_file, library, track_id)
        notes = await state.compute(midi_bytes, path)
        name = f"{track_id}.mid"
        headers = {"content-disposition": f'attachment; filename="{name}"', **_KEPT}
        return Response(notes, media_type="audio/midi", headers=headers)

    return router
