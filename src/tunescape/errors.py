"""One root error, and one subclass per stage of the data flow.

Each carries what an interface needs to make a sentence of it: what is wrong (``reason``), with which
file (``path``), and what to do about it (``hint``).
"""

from os import PathLike, fsdecode
from typing import ClassVar

from tunescape.text import visible

__all__ = [
    "ChartError",
    "DatasetError",
    "DecodeError",
    "DiscoveryError",
    "EncodeError",
    "EvaluationError",
    "ExportError",
    "FeatureError",
    "LibraryError",
    "ModelError",
    "MusicError",
    "PictureError",
    "PluginWarning",
    "QueryError",
    "ReportError",
    "ScanError",
    "SettingsError",
    "TagError",
    "TunescapeError",
    "WeightsError",
    "WorkerError",
    "error_of_stage",
]


class TunescapeError(Exception):
    """The root of every error tunescape raises on purpose.

    Parameters
    ----------
    reason : str
        What is wrong, as a clause without a full stop.
    path : str, bytes or PathLike, optional
        The file it is about.
    hint : str, optional
        What the user can do about it.
    """

    stage: ClassVar[str] = "tunescape"

    def __init__(
        self, reason: str, *, path: str | bytes | PathLike[str] | None = None, hint: str | None = None
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.path = None if path is None else fsdecode(path)
        self.hint = hint

    def __str__(self) -> str:
        sentence = self.reason if self.path is None else f"{visible(self.path)}: {self.reason}"
        return sentence if self.hint is None else f"{sentence}; {self.hint}"

    def __reduce__(self) -> tuple[object, ...]:
        # keyword-only arguments do not survive the default pickling between worker and parent
        return (_rebuild, (type(self), self.reason, self.path, self.hint))


def _rebuild(kind: type[TunescapeError], reason: str, path: str | None, hint: str | None) -> TunescapeError:
    return kind(reason, path=path, hint=hint)


class SettingsError(TunescapeError):
    """An option has a value it cannot have."""

    stage = "settings"


class ChartError(TunescapeError):
    """A chart cannot be fetched, read or downloaded."""

    stage = "chart"


class ScanError(TunescapeError):
    """A path cannot be listed or read."""

    stage = "scan"


class DecodeError(TunescapeError):
    """A file holds no audio that can be decoded."""

    stage = "decode"


class EncodeError(TunescapeError):
    """A signal cannot be written to an audio file."""

    stage = "encode"


class TagError(TunescapeError):
    """The tags of a file cannot be written."""

    stage = "tags"


class FeatureError(TunescapeError):
    """A feature set cannot be computed."""

    stage = "features"


class WeightsError(TunescapeError):
    """A model file is missing, damaged or of another version."""

    stage = "weights"


class WorkerError(TunescapeError):
    """A worker process ran out of time or memory, or died."""

    stage = "worker"


class LibraryError(TunescapeError):
    """The library cannot be opened, read or written."""

    stage = "library"


class QueryError(TunescapeError):
    """What was asked for names no track, several tracks, or an unknown field."""

    stage = "query"


class DiscoveryError(TunescapeError):
    """A space, a neighbourhood or a playlist cannot be built."""

    stage = "discovery"


class ExportError(TunescapeError):
    """A result cannot be written to the file that was asked for."""

    stage = "export"


class DatasetError(TunescapeError):
    """A labelled collection cannot be read."""

    stage = "dataset"


class EvaluationError(TunescapeError):
    """A collection cannot be used to measure how well a space hears."""

    stage = "evaluation"


class ModelError(TunescapeError):
    """A genre model cannot be trained, loaded or applied."""

    stage = "model"


class MusicError(TunescapeError):
    """Notes, beats, chords or a hook cannot be found or written."""

    stage = "music"


class PictureError(TunescapeError):
    """A picture cannot be drawn or saved."""

    stage = "picture"


class ReportError(TunescapeError):
    """A report cannot be made."""

    stage = "report"


def error_of_stage(stage: str) -> type[TunescapeError]:
    """Return what is raised where a stage of the data flow fails; the root of all for an unknown stage."""
    kinds = (kind for kind in TunescapeError.__subclasses__() if kind.stage == stage)
    return next(kinds, TunescapeError)


class PluginWarning(UserWarning):
    """A feature set of another package cannot be used, and is left out."""
