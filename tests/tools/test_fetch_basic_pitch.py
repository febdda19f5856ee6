import hashlib
import importlib
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import numpy as np
import onnxruntime
import pytest

from tunescape.weights import inference_session, read_weights

TOOLS = Path(__file__).resolve().parents[2] / "tools"


@pytest.fixture(scope="module")
def tool() -> Iterator[ModuleType]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(TOOLS)
        yield importlib.import_module("fetch_basic_pitch")


def wheel_of(model: bytes, path: Path, tool: ModuleType) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(tool.MODEL, model)
    return path


def test_the_model_comes_out_of_the_wheel_as_it_is(
    tool: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = read_weights("basic_pitch.onnx")
    published = shipped[: -len(tool.with_spectrum(b""))]
    wheel = wheel_of(published, tmp_path / "a.whl", tool)
    monkeypatch.setattr(tool, "WHEEL_SHA256", hashlib.sha256(wheel.read_bytes()).hexdigest())
    assert tool.read_model(wheel) == published
    assert tool.with_spectrum(published) == shipped
    other = wheel_of(b"another model", tmp_path / "b.whl", tool)
    monkeypatch.setattr(tool, "WHEEL_SHA256", hashlib.sha256(other.read_bytes()).hexdigest())
    with pytest.raises(ValueError, match="not the published model"):
        tool.read_model(other)


def test_another_wheel_is_refused(tool: ModuleType, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"is not basic-pitch 0\.4\.0"):
        tool.read_model(wheel_of(b"", tmp_path / "c.whl", tool))


def test_the_shipped_model_tells_its_spectrum_and_computes_what_the_published_one_does(
    tool: ModuleType,
) -> None:
    shipped = read_weights("basic_pitch.onnx")
    published = onnxruntime.InferenceSession(shipped[: -len(tool.with_spectrum(b""))])
    ours = inference_session("basic_pitch.onnx")
    names = [output.name for output in published.get_outputs()]
    assert [output.name for output in ours.get_outputs()] == [*names, tool.SPECTRUM.decode()]
    noise = np.random.default_rng(0).standard_normal((1, 43_844, 1)).astype(np.float32)
    feed = {ours.get_inputs()[0].name: noise}
    for ours_says, published_says in zip(ours.run(names, feed), published.run(names, feed), strict=True):
        np.testing.assert_allclose(ours_says, published_says, atol=1e-6)
