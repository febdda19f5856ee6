"""Reports that jobs have written, to look at and to download: found by the job's id, never by a path."""

import re

from fastapi import APIRouter, HTTPException
from fastapi.responses import FileResponse

from tunescape.errors import LibraryError
from tunescape.interfaces.web.jobs.lanes import job_folder
from tunescape.interfaces.web.state import WebState
from tunescape.library.jobs import read_job

__all__ = ["REPORT_POLICY", "report_files"]

REPORT_POLICY = "; ".join(
    (
        # a page of its own that reaches nothing of this server: no cookies, no requests, no way out
        "sandbox allow-scripts allow-popups allow-downloads",
        "default-src 'none'",
        "script-src 'unsafe-inline' 'unsafe-eval'",
        "style-src 'unsafe-inline'",
        "img-src data: blob:",
        "font-src data:",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
"""A report is one file with its scripts in it; what is in it comes from file names and tags of anybody."""

_JOB = re.compile(r"[0-9a-f]{32}")
_TYPES = {"html": "text/html; charset=utf-8", "pdf": "application/pdf"}


def report_files(state: WebState) -> APIRouter:
    """Return what answers with the report of a job."""
    router = APIRouter(include_in_schema=False)

    @router.get("/data/reports/{job_id}")
    def report(job_id: str, download: bool = False) -> FileResponse:
        kind = _kind(state, job_id)
        path = job_folder(state.library, job_id) / f"tunescape-report.{kind}"
        if not path.is_file():
            raise HTTPException(404, "this report is not there any more")
        return FileResponse(
            path,
            media_type=_TYPES[kind],
            filename=path.name,
            content_disposition_type="attachment" if download else "inline",
            headers={"Content-Security-Policy": REPORT_POLICY},
        )

    return router


def _kind(state: WebState, job_id: str) -> str:
    if not _JOB.fullmatch(job_id):
        raise HTTPException(404, "there is no such report")
    try:
        job = read_job(state.library, job_id)
    except LibraryError as error:
        raise HTTPException(404, "there is no such report") from error
    if job.kind != "report" or job.state != "done":
        raise HTTPException(404, "there is no such report")
    return "pdf" if job.parameters.get("format") == "pdf" else "html"
