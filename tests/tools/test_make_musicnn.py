import importlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import numpy as np
import onnxruntime
import pytest

from tunescape.weights import read_weights

TOOLS = Path(__file__).resolve().parents[2] / "tools"
FRONT = [(7, 38, 204), (7, 67, 204), (128, 1, 51), (64, 1, 51), (32, 1, 51)]  # time, mel, filters
N_LIVE = 16  # 5 of each 204, 2 of each 51


@pytest.fixture(scope="module")
def tool() -> Iterator[ModuleType]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(TOOLS)
        yield importlib.import_module("make_musicnn")


@pytest.fixture(scope="module")
def variables() -> dict[str, np.ndarray]:
    """A made-up checkpoint whose front-end filters are dead, except every 46th; scales have both signs."""
    rng = np.random.default_rng(5)
    kernels = [(*extent, 1, n) for *extent, n in FRONT] + [(7, n, 1, 64) for n in (561, 64, 64)]
    made = {}
    for i, shape in enumerate(kernels):
        suffix = f"_{i}" if i else ""
        made[f"conv2d{suffix}/kernel"] = rng.normal(0, 1 / np.sqrt(np.prod(shape[:3])), shape)
        made[f"conv2d{suffix}/bias"] = rng.normal(0, 1, shape[-1])
    for i in range(5):
        kernel = made[f"conv2d_{i}/kernel" if i else "conv2d/kernel"]
        kernel[..., np.arange(kernel.shape[-1]) % 46 != 3] *= 1e-9
    for i, size in enumerate([1, *(n for *_, n in FRONT), 64, 64, 64, 1506, 200]):
        name = f"batch_normalization_{i}" if i else "batch_normalization"
        made[f"{name}/gamma"] = rng.normal(0, 1, size)
        made[f"{name}/beta"] = rng.normal(0, 1, size)
        made[f"{name}/moving_mean"] = rng.normal(0, 1, size)
        made[f"{name}/moving_variance"] = rng.uniform(0, 2, size)
    for name, shape in {"dense": (1506, 200), "dense_1": (200, 50)}.items():
        made[f"{name}/kernel"] = rng.normal(0, 1 / np.sqrt(shape[0]), shape)
        made[f"{name}/bias"] = rng.normal(0, 1, shape[1])
    return made


def published_network(variables: dict[str, np.ndarray], patch: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Evaluate the published architecture as it is described: every filter, nothing folded."""

    def normalise(x: np.ndarray, number: int) -> np.ndarray:
        name = f"batch_normalization_{number}" if number else "batch_normalization"
        gamma, beta, mean, variance = (
            variables[f"{name}/{part}"] for part in ("gamma", "beta", "moving_mean", "moving_variance")
        )
        return gamma * (x - mean) / np.sqrt(variance + 0.001) + beta

    def convolve(x: np.ndarray, number: int) -> np.ndarray:  # time, width -> time, places, filters
        name = f"conv2d_{number}" if number else "conv2d"
        kernel = variables[f"{name}/kernel"][:, :, 0]
        n_before = (len(kernel) - 1) // 2
        padded = np.pad(x, [(n_before, len(kernel) - 1 - n_before), (0, 0)])
        windows = np.lib.stride_tricks.sliding_window_view(padded, kernel.shape[:2])
        rectified = np.maximum(np.tensordot(windows, kernel, 2) + variables[f"{name}/bias"], 0)
        return normalise(rectified, number + 1)

    x = normalise(patch, 0)
    front = np.concatenate([convolve(x, i).max(axis=1) for i in range(5)], axis=1)
    mid = [convolve(front, 5)[:, 0]]
    for i in (6, 7):
        mid.append(convolve(mid[-1], i)[:, 0] + mid[-1])
    features = np.concatenate([front, *mid], axis=1)
    pooled = normalise(np.stack([features.max(axis=0), features.mean(axis=0)], axis=1).ravel(), 9)
    dense = np.maximum(pooled @ variables["dense/kernel"] + variables["dense/bias"], 0)
    penultimate = normalise(dense, 10)
    logits = penultimate @ variables["dense_1/kernel"] + variables["dense_1/bias"]
    return 1 / (1 + np.exp(-logits)), penultimate


def test_folding_keeps_what_the_network_computes(tool: ModuleType, variables: dict[str, np.ndarray]) -> None:
    weights = tool.fold(variables)
    assert sum(len(weights[f"front{i}.kernel"]) for i in range(5)) == N_LIVE
    patches = np.random.default_rng(6).uniform(0, 5, (2, 187, 96)).astype(np.float32)
    model = tool.network(weights).SerializeToString()
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    tags, penultimate = session.run(["tags", "penultimate"], {"patches": patches})
    for i, patch in enumerate(patches):
        expected_tags, expected_penultimate = published_network(variables, patch.astype(np.float64))
        scale = np.abs(expected_penultimate).max()
        np.testing.assert_allclose(penultimate[i], expected_penultimate, atol=2e-5 * scale)
        np.testing.assert_allclose(tags[i], expected_tags, atol=1e-4)


def test_another_wheel_is_refused(tmp_path: Path) -> None:
    wheel = tmp_path / "musicnn-0.1.0-py3-none-any.whl"
    wheel.write_bytes(b"PK")
    command = [sys.executable, TOOLS / "make_musicnn.py", wheel, "-o", tmp_path / "model.onnx"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 2
    assert "is not musicnn 0.1.0" in run.stderr
    assert not (tmp_path / "model.onnx").exists()


@pytest.mark.slow
def test_shipped_file_is_what_the_tool_makes_from_the_published_package(tmp_path: Path) -> None:
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", tmp_path]
    subprocess.run([*pip, "musicnn==0.1.0"], check=True)
    (wheel,) = tmp_path.glob("*.whl")
    made = tmp_path / "model.onnx"
    tool = [sys.executable, TOOLS / "make_musicnn.py", wheel]
    subprocess.run([*tool, "-o", made], check=True)
    assert made.read_bytes() == read_weights("musicnn_msd.onnx")
    subprocess.run([*tool, "--check"], check=True)
    made.write_bytes(b"")
    assert subprocess.run([*tool, "--check", "-o", made], check=False).returncode == 1
    assert made.read_bytes() == b""
