"""Quantities that people have words for, read off what feature sets say of a track or of a part of it."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from tunescape.arrays import Vector
from tunescape.features import descriptors, loudness, rhythm, statistical, tonality
from tunescape.features.embeddings import musicnn
from tunescape.features.feature_set import FeatureSet

__all__ = ["QUANTITIES", "Quantity"]


@dataclass(frozen=True)
class Quantity:
    """One number about a stretch of music.

    Attributes
    ----------
    name : str
        With its unit, as fields are named.
    source : FeatureSet
        The feature set it is read off.
    read : callable
        From rows of that feature set [shape=(n_segments, n_dimensions)] to the number, or None where there
        is none: silence has no loudness, and music without a pulse no tempo.
    unknown : float
        What stands for None where only numbers can be stored; no value that music has.
    """

    name: str
    source: FeatureSet
    read: Callable[[Vector], float | None]
    unknown: float = -1.0

    def of(self, matrix: Vector) -> float:
        """Read the number off rows of the source; not a number where there is none."""
        value = self.read(matrix)
        return math.nan if value is None else value


def _dynamics(matrix: Vector) -> float | None:
    lufs, peak_db = loudness.integrated(matrix), loudness.highest_peak(matrix)
    return None if lufs is None or peak_db is None else peak_db - lufs


def _tempo(matrix: Vector) -> float | None:
    return rhythm.estimate_tempo(matrix).bpm


def _major(matrix: Vector) -> float | None:
    key = tonality.estimate_key(matrix).name
    return None if key is None else float(key.endswith("major"))


def _mean(source: FeatureSet, *names: str) -> Callable[[Vector], float]:
    # mean over segments, and over the dimensions that are named
    columns = [source.dimensions.index(name) for name in names]
    return lambda matrix: float(matrix[:, columns].mean())


QUANTITIES = (
    Quantity("loudness_lufs", loudness.FEATURES, loudness.integrated, loudness.ABSOLUTE_GATE_LUFS),
    Quantity("true_peak_db", loudness.FEATURES, loudness.highest_peak, loudness.SILENT_PEAK_DB),
    # the peak-to-loudness ratio of EBU Tech 3343: what limiters take away
    Quantity("dynamics_db", loudness.FEATURES, _dynamics, loudness.SILENT_PEAK_DB),
    Quantity("tempo_bpm", rhythm.FEATURES, _tempo, 0.0),
    Quantity("pulse_clarity", rhythm.FEATURES, _mean(rhythm.FEATURES, "pulse_clarity")),
    Quantity("onset_rate", rhythm.FEATURES, _mean(rhythm.FEATURES, "onset_rate")),
    Quantity("bass_share", statistical.FEATURES, _mean(statistical.FEATURES, "power1")),
    Quantity("brightness_hz", descriptors.FEATURES, _mean(descriptors.FEATURES, "spectral_centroid.mean.01")),
    Quantity(
        "clarity_db",
        descriptors.FEATURES,
        _mean(descriptors.FEATURES, *(f"spectral_contrast.mean.{band:02d}" for band in range(1, 8))),
    ),
    Quantity("major_key", tonality.FEATURES, _major),
    *(
        Quantity(f"tag.{tag}", musicnn.FEATURES, _mean(musicnn.FEATURES, f"tag.{tag}"))
        for tag in musicnn.TAGS
    ),
)
"""Loudness and true peak, and how far that rises over the loudness (dB); tempo, how clear the pulse is (0 to
1), onsets a second; what lies below 100 Hz of the spectrum up to 1 kHz (0 to 1), the centre of the spectrum
(Hz), how far tones rise over what lies between them (dB); 1 for a major key, 0 for a minor one; the
probabilities of tags. Who changes one of them raises the version of ``intro``, which stores them."""
