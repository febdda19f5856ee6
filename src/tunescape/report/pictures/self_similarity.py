"""The view ``self-similarity``: which moments of a track resemble which others."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.image import AxesImage

from tunescape.arrays import FloatArray
from tunescape.features.cepstrum import mfcc
from tunescape.features.chroma import chroma_stft
from tunescape.report.look import LEVEL_MAP, add_colour_bar, add_squares
from tunescape.report.pictures.reduce import reduce_rows
from tunescape.report.pictures.source import PictureSource, Stretch
from tunescape.report.time_axis import set_time_axis

__all__ = ["draw_self_similarity", "plot_self_similarity", "self_similarity"]

_MOST_BLOCKS = 320
_BLOCK_S = 0.1
_DELAYS = 4
_LOWEST = -0.5


def self_similarity(frames: FloatArray, *, delays: int = _DELAYS) -> FloatArray:
    """Cosine similarity of every moment with every other [1]_, each dimension taken relative to its mean.

    A moment is a frame with those around it, in their order [2]_: what comes again as a sequence stands out
    as a line along the diagonal, and chance resemblance of single frames fades.

    Parameters
    ----------
    frames : np.ndarray [shape=(n_frames, n_dimensions)]
    delays : int > 0
        How many frames make a moment.

    Returns
    -------
    np.ndarray [shape=(n_frames, n_frames), dtype=float32]
        From -1 to 1, of z-scored dimensions; 0 for moments in which nothing differs from the mean.

    References
    ----------
    .. [1] J. Foote, "Visualizing music and audio using self-similarity", ACM Multimedia, 1999.
    .. [2] J. Serrà, X. Serra, R. G. Andrzejak, "Cross recurrence quantification for cover song
       identification", New Journal of Physics 11, 2009 (the embedding).
    """
    centred = frames.astype(np.float64) - frames.mean(axis=0, dtype=np.float64)
    spread = centred.std(axis=0)
    # what rounding leaves of a constant is no difference
    steady = spread <= 1e-6 * np.abs(frames).max()
    scores = np.divide(centred, spread, out=np.zeros_like(centred), where=~steady)
    around = np.pad(scores, ((delays // 2, (delays - 1) // 2), (0, 0)), mode="edge")
    moments = np.hstack([around[i : i + len(scores)] for i in range(delays)])
    length = np.linalg.norm(moments, axis=1, keepdims=True)
    unit = np.divide(moments, length, out=np.zeros_like(moments), where=length > 0).astype(np.float32)
    similarity: FloatArray = np.clip(unit @ unit.T, -1, 1)
    return similarity


def plot_self_similarity(axes: Axes, similarity: FloatArray, *, stretch: Stretch, name: str) -> AxesImage:
    """Draw a self-similarity matrix: time to the right and upwards, repetition as lines beside the diagonal.

    Parameters
    ----------
    axes : Axes
    similarity : np.ndarray [shape=(n, n)]
        From -1 to 1.
    stretch : Stretch
    name : str
        What is compared.

    Returns
    -------
    AxesImage
        For a colour bar.
    """
    image = axes.imshow(
        similarity,
        origin="lower",
        aspect="auto",
        interpolation="nearest",
        cmap=LEVEL_MAP,
        vmin=_LOWEST,
        vmax=1,
        extent=(*stretch, *stretch),
    )
    set_time_axis(axes, *stretch, most=6)
    set_time_axis(axes, *stretch, most=6, along="y")
    axes.set_title(name, fontsize=9, pad=4)
    return image


def draw_self_similarity(source: PictureSource, figure: Figure) -> None:
    """Draw the view ``self-similarity``: by harmony, by timbre, and by both."""
    spectrum = source.spectrum
    blocks = min(_MOST_BLOCKS, 1 + int(source.excerpt.duration_s / _BLOCK_S))
    by_harmony = self_similarity(reduce_rows(chroma_stft(spectrum), blocks, "mean"))
    # without the zeroth coefficient: loud and soft are no timbres
    by_timbre = self_similarity(reduce_rows(mfcc(spectrum)[:, 1:], blocks, "mean"))
    panels: dict[str, FloatArray] = {
        "harmony (chroma)": by_harmony,
        "timbre (MFCC)": by_timbre,
        "both": 0.5 * by_harmony + 0.5 * by_timbre,
    }
    squares = add_squares(figure, len(panels))
    for axes, (name, similarity) in zip(squares, panels.items(), strict=True):
        image = plot_self_similarity(axes, similarity, stretch=source.stretch, name=name)
    for axes in squares[1:]:
        axes.set_ylabel("")
        axes.tick_params(axis="y", labelleft=False)
    add_colour_bar(image, label="cosine similarity")
