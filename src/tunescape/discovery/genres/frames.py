"""MFCC frames of files: what hidden Markov models hear."""

import os
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial

import numpy as np

from tunescape.arrays import FloatArray
from tunescape.audio.decode import AudioFile
from tunescape.audio.identity import identify
from tunescape.audio.segments import Segmentation
from tunescape.discovery.genres.hmm import N_MFCC
from tunescape.features.cepstrum import mfcc
from tunescape.features.excerpt import Excerpt
from tunescape.library.describe import description_of
from tunescape.library.engines.local import run_local
from tunescape.library.ingest import Progress
from tunescape.library.records import Description, Failure, FileStamp
from tunescape.library.scan import scan
from tunescape.settings import AnalysisSettings

__all__ = ["FRAMES", "describe_frames", "hear_frames"]

FRAMES = f"mfcc frames@1: {N_MFCC} coefficients, 22050 Hz, hop 512, 2 x 15 s"
"""What the models are trained on, and must be given: written into their files."""

_NAME = "mfcc frames"


def describe_frames(file: FileStamp, segmentation: Segmentation) -> Description:
    """Hear the MFCC frames of a file; what a worker does.

    Parameters
    ----------
    file : FileStamp
    segmentation : Segmentation

    Returns
    -------
    Description
        Its one feature matrix [shape=(n_frames, 20), dtype=float32] holds the segments, one after the other.

    Raises
    ------
    DecodeError
        If they cannot be decoded.
    """
    with AudioFile(os.fsdecode(file.path)) as audio:
        identity = identify(audio)
        frames = []
        for span in segmentation.spans(identity.duration_s):
            signal = audio.read(*span)
            excerpt = Excerpt(signal.mono(segmentation.channels), signal.sample_rate)
            frames.append(mfcc(excerpt.spectrum, n_mfcc=N_MFCC))
        return description_of(file, audio, identity, {_NAME: np.concatenate(frames)})


def hear_frames(
    paths: Iterable[str],
    settings: AnalysisSettings,
    *,
    on_progress: Callable[[Progress], None] | None = None,
) -> tuple[dict[str, FloatArray], list[Failure]]:
    """Hear the MFCC frames of files: of two stretches of 15 s, or of a track of up to 30 s whole.

    Parameters
    ----------
    paths : iterable of str
    settings : AnalysisSettings
        ``jobs``, ``timeout``, ``memory`` and ``channels`` count.
    on_progress : callable, optional
        Called after every file that had to be opened.

    Returns
    -------
    frames : dict of str to np.ndarray [shape=(n_frames, 20)]
        By absolute path.
    failures : list of Failure
    """
    found = scan(paths, include=settings.include)
    failures = list(found.failures)
    frames: dict[str, FloatArray] = {}
    segmentation = replace(Segmentation.from_settings(settings), count=2, length_s=15.0)
    describe = partial(describe_frames, segmentation=segmentation)
    outcomes = run_local(found.files, describe, settings.for_files(len(found.files)))
    for done, outcome in enumerate(outcomes if found.files else (), start=1):
        if isinstance(outcome, Failure):
            failures.append(outcome)
        else:
            frames[os.fsdecode(outcome.file.path)] = outcome.features[_NAME].astype(np.float32)
        if on_progress:
            on_progress(Progress(done, len(found.files)))
    return frames, failures
