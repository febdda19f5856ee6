"""A whole track at 21 frames a second: pitches, timbre and loudness, for comparing its moments."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import scipy.fft

from tunescape.arrays import FloatArray
from tunescape.features.cepstrum import mfcc
from tunescape.features.excerpt import DESCRIPTOR_RATE
from tunescape.features.spectrum import Spectrum, hann

__all__ = ["FRAME_RATE", "LOWEST_PITCH", "FrameStream", "TrackFrames", "track_frames"]

HOP_LENGTH = 1050
FRAME_RATE = DESCRIPTOR_RATE / HOP_LENGTH
"""Frames per second: 21, so that whole seconds are whole frames."""

N_FFT = 4096
FRAMES_PER_BLOCK = 512  # always the same: silence is measured against the loudest of a block
LOWEST_PITCH, HIGHEST_PITCH = 36, 96
"""MIDI numbers of the pitches that are heard: C2 to C7."""

N_TIMBRE = 13
SILENCE_DB = -100.0


@dataclass(frozen=True)
class TrackFrames:
    """What a track sounds like, frame by frame.

    Attributes
    ----------
    pitches : np.ndarray [shape=(n_frames, 61), dtype=float32]
        Magnitude around each semitone from C2 to C7.
    timbre : np.ndarray [shape=(n_frames, 12), dtype=float32]
        MFCC but the zeroth, dB.
    loudness_db : np.ndarray [shape=(n_frames,), dtype=float32]
        Power in dB relative to full scale, at least -100.
    """

    pitches: FloatArray
    timbre: FloatArray
    loudness_db: FloatArray

    @property
    def duration_s(self) -> float:
        """How much they cover, seconds."""
        return len(self.loudness_db) / FRAME_RATE


@lru_cache(maxsize=1)
def _semitone_bank() -> FloatArray:
    """Triangles a semitone wide to either side [shape=(1 + n_fft // 2, 61)]."""
    frequencies = np.fft.rfftfreq(N_FFT, 1 / DESCRIPTOR_RATE)
    pitch = 69 + 12 * np.log2(np.maximum(frequencies, 1.0) / 440)
    distance = np.abs(pitch[:, None] - np.arange(LOWEST_PITCH, HIGHEST_PITCH + 1))
    bank: FloatArray = np.maximum(1 - distance, 0).astype(np.float32)
    bank.flags.writeable = False
    return bank


class FrameStream:
    """Hears a signal at 22,050 Hz as it passes by, in pieces of any length."""

    def __init__(self) -> None:
        self._n_samples = 0
        self._n_frames = 0
        # from half a window before the next frame on
        self._waiting = np.zeros(N_FFT // 2, dtype=np.float32)
        self._parts: list[TrackFrames] = []

    def hear(self, samples: FloatArray) -> None:
        """Take the next piece.

        Parameters
        ----------
        samples : np.ndarray [shape=(n,), dtype=float32]
            Mono, finite.
        """
        self._n_samples += len(samples)
        self._waiting = np.concatenate([self._waiting, samples])
        while len(self._waiting) >= N_FFT + HOP_LENGTH * (FRAMES_PER_BLOCK - 1):
            self._take(FRAMES_PER_BLOCK)

    def frames(self) -> TrackFrames:
        """Return what was heard, at least one frame; nothing can be heard after it."""
        rest = max(1, -(-self._n_samples // HOP_LENGTH)) - self._n_frames
        if rest:
            missing = N_FFT + HOP_LENGTH * (rest - 1) - len(self._waiting)
            self._waiting = np.pad(self._waiting, (0, max(0, missing)))
            self._take(rest)
        return TrackFrames(
            np.concatenate([part.pitches for part in self._parts]),
            np.concatenate([part.timbre for part in self._parts]),
            np.concatenate([part.loudness_db for part in self._parts]),
        )

    def _take(self, n_frames: int) -> None:
        windows = np.lib.stride_tricks.sliding_window_view(self._waiting, N_FFT)[::HOP_LENGTH][:n_frames]
        transform = scipy.fft.rfft(windows * hann(N_FFT).astype(np.float32), axis=1)
        self._parts.append(_described(transform.real**2 + transform.imag**2))
        self._waiting = self._waiting[n_frames * HOP_LENGTH :]
        self._n_frames += n_frames


def track_frames(samples: FloatArray) -> TrackFrames:
    """Hear a signal.

    Parameters
    ----------
    samples : np.ndarray [shape=(n,), dtype=float32]
        Mono, at 22,050 Hz, n >= 1, finite.

    Returns
    -------
    TrackFrames
        One frame each 1050 samples, at least one.
    """
    stream = FrameStream()
    stream.hear(samples)
    return stream.frames()


def _described(power: FloatArray) -> TrackFrames:
    spectrum = Spectrum(power, DESCRIPTOR_RATE, N_FFT, HOP_LENGTH)
    full_scale = N_FFT * float(hann(N_FFT) @ hann(N_FFT)) / 2  # Parseval, one half of the spectrum
    loudness = 10 * np.log10(np.maximum(power.sum(axis=1) / full_scale, 10 ** (SILENCE_DB / 10)))
    return TrackFrames(
        np.sqrt(power @ _semitone_bank()), mfcc(spectrum, n_mfcc=N_TIMBRE, n_mels=40)[:, 1:], loudness
    )
