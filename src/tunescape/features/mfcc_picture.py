"""``mfcc@1``: the cepstrum of half a minute as one long vector: a picture, frame by frame.

What a vector compares is not only how music sounds but when: two excerpts are alike where the same timbre
comes at the same moment.
"""

import numpy as np

from tunescape.arrays import FloatArray
from tunescape.features.cepstrum import mfcc
from tunescape.features.excerpt import DESCRIPTOR_RATE, Excerpt
from tunescape.features.feature_set import FeatureSet, TrackExcerpt
from tunescape.features.spectrum import Spectrum

__all__ = ["FEATURES", "HOP_LENGTH", "N_FRAMES", "N_MFCC", "mfcc_picture"]

N_MFCC, N_FRAMES, HOP_LENGTH = 20, 1293, 512

_LEAST_SPREAD_DB = 1e-3
"""A coefficient that varies less than this is constant, and rounding all that is left of it."""


def mfcc_picture(spectrum: Spectrum) -> FloatArray:
    """Draw the cepstrum: each coefficient brought to mean 0 and deviation 1 over time.

    Parameters
    ----------
    spectrum : Spectrum
        At 22,050 Hz, n_fft 2048, hop 512; 30 s make 1,293 frames.

    Returns
    -------
    np.ndarray [shape=(20, 1293), dtype=float32]
        Row k is coefficient k. Of more frames the first 1,293; what fewer lack is 0, after standardising. A
        coefficient that does not vary is 0.
    """
    coefficients = mfcc(spectrum, n_mfcc=N_MFCC)[:N_FRAMES].astype(np.float64)
    spread = coefficients.std(axis=0)
    spread[spread <= _LEAST_SPREAD_DB] = np.inf
    standard = (coefficients - coefficients.mean(axis=0)) / spread
    picture = np.zeros((N_MFCC, N_FRAMES), np.float32)
    picture[:, : len(standard)] = standard.T
    return picture


def _describe(excerpt: Excerpt) -> FloatArray:
    return mfcc_picture(excerpt.spectrum).ravel()


FEATURES = FeatureSet(
    name="mfcc",
    version=1,
    dimensions=tuple(
        f"mfcc.{coefficient:02d}.{frame:04d}"
        for coefficient in range(1, N_MFCC + 1)
        for frame in range(1, N_FRAMES + 1)
    ),
    dtype="float16",
    units="standard deviations of a coefficient over the excerpt",
    summary="20 MFCC of half a minute, frame by frame: what sounds the same at the same time",
    source="S. Davis & P. Mermelstein 1980; as a picture in a study of playlists by content",
    describe=_describe,
    # a hop more than the frames reach: resampling may round the length down
    excerpt=TrackExcerpt("middle", N_FRAMES * HOP_LENGTH / DESCRIPTOR_RATE, pads=True),
    by_default=False,
    zscored=False,
    only_by_name=True,
)
"""The feature set ``mfcc@1``: 25,860 numbers, a row of the picture after the other."""
