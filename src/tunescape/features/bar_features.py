"""What each bar of a track sounds like, in a form in which bars can be compared."""

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import uniform_filter1d

from tunescape.arrays import FloatArray, Vector
from tunescape.features.bar_grid import BarGrid
from tunescape.features.track_frames import FRAME_RATE, LOWEST_PITCH, TrackFrames

__all__ = ["SLICES", "BarFeatures", "bar_features", "frame_means"]

SLICES = 8
"""Into how many slices a bar is cut: bars are alike if the same happens at the same place in them."""

AROUND_S = 1.0
UPPER_FROM = 60  # C4: tunes and what goes with them, without the bass
TINY = 1e-6


@dataclass(frozen=True)
class BarFeatures:
    """Bars, one row each.

    Attributes
    ----------
    notes : np.ndarray [shape=(n_bars, 488), dtype=float32]
        61 semitones of eight slices, as far as they stand out, less those of the mean slice; of length 1, or
        0 where nothing does.
    timbre : np.ndarray [shape=(n_bars, 12), dtype=float32]
        MFCC, z-scored over the track; likewise.
    loudness_db : np.ndarray [shape=(n_bars,), dtype=float64]
    starts : np.ndarray [shape=(n_bars, 8), dtype=float64]
        How much stands out in each slice from C4 up, 1 in the mean of the track.
    """

    notes: FloatArray
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
    notes = frame_means(_standing_out(frames.pitches), np.append(slices_s, edges[-1]))
    upper = notes[:, UPPER_FROM - LOWEST_PITCH :].sum(axis=1)
    timbre = frame_means(frames.timbre, edges)
    spread = timbre.std(axis=0)
    scores = np.divide(timbre - timbre.mean(axis=0), spread, out=np.zeros_like(timbre), where=spread > TINY)
    power = frame_means(10 ** (frames.loudness_db[:, None] / 10), edges)[:, 0]
    return BarFeatures(
        notes=_unit((notes - notes.mean(axis=0)).reshape(n, -1)),
        timbre=_unit(scores),
        loudness_db=10 * np.log10(np.maximum(power, 1e-10)),
        starts=(upper / max(float(upper.mean()), TINY)).reshape(n, SLICES),
    )


def _standing_out(pitches: FloatArray) -> FloatArray:
    """How much louder each semitone is than in the second before and after: what goes on sounding is nothing.

    So notes are compared by what begins. Played on and on, as with a pedal that is never lifted, they would
    cover everything else.
    """
    level = float(pitches.mean())
    above: FloatArray = np.log1p(pitches * np.float32(10 / level)) if level > 0 else pitches.copy()
    above -= uniform_filter1d(above, 2 * round(AROUND_S * FRAME_RATE) + 1, axis=0, mode="nearest")
    return np.maximum(above, 0, out=above)


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
