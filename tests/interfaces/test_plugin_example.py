"""The example of docs/plugins.md, installed as a reader would, and run."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from patience import PATIENCE_S
from shelf import Outcome

from tunescape.audio.encode import write_audio
from tunescape.audio.signal import Signal
from tunescape.features.excerpt import Excerpt
from tunescape.library.store import Library

PAGE = Path(__file__).resolve().parents[2] / "docs" / "plugins.md"
Run = Callable[..., Outcome]


def blocks() -> dict[str, str]:
    """The files of the example, by name, as the page has them."""
    text = PAGE.read_text(encoding="utf-8")
    found = re.findall(r"^`([\w.]+)` .*?^```\w+\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL)
    return dict(found)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the example and two broken packages, installed by pip."""
    pytest.importorskip("pip")
    pytest.importorskip("hatchling")
    root, target = tmp_path_factory.mktemp("example"), tmp_path_factory.mktemp("site")
    for name, block in blocks().items():
        (root / name).write_text(block, encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--target",
        target,
        "--no-deps",
        "--no-build-isolation",
    ]
    subprocess.run(
        [*command, "--no-index", "--quiet", root], check=True, capture_output=True, timeout=PATIENCE_S
    )
    (target / "rogue.py").write_text("raise RuntimeError('out of order')\n")
    information = target / "rogue-1.0.dist-info"
    information.mkdir()
    (information / "METADATA").write_text("Metadata-Version: 2.1\nName: rogue\nVersion: 1.0\n")
    (information / "entry_points.txt").write_text("[tunescape.feature_sets]\nrogue = rogue:FEATURES\n")
    return target


@pytest.fixture(scope="module")
def library_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("plugged")


@pytest.fixture(scope="module")
def music(tmp_path_factory: pytest.TempPathFactory, play: Callable[..., Signal]) -> Path:
    root = tmp_path_factory.mktemp("tunes")
    for i in range(4):
        write_audio(root / f"{i}.wav", play(i, seconds=2.0, sample_rate=22_050, channels=1))
    return root


@pytest.fixture(scope="module")
def plugged(site: Path, library_path: Path) -> Run:
    """The command line in an environment in which the packages are installed."""
    environment = {**os.environ, "PYTHONPATH": str(site), "TUNESCAPE_LIBRARY": str(library_path)}

    def run(*arguments: object) -> Outcome:
        command = [sys.executable, "-m", "tunescape", *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=PATIENCE_S)
        return Outcome(done.returncode, done.stdout, done.stderr)

    return run


def test_the_example_is_short_and_complete() -> None:
    files = blocks()
    assert set(files) == {"tunescape_octaves.py", "pyproject.toml"}
    assert len(files["tunescape_octaves.py"].splitlines()) <= 35


@pytest.fixture(scope="module")
def analyzed(plugged: Run, music: Path) -> Outcome:
    return plugged("analyze", music, "--features", "octaves", "--jobs", 1, "--json")


def test_it_is_analysed_and_stored(analyzed: Outcome, library_path: Path, music: Path) -> None:
    assert analyzed.code == 0, analyzed.err
    assert analyzed.document["analyzed"] == 4
    scope: dict[str, object] = {}
    exec(compile(blocks()["tunescape_octaves.py"], "example", "exec"), scope)
    rows = list(Library(library_path).iterate_features("octaves", version=1))
    assert len(rows) == 4
    from tunescape.audio.decode import AudioFile

    with AudioFile(str(music / "0.wav")) as audio:
        heard = audio.read(0.0, 2.0)
    expected = scope["FEATURES"](Excerpt(heard.mono("mean"), heard.sample_rate))  # type: ignore[operator]
    assert min(np.abs(matrix[0] - expected).max() for _, matrix in rows) < 1e-3


def test_it_is_a_space(analyzed: Outcome, plugged: Run, music: Path) -> None:
    assert analyzed.code == 0
    found = plugged("similar", music / "1.wav", "--space", "octaves", "--json")
    assert found.code == 0, found.err
    assert len(found.document) == 3
    listed = {row["name"]: row for row in json.loads(plugged("spaces", "--json").out)}
    assert listed["octaves"]["dimensions"] == 7
    assert listed["octaves"]["description"] == "how loud each octave is"


def test_a_broken_one_beside_it_is_one_sentence(analyzed: Outcome, plugged: Run) -> None:
    said = [line for line in plugged("spaces").err.splitlines() if "rogue" in line]
    assert said == [
        "tunescape: the feature set 'rogue' of the package rogue is left out: "
        "loading it failed (RuntimeError: out of order)"
    ]
    # what a worker notices, too, is not said again
    assert analyzed.err.count("'rogue'") == 1


def test_what_needs_no_plugin_loads_none(plugged: Run, music: Path, tmp_path: Path) -> None:
    other = ("--library", tmp_path / "other")
    for words in (
        ("--help",),
        ("analyze", music, "--features", "statistical", "--jobs", 1, *other),
        ("list", *other),
        ("similar", music / "1.wav", "--space", "statistical", *other),
    ):
        outcome = plugged(*words)
        assert outcome.code == 0, outcome.err
        assert "rogue" not in outcome.err, words
