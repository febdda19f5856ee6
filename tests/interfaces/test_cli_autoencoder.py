"""``train autoencoder``: from files to the space mfcc-ae."""

from collections.abc import Callable
from pathlib import Path

import pytest
from shelf import Outcome, Shelf

from tunescape.audio.encode import write_audio
from tunescape.audio.signal import Signal
from tunescape.library.store import Library

pytest.importorskip("torch")
pytestmark = pytest.mark.deep

Run = Callable[..., Outcome]


@pytest.fixture(scope="module")
def labelled(tmp_path_factory: pytest.TempPathFactory, play: Callable[..., Signal]) -> Path:
    root = tmp_path_factory.mktemp("labelled")
    for i in range(10):
        path = root / "ab"[i % 2] / f"{i}.wav"
        path.parent.mkdir(exist_ok=True)
        write_audio(path, play(i, seconds=1.5, sample_rate=11_025, channels=1))
    return root


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def outcomes() -> dict[str, Outcome]:
    return {}


@pytest.fixture
def trained(tunescape: Run, labelled: Path, home: Path, outcomes: dict[str, Outcome]) -> Outcome:
    """What training in a library of its own said; once for all tests of this module."""
    if "trained" not in outcomes:
        Library(home / "library", create=True)
        arguments = ("--epochs", 2, "--dimensions", 8, "--device", "cpu", "--jobs", 1, "--json")
        outcomes["trained"] = tunescape(
            "train", "autoencoder", labelled, *arguments, "--library", home / "library"
        )
    return outcomes["trained"]


def test_it_is_made_where_the_space_looks_for_it(trained: Outcome, home: Path) -> None:
    assert trained.code == 0, trained.err
    document = trained.document
    assert (document["tracks"], document["dimensions"], document["epochs"]) == (10, 8, 2)
    assert document["in_use"]
    assert document["file"] == str(home / "library" / "models" / "mfcc-ae.model")
    assert 0 < document["held_back_error"] < 5
    assert "10 tracks, 2 epochs" in trained.err
    assert [path.name for path in (home / "library" / "models").iterdir()] == ["mfcc-ae.model"]


def test_the_space_is_there_then(trained: Outcome, tunescape: Run, labelled: Path, home: Path) -> None:
    assert trained.code == 0
    library = ("--library", home / "library")
    found = tunescape("similar", labelled / "a" / "0.wav", "--space", "mfcc-ae", *library, "--json")
    assert found.code == 0, found.err
    assert len(found.document) == 9
    heard = tunescape("evaluate", labelled, "--space", "mfcc-ae", *library, "--jobs", 1, "--json")
    (row,) = heard.document
    assert row["dimensions"] == 8
    assert row["map"] is not None


def test_short_tracks_are_padded_and_that_is_said(
    trained: Outcome, tunescape: Run, labelled: Path, home: Path
) -> None:
    assert trained.code == 0
    shown = tunescape("show", labelled / "a" / "0.wav", "--library", home / "library", "--json")
    assert any("shorter than what mfcc@1 would hear" in warning for warning in shown.document["warnings"])


def test_a_library_too_small_is_refused_with_a_sentence(tunescape: Run, copied: Shelf) -> None:
    outcome = tunescape(
        "train", "autoencoder", "--library", copied.library_path, "--device", "cpu", "--jobs", 1
    )
    assert outcome.refused("6 tracks are too few to train on")
