"""Beats and key of a track that passes by, heard while something else is made of it."""

from collections.abc import Iterable, Iterator

import numpy as np

from tunescape.arrays import FloatArray
from tunescape.features import tonality
from tunescape.features.beat_stream import BeatStream
from tunescape.features.excerpt import Excerpt
from tunescape.features.posteriorgram import SAMPLE_RATE
from tunescape.features.tonality import KeyEstimate, estimate_key

__all__ = ["Listener"]

KEY_EXCERPT_S = 15.0


class Listener:
    """Hears a track piece by piece.

    Attributes
    ----------
    stream : BeatStream
        Its beats, and how much was heard.
    """

    def __init__(self) -> None:
        self.stream = BeatStream(SAMPLE_RATE)
        self._tonality: list[FloatArray] = []

    @property
    def duration_s(self) -> float:
        """How much was heard so far, seconds."""
        return self.stream.n_samples / SAMPLE_RATE

    def through(self, blocks: Iterable[FloatArray]) -> Iterator[FloatArray]:
        """Pass blocks on as they are, mono at 22,050 Hz; the key is heard in the first 15 s of each."""
        for block in blocks:
            excerpt = block[: round(KEY_EXCERPT_S * SAMPLE_RATE)]
            if len(excerpt):
                self._tonality.append(tonality.FEATURES(Excerpt(excerpt, SAMPLE_RATE)))
            self.stream.hear(block)
            yield block

    def key(self) -> KeyEstimate:
        """Return the key of all that was heard."""
        if not self._tonality:
            return KeyEstimate(None, 0.0, (), None)
        return estimate_key(np.stack(self._tonality))
