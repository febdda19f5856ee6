"""The playlist study's way from sound to a playlist and to genres, with generated weights of VGG16."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from generated_weights import write_genre_network, write_vgg16
from patience import PATIENCE_S, until
from shelf import Outcome

from tunescape.audio.encode import write_audio
from tunescape.audio.signal import Signal
from tunescape.discovery.genre_code import own_network_path
from tunescape.library.store import Library

pytest.importorskip("torch", reason="needs the extra deep")
pytest.importorskip("h5py", reason="needs the extra deep")

Run = Callable[..., Outcome]
DEEP = ("vgg16-mel", "vgg16-mfcc", "vgg16-chroma", "genre-32", "hybrid")


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("weights")
    write_vgg16(folder)
    write_genre_network(folder)
    return folder


@pytest.fixture(scope="module")
def labelled(tmp_path_factory: pytest.TempPathFactory, play: Callable[..., Signal]) -> Path:
    """Two genres of two short clips. Not to be changed."""
    root = tmp_path_factory.mktemp("labelled")
    for i in range(2):
        noise = (0.2 * np.random.default_rng(i).standard_normal((1, 44_100))).astype(np.float32)
        for genre, signal_ in (
            ("noise", Signal(noise, 22_050)),
            ("tunes", play(i, seconds=2.0, sample_rate=22_050)),
        ):
            path = root / genre / f"{genre} {i}.wav"
            path.parent.mkdir(exist_ok=True)
            write_audio(path, signal_)
    return root


@pytest.fixture
def deep(
    tunescape: Run, weights: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Outcome]:
    """The command line with weights of its own, and a cache and a library that are empty."""
    monkeypatch.setenv("TUNESCAPE_WEIGHTS", str(weights))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("TUNESCAPE_LIBRARY", str(tmp_path / "library"))
    return tunescape


def test_from_files_to_the_nearest_in_the_study_s_space(deep: Run, labelled: Path, tmp_path: Path) -> None:
    names = "vgg16-mel,vgg16-mel-fine"
    arguments = ("analyze", labelled / "noise", labelled / "tunes" / "tunes 0.wav", "--features", names)
    analyzed = deep(*arguments, "--jobs", 1, "--json")
    assert analyzed.document["analyzed"] == 3, analyzed.err
    assert deep(*arguments, "--jobs", 1, "--json").document["unchanged"] == 3
    library = Library(tmp_path / "library")
    rows = [matrix for _, matrix in library.iterate_features("vgg16-mel", version=1)]
    assert {(row.shape, row.dtype) for row in rows} == {((1, 25_600), np.dtype(np.float16))}
    for space in ("hybrid", "genre-32", "vgg16-mel"):
        nearest = deep("similar", labelled / "noise" / "noise 0.wav", "--space", space, "--json").document
        assert len(nearest) == 2
        assert [row["similarity"] for row in nearest] == sorted(
            (row["similarity"] for row in nearest), reverse=True
        )
    # what a network that has learnt nothing sees in noise is still more noise
    assert [Path(row["path"]).parent.name for row in nearest] == ["noise", "tunes"]


def test_evaluate_says_which_weights_are_missing(
    deep: Run, labelled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TUNESCAPE_WEIGHTS", str(tmp_path / "none"))
    rows = deep("evaluate", labelled, "--space", ",".join(("statistical", *DEEP)), "--jobs", 1, "--json")
    assert rows.code == 0, rows.err
    measured, *missing = rows.document
    assert measured["map"] is not None
    assert [row["space"] for row in missing] == list(DEEP)
    for row in missing:
        assert (row["map"], row["probe_accuracy"], row["cpu_s_per_track"]) == (None, None, None)
        assert "weights missing" in row["not_measured"]
    assert "hybrid: not measured: weights missing" in rows.err


def test_options_of_a_network_mean_nothing_to_others(deep: Run, labelled: Path, tmp_path: Path) -> None:
    refused = deep("train", "genre", labelled, "--splits", 15, "--epochs", 3, "-o", tmp_path / "model")
    assert refused.refused("--splits, --epochs means nothing to a probe", "--model cnn")


@pytest.mark.slow
def test_the_study_s_spaces_are_measured(deep: Run, labelled: Path) -> None:
    spaces = {"vgg16-mfcc": 25_600, "genre-32": 32, "hybrid": 25_632}
    rows = deep("evaluate", labelled, "--space", ",".join(spaces), "--jobs", 2, "--json")
    assert rows.code == 0, rows.err
    assert {row["space"]: row["dimensions"] for row in rows.document} == spaces
    for row in rows.document:
        assert row["not_measured"] is None
        assert 0 <= row["map"] <= 1
        assert row["pair_excerpts"] == 8
        assert row["cpu_s_per_track"] > 0


@pytest.mark.slow
def test_a_network_is_trained_on_real_clips_and_tells_genres(
    deep: Run, shared_data: Path, tmp_path: Path, weights: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = tmp_path / "cnn.model"
    options = ("--model", "cnn", "--epochs", 4, "--folds", 2, "--jobs", 2, "-o", model)
    trained = deep("train", "genre", shared_data / "gtzan", *options, "--json")
    assert trained.code == 0, trained.err
    document = trained.document
    assert (len(document["classes"]), document["tracks"], document["folds"]) == (10, 60, 2)
    assert np.sum(document["confusion"]) == 60
    assert document["accuracy_without_splits"] is None
    assert [path.name for path in tmp_path.iterdir() if path.name.endswith(".training")] == []
    first = model.read_bytes()
    assert deep("train", "genre", shared_data / "gtzan", *options).code == 0
    assert model.read_bytes() == first

    clip = shared_data / "gtzan" / "jazz" / "jazz.00000.flac"
    deep("analyze", clip, "--features", "vgg16-mel-fine", "--jobs", 1)
    (row,) = deep("classify", clip, "--model", model, "--json").document
    assert set(row["scores"]) == set(document["classes"])
    assert sum(row["scores"].values()) == pytest.approx(1, abs=1e-4)
    (stored,) = deep("classify", "--model", model, "--json").document
    assert stored["scores"] == pytest.approx(row["scores"], abs=1e-5)

    # the same network makes the space genre-32
    mine = tmp_path / "mine"
    shutil.copytree(weights, mine)
    monkeypatch.setenv("TUNESCAPE_WEIGHTS", str(mine))
    before = deep("export", "genre-32", "-o", tmp_path / "study.npz")
    shutil.copy(model, own_network_path())
    after = deep("export", "genre-32", "-o", tmp_path / "own.npz")
    assert (before.code, after.code) == (0, 0), before.err + after.err
    with np.load(tmp_path / "study.npz") as study, np.load(tmp_path / "own.npz") as own:
        assert study["vectors"].shape == own["vectors"].shape == (1, 32)
        assert not np.allclose(study["vectors"], own["vectors"])


@pytest.mark.slow
def test_splits_are_compared_and_an_interrupted_training_goes_on(
    deep: Run, labelled: Path, tmp_path: Path
) -> None:
    model = tmp_path / "cnn.model"
    arguments = [
        *("train", "genre", str(labelled), "--model", "cnn", "--epochs", "40", "--patience", "40"),
        *("--folds", "2", "--jobs", "2", "--splits", "1", "-o", str(model), "--json"),
    ]
    program = "from tunescape.interfaces.cli.app import main; main()"
    child = subprocess.Popen(
        [sys.executable, "-c", program, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    folder = model.with_name(".cnn.model.training")
    until(lambda: list(folder.glob("*.checkpoint")) or child.poll() is not None)
    os.kill(child.pid, signal.SIGINT)
    _, said = child.communicate(timeout=PATIENCE_S)
    assert child.returncode == 130, said.decode()
    assert b"kept; run the same command again" in said
    assert list(folder.iterdir())
    trained = deep(*arguments)
    assert trained.code == 0, trained.err
    assert 0 <= trained.document["accuracy_without_splits"] <= 1
    assert "Without the splits" in trained.err
    assert not folder.exists()
