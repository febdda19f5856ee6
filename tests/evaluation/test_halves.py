import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tunescape.audio.encode import write_audio
from tunescape.audio.segments import Segmentation
from tunescape.audio.signal import Signal
from tunescape.errors import DecodeError
from tunescape.evaluation.halves import describe_halves
from tunescape.features.excerpt import Excerpt
from tunescape.features.registry import FEATURE_SETS, resolve_feature_sets
from tunescape.library.describe import AnalysisPlan
from tunescape.library.scan import scan

PLAN = AnalysisPlan(Segmentation(), ("statistical", "fingerprint"))


def halves_of(path: Path, plan: AnalysisPlan = PLAN) -> dict[str, np.ndarray]:
    (file,) = scan([path]).files
    assert os.fsencode(path) == file.path
    return describe_halves(file, plan).features


@pytest.mark.parametrize(
    ("seconds", "starts", "length"),
    [(40.0, (2.5, 22.5), 15.0), (30.0, (0.0, 15.0), 15.0), (20.0, (0.0, 10.0), 10.0), (3.0, (0.0, 1.5), 1.5)],
)
def test_two_excerpts_of_15_s_or_the_halves(
    tmp_path: Path,
    play: Callable[..., Signal],
    seconds: float,
    starts: tuple[float, float],
    length: float,
) -> None:
    signal = play(1, seconds=seconds, sample_rate=8000, channels=1)
    write_audio(tmp_path / "a.flac", signal)
    found = halves_of(tmp_path / "a.flac")["statistical"]
    for start, vector in zip(starts, found, strict=True):
        first = round(start * 8000)
        heard = signal.samples[0, first : first + round(length * 8000)]
        # the file holds 16 bits a sample
        rounded = np.round(heard * 2**15) / 2**15
        expected = FEATURE_SETS["statistical"](Excerpt(rounded.astype(np.float32), 8000))
        np.testing.assert_allclose(vector, expected, rtol=0.02, atol=2e-3)


def test_a_feature_set_that_hears_a_track_once_hears_each_excerpt(
    tmp_path: Path, play: Callable[..., Signal]
) -> None:
    write_audio(tmp_path / "a.flac", play(2, seconds=4.0, sample_rate=22_050, channels=1))
    # two seconds have neither chords nor a form
    whole = {name for name in resolve_feature_sets("all") if FEATURE_SETS[name].excerpt}
    names = tuple(sorted(whole - {"chords", "structure"}))
    found = halves_of(tmp_path / "a.flac", AnalysisPlan(Segmentation(), (*names, "loudness")))
    assert {len(rows) for rows in found.values()} == {2}
    assert all((rows[0] != rows[1]).any() for rows in found.values())


def test_without_sound_there_are_no_halves(tmp_path: Path) -> None:
    path = tmp_path / "noise.mp3"
    path.write_bytes(bytes(range(256)) * 40)
    with pytest.raises(DecodeError):
        halves_of(path)
