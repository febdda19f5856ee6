"""The auto-encoder: it learns, stops early, goes on where it stopped, and keeps no pickle."""

import zipfile
from pathlib import Path

import numpy as np
import pytest

from tunescape.errors import FeatureError, ModelError
from tunescape.features.embeddings import torch_device
from tunescape.features.embeddings.autoencoder import (
    Autoencoder,
    load_autoencoder,
    network,
    save_autoencoder,
)
from tunescape.features.embeddings.autoencoder_training import AutoencoderRecipe, Epoch, train_autoencoder
from tunescape.features.embeddings.torch_device import pick_device
from tunescape.features.mfcc_picture import FEATURES, N_FRAMES, N_MFCC
from tunescape.model_file import AUTOENCODER, GENRE_MODEL, read_model_file, write_model_file

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.deep

N = len(FEATURES.dimensions)
SMALL = AutoencoderRecipe(dimensions=4, epochs=3, batch_size=8)


def pictures(n: int, *, seed: int = 0, n_frames: int = N_FRAMES) -> np.ndarray:
    """Pictures of two kinds: the rows swing slowly, or fast; the rest of a short one is empty."""
    random = np.random.default_rng(seed)
    t = np.arange(n_frames) / N_FRAMES
    drawn = np.zeros((n, N_MFCC, N_FRAMES))
    for i in range(n):
        swing = np.sqrt(2) * np.sin(2 * np.pi * (3 if i % 2 else 12) * t)
        drawn[i, :, :n_frames] = swing + 0.1 * random.normal(size=(N_MFCC, n_frames))
    return drawn.reshape(n, N).astype(np.float16)


@pytest.fixture(scope="module")
def trained() -> Autoencoder:
    return train_autoencoder(pictures(12), SMALL)


def test_the_network_draws_pictures_of_the_size_it_saw() -> None:
    built = network(7).eval()
    with torch.inference_mode():
        shown = torch.zeros(2, 1, N_MFCC, N_FRAMES)
        assert built.encoder(shown).shape == (2, 7)
        assert built(shown).shape == shown.shape


@pytest.mark.slow
def test_it_learns_to_draw_again_what_it_was_not_shown() -> None:
    epochs: list[Epoch] = []
    model = train_autoencoder(
        pictures(16),
        AutoencoderRecipe(4, epochs=12, batch_size=4, learning_rate=3e-3),
        on_epoch=epochs.append,
    )
    assert [epoch.number for epoch in epochs] == list(range(1, len(epochs) + 1))
    best = epochs[epochs[-1].best - 1]
    assert best.held_back_error == min(epoch.held_back_error for epoch in epochs) < 0.7
    assert model.facts["best_epoch"] == best.number
    # codes of new pictures: those of a kind are nearer to each other than to the rest
    codes = model.encode(pictures(6, seed=1).astype(np.float32))
    apart = np.linalg.norm(codes[:, np.newaxis] - codes, axis=2)
    assert apart[0, 2::2].max() < apart[0, 1::2].min()


def test_codes_of_what_it_was_trained_on_are_standardised(trained: Autoencoder) -> None:
    codes = trained.encode(pictures(12).astype(np.float32))
    assert codes.shape == (12, trained.dimensions) == (12, 4)
    np.testing.assert_allclose(codes.mean(axis=0), 0, atol=1e-4)
    np.testing.assert_allclose(codes.std(axis=0), 1, atol=1e-3)


def test_the_same_seed_gives_the_same_model(trained: Autoencoder) -> None:
    state = torch.random.get_rng_state()
    assert train_autoencoder(pictures(12), SMALL).digest == trained.digest
    assert torch.equal(torch.random.get_rng_state(), state)
    assert (
        train_autoencoder(pictures(12), AutoencoderRecipe(4, 3, batch_size=8, seed=1)).digest
        != trained.digest
    )


def test_an_empty_rest_of_short_pictures_is_no_merit() -> None:
    errors: list[Epoch] = []
    train_autoencoder(
        pictures(8, n_frames=100), AutoencoderRecipe(4, 1, batch_size=8), on_epoch=errors.append
    )
    assert errors[0].held_back_error > 0.9


def test_it_ends_when_tracks_held_back_gain_nothing() -> None:
    noise = np.random.default_rng(0).normal(size=(10, N)).astype(np.float16)
    epochs: list[Epoch] = []
    train_autoencoder(noise, AutoencoderRecipe(4, 60, patience=2, batch_size=8), on_epoch=epochs.append)
    assert len(epochs) < 60
    assert len(epochs) - epochs[-1].best == 2


class TestInterrupted:
    def stop_after(self, n: int, checkpoint: Path, recipe: AutoencoderRecipe = SMALL) -> None:
        def on_epoch(epoch: Epoch) -> None:
            if epoch.number == n:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            train_autoencoder(pictures(12), recipe, checkpoint=checkpoint, on_epoch=on_epoch)

    def test_it_goes_on_as_if_it_had_not_been(self, tmp_path: Path, trained: Autoencoder) -> None:
        checkpoint = tmp_path / "a.training"
        self.stop_after(2, checkpoint)
        epochs: list[Epoch] = []
        model = train_autoencoder(pictures(12), SMALL, checkpoint=checkpoint, on_epoch=epochs.append)
        assert [epoch.number for epoch in epochs] == [3]
        assert model.digest == trained.digest
        assert list(tmp_path.iterdir()) == []

    def test_a_killed_one_has_its_last_checkpoint(self, tmp_path: Path, trained: Autoencoder) -> None:
        class KilledError(Exception):
            pass

        def on_epoch(epoch: Epoch) -> None:
            if epoch.number == 3:
                raise KilledError

        checkpoint = tmp_path / "a.training"
        with pytest.raises(KilledError):
            train_autoencoder(
                pictures(12), SMALL, checkpoint=checkpoint, checkpoint_every_s=0, on_epoch=on_epoch
            )
        epochs: list[Epoch] = []
        model = train_autoencoder(pictures(12), SMALL, checkpoint=checkpoint, on_epoch=epochs.append)
        assert [epoch.number for epoch in epochs] == [3]
        assert model.digest == trained.digest

    @pytest.mark.parametrize("change", ["recipe", "damage"])
    def test_a_state_of_another_training_is_begun_again(
        self, change: str, tmp_path: Path, trained: Autoencoder
    ) -> None:
        checkpoint = tmp_path / "a.training"
        other = SMALL if change == "damage" else AutoencoderRecipe(dimensions=5, epochs=3, batch_size=8)
        self.stop_after(1, checkpoint, other)
        if change == "damage":
            checkpoint.write_bytes(checkpoint.read_bytes()[:-100])
        epochs: list[Epoch] = []
        model = train_autoencoder(pictures(12), SMALL, checkpoint=checkpoint, on_epoch=epochs.append)
        assert len(epochs) == 3
        assert model.digest == trained.digest


class TestFile:
    @pytest.fixture
    def path(self, trained: Autoencoder, tmp_path: Path) -> Path:
        save_autoencoder(trained, tmp_path / "a.model")
        return tmp_path / "a.model"

    def test_it_comes_back_as_it_was(self, path: Path, trained: Autoencoder) -> None:
        loaded = load_autoencoder(path)
        assert loaded.digest == trained.digest
        assert loaded.facts == trained.facts
        rows = pictures(3, seed=5).astype(np.float32)
        np.testing.assert_array_equal(loaded.encode(rows), trained.encode(rows))

    def test_it_holds_json_and_plain_arrays(self, path: Path) -> None:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
        assert all(name in ("model.json", "SHA256") or name.endswith(".npy") for name in names)

    def test_a_genre_model_is_no_auto_encoder(self, tmp_path: Path) -> None:
        write_model_file(tmp_path / "genre", {}, {}, kind=GENRE_MODEL)
        with pytest.raises(ModelError, match="is no auto-encoder, or a damaged one"):
            load_autoencoder(tmp_path / "genre")

    def test_a_missing_one_says_how_to_make_it(self, tmp_path: Path) -> None:
        with pytest.raises(ModelError, match="train autoencoder"):
            load_autoencoder(tmp_path / "none")

    def test_one_that_hears_something_else_is_refused(self, path: Path) -> None:
        file = read_model_file(path, kind=AUTOENCODER)
        write_model_file(path, {**file.header, "hears": "mfcc@7"}, file.arrays, kind=AUTOENCODER)
        with pytest.raises(ModelError, match="does not hear mfcc@1"):
            load_autoencoder(path)

    def test_one_of_another_make_is_refused_when_it_is_used(self, path: Path) -> None:
        file = read_model_file(path, kind=AUTOENCODER)
        arrays = {name: a for name, a in file.arrays.items() if "encoder.0.bias" not in name}
        write_model_file(path, file.header, arrays, kind=AUTOENCODER)
        with pytest.raises(ModelError, match="of another make"):
            load_autoencoder(path).encode(np.zeros((1, N), np.float32))


def test_too_few_tracks_are_refused() -> None:
    with pytest.raises(ModelError, match="7 tracks are too few"):
        train_autoencoder(pictures(7), SMALL)


def test_without_torch_a_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch_device, "find_spec", lambda _: None)
    with pytest.raises(FeatureError, match=r"needs torch; pip install 'tunescape\[deep\]'"):
        train_autoencoder(pictures(12), SMALL)


def test_a_device_that_is_not_there_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert pick_device("auto").type == "cpu"
    with pytest.raises(FeatureError, match="no GPU here; --device cpu"):
        pick_device("cuda")
