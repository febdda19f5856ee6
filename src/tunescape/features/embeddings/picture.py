"""Spectrograms as colour pictures, drawn in memory: what a network that knows photographs can look at.

The playlist study saved what librosa's ``specshow`` drew, a figure of 640 by 480 pixels, and read it again.
Here the array goes through the same colour map without a file: each pixel takes the cell under its centre,
as matplotlib's ``pcolormesh`` (which is what ``specshow`` calls) and ``imshow(interpolation="nearest")`` draw
it where the axes fill the figure.

References
----------
.. [1] B. McFee et al., "librosa: audio and music signal analysis in Python", SciPy 2015: its default colours,
   ``magma`` for values of one sign and ``coolwarm`` for values of both.
"""

from typing import Literal

import numpy as np
import numpy.typing as npt

from tunescape.arrays import FloatArray, IntArray
from tunescape.features.cepstrum import mel_power, mfcc
from tunescape.features.chroma import chroma_stft
from tunescape.features.decibel import power_to_db
from tunescape.features.spectrum import Spectrum

__all__ = ["HEIGHT", "PICTURES", "WIDTH", "chroma_picture", "colour_picture", "mel_picture", "mfcc_picture"]

HEIGHT, WIDTH = 480, 640
"""Pixels: a figure of matplotlib's default size, 6.4 by 4.8 inches at 100 dots per inch."""

N_MELS, N_MFCC = 216, 20

Picture = npt.NDArray[np.uint8]


def colour_picture(
    values: FloatArray,
    *,
    colours: Literal["magma", "coolwarm"],
    height: int = HEIGHT,
    width: int = WIDTH,
) -> Picture:
    """Draw an array: its lowest value in the first colour, its highest in the last.

    Parameters
    ----------
    values : np.ndarray [shape=(n_rows, n_columns)]
        Finite; n_rows, n_columns >= 1. The first row is drawn at the bottom.
    colours : {"magma", "coolwarm"}
        Colour map of matplotlib.
    height, width : int > 0, pixels

    Returns
    -------
    np.ndarray [shape=(height, width, 3), dtype=uint8]
        Red, green, blue. An array of one value only is drawn in the first colour.
    """
    # pyplot is what makes importing matplotlib slow, and is not needed
    from matplotlib import colormaps

    low, high = np.float64(values.min()), np.float64(values.max())
    rows = values.shape[0] - 1 - _cells(values.shape[0], height)
    levels = values[np.ix_(rows, _cells(values.shape[1], width))].astype(np.float32)
    # rounded to single precision where matplotlib does: between two colours the last digit decides
    levels -= low
    if high > low:
        levels /= high - low
    picture: Picture = colormaps[colours](levels, bytes=True)[:, :, :3]
    return picture


def _cells(n_cells: int, n_pixels: int) -> IntArray:
    """Return the cell under the centre of each pixel; on an edge between two, the first."""
    return ((2 * np.arange(n_pixels) + 1) * n_cells - 1) // (2 * n_pixels)


def mel_picture(spectrum: Spectrum) -> Picture:
    """Draw the power in 216 mel bands in dB, down to 80 dB below the loudest."""
    return colour_picture(power_to_db(mel_power(spectrum, n_mels=N_MELS)).T, colours="magma")


def mfcc_picture(spectrum: Spectrum) -> Picture:
    """Draw 20 mel-frequency cepstral coefficients."""
    return colour_picture(mfcc(spectrum, n_mfcc=N_MFCC).T, colours="coolwarm")


def chroma_picture(spectrum: Spectrum) -> Picture:
    """Draw the twelve pitch classes, C at the bottom; the strongest of each frame is 1."""
    return colour_picture(chroma_stft(spectrum).T, colours="magma")


PICTURES = {"mel": mel_picture, "mfcc": mfcc_picture, "chroma": chroma_picture}
"""What draws each kind of picture, [shape=(480, 640, 3), dtype=uint8], by its name."""
