"""Dimensions that say one thing together, in words."""

import re

__all__ = ["family", "is_nameless"]

_NAMELESS = ("penultimate",)
"""Families of learnt dimensions: only what they go with can be said of one."""

_WORDS = {
    "chroma": "notes and harmony (chroma)",
    "chroma_stft": "notes and harmony (chroma)",
    "tonnetz": "harmony (tonnetz)",
    "mfcc": "tone colour (MFCC)",
    "spectral_contrast": "tones against noise (spectral contrast)",
    "spectral_centroid": "brightness (spectral centroid)",
    "spectral_bandwidth": "width of the spectrum",
    "spectral_rolloff": "treble (spectral roll-off)",
    "rmse": "level (RMS)",
    "zcr": "noisiness (zero crossings)",
    "salience": "tempo",
    "pulse_clarity": "clarity of the beat",
    "onset_rate": "onsets a second",
    "modulation": "rhythmic pattern",
    "pattern": "rhythmic pattern",
    "relative": "rhythmic pattern against the tempo",
    "cross": "interplay of the bands",
    "density": "density of onsets",
    "amp": "shape of the waveform",
    "time": "shape of the waveform",
    "difference": "changes of the waveform",
    "frequency": "shape of the spectrum",
    "power": "shares of the bands",
    "penultimate": "what the tagging network hears",
}


def family(dimension: str) -> str:
    """Return what a dimension speaks of.

    Parameters
    ----------
    dimension : str
        Name of a dimension of a feature set: ``mfcc.mean.01``, ``amp10dstd``.

    Returns
    -------
    str
        In words where there are any, else the beginning of the name.
    """
    stem = _stem(dimension)
    return _WORDS.get(stem, stem.replace("_", " ").strip() or dimension)


def is_nameless(dimension: str) -> bool:
    """Tell whether a dimension is learnt, and means nothing by itself."""
    return _stem(dimension) in _NAMELESS


def _stem(dimension: str) -> str:
    return re.split(r"[.\d]", dimension, maxsplit=1)[0]
