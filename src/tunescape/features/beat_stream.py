"""Beats of a track of any length, heard piece by piece in bounded memory."""

from dataclasses import replace

import numpy as np

from tunescape.arrays import FloatArray
from tunescape.features.beats import Beats, track_beats

__all__ = ["BeatStream"]

STRETCH_S = 600.0
"""A mix of an hour has no one tempo: beats are followed over ten minutes at a time."""

REST_S = 120.0
"""A rest at the end that is shorter has no pulse of its own: it joins what comes before."""

NEAREST_S = 0.1


class BeatStream:
    """Hears a signal as it passes by, and tells its beats at the end.

    Parameters
    ----------
    sample_rate : int > 0, Hz

    Attributes
    ----------
    n_samples : int
        Heard so far.
    """

    def __init__(self, sample_rate: int) -> None:
        self.sample_rate = sample_rate
        self.n_samples = 0
        self._waiting: list[FloatArray] = []
        self._stretches: list[Beats] = []
        self._since = 0

    def hear(self, samples: FloatArray) -> None:
        """Take the next piece.

        Parameters
        ----------
        samples : np.ndarray [shape=(n,), dtype=float32]
            Mono, finite.
        """
        self._waiting.append(samples)
        self.n_samples += len(samples)
        stretch = round(STRETCH_S * self.sample_rate)
        while self.n_samples - self._since >= stretch + round(REST_S * self.sample_rate):
            self._follow(stretch)

    def beats(self) -> Beats:
        """Return the beats of all that was heard; tempo and metre are those of its clearest stretch."""
        if self.n_samples > self._since:
            self._follow(self.n_samples - self._since)
        if not self._stretches:
            return Beats.none()
        clearest = max(self._stretches, key=lambda beats: beats.confidence)
        times_s = np.concatenate([beats.times_s for beats in self._stretches])
        downbeats_s = np.concatenate([beats.downbeats_s for beats in self._stretches])
        # where two stretches meet, the last beat of one may be the first of the other
        kept_s = times_s[np.diff(times_s, prepend=-np.inf) > NEAREST_S]
        return replace(clearest, times_s=kept_s, downbeats_s=downbeats_s[np.isin(downbeats_s, kept_s)])

    def _follow(self, n: int) -> None:
        waiting = np.concatenate(self._waiting)
        beats, start_s = track_beats(waiting[:n], self.sample_rate), self._since / self.sample_rate
        self._stretches.append(
            replace(beats, times_s=beats.times_s + start_s, downbeats_s=beats.downbeats_s + start_s)
        )
        self._waiting = [waiting[n:].copy()]
        self._since += n
