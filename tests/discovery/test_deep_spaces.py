"""The playlist study's spaces: vectors compared as they are, side by side, in half precision."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from generated_weights import write_genre_network

from tunescape.discovery.candidates import Candidates
from tunescape.discovery.genre_code import genre_network, own_network_path
from tunescape.discovery.neighbours import similar
from tunescape.discovery.sound import find_sound
from tunescape.discovery.space import RAW, SPACES, Block, Space, parse_space, space_matrix
from tunescape.errors import WeightsError
from tunescape.features.embeddings.genre_network import INPUT_SHAPE, load_study_network
from tunescape.features.registry import FEATURE_SETS
from tunescape.library.records import Description
from tunescape.library.store import Library
from tunescape.library.writer import write_batch


def unit(rows: np.ndarray) -> np.ndarray:
    return rows / np.linalg.norm(rows, axis=-1, keepdims=True)


def block(name: str, n: int, **changes: object) -> Block:
    return Block(name, FEATURE_SETS[name].dimensions[:n], zscore=RAW, **changes)  # type: ignore[arg-type]


@pytest.fixture
def means() -> dict[str, np.ndarray]:
    rng = np.random.default_rng(0)
    sizes = {name: len(FEATURE_SETS[name].dimensions) for name in ("statistical", "musicnn", "tonality")}
    return {name: rng.normal(3, 2, size=(5, size)).astype(np.float32) for name, size in sizes.items()}


def test_raw_numbers_are_compared_as_they_are(means: dict[str, np.ndarray]) -> None:
    space = Space("raw", (block("statistical", 10),))
    np.testing.assert_allclose(space.combine(means), unit(means["statistical"][:, :10]), rtol=1e-5)


def test_joint_blocks_share_one_length(means: dict[str, np.ndarray]) -> None:
    space = Space(
        "joint", (block("statistical", 10, joint="study"), block("musicnn", 4, joint="study", factor=80.0))
    )
    side_by_side = np.hstack([means["statistical"][:, :10], 80 * means["musicnn"][:, :4]])
    np.testing.assert_allclose(space.combine(means), unit(side_by_side), rtol=1e-5)


def test_joint_blocks_have_one_weight_in_a_sum(means: dict[str, np.ndarray]) -> None:
    joint = Space("joint", (block("statistical", 10, joint="j"), block("musicnn", 4, joint="j", factor=9.0)))
    other = Space("other", (block("tonality", 3),))
    both = parse_space("joint*0.5+other", spaces={"joint": joint, "other": other})
    expected = unit(np.hstack([0.5 * joint.combine(means), other.combine(means)]))
    np.testing.assert_allclose(both.combine(means), expected, rtol=1e-5)


def test_a_vector_of_zeros_stays_one(means: dict[str, np.ndarray]) -> None:
    space = Space("raw", (block("statistical", 10, joint="j"), block("musicnn", 4, joint="j")))
    assert not space.combine({name: np.zeros_like(rows) for name, rows in means.items()}).any()


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, invent: Callable[..., Description]) -> Library:
    """Twenty tracks with invented maps; the last one lacks what the genre network hears."""
    rng = np.random.default_rng(0)
    found = []
    for i in range(20):
        described = invent(i, f"/m/{i:02d}.flac")
        for name in ("vgg16-mel", "vgg16-mel-fine"):
            row = np.maximum(rng.normal(0, 100, (1, len(FEATURE_SETS[name].dimensions))), 0)
            described.features[name] = row.astype(np.float16)
        if i == 19:
            del described.features["vgg16-mel-fine"]
        found.append(described)
    library = Library(tmp_path_factory.mktemp("wide"), create=True)
    write_batch(library, found, segmentation="4x15")
    return library


class TestWide:
    """25,600 dimensions: half precision on disk, single precision in every answer."""

    @pytest.fixture
    def network(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        pytest.importorskip("h5py", reason="needs the extra deep")
        monkeypatch.setenv("TUNESCAPE_WEIGHTS", str(tmp_path))
        write_genre_network(tmp_path)

    def test_its_matrix_is_half_as_large(self, library: Library) -> None:
        matrix = space_matrix(library, SPACES["vgg16-mel"])
        assert matrix.rows.dtype == np.float16
        assert isinstance(matrix.rows, np.memmap)
        assert matrix.rows.shape == (20, 25_600)
        assert matrix.take([3, 1]).dtype == np.float32
        np.testing.assert_array_equal(matrix.take([3, 1]), matrix.rows[[3, 1]].astype(np.float32))

    def test_cosines_are_exact_to_three_digits(self, library: Library) -> None:
        space = SPACES["vgg16-mel"]
        rows = [m[0].astype(np.float64) for _, m in library.iterate_features("vgg16-mel", version=1)]
        exact = unit(np.array(rows)) @ unit(rows[4])
        cosines = Candidates(library, space).cosines(unit(rows[4]).astype(np.float32))
        assert cosines.dtype == np.float32
        np.testing.assert_allclose(cosines, exact, atol=5e-4)

    @pytest.mark.usefixtures("network")
    def test_the_hybrid_is_what_the_study_recommended_by(self, library: Library) -> None:
        sound = find_sound(library, "Title 4")
        hybrid = SPACES["hybrid"]
        assert hybrid.feature_sets == ("vgg16-mel", "vgg16-mel-fine")
        assert len(hybrid.dimensions) == 25_632
        coarse = sound.features["vgg16-mel"][0].astype(np.float64)
        genre = genre_network().hidden(sound.features["vgg16-mel-fine"].reshape(1, *INPUT_SHAPE))[0]
        expected = unit(np.concatenate([coarse, 80 * genre.astype(np.float64)]))
        np.testing.assert_allclose(hybrid.embed(sound.features), expected, atol=1e-5)
        matrix = space_matrix(library, hybrid)
        assert matrix.rows.shape == (19, 25_632)
        np.testing.assert_allclose(
            matrix.take([matrix.track_ids.index(sound.track.track_id)])[0], expected, atol=1e-4
        )
        assert len(similar(library, sound, n=5, space=hybrid)) == 5

    @pytest.mark.usefixtures("network")
    def test_another_network_makes_another_matrix(self, library: Library, tmp_path: Path) -> None:
        space = SPACES["genre-32"]
        before, recipe = space_matrix(library, space).take(), space.recipe
        assert (before.shape, space.dimensions[0]) == ((19, 32), "vgg16-mel-fine:genre.01")
        write_genre_network(tmp_path, seed=1)
        assert space.recipe != recipe
        assert not np.allclose(space_matrix(library, space).take(), before)


class TestMissing:
    @pytest.fixture(autouse=True)
    def _empty(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("TUNESCAPE_WEIGHTS", str(tmp_path))

    def test_without_a_genre_network_it_says_how_to_make_one(self) -> None:
        with pytest.raises(WeightsError, match="no genre network") as missing:
            SPACES["genre-32"].combine({"vgg16-mel-fine": np.zeros((1, 35_840), np.float32)})
        assert "train genre LABELLED --model cnn" in str(missing.value.hint)
        assert str(own_network_path()) in str(missing.value.hint)

    def test_one_s_own_network_goes_before_the_study_s(self, tmp_path: Path) -> None:
        pytest.importorskip("h5py", reason="needs the extra deep")
        from tunescape.model_file import GENRE_MODEL, write_model_file

        study = load_study_network(write_genre_network(tmp_path))
        assert genre_network().digest == study.digest
        weights = {f"weights.{name}": 2 * array for name, array in study.weights.items()}
        write_model_file(own_network_path(), {"kind": "cnn"}, weights, kind=GENRE_MODEL)
        assert genre_network().digest != study.digest
        write_model_file(own_network_path(), {"kind": "probe"}, {}, kind=GENRE_MODEL)
        with pytest.raises(WeightsError, match="is no genre network"):
            genre_network()
