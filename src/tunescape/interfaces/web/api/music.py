"""What is heard in a track, once, and then kept: beats, chords, sections, hook."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from starlette.responses import Response

from tunescape.interfaces.web.api import models
from tunescape.interfaces.web.api.answers import document
from tunescape.interfaces.web.api.parameters import TrackId
from tunescape.interfaces.web.services.heard_music import heard_music, hook_clip
from tunescape.interfaces.web.services.known_tracks import served_file
from tunescape.interfaces.web.state import WebState

__all__ = ["music_router"]

_CLIP_TYPES = {"flac": "audio/flac", "mp3": "audio/mpeg", "ogg": "audio/ogg", "wav": "audio/wav"}


def music_router(state: WebState) -> APIRouter:
    """Return the addresses of beats, chords and hook."""
    router = APIRouter(prefix="/tracks/{track_id}", tags=["beats, chords and hook"])

    @router.get("/beats", response_model=models.Beats, summary="Its beats and bars")
    async def beats(track_id: TrackId) -> Response:
        """Return when one would tap; the first time it has to be heard, which takes seconds."""
        return document((await heard_music(state, track_id, "beats"))["beats"])

    @router.get("/chords", response_model=models.Chords, summary="Its chords")
    async def chords(track_id: TrackId) -> Response:
        """Return the chords with their times; the first time they have to be heard."""
        return document((await heard_music(state, track_id, "chords"))["chords"])

    @router.get("/hook", response_model=models.Hook, summary="Its catchiest stretch")
    async def hook(track_id: TrackId) -> Response:
        """Return the hook, two runners-up and the sections; the first time they have to be heard."""
        found = await heard_music(state, track_id, "form")
        structure = found["structure"]
        return document(
            found["hook"] | {"sections": structure["sections"], "remarks": structure["remarks"], "file": None}
        )

    @router.get(
        "/hook/audio",
        response_class=Response,
        responses={200: {"content": {"audio/*": {}}, "description": "An audio file."}},
        summary="The hook, cut out",
    )
    async def hook_audio(
        track_id: TrackId, format: Annotated[Literal["flac", "mp3", "ogg", "wav"], Query()] = "mp3"
    ) -> Response:
        """Return the stretch with short fades at its ends."""
        found = (await heard_music(state, track_id, "form"))["hook"]
        path = await state.read(served_file, state.library, track_id)
        clip = await state.compute(hook_clip, path, found["start"], found["end"], f".{format}")
        headers = {"content-disposition": f'attachment; filename="hook-{track_id[:8]}.{format}"'}
        return Response(clip, media_type=_CLIP_TYPES[format], headers=headers)

    return router
