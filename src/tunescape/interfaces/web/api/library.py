"""The library itself: what it holds, its folders, its failures, its spaces."""

import os
from typing import Annotated

from fastapi import APIRouter, Body, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from tunescape.interfaces.documents import failure_document, status_document
from tunescape.interfaces.space_documents import own_space_document, space_document
from tunescape.interfaces.web.api import models
from tunescape.interfaces.web.api.answers import document, not_found
from tunescape.interfaces.web.api.parameters import Limit, Offset
from tunescape.interfaces.web.jobs.folders import allowed_folder
from tunescape.interfaces.web.services.listed_folders import folder_rows
from tunescape.interfaces.web.services.models import list_models
from tunescape.interfaces.web.state import WebState
from tunescape.library.folders import add_folders, forget_folder, list_folders
from tunescape.library.space_store import stored_spaces
from tunescape.library.status import library_status

__all__ = ["library_router"]


class Place(BaseModel):
    """A folder of the machine that the server runs on."""

    model_config = ConfigDict(extra="forbid")
    path: Annotated[str, Field(min_length=1, max_length=4096, description="Its whole path.")]


def library_router(state: WebState) -> APIRouter:
    """Return the addresses that speak of the library."""
    router = APIRouter(tags=["library"])
    library = state.library

    @router.get("/status", response_model=models.Status, summary="What the library holds")
    def status() -> Response:
        return document(status_document(library_status(library)))

    @router.get("/failures", response_model=list[models.Failure], summary="What could not be analysed")
    def failures(limit: Limit = 100, offset: Offset = 0) -> Response:
        """Return a page of the ledger; the header ``X-Total-Count`` says how long it is."""
        found = library.failures()
        rows = [failure_document(failure, when=True) for failure in found[offset : offset + limit]]
        return document(rows, headers={"x-total-count": str(len(found))})

    @router.get("/spaces", response_model=list[models.SpaceRow], summary="What can count as alike")
    def spaces() -> Response:
        from tunescape.discovery.space import SPACES

        own = [own_space_document(space) for space in stored_spaces(library)]
        return document([space_document(space) for space in SPACES.values()] + own)

    @router.get("/views", response_model=list[models.View], summary="Pictures that can be drawn")
    def views() -> Response:
        from tunescape.report.pictures.views import VIEWS

        return document(
            [{"name": one.name, "title": one.title, "summary": one.summary} for one in VIEWS.values()]
        )

    @router.get("/models", response_model=list[str], summary="Genre models that were trained here")
    def genre_models() -> Response:
        return document(list_models(library))

    @router.get("/folders", response_model=list[models.Folder], summary="The library's folders")
    def folders() -> Response:
        """Return the folders that are heard; only what lies below them is served."""
        return document(folder_rows(library))

    @router.post("/folders", response_model=list[models.Folder], status_code=201, summary="Add one")
    def add(place: Annotated[Place, Body()]) -> Response:
        """Take a folder in; a job of the kind ``analyze`` then hears it."""
        add_folders(library, [allowed_folder(library, state.settings, place.path)])
        return document(folder_rows(library), status=201)

    @router.delete("/folders", response_model=list[models.Folder], summary="Take one out")
    def forget(path: Annotated[str, Query(min_length=1, max_length=4096)]) -> Response:
        """Take a folder out: what was heard in it stays, and is no longer served."""
        if "\0" in path or os.fsencode(os.path.abspath(path)) not in list_folders(library):
            raise not_found("folder in the library")
        forget_folder(library, path)
        return document(folder_rows(library))

    return router
