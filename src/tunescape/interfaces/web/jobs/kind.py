"""What a kind of job has to say of itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict

from tunescape.interfaces.web.settings import WebSettings
from tunescape.library.store import Library

__all__ = ["LANES", "JobKind", "Lane", "Parameters", "Report", "Work"]

Lane = Literal["analysis", "other"]
LANES: tuple[Lane, ...] = ("analysis", "other")
"""One job at a time in each: an analysis may take days, and nothing else should have to wait for it."""

Report = Callable[[Mapping[str, Any]], None]
"""Says how far a job is: ``done`` and ``total`` where they are known, and what the kind adds."""


class Parameters(BaseModel):
    """What a job is ordered with: what is not known is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


P = TypeVar("P", bound=Parameters)


@dataclass(frozen=True)
class Work:
    """What a job works with.

    Attributes
    ----------
    library : Library
    folder : Path
        Of its own, for files that it makes; made when it first needs it.
    report : callable
    """

    library: Library
    folder: Path
    report: Report


@dataclass(frozen=True)
class JobKind(Generic[P]):
    """A kind of job.

    Attributes
    ----------
    name : str
    lane : str
    parameters : type
        A pydantic model: the shape of what it is ordered with.
    check : callable
        Refuses what cannot be done, with a sentence, before it is queued.
    run : callable
        Does it, and returns the document of the result. Ctrl-C stops it.
    """

    name: str
    lane: Lane
    parameters: type[P]
    check: Callable[[Library, WebSettings, P], None]
    run: Callable[[Work, P], Any]
