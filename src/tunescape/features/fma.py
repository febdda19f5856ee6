"""``fma518@1``: the 518 features that were published with the FMA dataset, by librosa itself.

References
----------
.. [1] M. Defferrard, K. Benzi, P. Vandergheynst, X. Bresson, "FMA: a dataset for music analysis", ISMIR 2017.
.. [2] B. McFee et al., "librosa: audio and music signal analysis in Python", SciPy 2015.
"""

import warnings
from importlib.util import find_spec

import numpy as np

from tunescape.arrays import FloatArray, Vector
from tunescape.errors import FeatureError
from tunescape.features.descriptors import pooled, pooled_names
from tunescape.features.excerpt import DESCRIPTOR_RATE, Excerpt
from tunescape.features.feature_set import FeatureSet, TrackExcerpt

__all__ = ["FEATURES", "SIZES", "frame_features"]

SIZES = {
    "chroma_cens": 12,
    "chroma_cqt": 12,
    "chroma_stft": 12,
    "mfcc": 20,
    "rmse": 1,
    "spectral_bandwidth": 1,
    "spectral_centroid": 1,
    "spectral_contrast": 7,
    "spectral_rolloff": 1,
    "tonnetz": 6,
    "zcr": 1,
}
"""Rows of each feature, in the order of the published table."""

N_FFT, HOP_LENGTH, OCTAVES = 2048, 512, 7


def frame_features(y: FloatArray, *, sample_rate: int) -> dict[str, FloatArray]:
    """Describe each frame by the 74 numbers of the FMA dataset [1]_, as librosa [2]_ computes them.

    Parameters
    ----------
    y : np.ndarray [shape=(n,), dtype=float32]
        Mono; n >= sample_rate.
    sample_rate : int > 0, Hz

    Returns
    -------
    dict of str to np.ndarray [shape=(size, n_frames)]
        Chroma and the constant-Q transform (7 octaves from C1) by magnitude, tonnetz of the smoothed chroma
        (CENS); the other features of one short-time Fourier transform (2048/512). In the order of
        :data:`SIZES`.
    """
    import librosa

    constant_q = np.abs(
        librosa.cqt(y, sr=sample_rate, hop_length=HOP_LENGTH, n_bins=12 * OCTAVES, tuning=None)
    )
    magnitude = np.abs(librosa.stft(y, n_fft=N_FFT, hop_length=HOP_LENGTH))
    power = magnitude**2
    cens = librosa.feature.chroma_cens(C=constant_q, n_chroma=12, n_octaves=OCTAVES)
    mel = librosa.feature.melspectrogram(S=power, sr=sample_rate)
    return {
        "chroma_cens": cens,
        "chroma_cqt": librosa.feature.chroma_cqt(C=constant_q, n_chroma=12, n_octaves=OCTAVES),
        "chroma_stft": librosa.feature.chroma_stft(S=power, sr=sample_rate, n_chroma=12),
        "mfcc": librosa.feature.mfcc(S=librosa.power_to_db(mel), n_mfcc=20),
        "rmse": librosa.feature.rms(S=magnitude),
        "spectral_bandwidth": librosa.feature.spectral_bandwidth(S=magnitude, sr=sample_rate),
        "spectral_centroid": librosa.feature.spectral_centroid(S=magnitude, sr=sample_rate),
        "spectral_contrast": librosa.feature.spectral_contrast(S=magnitude, sr=sample_rate, n_bands=6),
        "spectral_rolloff": librosa.feature.spectral_rolloff(S=magnitude, sr=sample_rate),
        "tonnetz": librosa.feature.tonnetz(chroma=cens, sr=sample_rate),
        "zcr": librosa.feature.zero_crossing_rate(y, frame_length=N_FFT, hop_length=HOP_LENGTH),
    }


def _describe(excerpt: Excerpt) -> Vector:
    _check()
    y = excerpt.at(DESCRIPTOR_RATE)
    # the lowest bands need a second; what is shorter goes on in silence
    y = np.pad(y, (0, max(0, DESCRIPTOR_RATE - len(y))))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of silence it says that it has no tuning
        frames = frame_features(y, sample_rate=DESCRIPTOR_RATE)
    # the transforms may differ by a frame at the end
    n_frames = min(rows.shape[1] for rows in frames.values())
    return pooled({name: np.asarray(rows[:, :n_frames], np.float64) for name, rows in frames.items()})


def _check() -> None:
    if find_spec("librosa") is None:
        raise FeatureError("fma518 needs librosa", hint="pip install 'tunescape[research]'")


FEATURES = FeatureSet(
    name="fma518",
    version=1,
    dimensions=pooled_names(SIZES),
    dtype="float32",
    units="dB (mfcc, spectral_contrast), Hz (bandwidth, centroid, rolloff), amplitude (rmse), ratios",
    summary="the 518 features of the FMA dataset, by librosa",
    source="M. Defferrard et al., FMA: a dataset for music analysis, ISMIR 2017",
    describe=_describe,
    excerpt=TrackExcerpt("middle", 30.0),
    by_default=False,
    check=_check,
    only_by_name=True,
)
"""The feature set ``fma518@1``, at 22,050 Hz, of half a minute in the middle of a track."""
