"""Hear parts of tracks apart from the tracks: into a library of their own, derived and deletable."""

import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from tunescape.audio.decode import AudioFile
from tunescape.audio.identity import identify
from tunescape.audio.segments import Span
from tunescape.features.excerpt import Excerpt
from tunescape.features.registry import FEATURE_SETS
from tunescape.library.describe import AnalysisPlan, Describe, description_of
from tunescape.library.engines.local import run_local
from tunescape.library.ingest import Progress
from tunescape.library.records import Description, Failure, FileStamp
from tunescape.library.scan import scan
from tunescape.library.store import Library
from tunescape.library.writer import write_batch
from tunescape.settings import AnalysisSettings

__all__ = ["describe_parts", "hear_apart"]

_BATCH_FILES = 64


def describe_parts(
    file: FileStamp, plan: AnalysisPlan, spans_of: Callable[[float], list[Span]]
) -> Description:
    """Describe parts of a file, each as if it were all there is.

    Parameters
    ----------
    file : FileStamp
    plan : AnalysisPlan
        Of its segmentation the channels count. A feature set that would hear a track once describes each
        part, too.
    spans_of : callable
        From the length of a track in seconds to its parts.

    Returns
    -------
    Description
        Each feature set [shape=(n_parts, n_dimensions)].

    Raises
    ------
    DecodeError
        If one of them cannot be decoded.
    """
    channels = plan.segmentation.channels
    with AudioFile(os.fsdecode(file.path)) as audio:
        identity = identify(audio)
        found: dict[str, list[npt.NDArray[Any]]] = {name: [] for name in plan.features}
        for span in spans_of(identity.duration_s):
            signal = audio.read(*span)
            excerpt = Excerpt(
                signal.mono(channels),
                signal.sample_rate,
                channels=signal.samples,
                positions=signal.positions,
            )
            for name in plan.features:
                found[name].append(FEATURE_SETS[name](excerpt))
        features = {name: np.stack(rows) for name, rows in found.items()}
        return description_of(file, audio, identity, features)


def hear_apart(
    library: Library,
    folder: str,
    paths: Mapping[str, str],
    plan: AnalysisPlan,
    settings: AnalysisSettings,
    *,
    describe: Describe,
    on_progress: Callable[[Progress], None] | None = None,
) -> tuple[Library, list[Failure]]:
    """Hear what is not known yet of parts of tracks.

    Parameters
    ----------
    library : Library
        That holds the tracks.
    folder : str
        Name of the other library, in the cache of the first; what was cut in another way needs another one.
    paths : mapping of str to str
        A file of each track, by track id.
    plan : AnalysisPlan
    settings : AnalysisSettings
        ``jobs``, ``timeout`` and ``memory`` count.
    describe : callable
        A function of a module; see :func:`describe_parts`.
    on_progress : callable, optional
        Called after every file that had to be opened.

    Returns
    -------
    apart : Library
        With the parts of the tracks given, and of others that were asked for before.
    failures : list of Failure
        Files that could not be heard, by path.

    Raises
    ------
    LibraryError
        If it cannot be stored, or another process is at it.
    """
    apart = Library(library.cache_path / folder, create=True)
    with apart.analysis_lock():
        lacking = {track_id: _lacking(apart, track_id, plan) for track_id in sorted(paths)}
        found = scan([paths[track_id] for track_id, names in lacking.items() if names])
        failures = list(found.failures)
        batch: list[Description | Failure] = []
        if found.files:
            # what every track has already is not heard again
            names = tuple(name for name in plan.features if any(name in names for names in lacking.values()))
            hear = partial(describe, plan=replace(plan, features=names))
            outcomes = run_local(found.files, hear, settings.for_files(len(found.files)))
            for done, outcome in enumerate(outcomes, start=1):
                batch.append(outcome)
                if len(batch) >= _BATCH_FILES:
                    write_batch(apart, batch, segmentation=folder)
                    batch = []
                if isinstance(outcome, Failure):
                    failures.append(outcome)
                if on_progress:
                    on_progress(Progress(done, len(found.files)))
            write_batch(apart, batch, segmentation=folder)
    return apart, sorted(failures, key=lambda failure: failure.file.path)


def _lacking(apart: Library, track_id: str, plan: AnalysisPlan) -> list[str]:
    there = apart.feature_versions(track_id)
    return [name for name in plan.features if there.get(name, (None,))[0] != FEATURE_SETS[name].version]
