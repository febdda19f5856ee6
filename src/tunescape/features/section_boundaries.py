"""Where sections begin: novelty, repetition, and how long sections usually are."""

from functools import lru_cache

import numpy as np

from tunescape.arrays import FloatArray, IntArray, Vector
from tunescape.features.bar_features import SLICES, BarFeatures
from tunescape.features.repetition import repetition, stretch_likeness

__all__ = ["boundary_odds", "novelty", "section_starts"]

STRIPE_BARS = 4
STRIPES = 2
# Logistic regression on the bars of songs 001 to 020 of POP909, played by piano and by band, each with and
# without the sustaining pedal held on the melody; cues z-scored
WEIGHTS = {"timbre": 0.28, "loudness": 0.36, "pause": 0.43, "repetition": 0.63, "stripes": 0.57}
OFFSET = -2.01
LOUDEST_JUMP_DB = 6.0  # out of silence, as at the beginning, is no more than that
# A second one, on the odds of the first: a bar's own, those of bars so far before and after it, and those of
# bars that are alike
OWN, APART, ALIKE, CONTEXT_OFFSET = 0.41, {4: 0.15, 8: 0.36}, 1.03, -1.25
AROUND_BARS = 2
NEAR = 0.1  # in likeness: bars less alike than that by more say little of each other
FEW = -5.0  # how much likeness votes have to outweigh, as an exponent
ODDS_WEIGHT = 1.5  # against lengths: chosen by cross-validation
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
    that begin there come again better than those a bar earlier, and what is before and after it comes again
    at different places (the ends of stripes of the matrix, as in [1]_). What speaks for a bar speaks also for
    those four and eight bars before and after it, since phrases are that long, and for those that are alike,
    so that a section begins at the same place each time it comes.

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
    odds[0] = odds.max()  # what is like the beginning of the track is a beginning, too
    others = odds - odds.mean()
    found: Vector = CONTEXT_OFFSET + OWN * odds + ALIKE * _votes(others, matrix)
    for n_bars, weight in APART.items():
        found[n_bars:] += weight * others[:-n_bars]
        found[:-n_bars] += weight * others[n_bars:]
    return found


def _cues(bars: BarFeatures, matrix: FloatArray) -> dict[str, Vector]:
    pairs = _repetition(matrix, 2, times=3)
    jumps_db = np.diff(bars.loudness_db, prepend=bars.loudness_db[:1])
    return {
        "timbre": novelty(bars.timbre @ bars.timbre.T, width_bars=2),
        "loudness": np.minimum(np.abs(jumps_db), LOUDEST_JUMP_DB),
        "pause": -_before(bars.starts[:, SLICES // 4 :].mean(axis=1)),
        "repetition": pairs - _before(pairs),
        "stripes": _stripe_ends(matrix),
    }


def _votes(odds: Vector, matrix: FloatArray) -> Vector:
    """Mean odds of the places where what is around a bar, two bars before and after, comes again."""
    n = len(odds)
    padded = np.pad(matrix, AROUND_BARS)
    alike = stretch_likeness(padded, 2 * AROUND_BARS)[:n, :n].astype(np.float64)
    np.fill_diagonal(alike, -np.inf)
    weights = np.exp((alike - 1) / NEAR)
    votes: Vector = (weights @ odds) / (weights.sum(axis=1) + np.exp(FEW))
    return votes


def _repetition(matrix: FloatArray, n_bars: int, *, times: int) -> Vector:
    """Return the repetition of the stretch that begins at each bar; 0 where it is too near to the end."""
    found = np.zeros(len(matrix))
    if len(matrix) >= n_bars:
        found[: len(matrix) - n_bars + 1] = repetition(matrix, n_bars, times=times)
    return found


def section_starts(odds: Vector) -> IntArray:
    """Choose the bars at which sections begin.

    Dynamic programming: the sum of the odds of the boundaries, one and a half times, and of the logarithms of
    how frequent sections of each length are, up to 16 bars.

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
    gain = ODDS_WEIGHT * np.concatenate([[0.0], odds[1:]])
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
