"""Samples and their rate."""

from dataclasses import dataclass
from typing import Literal

from tunescape.arrays import FloatArray

__all__ = ["Signal"]


@dataclass(frozen=True)
class Signal:
    """A stretch of decoded audio.

    Attributes
    ----------
    samples : np.ndarray [shape=(n_channels, n), dtype=float32]
        Nominally in [-1, 1]; lossy decoders overshoot, and nothing is clipped. All finite.
    sample_rate : int, Hz
    positions : tuple of str
        FFmpeg's names of the channels' places (``FL``, ``FR``, ``LFE``, ...); empty if they are not known.
    """

    samples: FloatArray
    sample_rate: int
    positions: tuple[str, ...] = ()

    @property
    def duration_s(self) -> float:
        """Length in seconds."""
        return float(self.samples.shape[1] / self.sample_rate)

    def mono(self, channels: Literal["mean", "left"] = "mean") -> FloatArray:
        """Return the mean of the channels, or the first of them [shape=(n,)]."""
        one = channels == "left" or len(self.samples) == 1
        mixed: FloatArray = self.samples[0] if one else self.samples.mean(axis=0)
        return mixed
