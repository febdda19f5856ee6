"""VGG16's convolutions agree with NumPy's, whatever file they come from."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from generated_weights import vgg16_arrays, write_vgg16

from tunescape.errors import FeatureError, WeightsError
from tunescape.features.embeddings import vgg16_features
from tunescape.features.embeddings.vgg16 import LAYERS, VGG16, load_vgg16, max_pool
from tunescape.features.excerpt import Excerpt
from tunescape.features.registry import FEATURE_SETS, resolve_feature_sets
from tunescape.weights.catalogue import CATALOGUE

torch = pytest.importorskip("torch", reason="needs the extra deep")
h5py = pytest.importorskip("h5py", reason="needs the extra deep")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A weights folder with both files of VGG16, generated; the same numbers in both."""
    folder = tmp_path_factory.mktemp("weights")
    write_vgg16(folder)
    numbers = (0, 2, 5, 7, 10, 12, 14, 17, 19, 21, 24, 26, 28)
    state = {"classifier.0.weight": torch.zeros(2, 2)}
    for number, (kernel, bias) in zip(numbers, vgg16_arrays().values(), strict=True):
        state[f"features.{number}.weight"] = torch.from_numpy(kernel.transpose(3, 2, 0, 1).copy())
        state[f"features.{number}.bias"] = torch.from_numpy(bias)
    torch.save(state, folder / CATALOGUE["vgg16-torchvision"].file_name)
    return folder


@pytest.fixture
def weights(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("TUNESCAPE_WEIGHTS", str(folder))
    return folder


def reference(pictures: np.ndarray, arrays: dict[str, tuple[np.ndarray, np.ndarray]]) -> np.ndarray:
    """The network in float64, as its paper says: 3 x 3, zeros around, rectified, pooled after each block."""
    x = pictures.astype(np.float64)
    for name, (kernel, bias) in arrays.items():
        padded = np.pad(x, ((0, 0), (1, 1), (1, 1), (0, 0)))
        windows = np.lib.stride_tricks.sliding_window_view(padded, (3, 3), axis=(1, 2))
        x = np.maximum(np.einsum("nhwcij,ijco->nhwo", windows, kernel, optimize=True) + bias, 0)
        if name in ("block1_conv2", "block2_conv2", "block3_conv3", "block4_conv3", "block5_conv3"):
            n, height, width, channels = x.shape
            x = x.reshape(n, height // 2, 2, width // 2, 2, channels).max(axis=(2, 4))
    return x


def test_it_has_as_many_parameters_as_published(weights: Path) -> None:
    network = load_vgg16("vgg16-keras")
    assert sum(array.size for array in (*network.kernels, *network.biases)) == 14_714_688
    assert [name for name, _ in LAYERS][:3] == ["block1_conv1", "block1_conv2", "block2_conv1"]
    assert len(LAYERS) == 13


def test_both_layouts_hold_the_same_network(weights: Path) -> None:
    keras, torchvision = load_vgg16("vgg16-keras"), load_vgg16("vgg16-torchvision")
    for pair in zip(
        (*keras.kernels, *keras.biases), (*torchvision.kernels, *torchvision.biases), strict=True
    ):
        np.testing.assert_array_equal(*pair)


@pytest.mark.parametrize("recipe", ["vgg16-keras", "vgg16-torchvision"])
def test_agrees_with_numpy_on_a_tiny_picture(weights: Path, recipe: str) -> None:
    pictures = np.random.default_rng(0).integers(0, 256, size=(2, 32, 64, 3), dtype=np.uint8)
    if recipe == "vgg16-keras":
        shown = pictures[..., ::-1].astype(float)
    else:
        shown = (pictures / 255 - [0.485, 0.456, 0.406]) / [0.229, 0.224, 0.225]
    expected = reference(shown, vgg16_arrays())
    pooled = load_vgg16(recipe).block5_pool(pictures)  # type: ignore[arg-type]
    assert (pooled.shape, pooled.dtype) == ((2, 1, 2, 512), np.float32)
    np.testing.assert_allclose(pooled, expected, rtol=1e-3, atol=1e-4 * expected.max())


def test_a_picture_is_seen_alike_in_any_company(weights: Path) -> None:
    network = load_vgg16()
    pictures = np.random.default_rng(1).integers(0, 256, size=(9, 32, 32, 3), dtype=np.uint8)
    together, alone = network.block5_pool(pictures), network.block5_pool(pictures[8:])
    np.testing.assert_allclose(together[8:], alone, rtol=1e-4, atol=1e-3)


def test_pooling_leaves_out_what_does_not_fill_a_window() -> None:
    maps = np.arange(15 * 20 * 2, dtype=np.float32).reshape(1, 15, 20, 2)
    coarse, fine = max_pool(maps, 3, 2), max_pool(maps, 2, 2)
    assert (coarse.shape, fine.shape) == ((1, 5, 10, 2), (1, 7, 10, 2))
    assert coarse[0, 0, 0].tolist() == maps[0, 2, 1].tolist()
    assert fine[0, -1, -1].tolist() == maps[0, 13, 19].tolist()


class TestFeatureSets:
    def test_they_declare_what_they_give(self) -> None:
        for name in ("vgg16-mel", "vgg16-mfcc", "vgg16-chroma", "vgg16-mel-torchvision"):
            declared = FEATURE_SETS[name]
            assert len(declared.dimensions) == len(set(declared.dimensions)) == 25_600
            assert (declared.dtype, declared.by_default, declared.zscored) == ("float16", False, False)
            assert declared.excerpt is not None
            assert declared.excerpt.seconds == pytest.approx(30, abs=0.1)
        assert len(FEATURE_SETS["vgg16-mel-fine"].dimensions) == 7 * 10 * 512
        assert FEATURE_SETS["vgg16-mel"].dimensions[512 + 10] == "1.2.011"

    def test_an_excerpt_is_looked_at_once(self, weights: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        y = np.random.default_rng(0).normal(0, 0.1, 22_050).astype(np.float32)
        excerpt = Excerpt(y, 22_050)
        coarse = FEATURE_SETS["vgg16-mel"](excerpt)

        def refuse(*_: object, **__: object) -> None:
            raise AssertionError("looked at again")

        monkeypatch.setattr(VGG16, "block5_pool", refuse)
        fine = FEATURE_SETS["vgg16-mel-fine"](excerpt)
        assert (coarse.dtype, coarse.shape, fine.shape) == (np.float16, (25_600,), (35_840,))
        assert (coarse >= 0).all()
        assert coarse.max() == fine.max()
        # rows 1 to 12 lie in whole windows of both
        np.testing.assert_array_equal(
            coarse.reshape(5, 10, 512)[:4].max(axis=0), fine.reshape(7, 10, 512)[:6].max(axis=0)
        )

    def test_what_is_too_large_for_half_precision_is_cut(self) -> None:
        half = vgg16_features._half(np.array([[0.0, 7e4, 1e9]], np.float32))
        assert half.tolist() == [0, 65504, 65504]


class TestMissing:
    def test_weights(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("TUNESCAPE_WEIGHTS", str(tmp_path))
        excerpt = Excerpt(np.zeros(100, np.float32), 22_050)
        for name in ("vgg16-mel", "vgg16-mfcc", "vgg16-chroma", "vgg16-mel-torchvision", "vgg16-mel-fine"):
            assert not FEATURE_SETS[name].available
            with pytest.raises(WeightsError, match="weights missing"):
                FEATURE_SETS[name](excerpt)
            with pytest.raises(WeightsError, match="weights missing"):
                resolve_feature_sets(name)
        assert not [name for name in resolve_feature_sets("all") if name.startswith("vgg16")]

    def test_torch(self, weights: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(vgg16_features, "find_spec", lambda name: None)
        with pytest.raises(FeatureError, match="needs torch") as missing:
            resolve_feature_sets("vgg16-mel")
        assert "tunescape[deep]" in str(missing.value.hint)


class TestDamaged:
    @pytest.fixture
    def empty(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        monkeypatch.setenv("TUNESCAPE_WEIGHTS", str(tmp_path))
        return tmp_path

    @pytest.mark.parametrize("content", [b"", b"\x89HDF\r\n\x1a\n and nothing more", b"PK\x03\x04 no"])
    @pytest.mark.parametrize("recipe", ["vgg16-keras", "vgg16-torchvision"])
    def test_a_file_of_another_kind(self, empty: Path, recipe: str, content: bytes) -> None:
        CATALOGUE[recipe].path.write_bytes(content)
        with pytest.raises(WeightsError, match="no weight file of"):
            load_vgg16(recipe)  # type: ignore[arg-type]

    def test_a_network_of_another_make(self, empty: Path) -> None:
        with h5py.File(CATALOGUE["vgg16-keras"].path, "w") as file:
            file["block1_conv1/block1_conv1_W_1:0"] = np.zeros((3, 3, 3, 64), np.float32)
            file["block1_conv1/block1_conv1_b_1:0"] = np.zeros(64, np.float32)
        with pytest.raises(WeightsError, match="lacks the layer block1_conv2"):
            load_vgg16()

    def test_layers_of_other_shapes(self, empty: Path) -> None:
        with h5py.File(CATALOGUE["vgg16-keras"].path, "w") as file:
            for name, _ in LAYERS:
                file[f"{name}/{name}/kernel:0"] = np.zeros((3, 3, 3, 8), np.float32)
                file[f"{name}/{name}/bias:0"] = np.zeros(8, np.float32)
        with pytest.raises(WeightsError, match="block1_conv1 has another shape"):
            load_vgg16()

    def test_nothing_is_ever_executed(self, empty: Path) -> None:
        class Trap:
            def __reduce__(self) -> tuple[object, ...]:
                return (Path.touch, (empty / "executed",))

        torch.save({"features.0.weight": Trap()}, CATALOGUE["vgg16-torchvision"].path)
        with pytest.raises(WeightsError, match="no weight file"):
            load_vgg16("vgg16-torchvision")
        assert not (empty / "executed").exists()
