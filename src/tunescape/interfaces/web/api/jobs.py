"""Long work: ordered, watched, stopped."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import FileResponse, Response

from tunescape.interfaces.web.api import models
from tunescape.interfaces.web.api.answers import ApiError, document, not_found
from tunescape.interfaces.web.api.parameters import JobId
from tunescape.interfaces.web.jobs.kinds import (
    analyze,
    classify,
    cluster,
    evaluate,
    report,
    select_features,
    train_genre,
)
from tunescape.interfaces.web.jobs.lanes import job_folder
from tunescape.interfaces.web.services.jobs import job_document, known_job
from tunescape.interfaces.web.state import WebState
from tunescape.library.jobs import list_jobs

__all__ = ["jobs_router"]

State = Literal["queued", "running", "done", "failed", "cancelled"]


class _Order(BaseModel):
    model_config = ConfigDict(extra="forbid")


class AnalyzeOrder(_Order):
    """Hear folders."""

    kind: Literal["analyze"]
    parameters: analyze.AnalyzeParameters = analyze.AnalyzeParameters()


class ClusterOrder(_Order):
    """Sort the library into clusters."""

    kind: Literal["cluster"]
    parameters: cluster.ClusterParameters = cluster.ClusterParameters()


class ReportOrder(_Order):
    """Write a report."""

    kind: Literal["report"]
    parameters: report.ReportParameters = report.ReportParameters()


class TrainOrder(_Order):
    """Train a genre model."""

    kind: Literal["train_genre"]
    parameters: train_genre.TrainGenreParameters


class EvaluateOrder(_Order):
    """Measure spaces."""

    kind: Literal["evaluate"]
    parameters: evaluate.EvaluateParameters


class ClassifyOrder(_Order):
    """Say the genre of every track."""

    kind: Literal["classify"]
    parameters: classify.ClassifyParameters


class SelectOrder(_Order):
    """Select features."""

    kind: Literal["select_features"]
    parameters: select_features.SelectFeaturesParameters = select_features.SelectFeaturesParameters()


Order = Annotated[
    AnalyzeOrder | ClusterOrder | ReportOrder | TrainOrder | ClassifyOrder | EvaluateOrder | SelectOrder,
    Field(discriminator="kind"),
]

_FILE: dict[int | str, dict[str, Any]] = {200: {"content": {"*/*": {}}, "description": "A file."}}


def jobs_router(state: WebState) -> APIRouter:
    """Return the addresses below ``/jobs``."""
    router = APIRouter(prefix="/jobs", tags=["jobs"])
    library = state.library

    @router.get("", response_model=list[models.Job], summary="The jobs")
    def list_all(
        states: Annotated[Sequence[State], Query(alias="state", description="Only in these states.")] = (),
        limit: Annotated[int, Query(ge=1, le=300)] = 50,
    ) -> Response:
        """Return them, the newest first."""
        return document([job_document(job) for job in list_jobs(library, states=tuple(states), limit=limit)])

    @router.post("", response_model=models.Job, status_code=201, summary="Order one")
    def order(given: Annotated[Order, Body()]) -> Response:
        """Queue a job: one analysis at a time, and one of all the others."""
        job = state.jobs.submit(given.kind, given.parameters.model_dump(mode="json"))
        return document(job_document(job), status=201)

    @router.get("/{job_id}", response_model=models.Job, summary="One of them")
    def show(job_id: JobId) -> Response:
        return document(job_document(known_job(library, job_id)))

    @router.post(
        "/{job_id}/cancel",
        response_model=models.Job,
        responses={409: {"model": models.ErrorDocument, "description": "It has ended already."}},
        summary="Stop it",
    )
    def cancel(job_id: JobId) -> Response:
        """Ask it to stop; what an analysis has heard so far is kept."""
        known_job(library, job_id)
        if not state.jobs.cancel(job_id):
            raise ApiError(409, "ended", "this job has ended already")
        return document(job_document(known_job(library, job_id)))

    @router.get("/{job_id}/file", response_class=Response, responses=_FILE, summary="What it made")
    def file(job_id: JobId) -> Response:
        """Download the file that a job made: a report."""
        result = known_job(library, job_id).result
        name = result.get("file") if isinstance(result, dict) else None
        path = job_folder(library, job_id) / str(name)
        if not name or path.parent != job_folder(library, job_id) or not path.is_file():
            raise not_found("file", "only a report that is done has one")
        return FileResponse(path, filename=path.name, stat_result=path.stat())

    return router
