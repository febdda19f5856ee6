"""Recognise clusters from one clustering to the next by the tracks they share."""

from collections.abc import Mapping, Sequence

import numpy as np
from scipy.optimize import linear_sum_assignment

__all__ = ["LEAST_OVERLAP", "match_clusters", "number_clusters"]

LEAST_OVERLAP = 0.5
"""Jaccard index, over tracks of both clusterings, above which two clusters count as the same."""


def match_clusters(old: Mapping[str, int], new: Sequence[Sequence[str]]) -> list[int | None]:
    """Find for each new cluster the old one that it is.

    The assignment maximises the number of tracks that stay in the same cluster (the Hungarian method [1]_).

    Parameters
    ----------
    old : mapping of str to int
        The label that each track had.
    new : sequence of sequence of str
        The tracks of each new cluster.

    Returns
    -------
    list of int or None
        The old label of each new cluster; None where no more than half of the tracks of both are common.
        Tracks that are only in one of the clusterings do not count.

    References
    ----------
    .. [1] H. W. Kuhn, "The Hungarian method for the assignment problem", Naval Research Logistics Quarterly
       2, 1955.
    """
    known = [[old[track_id] for track_id in members if track_id in old] for members in new]
    labels = sorted({label for members in known for label in members})
    common = np.array([[members.count(label) for label in labels] for members in known], dtype=np.int64)
    if not labels:
        return [None] * len(new)
    found: list[int | None] = [None] * len(new)
    for row, column in zip(*linear_sum_assignment(common, maximize=True), strict=True):
        together = common[row].sum() + common[:, column].sum() - common[row, column]
        if common[row, column] > LEAST_OVERLAP * together:
            found[row] = labels[column]
    return found


def number_clusters(matched: Sequence[int | None]) -> list[int]:
    """Label new clusters: with their old labels, or else with the smallest free numbers from 1."""
    taken = {label for label in matched if label is not None}
    free = (number for number in range(1, 2 * len(matched) + 1) if number not in taken)
    return [next(free) if label is None else label for label in matched]
