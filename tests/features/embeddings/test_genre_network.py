"""The genre network agrees with Keras and with torch; it learns, and goes on where it stopped."""

from pathlib import Path

import numpy as np
import pytest
from generated_weights import write_genre_network

from tunescape.errors import WeightsError
from tunescape.features.embeddings.genre_network import (
    INPUT_SHAPE,
    SHAPES,
    GenreNetwork,
    load_study_network,
)
from tunescape.model_file import GENRE_CHECKPOINT, read_model_file

pytest.importorskip("h5py", reason="needs the extra deep")


def test_agrees_with_keras_on_the_published_network(shared_data: Path) -> None:
    folder = shared_data / "golden" / "genre_network"
    network = load_study_network(folder / "weights4_model.h5")
    with np.load(folder / "reference.npz") as golden:
        np.testing.assert_allclose(network.hidden(golden["input"]), golden["output"], rtol=0, atol=1e-4)


def test_a_generated_file_is_read_like_the_published_one(tmp_path: Path) -> None:
    network = load_study_network(write_genre_network(tmp_path))
    assert {name: array.shape for name, array in network.weights.items()} == SHAPES
    inputs = np.random.default_rng(0).random((3, *INPUT_SHAPE), np.float32)
    hidden = network.hidden(inputs)
    assert (hidden.shape, hidden.dtype) == ((3, 32), np.float32)
    np.testing.assert_allclose(network.hidden(inputs[1:2]), hidden[1:2], rtol=1e-4, atol=1e-5)
    assert network.digest != load_study_network(write_genre_network(tmp_path / "other", seed=1)).digest


def test_another_network_is_refused(tmp_path: Path) -> None:
    path = write_genre_network(tmp_path)
    import h5py

    with h5py.File(path, "a") as file:
        del file["model_weights/dense_1/dense_1/kernel:0"]
    with pytest.raises(WeightsError, match=r"lacks dense2\.kernel"):
        load_study_network(path)
    with pytest.raises(WeightsError, match="another shape"):
        GenreNetwork({name: np.zeros(2, np.float32) for name in SHAPES})


def tracks(n: int, *, views: int = 1, seed: int = 0) -> tuple[list[np.ndarray], np.ndarray]:
    """Maps of three genres that differ, as float16; every track with as many views."""
    rng = np.random.default_rng(seed)
    centres = np.random.default_rng(99).gamma(1, 50, size=(3, 1, *INPUT_SHAPE))
    genres = np.arange(n) % 3
    noisy = (centres[genre] + rng.normal(0, 80, size=(views, *INPUT_SHAPE)) for genre in genres)
    return [np.maximum(one, 0).astype(np.float16) for one in noisy], genres


class TestTraining:
    @pytest.fixture(autouse=True)
    def _needs_torch(self) -> None:
        pytest.importorskip("torch", reason="needs the extra deep")

    def test_its_network_is_the_one_that_numpy_computes(self) -> None:
        import torch

        from tunescape.features.embeddings.autoencoder import state_arrays
        from tunescape.features.embeddings.genre_network_training import build_network, keras_weights

        torch.manual_seed(0)
        network = build_network(5, 0.5).eval()
        for norm in (network.norm1, network.norm2):
            for tensor in (norm.weight.data, norm.bias.data, norm.running_mean):
                tensor.normal_()
            norm.running_var.uniform_(0.5, 2)
        inputs = np.random.default_rng(0).random((4, *INPUT_SHAPE), np.float32)
        with torch.inference_mode():
            expected = network(torch.from_numpy(inputs).permute(0, 3, 1, 2)).numpy()
        weights = keras_weights(state_arrays(network.state_dict()))
        np.testing.assert_allclose(GenreNetwork(weights).logits(inputs), expected, rtol=1e-4, atol=1e-4)

    def test_first_weights_are_spread_as_keras_spreads_them(self) -> None:
        from tunescape.features.embeddings.genre_network_training import build_network

        network = build_network(3, 0.5)
        for layer, fan_in in ((network.conv1, 2048), (network.conv2, 512), (network.dense1, 512)):
            kernel = layer.weight.detach().numpy()
            assert kernel.std() == pytest.approx((2 / fan_in) ** 0.5, rel=0.05)
            assert not layer.bias.detach().numpy().any()

    def test_it_learns_and_stops_when_it_learns_no_more(self) -> None:
        from tunescape.features.embeddings.genre_network_training import CnnRecipe, train_genre_network

        maps, genres = tracks(18, views=2)
        epochs: list = []
        network = train_genre_network(maps, genres, CnnRecipe(epochs=12, patience=3), on_epoch=epochs.append)
        unheard, truth = tracks(9, seed=1)
        predicted = network.logits(np.concatenate(unheard)).argmax(axis=1)
        assert (predicted == truth).mean() > 0.8
        assert [epoch.number for epoch in epochs] == list(range(1, len(epochs) + 1))
        assert len(epochs) == 12 or len(epochs) - epochs[-1].best == 3
        best = min(epochs, key=lambda epoch: epoch.held_back_loss)
        assert epochs[-1].best == best.number
        assert epochs[-1].loss < epochs[0].loss

    def test_the_same_seed_gives_the_same_network_and_another_one_another(self) -> None:
        from tunescape.features.embeddings.genre_network_training import CnnRecipe, train_genre_network

        maps, genres = tracks(9)
        one, again, other = (
            train_genre_network(maps, genres, CnnRecipe(epochs=1, seed=seed)).digest for seed in (0, 0, 1)
        )
        assert one == again != other

    def test_it_goes_on_where_it_was_interrupted(self, tmp_path: Path) -> None:
        from tunescape.features.embeddings.genre_network_training import CnnRecipe, train_genre_network

        maps, genres = tracks(9)
        recipe = CnnRecipe(epochs=4, patience=9)
        whole = train_genre_network(maps, genres, recipe)

        def interrupt(epoch: object) -> None:
            if epoch.number == 2:  # type: ignore[attr-defined]
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            train_genre_network(maps, genres, recipe, checkpoints=tmp_path, on_epoch=interrupt)
        (checkpoint,) = tmp_path.iterdir()
        assert len(read_model_file(checkpoint, kind=GENRE_CHECKPOINT).header["history"]) == 2
        seen: list = []
        resumed = train_genre_network(maps, genres, recipe, checkpoints=tmp_path, on_epoch=seen.append)
        assert [epoch.number for epoch in seen] == [3, 4]
        assert resumed.digest == whole.digest
        assert (
            train_genre_network(maps, genres, recipe, checkpoints=tmp_path, on_epoch=interrupt).digest
            == whole.digest
        )

    def test_a_checkpoint_of_another_training_or_a_damaged_one_is_not_gone_on_with(
        self, tmp_path: Path
    ) -> None:
        from tunescape.features.embeddings.genre_network_training import CnnRecipe, train_genre_network

        maps, genres = tracks(6)
        recipe = CnnRecipe(epochs=1)
        first = train_genre_network(maps, genres, recipe, checkpoints=tmp_path)
        (checkpoint,) = tmp_path.iterdir()
        checkpoint.write_bytes(b"damaged")
        assert train_genre_network(maps, genres, recipe, checkpoints=tmp_path).digest == first.digest
        train_genre_network(maps[:5], genres[:5], recipe, checkpoints=tmp_path)
        assert len(list(tmp_path.iterdir())) == 2

    def test_genres_with_too_few_tracks_hold_none_back(self) -> None:
        from tunescape.features.embeddings.genre_network_training import CnnRecipe, train_genre_network

        maps, genres = tracks(4)
        seen: list = []
        train_genre_network(maps[:2], genres[:2], CnnRecipe(epochs=1), on_epoch=seen.append)
        assert seen[0].held_back_accuracy is None
        assert seen[0].held_back_loss == seen[0].loss
