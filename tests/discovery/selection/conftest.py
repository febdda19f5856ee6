"""Excerpts of which it is known which features tell tracks apart."""

from collections.abc import Callable

import numpy as np
import pytest

from tunescape.discovery.selection.excerpts import ExcerptPairs

N_USEFUL = 4


def _planted(n_tracks: int, n_features: int = 16, seed: int = 0) -> ExcerptPairs:
    rng = np.random.default_rng(seed)
    useful = np.arange(n_features) < N_USEFUL
    tracks = rng.normal(size=(n_tracks, n_features))
    noise = rng.normal(size=(2 * n_tracks, n_features))
    values = np.repeat(tracks, 2, axis=0) * useful + np.where(useful, 0.05, 1.0) * noise
    # units must not matter
    values = (values * 10.0 ** rng.integers(-3, 4, n_features)).astype(np.float32)
    track_ids = [f"{i:032x}" for i in range(n_tracks) for _ in range(2)]
    return ExcerptPairs("invented@1", tuple(f"f{i}" for i in range(n_features)), values, track_ids, [])


@pytest.fixture(scope="session")
def planted() -> Callable[..., ExcerptPairs]:
    """A function from a number of tracks to excerpts; only the first four features tell them apart."""
    return _planted
