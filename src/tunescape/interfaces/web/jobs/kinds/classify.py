"""Say the genre of every track with a model of the library."""

from collections import Counter
from typing import Annotated, Any

from pydantic import Field

from tunescape.errors import ModelError
from tunescape.interfaces.web.jobs.kind import JobKind, Parameters, Work
from tunescape.interfaces.web.jobs.told import told_progress
from tunescape.interfaces.web.services.models import model_path
from tunescape.interfaces.web.settings import WebSettings
from tunescape.library.store import Library

__all__ = ["KIND", "ClassifyParameters"]


class ClassifyParameters(Parameters):
    """Who is asked."""

    model: Annotated[str, Field(min_length=1, max_length=64, description="Name of a model of the library.")]


def _check(library: Library, _settings: WebSettings, parameters: ClassifyParameters) -> None:
    if not model_path(library, parameters.model).is_file():
        raise ModelError("the library has no such model", hint="train one first")


def _run(work: Work, parameters: ClassifyParameters) -> dict[str, Any]:
    from tunescape.discovery.genres.classify import classify
    from tunescape.discovery.genres.genre_model import load_model

    work.report({"phase": "classify"})
    model = load_model(model_path(work.library, parameters.model))
    # only Markov models open files, and tell how far they are
    genres, failures = classify(work.library, model, on_progress=told_progress(work, "hear"))
    counts = Counter(row.guess.genre for row in genres)
    return {
        "model": parameters.model,
        "tracks": len(genres),
        "failed": len(failures),
        "counts": dict(counts.most_common()),
    }


KIND = JobKind("classify", "other", ClassifyParameters, _check, _run)
