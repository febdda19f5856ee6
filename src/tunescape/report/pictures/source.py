"""What the views of one stretch of sound share, each computed once and only when asked for."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tunescape.arrays import FloatArray
from tunescape.audio.signal import Signal
from tunescape.features.excerpt import DESCRIPTOR_RATE, Excerpt
from tunescape.features.posteriorgram import posteriorgrams
from tunescape.features.spectral_shape import spectral_centroid
from tunescape.features.spectrum import Spectrum
from tunescape.music.transcription.decode import decode_notes
from tunescape.music.transcription.notes import NoteList
from tunescape.music.transcription.parts import split_parts

__all__ = ["PictureSource", "ScoreSource", "Stretch"]

_QUIET = 1e-7  # share of the power of the loudest frame, 70 dB below it
_INAUDIBLE_HZ = 20.0
_SILENT_RATE = 1000


class Stretch(NamedTuple):
    """From when to when in a track, in seconds."""

    start_s: float
    end_s: float


class PictureSource:
    """A stretch of sound, and what several views need of it.

    Parameters
    ----------
    signal : Signal
        At least one sample, all finite.
    start_s : float >= 0
        Where in its track it begins; the time axes count from there.

    Attributes
    ----------
    excerpt : Excerpt
        The mono signal, its resampled versions, its channels and the shared spectrum.
    stretch : Stretch
    """

    def __init__(self, signal: Signal, *, start_s: float = 0.0) -> None:
        self.excerpt = Excerpt(
            signal.mono(),
            signal.sample_rate,
            start_s=start_s,
            channels=signal.samples,
            positions=signal.positions,
        )
        self.stretch = Stretch(start_s, start_s + signal.duration_s)

    @property
    def samples(self) -> FloatArray:
        """The mono samples at :data:`~tunescape.features.excerpt.DESCRIPTOR_RATE`."""
        return self.excerpt.at(DESCRIPTOR_RATE)

    @property
    def spectrum(self) -> Spectrum:
        """The short-time spectrum of the descriptors: 22,050 Hz, n_fft 2048, hop 512."""
        return self.excerpt.spectrum

    @cached_property
    def parts(self) -> dict[str, NoteList]:
        """Notes of the stretch, melody, bass and accompaniment; their times count from its beginning."""
        notes = decode_notes(posteriorgrams([self.samples]), duration_s=self.excerpt.duration_s)
        return split_parts(notes)

    @cached_property
    def centroid_hz(self) -> FloatArray:
        """Spectral centroid of each frame of the spectrum, Hz; 0 in silence."""
        return spectral_centroid(self.spectrum)

    @cached_property
    def audible(self) -> npt.NDArray[np.bool_]:
        """Which frames of the spectrum are, above 20 Hz, less than 70 dB below the loudest.

        Of the others a curve would tell the pitch or the brightness of noise.
        """
        power = self.spectrum.power[:, self.spectrum.frequencies_hz >= _INAUDIBLE_HZ].sum(axis=1)
        audible: npt.NDArray[np.bool_] = power > _QUIET * power.max()
        return audible


class ScoreSource(PictureSource):
    """A stretch of written notes: what is drawn of notes can be drawn of it; its sound is silence.

    Parameters
    ----------
    parts : mapping of str to NoteList
        Of the whole piece.
    stretch : Stretch
        Ends after it begins.
    """

    def __init__(self, parts: Mapping[str, NoteList], stretch: Stretch) -> None:
        n = max(1, round((stretch.end_s - stretch.start_s) * _SILENT_RATE))
        super().__init__(Signal(np.zeros((1, n), np.float32), _SILENT_RATE), start_s=stretch.start_s)
        self.parts = {name: _within(part, stretch) for name, part in parts.items()}


def _within(part: NoteList, stretch: Stretch) -> NoteList:
    """Return the notes that sound in a stretch, cut to it, their times counted from its beginning."""
    heard = part.take((part.onset_s < stretch.end_s) & (part.offset_s > stretch.start_s))
    return replace(
        heard,
        onset_s=np.maximum(heard.onset_s, stretch.start_s) - stretch.start_s,
        offset_s=np.minimum(heard.offset_s, stretch.end_s) - stretch.start_s,
    )
