"""Which sections are the same: letters."""

import itertools
import math

import numpy as np

from tunescape.arrays import FloatArray, IntArray

__all__ = ["joined", "letter", "section_labels", "section_likeness"]

SAME = 0.5
SHORTEST_SHARE = 0.5
OVERLAP = 0.75
LONGEST_BARS = 16
ONE_BAR = 1


def section_likeness(matrix: FloatArray, edges: IntArray) -> FloatArray:
    """How much each section is like each other, where they are laid on each other best.

    The mean likeness along the best diagonal on which three quarters of the shorter one lie; so a boundary
    that is a bar off costs little. The shorter one has to be at least half as long as the other.

    Parameters
    ----------
    matrix : np.ndarray [shape=(n, n)]
        Likeness of bars.
    edges : np.ndarray [shape=(n_sections + 1,)]
        Bars at which they begin, and the end.

    Returns
    -------
    np.ndarray [shape=(n_sections, n_sections), dtype=float32]
        Symmetric; 0 where one is less than half as long as the other.
    """
    n = len(edges) - 1
    lengths = np.diff(edges)
    found = np.zeros((n, n), dtype=np.float32)
    for i in range(n):
        for j in range(i, n):
            shorter = int(min(lengths[i], lengths[j]))
            if shorter < SHORTEST_SHARE * max(lengths[i], lengths[j]):
                continue
            block = matrix[edges[i] : edges[i + 1], edges[j] : edges[j + 1]]
            found[i, j] = found[j, i] = _best_diagonal(block, math.ceil(OVERLAP * shorter))
    return found


def _best_diagonal(block: FloatArray, n_bars: int) -> float:
    rows, columns = block.shape
    shifts = range(n_bars - rows, columns - n_bars + 1)
    return max(float(np.diagonal(block, shift).mean()) for shift in shifts)


def section_labels(matrix: FloatArray, edges: IntArray) -> tuple[str, ...]:
    """Give sections that are repetitions of each other the same letter.

    Agglomerative clustering by mean likeness: the two groups that are most alike are joined as long as
    they are more alike than 0.5.

    Parameters
    ----------
    matrix : np.ndarray [shape=(n, n)]
        Likeness of bars.
    edges : np.ndarray [shape=(n_sections + 1,)]
        Bars at which sections begin, and the end.

    Returns
    -------
    tuple of str
        ``A`` for the first section and all that are like it, and so on; ``AA`` after ``Z``.
    """
    alike = section_likeness(matrix, edges).astype(np.float64)
    groups = [[section] for section in range(len(alike))]
    np.fill_diagonal(alike, -np.inf)
    while len(groups) > 1:
        i, j = sorted(np.unravel_index(int(alike.argmax()), alike.shape))
        if alike[i, j] < SAME:
            break
        sizes = len(groups[i]), len(groups[j])
        joined = (sizes[0] * alike[i] + sizes[1] * alike[j]) / sum(sizes)
        alike[i] = alike[:, i] = joined
        alike[i, i] = -np.inf
        alike = np.delete(np.delete(alike, j, axis=0), j, axis=1)
        groups[i] += groups.pop(j)
    group_of = {section: number for number, group in enumerate(groups) for section in group}
    order = list(dict.fromkeys(group_of[section] for section in range(len(group_of))))
    return tuple(letter(order.index(group_of[section])) for section in range(len(group_of)))


def joined(edges: IntArray, labels: tuple[str, ...]) -> tuple[IntArray, tuple[str, ...]]:
    """Join neighbours of one letter where they always come together.

    Where a letter lasts equally long each time it comes, to a bar, and at most 16 bars, the sections of each
    time are one: A A B A A B is A B A B.

    Parameters
    ----------
    edges : np.ndarray [shape=(n_sections + 1,)]
        Bars at which sections begin, and the end.
    labels : tuple of str
        Of the sections.

    Returns
    -------
    edges : np.ndarray [shape=(n_joined + 1,), dtype=int64]
    labels : tuple of str
    """
    firsts = [i for i in range(len(labels)) if i == 0 or labels[i] != labels[i - 1]]
    times: dict[str, list[int]] = {}
    for first, end in itertools.pairwise([*firsts, len(labels)]):
        times.setdefault(labels[first], []).append(int(edges[end] - edges[first]))
    alike = {label for label, n in times.items() if max(n) - min(n) <= ONE_BAR and max(n) <= LONGEST_BARS}
    kept = [i for i in range(len(labels)) if i in firsts or labels[i] not in alike]
    return edges[[*kept, len(labels)]], tuple(labels[i] for i in kept)


def letter(number: int) -> str:
    """Name the groups: 0 is ``A``, 25 ``Z``, 26 ``AA``."""
    return ("" if number < 26 else letter(number // 26 - 1)) + chr(ord("A") + number % 26)
