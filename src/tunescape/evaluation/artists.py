"""Artists as numbers, where some are not known."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

__all__ = ["artist_numbers"]


def artist_numbers(artists: Sequence[str | None] | None, n_tracks: int) -> npt.NDArray[np.intp]:
    """Return a number for the artist of each track.

    Parameters
    ----------
    artists : sequence of str or None, n_tracks long, optional
    n_tracks : int

    Returns
    -------
    np.ndarray [shape=(n_tracks,)]
        Equal where the artist is the same. A track whose artist is not known is by an artist of its own.
    """
    numbers: dict[str | int, int] = {}
    names = [None] * n_tracks if artists is None else artists
    keys = [i if name is None else name for i, name in enumerate(names)]
    return np.array([numbers.setdefault(key, len(numbers)) for key in keys], dtype=np.intp)
