"""A file that somebody brings: heard and compared, not stored."""

import os
import shutil
import threading
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, File, Query, UploadFile
from starlette.responses import Response

from tunescape.errors import DecodeError
from tunescape.extensions import AUDIO_EXTENSIONS
from tunescape.interfaces.web.api import models
from tunescape.interfaces.web.api.answers import ApiError, document
from tunescape.interfaces.web.services.hear import hear_file
from tunescape.interfaces.web.services.uploads import no_room, waiting_place
from tunescape.interfaces.web.state import WebState

__all__ = ["hear_router"]

_AT_A_TIME = 2


def hear_router(state: WebState) -> APIRouter:
    """Return ``/hear``."""
    router = APIRouter(tags=["hear"])
    # each hearing is a process of its own: more at a time than cores would only slow one another
    free = threading.BoundedSemaphore(_AT_A_TIME)

    @router.post(
        "/hear",
        response_model=models.Heard,
        responses={413: {"model": models.ErrorDocument, "description": "It is too large."}},
        summary="Hear a file",
    )
    def hear(
        file: Annotated[UploadFile, File(description="One audio file.")],
        n: Annotated[int, Query(ge=1, le=100, description="How many tracks like it.")] = 20,
    ) -> Response:
        """Analyse a file and compare it with the library; nothing of it is kept."""
        limit = state.settings.max_upload_bytes
        if file.size is not None and file.size > limit:
            raise ApiError(413, "too_large", f"that file is larger than the {limit / 1e6:g} MB allowed")
        suffix = _suffix(file.filename or "")
        if not free.acquire(blocking=False):
            raise ApiError(503, "busy", "other files are being heard", "try again in a few seconds")
        try:
            folder, path = waiting_place(f"upload{suffix}")
            with folder:
                _copy(file, path)
                return document(hear_file(str(state.library.path), str(path), n))
        finally:
            free.release()

    return router


def _copy(file: UploadFile, path: Path) -> None:
    try:
        with path.open("wb") as copy:
            shutil.copyfileobj(file.file, copy)
    except OSError as error:
        raise no_room(error) from error


def _suffix(name: str) -> str:
    suffix = os.path.splitext(name)[1].lower()
    if suffix.encode("utf-8", "replace") not in AUDIO_EXTENSIONS:
        raise DecodeError(
            "that is no audio file by its name", hint="bring an mp3, flac, m4a, ogg, opus or wav"
        )
    return suffix
