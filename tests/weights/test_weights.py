import hashlib
import os
import subprocess
import sys
from importlib import resources
from pathlib import Path

import onnxruntime
import pytest
from patience import PATIENCE_S

from tunescape import weights
from tunescape.errors import WeightsError
from tunescape.weights import inference_session, read_weights

SHA256 = {
    "musicnn_msd.onnx": "24f100c8b2acb4b628122f1f334ce87d15a08d94364059d33f21960d785b35e5",
    "basic_pitch.onnx": "4a6b77b13534235865d35b1e67f5f84b66ff0128311e327df205f8386ca18462",
    "note_network.npz": "261d325c495260db46c4594cae926c62647bfbc910e479990394d087c78a94f1",
    "melody_network.npz": "7809eaf4ff6248d1ca5c03bafa1f6dac096bac2aefeaf6009105ce0229d1046f",
    "chord_network.npz": "59a8aea89bcadb8031c09c5471621aa276a9053d19bbbbdd0246be3c18d5e03b",
}
ISC = (
    "Permission to use, copy, modify, and/or distribute this software for any purpose with or without fee is "
    "hereby granted, provided that the above copyright notice and this permission notice "
    "appear in all copies."
)


@pytest.mark.parametrize(("name", "expected"), SHA256.items())
def test_shipped_files_are_whole(name: str, expected: str) -> None:
    assert hashlib.sha256(read_weights(name)).hexdigest() == expected


def test_notice_speaks_of_every_shipped_file() -> None:
    folder = resources.files(weights)
    notice = (folder / "NOTICE").read_text(encoding="utf-8")
    files = {file.name for file in folder.iterdir() if file.is_file()} - {"NOTICE"}
    shipped = {name for name in files if not name.endswith(".py")}
    assert shipped >= SHA256.keys()
    assert [name for name in sorted(shipped) if name not in notice] == []


def test_notice_carries_the_licence_of_musicnn() -> None:
    notice = (resources.files(weights) / "NOTICE").read_text(encoding="utf-8")
    assert "Copyright (c) Music Technology Group, Universitat Pompeu Fabra 2019." in notice
    assert ISC in notice


def test_notice_carries_what_the_licence_of_basic_pitch_asks_for() -> None:
    notice = (resources.files(weights) / "NOTICE").read_text(encoding="utf-8")
    for words in (
        "Apache License, Version 2.0",
        "Copyright 2022 Spotify AB",
        "This product includes software developed at\nSpotify AB (http://www.spotify.com/).",
        "738adb503aae7fdfc7d1e1511aa0ce35052315f260a19531ef4c356708425db0",
    ):
        assert words in notice


def test_musicnn_says_where_it_comes_from() -> None:
    metadata = inference_session("musicnn_msd.onnx").get_modelmeta().custom_metadata_map
    assert metadata["licence"] == "ISC"
    assert metadata["version"] == "0.1.0"
    assert metadata["source"].startswith("https://pypi.org/project/musicnn/0.1.0/")
    assert metadata["wheel_sha256"].startswith("f38a4890")
    assert "Universitat Pompeu Fabra" in metadata["copyright"]


def test_a_model_is_opened_once_on_one_thread() -> None:
    session = inference_session("musicnn_msd.onnx")
    assert session is inference_session("musicnn_msd.onnx")
    assert session.get_providers() == ["CPUExecutionProvider"]
    options = session.get_session_options()
    assert options.intra_op_num_threads == options.inter_op_num_threads == 1
    assert options.execution_mode == onnxruntime.ExecutionMode.ORT_SEQUENTIAL


@pytest.mark.parametrize("load", [read_weights, inference_session])
def test_a_missing_file_is_named(load) -> None:
    with pytest.raises(
        WeightsError, match=r"nowhere\.onnx: a model file is missing; install tunescape again"
    ):
        load("nowhere.onnx")


@pytest.mark.parametrize("keep", [0, 100, 400_000])
def test_a_damaged_file_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd, keep: int) -> None:
    (tmp_path / "damaged.onnx").write_bytes(read_weights("musicnn_msd.onnx")[:keep])
    monkeypatch.setattr(resources, "files", lambda package: tmp_path)
    with pytest.raises(WeightsError, match=r"damaged\.onnx: onnxruntime cannot load it"):
        inference_session("damaged.onnx")
    assert capfd.readouterr() == ("", "")


def test_opening_a_model_tells_nobody(tmp_path: Path) -> None:
    """The runtime reports its use to its makers unless told not to; files it leaves give that away."""
    told = ("CI", "ORT_DISABLE_TELEMETRY", "ORT_RUNNING_UNIT_TESTS")
    environment = {name: value for name, value in os.environ.items() if name not in told}
    for name in ("HOME", "TMPDIR", "XDG_CACHE_HOME"):
        environment[name] = str(tmp_path)
    program = "from tunescape.weights import inference_session as open; open('basic_pitch.onnx')"
    subprocess.run([sys.executable, "-c", program], env=environment, check=True, timeout=PATIENCE_S)
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == []
