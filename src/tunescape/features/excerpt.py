"""An excerpt: a stretch of signal with the views that feature sets share, each computed once."""

from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import soxr

from tunescape.arrays import FloatArray
from tunescape.features.spectrum import Spectrum, power_spectrum

__all__ = ["DESCRIPTOR_RATE", "LOUDEST", "Excerpt"]

DESCRIPTOR_RATE = 22_050
"""Sample rate, Hz, of the one short-time Fourier transform that the descriptors share."""


LOUDEST = np.float32(1e6)
"""120 dB over full scale: a limit that keeps the power of any finite signal within float32."""


class Excerpt:
    """A stretch of mono signal, resampled and transformed on demand, and the channels behind it.

    Parameters
    ----------
    samples : np.ndarray [shape=(n,), dtype=float32]
        Mono samples, nominally in [-1, 1]; n >= 1, all finite. Beyond :data:`LOUDEST` they are limited.
    sample_rate : int > 0, Hz
    start_s : float >= 0
        Where in its track it begins, in seconds.
    channels : np.ndarray [shape=(n_channels, n), dtype=float32], optional
        What the mono signal was made of; by default itself. Not copied.
    positions : tuple of str
        FFmpeg's names of the channels' places (``FL``, ``LFE``, ...); empty if they are not known.

    Attributes
    ----------
    described : dict of str to np.ndarray
        What feature sets said of it, by their ids: one that is made of others need not compute them again.
    """

    def __init__(
        self,
        samples: FloatArray,
        sample_rate: int,
        *,
        start_s: float = 0.0,
        channels: FloatArray | None = None,
        positions: tuple[str, ...] = (),
    ) -> None:
        self.samples = _limited(samples)
        self.sample_rate = sample_rate
        self.start_s = start_s
        self.channels = self.samples[np.newaxis] if channels is None else _limited(channels)
        self.positions = positions
        self.described: dict[str, npt.NDArray[Any]] = {}
        self._resampled: dict[int, FloatArray] = {sample_rate: self.samples}

    @property
    def duration_s(self) -> float:
        """Length in seconds."""
        return len(self.samples) / self.sample_rate

    def at(self, sample_rate: int) -> FloatArray:
        """Return the samples at another rate (soxr HQ: linear phase).

        Parameters
        ----------
        sample_rate : int > 0, Hz

        Returns
        -------
        np.ndarray [shape=(about n * sample_rate / self.sample_rate,), dtype=float32]
            At least one sample.
        """
        if sample_rate not in self._resampled:
            resampled = soxr.resample(self.samples, self.sample_rate, sample_rate, quality="HQ")
            self._resampled[sample_rate] = resampled if len(resampled) else self.samples[:1]
        return self._resampled[sample_rate]

    @cached_property
    def spectrum(self) -> Spectrum:
        """The shared short-time power spectrum: 22,050 Hz, n_fft 2048, hop 512."""
        return power_spectrum(self.at(DESCRIPTOR_RATE), sample_rate=DESCRIPTOR_RATE)


def _limited(samples: FloatArray) -> FloatArray:
    if max(samples.max(), -samples.min()) <= LOUDEST:
        return samples  # as good as always: no copy
    return np.clip(samples, -LOUDEST, LOUDEST)
