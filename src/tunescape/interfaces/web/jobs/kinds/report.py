"""Write the whole analysis as one page, to download."""

from typing import Annotated, Any, Literal

from pydantic import Field

from tunescape.interfaces.web.jobs.kind import JobKind, Parameters, Work
from tunescape.interfaces.web.services.known_tracks import known_track
from tunescape.interfaces.web.settings import WebSettings
from tunescape.library.store import Library
from tunescape.library.where import parse_where

__all__ = ["KIND", "ReportParameters"]


class ReportParameters(Parameters):
    """What the report is about."""

    format: Literal["html", "pdf"] = "html"
    lang: Literal["en", "zh"] = "en"
    title: Annotated[str | None, Field(max_length=200)] = None
    where: Annotated[str | None, Field(max_length=2000, description="Only tracks that meet a condition.")] = (
        None
    )
    against: Annotated[
        str | None, Field(max_length=2000, description="A condition: what they are compared with.")
    ] = None
    tracks: Annotated[
        tuple[Annotated[str, Field(pattern="^[0-9a-f]{32}$")], ...],
        Field(max_length=20, description="Track ids, to look at closely."),
    ] = ()
    seed: Annotated[int, Field(ge=0, le=2**32 - 1)] = 0


def _check(library: Library, _settings: WebSettings, parameters: ReportParameters) -> None:
    # conditions only: a report could compare with any folder or playlist of the disk, too
    for condition in filter(None, (parameters.where, parameters.against)):
        parse_where(condition)
    for track_id in parameters.tracks:
        known_track(library, track_id)


def _run(work: Work, parameters: ReportParameters) -> dict[str, Any]:
    from tunescape.report.contents import ReportRequest
    from tunescape.report.write import write_report

    work.report({"phase": "report"})
    wanted = parameters.model_dump(exclude={"format"})
    name = f"tunescape-report.{parameters.format}"
    work.folder.mkdir(parents=True, exist_ok=True)
    written = write_report(work.library, ReportRequest(**wanted), work.folder / name)
    return {"file": name, "bytes": written.n_bytes, "tracks": written.n_tracks, "lang": parameters.lang}


KIND = JobKind("report", "other", ReportParameters, _check, _run)
