import importlib
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from tunescape.weights import read_weights

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
    import hashlib

    wheel = wheel_of(read_weights("basic_pitch.onnx"), tmp_path / "a.whl", tool)
    monkeypatch.setattr(tool, "WHEEL_SHA256", hashlib.sha256(wheel.read_bytes()).hexdigest())
    assert tool.read_model(wheel) == read_weights("basic_pitch.onnx")
    other = wheel_of(b"another model", tmp_path / "b.whl", tool)
    monkeypatch.setattr(tool, "WHEEL_SHA256", hashlib.sha256(other.read_bytes()).hexdigest())
    with pytest.raises(ValueError, match="not the published model"):
        tool.read_model(other)


def test_another_wheel_is_refused(tool: ModuleType, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"is not basic-pitch 0\.4\.0"):
        tool.read_model(wheel_of(b"", tmp_path / "c.whl", tool))
