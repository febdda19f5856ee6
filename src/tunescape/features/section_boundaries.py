"""Where sections begin: novelty, repetition, and how long sections usually are."""

from functools import lru_cache

import numpy as np

from tunescape.arrays import FloatArray, IntArray, Vector
from tunescape.features.bar_features import SLICES, BarFeatures
from tunescape.features.repetition import repetition, stretch_likeness

__all__ = ["boundary_odds", "novelty", "section_starts"]

STRIPE_BARS = 4
STRIPES = 2
# Logistic regression on the bars of songs 001 to 020 of POP909, played by piano and by band, cues z-scored
WEIGHTS = {
    "timbre": 0.44,
    "loudness": 0.23,
    "pause": 0.40,
    "repetition": 0.87,
    "ending": 0.22,
    "stripes": 0.58,
}
OFFSET = -2.45
# How many phrases of those songs have 1, 2, ... 16 bars, and one more of each
PHRASES = (14, 29, 28, 208, 12, 6, 15, 182, 17, 11, 7, 4, 5, 5, 1, 1)


def novelty(matrix: FloatArray, *, width_bars: int) -> Vector:
    """How much a track changes at the beginning of each bar: a checkerboard along the diagonal [1]_.

    Likeness within the bars before and within those after, less that between them, weighted by a Gaussian.

    Parameters
    ----------
    matrix : np.ndarray [shape=(n, n)]
        Likeness of bars.
    width_bars : int > 0
        How many before, and how many after; the first and last bar stand for those that are missing.

    Returns
    -------
    np.ndarray [shape=(n,), dtype=float64]
        At least 0.

    References
    ----------
    .. [1] J. Foote, "Automatic audio segmentation using a measure of audio novelty", ICME 2000.
    """
    place = np.arange(-width_bars, width_bars) + 0.5
    taper = np.exp(-0.5 * (2 * place / width_bars) ** 2) * np.sign(place)
    kernel = np.outer(taper, taper)
    padded = np.pad(matrix, width_bars, mode="edge").astype(np.float64)
    around = [padded[i : i + 2 * width_bars, i : i + 2 * width_bars] for i in range(len(matrix))]
    sums = np.array([float((kernel * square).sum()) for square in around])
    above: Vector = np.maximum(sums / np.abs(kernel).sum(), 0)
    return above


def boundary_odds(bars: BarFeatures, matrix: FloatArray) -> Vector:
    """Logarithm of the odds that a section begins at each bar.

    Timbre changes there, it is louder or softer than before, little starts in the bar before, the two bars
    that begin there come again better than those a bar earlier, the four that end there better than those a
    bar later, and what is before and after it comes again at different places (the ends of stripes of the
    matrix, as in [1]_).

    Parameters
    ----------
    bars : BarFeatures
    matrix : np.ndarray [shape=(n, n)]
        Their likeness.

    Returns
    -------
    np.ndarray [shape=(n,), dtype=float64]

    References
    ----------
    .. [1] J. Serrà, M. Müller, P. Grosche, J. L. Arcos, "Unsupervised music structure annotation by time
       series structure features and segment similarity", IEEE Transactions on Multimedia 16(5), 2014.
    """
    odds = np.full(len(matrix), OFFSET)
    for name, cue in _cues(bars, matrix).items():
        odds += WEIGHTS[name] * _standard(cue)
    return odds


def _cues(bars: BarFeatures, matrix: FloatArray) -> dict[str, Vector]:
    pairs = _repetition(matrix, 2, times=3)
    fours = _repetition(matrix, 4, times=1)
    ended = np.concatenate([np.zeros(4), fours])[: len(fours)]  # of the four bars before
    return {
        "timbre": novelty(bars.timbre @ bars.timbre.T, width_bars=2),
        "loudness": np.abs(np.diff(bars.loudness_db, prepend=bars.loudness_db[:1])),
        "pause": -_before(bars.starts[:, SLICES // 4 :].mean(axis=1)),
        "repetition": pairs - _before(pairs),
        "ending": ended - np.append(ended[1:], 0),
        "stripes": _stripe_ends(matrix),
    }


def _repetition(matrix: FloatArray, n_bars: int, *, times: int) -> Vector:
    """Return the repetition of the stretch that begins at each bar; 0 where it is too near to the end."""
    found = np.zeros(len(matrix))
    if len(matrix) >= n_bars:
        found[: len(matrix) - n_bars + 1] = repetition(matrix, n_bars, times=times)
    return found


def section_starts(odds: Vector) -> IntArray:
    """Choose the bars at which sections begin.

    Dynamic programming: the sum of the odds of the boundaries and of the logarithms of how frequent
    sections of each length are, up to 16 bars.

    Parameters
    ----------
    odds : np.ndarray [shape=(n,)]
        As of :func:`boundary_odds`.

    Returns
    -------
    np.ndarray [shape=(n_sections,), dtype=int64]
        Rising from 0.
    """
    n = len(odds)
    lengths = _length_odds()
    best = np.full(n + 1, -np.inf)
    best[0] = 0
    before = np.zeros(n + 1, dtype=np.int64)
    gain = np.concatenate([[0.0], odds[1:]])
    for end in range(1, n + 1):
        first = max(0, end - len(lengths))
        scores = best[first:end] + gain[first:end] + lengths[end - np.arange(first, end) - 1]
        before[end] = first + int(scores.argmax())
        best[end] = scores.max()
    starts = [int(before[n])]
    while starts[-1] > 0:
        starts.append(int(before[starts[-1]]))
    return np.array(starts[::-1], dtype=np.int64)


@lru_cache(maxsize=1)
def _length_odds() -> Vector:
    """Log frequency of sections of 1, 2, ... bars."""
    odds: Vector = np.log(np.array(PHRASES) / sum(PHRASES))
    odds.flags.writeable = False
    return odds


def _stripe_ends(matrix: FloatArray) -> Vector:
    """How differently the four bars before and after a boundary come again, where they differ most."""
    n = len(matrix)
    found = np.zeros(n)
    if n <= 2 * STRIPE_BARS + 1:
        return found
    alike = stretch_likeness(matrix, STRIPE_BARS)
    for bar in range(STRIPE_BARS, n - STRIPE_BARS):
        # places at which there are four bars before and after, too
        change = np.abs(alike[bar, STRIPE_BARS:] - alike[bar - STRIPE_BARS, :-STRIPE_BARS])
        near = np.abs(np.arange(STRIPE_BARS, STRIPE_BARS + len(change)) - bar) < STRIPE_BARS
        change[near] = 0
        found[bar] = np.sort(change)[-STRIPES:].mean()
    return found


def _before(values: Vector) -> Vector:
    return np.concatenate([[values.mean()], values[:-1]])


def _standard(values: Vector) -> Vector:
    spread = float(values.std())
    scored: Vector = (values - values.mean()) / spread if spread > 1e-9 else np.zeros_like(values)
    return scored
