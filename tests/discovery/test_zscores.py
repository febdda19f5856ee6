"""Scales that are fitted to a library: those of plugins."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tunescape.discovery.own_spaces import find_space
from tunescape.discovery.space import FITTED, SPACES, Block, Space, space_matrix
from tunescape.discovery.zscores import fitted_zscores
from tunescape.errors import DiscoveryError
from tunescape.features.registry import FEATURE_SETS
from tunescape.library.records import Description
from tunescape.library.store import Library
from tunescape.library.writer import write_batch

Fill = Callable[..., Library]


@pytest.fixture(autouse=True)
def plugin(monkeypatch: pytest.MonkeyPatch) -> None:
    """A feature set of three dimensions for which nothing is shipped, and its space."""
    declared = replace(FEATURE_SETS["statistical"], name="mine", dimensions=("a", "b", "c"), by_default=False)
    monkeypatch.setitem(FEATURE_SETS, "mine", declared)
    monkeypatch.setitem(SPACES, "mine", Space("mine", (Block("mine", declared.dimensions, zscore=FITTED),)))


@pytest.fixture
def fill(tmp_path: Path, invent: Callable[..., Description]) -> Fill:
    """A function from rows to a library whose tracks have them."""

    def make(rows: np.ndarray, first: int = 0) -> Library:
        library = Library(tmp_path / "library", create=True)
        found = [
            replace(
                invent(first + i, f"/m/{first + i}.flac"), features={"mine": np.stack([row - 1, row + 1])}
            )
            for i, row in enumerate(rows.astype(np.float32))
        ]
        write_batch(library, found, segmentation="2x15")
        return library

    return make


def test_they_are_mean_and_deviation_over_tracks(fill: Fill) -> None:
    rows = np.random.default_rng(0).normal((5, -3, 1e4), (2, 0.5, 0.1), (700, 3))
    mean, std = fitted_zscores(fill(rows), "mine")
    np.testing.assert_allclose(mean, rows.mean(axis=0), rtol=1e-5)
    np.testing.assert_allclose(std, rows.std(axis=0), rtol=0.02)


def test_a_dimension_that_does_not_vary_is_not_blown_up(fill: Fill) -> None:
    mean, std = fitted_zscores(fill(np.full((5, 3), 0.1)), "mine")
    np.testing.assert_allclose(mean, 0.1, rtol=1e-6)
    np.testing.assert_array_equal(std, 1)


def test_without_tracks_nothing_is_scaled(empty_library: Library) -> None:
    mean, std = fitted_zscores(empty_library, "mine")
    np.testing.assert_array_equal([mean, std], [[0, 0, 0], [1, 1, 1]])


def test_a_space_found_in_a_library_is_scaled_by_it(fill: Fill) -> None:
    rows = np.random.default_rng(0).normal((5, -3, 100), (2, 0.5, 30), (40, 3))
    library = fill(rows)
    z = (rows - rows.mean(axis=0)) / rows.std(axis=0)
    matrix = space_matrix(library, find_space(library, "mine"))
    expected = z / np.linalg.norm(z, axis=1, keepdims=True)
    assert matrix.rows.shape == (40, 3)
    np.testing.assert_allclose(np.sort(matrix.rows, axis=0), np.sort(expected, axis=0), atol=2e-4)


def test_new_tracks_change_the_scale(fill: Fill) -> None:
    library = fill(np.random.default_rng(0).normal(size=(10, 3)))
    before = find_space(library, "mine").blocks[0].zscore
    fill(np.full((10, 3), 50.0), first=10)
    assert find_space(library, "mine").blocks[0].zscore != before


def test_without_a_library_there_is_no_scale() -> None:
    with pytest.raises(DiscoveryError, match="z-scores of mine are fitted to a library"):
        SPACES["mine"].embed({"mine": np.zeros((1, 3), np.float32)})
