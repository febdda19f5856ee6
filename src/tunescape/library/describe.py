"""Describe one file: what a worker does. Nothing here writes to the library."""

import os
from collections import defaultdict
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

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
from tunescape.settings import Channels

__all__ = ["AnalysisPlan", "Describe", "describe_file", "description_of"]


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

    def segmentation_of(self, name: str) -> str:
        """Return what rows of a feature set are stored with: only rows with the same text are current."""
        excerpt = FEATURE_SETS[name].excerpt
        if excerpt is None:
            return str(self.segmentation)
        channels = self.segmentation.channels
        return str(excerpt) if channels == "mean" else f"{excerpt} {channels}"


class Describe(Protocol):
    """What a worker does with a file: :func:`describe_file`, or a function that hears other parts of it."""

    def __call__(self, file: FileStamp, plan: AnalysisPlan) -> Description:
        """Hear what the plan says."""


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
    with AudioFile(os.fsdecode(file.path)) as audio:
        identity = identify(audio)
        wanted = _missing(identity.track_id, plan)
        found = _describe(audio, identity, wanted, plan.segmentation) if wanted else {}
        return replace(
            description_of(file, audio, identity, found),
            excerpts={name: plan.segmentation_of(name) for name in found if FEATURE_SETS[name].excerpt},
            estimates=_estimates(found),
            warnings=tuple(audio.warnings),
        )


def description_of(
    file: FileStamp, audio: AudioFile, identity: Identity, features: dict[str, npt.NDArray[Any]]
) -> Description:
    """Join what was heard of a file with what the file says of itself."""
    return Description(
        file=file,
        track_id=identity.track_id,
        duration_s=identity.duration_s,
        sample_rate=audio.sample_rate,
        channels=audio.channels,
        codec=audio.codec,
        bit_rate=identity.bit_rate,
        tags=read_tags(os.fsdecode(file.path), embedded=audio.metadata),
        features=features,
    )


def _missing(track_id: str, plan: AnalysisPlan) -> tuple[str, ...]:
    if plan.library_path is None:
        return plan.features
    there = _open_library(plan.library_path).feature_versions(track_id)
    return tuple(
        name
        for name in plan.features
        if there.get(name) != (FEATURE_SETS[name].version, plan.segmentation_of(name))
    )


@lru_cache(maxsize=1)
def _open_library(path: Path) -> Library:
    return Library(path)


def _describe(
    audio: AudioFile, identity: Identity, names: tuple[str, ...], segmentation: Segmentation
) -> dict[str, npt.NDArray[Any]]:
    segments = segmentation.spans(identity.duration_s)
    heard: dict[str, list[npt.NDArray[Any]]] = {name: [] for name in names}
    lost = []
    for span, wanted in _hearings(names, segments, identity.duration_s).items():
        excerpt = _excerpt(audio, span, segmentation.channels)
        if excerpt is None:
            lost.append(span)
        else:
            for name in wanted:
                heard[name].append(FEATURE_SETS[name](excerpt))
    if not all(vectors or FEATURE_SETS[name].excerpt for name, vectors in heard.items()) or not any(
        heard.values()
    ):
        raise DecodeError("no audio could be decoded", path=audio.path)
    padded = [name for name in names if _is_padded(name, identity.duration_s)]
    if padded:
        ids = ", ".join(FEATURE_SETS[name].id for name in padded)
        audio.warnings.append(f"is shorter than what {ids} would hear; the rest counts as nothing")
    lost_segments = len(set(lost) & set(segments))
    if lost_segments:
        audio.warnings.append(f"{lost_segments} of {len(segments)} segments could not be decoded")
    return {name: np.stack(vectors or [_of_silence(name, audio)]) for name, vectors in heard.items()}


def _hearings(names: tuple[str, ...], segments: list[Span], duration_s: float) -> dict[Span, list[str]]:
    """Return what is to be described of each stretch, in their order: each is decoded once."""
    hearings: dict[Span, list[str]] = defaultdict(list)
    for name in names:
        excerpt = FEATURE_SETS[name].excerpt
        for span in segments if excerpt is None else [excerpt.span(duration_s)]:
            hearings[span].append(name)
    return dict(sorted(hearings.items()))


def _is_padded(name: str, duration_s: float) -> bool:
    excerpt = FEATURE_SETS[name].excerpt
    # a clip of half a minute is a few milliseconds shorter in many collections: that is no news
    return excerpt is not None and excerpt.pads and duration_s < 0.99 * excerpt.seconds


def _of_silence(name: str, audio: AudioFile) -> npt.NDArray[Any]:
    # a track of which other stretches were heard: without a row, it would be heard again and again
    feature_set = FEATURE_SETS[name]
    audio.warnings.append(f"the excerpt for {feature_set.id} could not be decoded and counts as silence")
    return feature_set(Excerpt(np.zeros(audio.sample_rate, np.float32), audio.sample_rate))


def _excerpt(audio: AudioFile, span: Span, channels: Channels) -> Excerpt | None:
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
