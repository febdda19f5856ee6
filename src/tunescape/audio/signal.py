"""Samples and their rate."""

from dataclasses import dataclass

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
    """

    samples: FloatArray
    sample_rate: int

    @property
    def duration_s(self) -> float:
        """Length in seconds."""
        return float(self.samples.shape[1] / self.sample_rate)

    def mono(self) -> FloatArray:
        """Return the mean of the channels [shape=(n,)]."""
        mixed: FloatArray = self.samples.mean(axis=0) if len(self.samples) > 1 else self.samples[0]
        return mixed
