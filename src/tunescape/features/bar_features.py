"""What each bar of a track sounds like, in a form in which bars can be compared."""

from dataclasses import dataclass

import numpy as np

from tunescape.arrays import FloatArray, Vector
from tunescape.features.bar_grid import BarGrid
from tunescape.features.track_frames import FRAME_RATE, LOWEST_PITCH, TrackFrames

__all__ = ["SLICES", "BarFeatures", "bar_features", "frame_means"]

SLICES = 8
"""Into how many slices a bar is cut: bars are alike if the same happens at the same place in them."""

MELODY_FROM, MELODY_TO = 60, 84  # C4 to C6: where tunes are sung and played
TINY = 1e-6


@dataclass(frozen=True)
class BarFeatures:
    """Bars, one row each.

    Attributes
    ----------
    harmony : np.ndarray [shape=(n_bars, 96), dtype=float32]
        Pitch classes of eight slices, each less its mean; of length 1, or 0 where there are none.
    melody : np.ndarray [shape=(n_bars, 200), dtype=float32]
        Semitones from C4 to C6 of eight slices, less those of the mean bar; likewise.
    timbre : np.ndarray [shape=(n_bars, 12), dtype=float32]
        MFCC, z-scored over the track; likewise.
    loudness_db : np.ndarray [shape=(n_bars,), dtype=float64]
    starts : np.ndarray [shape=(n_bars, 8), dtype=float64]
        How much begins to sound in each slice from G3 up, 1 in the mean of the track.
    """

    harmony: FloatArray
    melody: FloatArray
    timbre: FloatArray
    loudness_db: Vector
    starts: Vector


def bar_features(frames: TrackFrames, grid: BarGrid) -> BarFeatures:
    """Describe the bars of a track.

    Parameters
    ----------
    frames : TrackFrames
    grid : BarGrid

    Returns
    -------
    BarFeatures
    """
    n = len(grid)
    edges = grid.edges_s
    slices_s = (edges[:-1, None] + np.diff(edges)[:, None] * np.arange(SLICES) / SLICES).ravel()
    level = float(frames.pitches.mean())
    heard = np.log1p(frames.pitches * (10 / level)) if level > 0 else frames.pitches
    pitches = frame_means(heard, np.append(slices_s, edges[-1]))
    classes = np.zeros((len(pitches), 12))
    for column in range(pitches.shape[1]):
        classes[:, (LOWEST_PITCH + column) % 12] += pitches[:, column]
    melody = pitches[:, MELODY_FROM - LOWEST_PITCH : MELODY_TO - LOWEST_PITCH + 1]
    timbre = frame_means(frames.timbre, edges)
    spread = timbre.std(axis=0)
    scores = np.divide(timbre - timbre.mean(axis=0), spread, out=np.zeros_like(timbre), where=spread > TINY)
    rises = np.maximum(np.diff(pitches[:, 19:], axis=0, prepend=pitches[:1, 19:]), 0).sum(axis=1)
    power = frame_means(10 ** (frames.loudness_db[:, None] / 10), edges)[:, 0]
    return BarFeatures(
        harmony=_unit((classes - classes.mean(axis=1, keepdims=True)).reshape(n, -1)),
        melody=_unit((melody - melody.mean(axis=0)).reshape(n, -1)),
        timbre=_unit(scores),
        loudness_db=10 * np.log10(np.maximum(power, 1e-10)),
        starts=(rises / max(float(rises.mean()), TINY)).reshape(n, SLICES),
    )


def frame_means(values: FloatArray | Vector, edges_s: Vector) -> Vector:
    """Mean of frames between times.

    Parameters
    ----------
    values : np.ndarray [shape=(n_frames, n_dimensions)]
        At 21 frames a second.
    edges_s : np.ndarray [shape=(n + 1,)]
        Rising, seconds, within the track.

    Returns
    -------
    np.ndarray [shape=(n, n_dimensions), dtype=float64]
        Each of at least one frame.
    """
    sums = np.vstack([np.zeros((1, values.shape[1])), np.cumsum(values, axis=0, dtype=np.float64)])
    at = np.clip(np.round(edges_s * FRAME_RATE).astype(np.int64), 0, len(values))
    first = np.minimum(at[:-1], len(values) - 1)
    end = np.maximum(at[1:], first + 1)
    means: Vector = (sums[end] - sums[first]) / (end - first)[:, None]
    return means


def _unit(rows: Vector) -> FloatArray:
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    unit: FloatArray = np.divide(rows, length, out=np.zeros_like(rows), where=length > TINY).astype(
        np.float32
    )
    return unit
