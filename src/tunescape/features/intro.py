"""``intro@2``: how a track begins, in quantities that people have words for."""

import math

import numpy as np

from tunescape.arrays import Vector
from tunescape.features import tonality
from tunescape.features.excerpt import Excerpt
from tunescape.features.feature_set import FeatureSet, TrackExcerpt
from tunescape.features.quantities import QUANTITIES

__all__ = ["FEATURES", "INTRO_QUANTITIES"]

INTRO_QUANTITIES = tuple(quantity for quantity in QUANTITIES if quantity.source is not tonality.FEATURES)
"""What is said of a beginning: all but the key, for which 15 s are little."""


def _describe(excerpt: Excerpt) -> Vector:
    # the sources describe the excerpt as they describe a segment: nothing is computed in a second way here
    values = [
        (quantity.of(quantity.source(excerpt)[np.newaxis]), quantity.unknown) for quantity in INTRO_QUANTITIES
    ]
    return np.array([unknown if math.isnan(value) else value for value, unknown in values])


FEATURES = FeatureSet(
    name="intro",
    version=2,
    dimensions=tuple(f"intro.{quantity.name}" for quantity in INTRO_QUANTITIES),
    dtype="float32",
    units="loudness: LUFS, -70 for silence; true peak: dBTP, and dynamics: dB, -120 for it; tempo: BPM, "
    "0 without a pulse; pulse_clarity, bass_share, tag: 0 to 1; onset_rate: 1/s; brightness: Hz; clarity: dB",
    summary="how it begins: loudness, tempo, timbre and tags of the first 15 s",
    source="of loudness, rhythm, statistical, descriptors and musicnn, on an excerpt of its own",
    describe=_describe,
    excerpt=TrackExcerpt("start", 15.0),
)
"""The feature set ``intro@2``: the quantities of the first 15 s, what a short video would hear."""
