"""Beats: when a listener would tap."""

from dataclasses import dataclass
from typing import Self

import numpy as np

from tunescape.arrays import FloatArray, Vector
from tunescape.features.metre import accents, find_metre
from tunescape.features.onset_envelope import onset_envelope
from tunescape.features.tempo import find_pulse

__all__ = ["Beats", "track_beats"]


@dataclass(frozen=True)
class Beats:
    """The beats of a track.

    Attributes
    ----------
    times_s : np.ndarray [shape=(n_beats,), dtype=float64]
        Ascending, seconds. Empty where no pulse is heard.
    downbeats_s : np.ndarray [shape=(n_bars,), dtype=float64]
        Those of them that begin a bar. Empty where the metre is not clear.
    tempo_bpm : float or None
        Of the whole track.
    confidence : float
        Of the pulse, 0 to 1.
    alternatives : tuple of float
        Other tempi that fit, best first, BPM.
    beats_per_bar : int or None
        None where the metre is not clear.
    metre_confidence : float
        0 to 1.
    """

    times_s: Vector
    downbeats_s: Vector
    tempo_bpm: float | None
    confidence: float
    alternatives: tuple[float, ...]
    beats_per_bar: int | None
    metre_confidence: float

    @classmethod
    def none(cls) -> Self:
        """Return what is found where there is no pulse."""
        return cls(np.zeros(0), np.zeros(0), None, 0.0, (), None, 0.0)


def track_beats(samples: FloatArray, sample_rate: int) -> Beats:
    """Find the beats and bars of a whole track.

    Parameters
    ----------
    samples : np.ndarray [shape=(n,), dtype=float32]
        Mono, n >= 1, finite.
    sample_rate : int > 0, Hz

    Returns
    -------
    Beats
    """
    envelope = onset_envelope(samples, sample_rate)
    pulse = find_pulse(envelope)
    if pulse is None:
        return Beats.none()
    metre = find_metre(accents(envelope, pulse.frames))
    times_s = envelope.times_s[pulse.frames]
    return Beats(
        times_s=times_s,
        downbeats_s=times_s[metre.downbeats],
        tempo_bpm=pulse.tempo.bpm,
        confidence=pulse.tempo.confidence,
        alternatives=pulse.tempo.alternatives,
        beats_per_bar=metre.beats_per_bar,
        metre_confidence=metre.confidence,
    )
