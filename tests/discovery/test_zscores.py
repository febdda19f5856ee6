"""Scales that are fitted to a library: those of plugins."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from tunescape.arrays import FloatArray
from tunescape.discovery.explain import explain_dimensions
from tunescape.discovery.genres.training import train_genre
from tunescape.discovery.library_code import LibraryCode, autoencoder_path
from tunescape.discovery.neighbours import similar
from tunescape.discovery.next_best import next_best
from tunescape.discovery.own_spaces import find_space
from tunescape.discovery.path import find_path
from tunescape.discovery.playlist import grow_playlist
from tunescape.discovery.sound import find_sound
from tunescape.discovery.space import FITTED, SPACES, Block, Space, space_matrix
from tunescape.discovery.why import explain_matches
from tunescape.discovery.zscores import fitted_zscores
from tunescape.errors import DiscoveryError, ModelError
from tunescape.features.registry import FEATURE_SETS
from tunescape.library.records import Description
from tunescape.library.store import Library
from tunescape.library.writer import write_batch

Fill = Callable[..., Library]


@pytest.fixture(autouse=True)
def plugin(monkeypatch: pytest.MonkeyPatch) -> None:
    """A feature set of three dimensions for which nothing is shipped, and its space."""
    declared = replace(FEATURE_SETS["statistical"], name="mine", dimensions=("a", "b", "c"), by_default=False)
    assert "mine" not in SPACES  # plugins that are there are looked up before, and not this one among them
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


def test_whoever_names_a_library_need_not_look_the_space_up_in_it(fill: Fill) -> None:
    library = fill(np.random.default_rng(0).normal((5, -3, 100), (2, 0.5, 30), (40, 3)))
    space, found = SPACES["mine"], find_space(library, "mine")
    np.testing.assert_array_equal(space_matrix(library, space).rows, space_matrix(library, found).rows)
    seed, goal = (find_sound(library, f"Title {i}") for i in (3, 30))
    matches = similar(library, seed, space=space)
    assert matches == similar(library, seed, space=found)
    assert grow_playlist(library, [seed], minus=[goal], space=space) == grow_playlist(
        library, [seed], minus=[goal], space=found
    )
    assert find_path(library, [seed, goal], n=5, space=space) == find_path(
        library, [seed, goal], n=5, space=found
    )
    assert next_best(library, [seed], members=[seed.track], space=space) == next_best(
        library, [seed], members=[seed.track], space=found
    )
    assert explain_matches(library, seed, matches, space=space) == explain_matches(
        library, seed, matches, space=found
    )
    assert len(explain_dimensions(library, space)) == 3


@dataclass(frozen=True)
class _Halved:
    """Stands for an auto-encoder: its codes are half of what it is given."""

    dimensions: int = 3
    digest: str = "halved"

    def encode(self, rows: FloatArray) -> FloatArray:
        return rows / 2


def test_the_model_of_a_library_is_found_likewise(fill: Fill, monkeypatch: pytest.MonkeyPatch) -> None:
    block = replace(SPACES["mine"].blocks[0], zscore=None, code=LibraryCode())
    space = Space("mine-ae", (block,))
    library = fill(np.random.default_rng(0).normal(size=(10, 3)))
    with pytest.raises(ModelError, match="no auto-encoder was trained on this library"):
        space_matrix(library, space)
    autoencoder_path(library).parent.mkdir()
    autoencoder_path(library).touch()
    monkeypatch.setattr("tunescape.discovery.library_code.load_autoencoder", lambda path: _Halved())
    matches = similar(library, find_sound(library, "Title 3"), space=space)
    assert matches == similar(library, find_sound(library, "Title 3"), space=space.bound(library))
    assert len(matches) == 9
    # what is settled stays so: a model is not read for every question
    settled = space.bound(library)
    assert settled.bound(library) is settled


def test_no_model_is_trained_in_a_space_that_depends_on_an_unknown_library() -> None:
    with pytest.raises(DiscoveryError, match="the space mine depends on the library: name one"):
        train_genre(None, space="mine")


def test_without_a_library_there_is_no_scale() -> None:
    with pytest.raises(DiscoveryError, match="z-scores of mine are fitted to a library"):
        SPACES["mine"].embed({"mine": np.zeros((1, 3), np.float32)})
