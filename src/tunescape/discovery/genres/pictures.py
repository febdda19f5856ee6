"""What genre networks hear: the maps of VGG16, of tracks and of parts of them."""

import math
from collections.abc import Callable, Container, Mapping
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from tunescape.audio.segments import Segmentation, Span
from tunescape.features.embeddings.genre_network import INPUT_SHAPE
from tunescape.features.embeddings.vgg16_features import GENRE_INPUT
from tunescape.library.apart import describe_parts, hear_apart
from tunescape.library.describe import AnalysisPlan
from tunescape.library.ingest import Progress
from tunescape.library.records import Description, Failure, FileStamp
from tunescape.library.store import Library
from tunescape.settings import AnalysisSettings

__all__ = ["PICTURES", "describe_splits", "hear_splits", "stored_views"]

PICTURES = f"{GENRE_INPUT.id}: {GENRE_INPUT.excerpt}"
"""What the models are trained on, and must be given: written into their files."""

Views = npt.NDArray[np.float16]
"""Maps [shape=(n_views, 7, 10, 512)] of one track."""


def stored_views(library: Library, wanted: Container[str] | None = None) -> dict[str, Views]:
    """Return the maps of tracks that have them, by default of all, by track id: one view each."""
    rows = library.iterate_features(GENRE_INPUT.name, version=GENRE_INPUT.version)
    return {
        track_id: matrix.reshape(-1, *INPUT_SHAPE)
        for track_id, matrix in rows
        if wanted is None or track_id in wanted
    }


def describe_splits(file: FileStamp, plan: AnalysisPlan) -> Description:
    """Hear the parts of the half minute that a genre network hears of a track; what a worker does.

    Parameters
    ----------
    file : FileStamp
    plan : AnalysisPlan
        The length of its segments is that of the parts, at most.

    Returns
    -------
    Description
        ``vgg16-mel-fine`` [shape=(n_parts, 35840)]: each part drawn as a picture of its own.

    Raises
    ------
    DecodeError
        If one of them cannot be decoded.
    """
    return describe_parts(file, plan, lambda duration_s: _splits(duration_s, plan.segmentation))


def _splits(duration_s: float, segmentation: Segmentation) -> list[Span]:
    if GENRE_INPUT.excerpt is None:
        raise AssertionError(f"{GENRE_INPUT.id} hears an excerpt")
    whole = GENRE_INPUT.excerpt.span(duration_s)
    # the half minute is a frame longer than half a minute: that is no reason for a third part
    n_parts = max(1, math.ceil(whole.duration_s / segmentation.length_s - 0.01))
    length_s = whole.duration_s / n_parts
    return [Span(whole.start_s + i * length_s, length_s) for i in range(n_parts)]


def hear_splits(
    library: Library,
    paths: Mapping[str, str],
    split_s: float,
    settings: AnalysisSettings,
    *,
    on_progress: Callable[[Progress], None] | None = None,
) -> tuple[dict[str, Views], list[Failure]]:
    """Hear parts of tracks: more examples of the same genres [1]_.

    Parameters
    ----------
    library : Library
        That holds the tracks; what is heard is kept beside it.
    paths : mapping of str to str
        A file of each track, by track id.
    split_s : float > 0
        Length of a part, at most: the half minute is cut into equal ones.
    settings : AnalysisSettings
        ``jobs``, ``timeout``, ``memory`` and ``channels`` count.
    on_progress : callable, optional
        Called after every file that had to be opened.

    Returns
    -------
    views : dict of str to np.ndarray [shape=(n_parts, 7, 10, 512), dtype=float16]
        By track id.
    failures : list of Failure

    References
    ----------
    .. [1] The playlist study's own suggestion: splits of 15 s.
    """
    segmentation = replace(Segmentation.from_settings(settings), count="all", length_s=split_s)
    apart, failures = hear_apart(
        library,
        f"splits-{split_s:g}",
        paths,
        AnalysisPlan(segmentation, (GENRE_INPUT.name,)),
        settings,
        describe=describe_splits,
        on_progress=on_progress,
    )
    return stored_views(apart, paths), failures
