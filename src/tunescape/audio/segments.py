"""Which stretches of a track are analysed, and which of its channels."""

import math
from dataclasses import dataclass
from typing import NamedTuple

from tunescape.settings import AnalysisSettings, Channels, Segments

__all__ = ["Segmentation", "Span"]


class Span(NamedTuple):
    """A stretch of a track, in seconds from its first audible sample."""

    start_s: float
    duration_s: float


@dataclass(frozen=True)
class Segmentation:
    """How a track is cut into segments, and what is heard of each.

    Attributes
    ----------
    count : int > 0, "all" or "hook"
        How many segments; ``"all"`` covers the whole track; ``"hook"`` takes its beginning alone, as a
        short video would.
    length_s : float > 0
        Length of a segment in seconds.
    channels : "mean" or "left"
        What the mono signal is made of: the mean of all channels, or the first one alone.
    """

    count: Segments = 4
    length_s: float = 15.0
    channels: Channels = "mean"

    @classmethod
    def from_settings(cls, settings: AnalysisSettings) -> "Segmentation":
        """Cut as options say; what they leave open is as by default."""
        return cls(
            settings.segments or cls.count,
            settings.segment_length or cls.length_s,
            settings.channels or cls.channels,
        )

    def __str__(self) -> str:
        """Return what feature rows are stored with: only rows with the same text are current."""
        heard = f"{self.count}x{self.length_s:g}"
        return heard if self.channels == "mean" else f"{heard} {self.channels}"

    def spans(self, duration_s: float) -> list[Span]:
        """Place the segments in a track.

        With N segments of L seconds and a duration d > N L, segment i starts at (i + 1/2) d / N - L / 2;
        a shorter track, or ``count="all"``, is cut into ceil(d / L) equal consecutive pieces, so that
        short tracks are heard whole.

        Parameters
        ----------
        duration_s : float > 0

        Returns
        -------
        list of Span
            In order, at least one, none outside the track.
        """
        if self.count == "hook":
            return [Span(0.0, min(duration_s, self.length_s))]
        if self.count == "all" or duration_s <= self.count * self.length_s:
            # a rounding error in the duration must not add a piece of no length
            pieces = max(1, math.ceil(duration_s / self.length_s - 1e-9))
            length = duration_s / pieces
            return [Span(i * length, length) for i in range(pieces)]
        n = self.count
        return [Span((i + 0.5) * duration_s / n - self.length_s / 2, self.length_s) for i in range(n)]
