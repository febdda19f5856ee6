"""Describe one file: what a worker does. Nothing here writes to the library."""

import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from tunescape.audio.decode import AudioFile
from tunescape.audio.identity import Identity, identify
from tunescape.audio.segments import Segmentation, Span
from tunescape.audio.tags import read_tags
from tunescape.errors import DecodeError
from tunescape.features.excerpt import Excerpt
from tunescape.features.loudness import highest_peak, integrated
from tunescape.features.registry import FEATURE_SETS
from tunescape.features.rhythm import estimate_tempo
from tunescape.features.tagging import likely_tags
from tunescape.features.tonality import estimate_key
from tunescape.library.records import Description, FileStamp
from tunescape.library.store import Library

__all__ = ["AnalysisPlan", "describe_file"]


@dataclass(frozen=True)
class AnalysisPlan:
    """What is to be found out about every file.

    Attributes
    ----------
    segmentation : Segmentation
    features : tuple of str
        Names of feature sets.
    library_path : Path, optional
        Where to look up which of them a track already has: a renamed, moved, copied or re-tagged file is
        recognised by its sound, and not analysed again.
    """

    segmentation: Segmentation
    features: tuple[str, ...]
    library_path: Path | None = None


def describe_file(file: FileStamp, plan: AnalysisPlan) -> Description:
    """Identify, decode and describe one file.

    Parameters
    ----------
    file : FileStamp
    plan : AnalysisPlan

    Returns
    -------
    Description
        With the feature sets of the plan that the library does not have yet.

    Raises
    ------
    DecodeError
        If it holds no audio that can be decoded.
    """
    path = os.fsdecode(file.path)
    with AudioFile(path) as audio:
        identity = identify(audio)
        wanted = _missing(identity.track_id, plan)
        found = _describe(audio, identity, wanted, plan.segmentation) if wanted else {}
        return Description(
            file=file,
            track_id=identity.track_id,
            duration_s=identity.duration_s,
            sample_rate=audio.sample_rate,
            channels=audio.channels,
            codec=audio.codec,
            bit_rate=identity.bit_rate,
            tags=read_tags(path, embedded=audio.metadata),
            features=found,
            estimates=_estimates(found),
            warnings=tuple(audio.warnings),
        )


def _missing(track_id: str, plan: AnalysisPlan) -> tuple[str, ...]:
    if plan.library_path is None:
        return plan.features
    there = _open_library(plan.library_path).feature_versions(track_id)
    segmentation = str(plan.segmentation)
    return tuple(
        name for name in plan.features if there.get(name) != (FEATURE_SETS[name].version, segmentation)
    )


@lru_cache(maxsize=1)
def _open_library(path: Path) -> Library:
    return Library(path)


def _describe(
    audio: AudioFile, identity: Identity, names: tuple[str, ...], segmentation: Segmentation
) -> dict[str, npt.NDArray[Any]]:
    rows: dict[str, list[npt.NDArray[Any]]] = {name: [] for name in names}
    spans = segmentation.spans(identity.duration_s)
    for span in spans:
        excerpt = _excerpt(audio, span, segmentation.channels)
        if excerpt is not None:
            for name in names:
                rows[name].append(FEATURE_SETS[name](excerpt))
    heard = len(rows[names[0]])
    if not heard:
        raise DecodeError("no audio could be decoded", path=audio.path)
    if heard < len(spans):
        audio.warnings.append(f"{len(spans) - heard} of {len(spans)} segments could not be decoded")
    return {name: np.stack(vectors) for name, vectors in rows.items()}


def _excerpt(audio: AudioFile, span: Span, channels: Literal["mean", "left"]) -> Excerpt | None:
    try:
        signal = audio.read(*span)
    except DecodeError:
        return None  # counted by the caller: one lost segment is a warning, all lost a failure
    return Excerpt(
        signal.mono(channels),
        signal.sample_rate,
        start_s=span.start_s,
        channels=signal.samples,
        positions=signal.positions,
    )


def _estimates(found: dict[str, npt.NDArray[Any]]) -> dict[str, Any]:
    """Derive the track-level results that lists show and queries compare."""
    estimates: dict[str, Any] = {}
    if "rhythm" in found:
        estimates["tempo_bpm"] = estimate_tempo(found["rhythm"]).bpm
    if "tonality" in found:
        estimates["key"] = estimate_key(found["tonality"]).name
    if "musicnn" in found:
        estimates["tags"] = [likely.tag for likely in likely_tags(found["musicnn"])]
    if "loudness" in found:
        estimates["loudness_lufs"] = integrated(found["loudness"])
        estimates["true_peak_db"] = highest_peak(found["loudness"])
        if estimates["loudness_lufs"] is None and "tags" in estimates:
            estimates["tags"] = []  # of silence, too, the network has an opinion
    return estimates
