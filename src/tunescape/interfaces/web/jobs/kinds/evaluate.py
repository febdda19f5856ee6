"""Measure how well spaces find music of the same label."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from tunescape.errors import DiscoveryError
from tunescape.interfaces.web.jobs.folders import allowed_place
from tunescape.interfaces.web.jobs.kind import JobKind, Parameters, Work
from tunescape.interfaces.web.jobs.told import told_progress
from tunescape.interfaces.web.settings import WebSettings
from tunescape.library.store import Library

if TYPE_CHECKING:
    from tunescape.discovery.space import Space
    from tunescape.interfaces.web.jobs.told import OnProgress

__all__ = ["KIND", "EvaluateParameters"]


class EvaluateParameters(Parameters):
    """What to measure, and on what."""

    labelled: Annotated[
        str, Field(max_length=4096, description="A folder with a folder per label, or a CSV.")
    ]
    space: Annotated[str, Field(max_length=2000, description="Spaces joined by commas, or all.")] = "all"
    artist_filter: Annotated[bool, Field(description="No track answers to one by the same artist.")] = False
    seed: Annotated[int, Field(ge=0, le=2**20)] = 0


def _check(library: Library, settings: WebSettings, parameters: EvaluateParameters) -> None:
    _spaces(library, parameters.space)
    allowed_place(library, settings, parameters.labelled)


def _spaces(library: Library, names: str) -> "list[Space]":
    from tunescape.discovery.own_spaces import parse_own_space
    from tunescape.discovery.space import SPACES

    found: dict[str, Space] = {}
    for name in filter(None, (part.strip() for part in names.split(","))):
        if name == "all":
            found |= SPACES
        else:
            space = parse_own_space(library, name)
            found[space.name] = space
    if not found:
        raise DiscoveryError("no space is named", hint="name some, or all")
    return list(found.values())


def _run(work: Work, parameters: EvaluateParameters) -> dict[str, Any]:
    from tunescape.datasets.detect import load_labelled
    from tunescape.evaluation.protocol import evaluate_spaces
    from tunescape.evaluation.table import row_document
    from tunescape.library.heard_collection import cached_library

    collection = load_labelled(parameters.labelled)

    @contextmanager
    def progress() -> "Iterator[OnProgress]":
        yield told_progress(work, "hear")

    work.report({"phase": "measure"})
    found = evaluate_spaces(
        cached_library(collection),
        collection,
        _spaces(work.library, parameters.space),
        seed=parameters.seed,
        artist_filter=parameters.artist_filter,
        progress=progress,
    )
    return {
        "rows": [row_document(row) for row in found.rows],
        "bounds": [row_document(row) for row in found.bounds],
        "notes": list(found.notes),
        "tracks": len(found.heard.track_ids),
        "labels": len(set(found.heard.labels)),
        "problems": [{"path": one.path, "reason": one.reason} for one in found.heard.problems],
    }


KIND = JobKind("evaluate", "other", EvaluateParameters, _check, _run)
