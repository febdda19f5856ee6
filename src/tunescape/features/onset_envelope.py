"""Where something starts in a whole track: onset envelopes at 100 frames a second, in bounded memory."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import scipy.fft
import soxr
from scipy.ndimage import maximum_filter1d, uniform_filter1d

from tunescape.arrays import FloatArray, Vector
from tunescape.features.excerpt import DESCRIPTOR_RATE
from tunescape.features.spectrum import frame_signal, hann, mel_filterbank

__all__ = ["FRAME_RATE", "PLAYED", "OnsetEnvelope", "onset_curves", "onset_envelope"]

HOP_LENGTH = 220
FRAME_RATE = DESCRIPTOR_RATE / HOP_LENGTH
"""Frames per second, about 100.2."""

PLAYED = 0.05
"""From the scale of an envelope to that of :func:`~tunescape.features.rhythm.onset_strength`, log units a
frame, in which silence is told from playing."""

N_FFT = 1024
N_MELS = 40
BASS_MELS = 6  # up to about 250 Hz: kick and bass
DELAY_S = 0.007  # a window rises before what it rises for reaches its middle
LAG_FRAMES = 2  # rises are taken over 20 ms: a window of 46 ms blurs shorter ones
FRAMES_PER_BLOCK = 256
DETREND_S = 1.0
NORMALISE_S = 8.0
# rises below this, mean per band in log units, are the ripple of steady tones and hiss, not playing
RISE_FLOOR = 0.02
# of songs 001 to 020 of POP909; notes start off the beat, bass and chords rather on it
BASS_WEIGHT = 1.0
HARMONY_WEIGHT = 1.5

CHROMA_N_FFT = 8192
CHROMA_HOP_FRAMES = 5
CHANGE_WIDTH = 6  # frames of 50 ms, before and after
CHANGE_FLOOR = 0.1
TINY = 1e-9


@dataclass(frozen=True)
class OnsetEnvelope:
    """How much starts, frame by frame.

    Attributes
    ----------
    strength : np.ndarray [shape=(n_frames,), dtype=float64]
        Over all bands, at least 0, about 1 in the root mean square of any 8 s that are played.
    bass : np.ndarray [shape=(n_frames,), dtype=float64]
        The same of the bands up to about 250 Hz.
    harmony : np.ndarray [shape=(n_frames,), dtype=float64]
        How much the pitch classes change, of the bass and of what lies above it: the same scale.
    frame_rate : float
        Frames per second.
    """

    strength: Vector
    bass: Vector
    harmony: Vector
    frame_rate: float

    @property
    def pulses(self) -> Vector:
        """What beats are followed on: all three, weighted [shape=(n_frames,)]."""
        weighted: Vector = self.strength + BASS_WEIGHT * self.bass + HARMONY_WEIGHT * self.harmony
        return weighted

    @property
    def times_s(self) -> Vector:
        """Time of each frame [shape=(n_frames,)], seconds: of a click, the frame with the largest rise."""
        times: Vector = np.arange(len(self.strength)) / self.frame_rate + DELAY_S
        return times


def onset_envelope(samples: FloatArray, sample_rate: int) -> OnsetEnvelope:
    """Log-compressed spectral flux of 40 mel bands, detrended, and even in level over the track.

    Each band is compressed to ``log(1 + 10 m / mean(m))``. Its rises over two frames, above the louder of the
    band and its neighbours two frames ago [1]_ (so that vibrato is no onset), are averaged over bands: the
    root of their mean square, so that few bands that rise much are heard among many that waver. The mean over
    one second is taken away [2]_, what remains above 0 is divided by its root mean square over 8 s.
    Harmonic change is one less the correlation of the pitch classes of the 0.3 s before and after.

    Parameters
    ----------
    samples : np.ndarray [shape=(n,), dtype=float32]
        Mono, n >= 1, finite.
    sample_rate : int > 0, Hz

    Returns
    -------
    OnsetEnvelope
        About 100 frames per second. All 0 in silence and in steady sound.

    References
    ----------
    .. [1] S. Böck and G. Widmer, "Maximum filter vibrato suppression for onset detection", DAFx 2013.
    .. [2] D. Ellis, "Beat tracking by dynamic programming", Journal of New Music Research 36(1), 2007.
    """
    y = soxr.resample(samples, sample_rate, DESCRIPTOR_RATE, quality="HQ")
    strength, bass = onset_curves(y)
    harmony = _harmonic_change(y, len(strength)) if strength.any() else np.zeros(len(strength))
    return OnsetEnvelope(strength, bass, harmony, FRAME_RATE)


def onset_curves(samples: FloatArray) -> tuple[Vector, Vector]:
    """Return ``strength`` and ``bass`` of :class:`OnsetEnvelope`, of samples at 22,050 Hz.

    Parameters
    ----------
    samples : np.ndarray [shape=(n,), dtype=float32]
        Mono, n >= 1, finite.

    Returns
    -------
    strength, bass : np.ndarray [shape=(n_frames,), dtype=float64]
    """
    magnitude = _folded_magnitudes(samples, _mel_bank(), n_fft=N_FFT, hop_length=HOP_LENGTH)
    level = float(magnitude.mean())
    if level == 0 or len(magnitude) <= LAG_FRAMES:
        return np.zeros(len(magnitude)), np.zeros(len(magnitude))
    loudness = np.log1p(magnitude * (10 / level))
    before = maximum_filter1d(loudness[:-LAG_FRAMES], size=3, axis=1)
    rises = np.zeros_like(loudness)
    np.maximum(loudness[LAG_FRAMES:] - before, 0, out=rises[LAG_FRAMES:])
    edge = N_FFT // (2 * HOP_LENGTH) + 1  # there the window, not the music, starts and stops
    rises[: edge + 1] = rises[len(rises) - edge :] = 0
    return (
        _evened(np.sqrt(np.mean(rises**2, axis=1, dtype=np.float64))),
        _evened(rises[:, :BASS_MELS].mean(axis=1, dtype=np.float64)),
    )


def _mel_bank() -> FloatArray:
    return mel_filterbank(sample_rate=DESCRIPTOR_RATE, n_fft=N_FFT, n_mels=N_MELS, fmin_hz=30.0)


def _folded_magnitudes(y: FloatArray, bank: FloatArray, *, n_fft: int, hop_length: int) -> FloatArray:
    frames = frame_signal(y, frame_length=n_fft, hop_length=hop_length)
    window = hann(n_fft).astype(np.float32)
    magnitude = np.empty((len(frames), len(bank)), dtype=np.float32)
    for first in range(0, len(frames), FRAMES_PER_BLOCK):
        block = slice(first, first + FRAMES_PER_BLOCK)
        transform = scipy.fft.rfft(frames[block] * window, axis=1)
        magnitude[block] = np.sqrt((transform.real**2 + transform.imag**2) @ bank.T)
    return magnitude


@lru_cache(maxsize=1)
def _pitch_class_bank() -> FloatArray:
    """Triangles a semitone wide to either side: twelve pitch classes of 110 to 2000 Hz, twelve below."""
    frequencies = np.fft.rfftfreq(CHROMA_N_FFT, 1 / DESCRIPTOR_RATE)
    pitch = 69 + 12 * np.log2(np.maximum(frequencies, 1.0) / 440)
    distance = np.abs((pitch - np.arange(12)[:, None] + 6) % 12 - 6)
    triangles = np.maximum(1 - distance, 0)
    high = triangles * ((frequencies >= 110) & (frequencies <= 2000))
    low = triangles * ((frequencies >= 40) & (frequencies <= 220))
    bank: FloatArray = np.vstack([high, low]).astype(np.float32)
    bank.flags.writeable = False
    return bank


def _harmonic_change(y: FloatArray, n_frames: int) -> Vector:
    hop_length = CHROMA_HOP_FRAMES * HOP_LENGTH
    chroma = _folded_magnitudes(y, _pitch_class_bank(), n_fft=CHROMA_N_FFT, hop_length=hop_length)
    width = CHANGE_WIDTH
    change = np.zeros(len(chroma))
    if len(chroma) > 2 * width:
        loudness = np.log1p(chroma * (10 / (float(chroma.mean()) + TINY))).astype(np.float64)
        sums = np.vstack([np.zeros(24), np.cumsum(loudness, axis=0)])
        stretches = (sums[width:] - sums[:-width]).reshape(-1, 2, 12)
        stretches -= stretches.mean(axis=2, keepdims=True)
        stretches /= np.linalg.norm(stretches, axis=2, keepdims=True) + 1e-9
        likeness = (stretches[:-width] * stretches[width:]).sum(axis=(1, 2))
        change[width : len(chroma) - width + 1] = 2 - likeness
    rate = FRAME_RATE / CHROMA_HOP_FRAMES
    evened = _evened(change, rate, floor=CHANGE_FLOOR)
    times = np.arange(n_frames) / CHROMA_HOP_FRAMES
    return np.interp(times, np.arange(len(evened)), evened)


def _evened(rises: Vector, frame_rate: float = FRAME_RATE, *, floor: float = RISE_FLOOR) -> Vector:
    detrended = np.maximum(rises - uniform_filter1d(rises, round(DETREND_S * frame_rate)), 0)
    mean_square = uniform_filter1d(detrended**2, round(NORMALISE_S * frame_rate))
    evened: Vector = detrended / np.sqrt(np.maximum(mean_square, floor**2))
    return evened
