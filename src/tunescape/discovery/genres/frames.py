"""MFCC frames of files: what hidden Markov models hear."""

import os
from collections.abc import Callable, Iterable

import numpy as np

from tunescape.arrays import FloatArray
from tunescape.audio.decode import AudioFile
from tunescape.audio.identity import identify
from tunescape.audio.segments import Segmentation
from tunescape.audio.tags import read_tags
from tunescape.discovery.genres.hmm import N_MFCC
from tunescape.features.cepstrum import mfcc
from tunescape.features.excerpt import Excerpt
from tunescape.library.describe import AnalysisPlan
from tunescape.library.engines.local import run_local
from tunescape.library.ingest import Progress
from tunescape.library.records import Description, Failure, FileStamp
from tunescape.library.scan import scan
from tunescape.settings import AnalysisSettings

__all__ = ["FRAMES", "describe_frames", "hear_frames"]

FRAMES = f"mfcc frames@1: {N_MFCC} coefficients, 22050 Hz, hop 512, 2 x 15 s"
"""What the models are trained on, and must be given: written into their files."""

_SEGMENTATION = Segmentation(2, 15.0)
_NAME = "mfcc frames"


def describe_frames(file: FileStamp, plan: AnalysisPlan) -> Description:
    """Hear the MFCC frames of a file; what a worker does.

    Parameters
    ----------
    file : FileStamp
    plan : AnalysisPlan
        Of its segmentation the channels count.

    Returns
    -------
    Description
        Its one feature matrix [shape=(n_frames, 20), dtype=float32] holds two stretches of 15 s, one after
        the other; a track of up to 30 s whole.

    Raises
    ------
    DecodeError
        If they cannot be decoded.
    """
    path = os.fsdecode(file.path)
    with AudioFile(path) as audio:
        identity = identify(audio)
        frames = []
        for span in _SEGMENTATION.spans(identity.duration_s):
            signal = audio.read(*span)
            excerpt = Excerpt(signal.mono(plan.segmentation.channels), signal.sample_rate)
            frames.append(mfcc(excerpt.spectrum, n_mfcc=N_MFCC))
        return Description(
            file=file,
            track_id=identity.track_id,
            duration_s=identity.duration_s,
            sample_rate=audio.sample_rate,
            channels=audio.channels,
            codec=audio.codec,
            bit_rate=identity.bit_rate,
            tags=read_tags(path, embedded=audio.metadata),
            features={_NAME: np.concatenate(frames)},
        )


def hear_frames(
    paths: Iterable[str],
    settings: AnalysisSettings,
    *,
    on_progress: Callable[[Progress], None] | None = None,
) -> tuple[dict[str, FloatArray], list[Failure]]:
    """Hear the MFCC frames of files.

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
    settings = settings.resolved({})
    plan = AnalysisPlan(Segmentation(2, 15.0, settings.channels), ())  # type: ignore[arg-type]
    outcomes = run_local(found.files, plan, settings.for_files(len(found.files)), describe=describe_frames)
    for done, outcome in enumerate(outcomes if found.files else (), start=1):
        if isinstance(outcome, Failure):
            failures.append(outcome)
        else:
            frames[os.fsdecode(outcome.file.path)] = outcome.features[_NAME].astype(np.float32)
        if on_progress:
            on_progress(Progress(done, len(found.files)))
    return frames, failures
