"""The views ``spectrogram``, ``mel`` and ``cqt``: level over time and frequency."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from tunescape.arrays import FloatArray, Vector
from tunescape.features.cepstrum import mel_power
from tunescape.features.cqt import constant_q, constant_q_frequencies
from tunescape.features.excerpt import DESCRIPTOR_RATE
from tunescape.features.spectrum import Spectrum, mel_filterbank, power_spectrum
from tunescape.report.frequency_axis import set_frequency_rows, set_note_rows
from tunescape.report.look import add_colour_bar, add_panel, plot_width
from tunescape.report.pictures.images import RANGE_DB, draw_frames, levels_db
from tunescape.report.pictures.reduce import reduce_rows
from tunescape.report.pictures.source import PictureSource, Stretch

__all__ = [
    "N_MELS",
    "draw_cqt",
    "draw_mel",
    "draw_spectrogram",
    "picture_spectrum",
    "plot_cqt",
    "plot_mel",
    "plot_spectrogram",
]

N_MELS = 216
"""Mel bands, as in the Douyin study."""

_WINDOW_S = 0.046
_COLUMNS = 1000
_LABEL = "dB (0 = the loudest)"
# a full-scale sine has a power of (n_fft / 4)**2; what is quieter by 90 dB is the noise of 16 bits
_NOISE = 1e-9 / 16


def picture_spectrum(samples: FloatArray, *, sample_rate: int, columns: int = _COLUMNS) -> Spectrum:
    """Short-time spectrum up to half the sample rate, with about as many frames as a picture has columns.

    Parameters
    ----------
    samples : np.ndarray [shape=(n,), dtype=float32]
    sample_rate : int > 0, Hz
    columns : int > 0

    Returns
    -------
    Spectrum
        Windows of about 46 ms that overlap by half, or by more where the stretch is short.
    """
    n_fft = 2 ** max(6, round(float(np.log2(_WINDOW_S * sample_rate))))
    overlapping = (n_fft // k for k in (2, 4, 8) if len(samples) * k >= columns * n_fft)
    return power_spectrum(
        samples, sample_rate=sample_rate, n_fft=n_fft, hop_length=next(overlapping, n_fft // 16)
    )


def plot_spectrogram(axes: Axes, spectrum: Spectrum, *, stretch: Stretch) -> Axes:
    """Draw a power spectrum over time, linear in frequency.

    Parameters
    ----------
    axes : Axes
    spectrum : Spectrum
    stretch : Stretch

    Returns
    -------
    Axes
    """
    # rows, too, are no more than can be seen: of several bins in one pixel the loudest
    tall = max(1, round(axes.get_window_extent().height))
    power = reduce_rows(reduce_rows(spectrum.power, plot_width(axes), "max").T, tall, "max").T
    frame_rate = spectrum.frame_rate * len(power) / len(spectrum.power)
    quietest = _NOISE * spectrum.n_fft**2
    _draw_levels(axes, power, stretch=stretch, frame_rate=frame_rate, quietest=quietest)
    highest = spectrum.sample_rate / 2
    set_frequency_rows(axes, np.linspace(0, highest, power.shape[1]), linear=True)
    return axes


def plot_mel(axes: Axes, spectrum: Spectrum, *, stretch: Stretch, n_mels: int = N_MELS) -> Axes:
    """Draw the power in mel bands over time.

    Parameters
    ----------
    axes : Axes
    spectrum : Spectrum
    stretch : Stretch
    n_mels : int > 0

    Returns
    -------
    Axes
    """
    quietest = _NOISE * spectrum.n_fft**2 / 100
    mel = mel_power(spectrum, n_mels=n_mels)
    _draw_levels(axes, mel, stretch=stretch, frame_rate=spectrum.frame_rate, quietest=quietest)
    bank = mel_filterbank(sample_rate=spectrum.sample_rate, n_fft=spectrum.n_fft, n_mels=n_mels)
    set_frequency_rows(axes, (bank @ spectrum.frequencies_hz) / bank.sum(axis=1))
    return axes


def plot_cqt(
    axes: Axes, magnitude: FloatArray, frequencies_hz: Vector, *, stretch: Stretch, frame_rate: float
) -> Axes:
    """Draw a constant-Q transform over time: a row is a semitone.

    Parameters
    ----------
    axes : Axes
    magnitude : np.ndarray [shape=(n_bins, n_frames)]
    frequencies_hz : np.ndarray [shape=(n_bins,)]
    stretch : Stretch
    frame_rate : float > 0
        Frames per second.

    Returns
    -------
    Axes
    """
    _draw_levels(axes, np.square(magnitude.T), stretch=stretch, frame_rate=frame_rate, quietest=1e-5)
    set_note_rows(axes, frequencies_hz)
    return axes


def _draw_levels(
    axes: Axes, power: FloatArray, *, stretch: Stretch, frame_rate: float, quietest: float
) -> None:
    columns = reduce_rows(power, plot_width(axes), "max")
    image = draw_frames(
        axes,
        levels_db(columns, quietest=quietest),
        stretch=stretch,
        frame_rate=frame_rate * len(columns) / len(power),
        limits=(-RANGE_DB, 0),
    )
    add_colour_bar(image, label=_LABEL)


def draw_spectrogram(source: PictureSource, figure: Figure) -> None:
    """Draw the view ``spectrogram``."""
    excerpt = source.excerpt
    spectrum = picture_spectrum(excerpt.samples, sample_rate=excerpt.sample_rate)
    plot_spectrogram(add_panel(figure), spectrum, stretch=source.stretch)


def draw_mel(source: PictureSource, figure: Figure) -> None:
    """Draw the view ``mel``."""
    plot_mel(add_panel(figure), source.spectrum, stretch=source.stretch)


def draw_cqt(source: PictureSource, figure: Figure) -> None:
    """Draw the view ``cqt``."""
    # some frames for each column, so that a short note of a long track falls into one of them
    hop_length = max(256, len(source.samples) // (4 * _COLUMNS))
    magnitude = constant_q(source.samples, sample_rate=DESCRIPTOR_RATE, hop_length=hop_length)
    plot_cqt(
        add_panel(figure),
        magnitude,
        constant_q_frequencies(),
        stretch=source.stretch,
        frame_rate=DESCRIPTOR_RATE / hop_length,
    )
