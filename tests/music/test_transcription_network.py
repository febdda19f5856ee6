"""The network's outputs and its published decoding, held against Spotify's own fixture."""

from pathlib import Path

import numpy as np
import pytest
from tones import RATE, tones

from tunescape.arrays import FloatArray
from tunescape.features.posteriorgram import Posteriorgram, frame_times_s, posteriorgrams
from tunescape.music.transcription.audio_blocks import read_blocks
from tunescape.music.transcription.thresholds import decode_by_thresholds

OUTPUTS = ("note", "onset", "contour")
TUNE = [(0.3, 0.9, 60), (1.0, 1.6, 64), (1.7, 2.6, 67), (2.6, 4.0, 72), (4.1, 5.2, 48)]


def joined(stretches: list[Posteriorgram]) -> Posteriorgram:
    return Posteriorgram(*(np.concatenate([getattr(s, name) for s in stretches]) for name in OUTPUTS))


def published_time_s(frame: int) -> float:
    """The published code's own idea of when a frame is, in which the fixture's notes are written down."""
    return frame * 256 / 22_050 - (frame // 172) * (256 / 22_050 * (172 - 43_844 / 256) + 0.0018)


@pytest.fixture(scope="module")
def golden(shared_data: Path) -> dict[str, FloatArray]:
    with np.load(shared_data / "golden" / "basic_pitch" / "vocadito_10_expected.npz") as arrays:
        return dict(arrays)


@pytest.fixture(scope="module")
def heard(shared_data: Path) -> Posteriorgram:
    path = shared_data / "golden" / "basic_pitch" / "vocadito_10.wav"
    return joined(list(posteriorgrams(read_blocks(path), contour=True)))


@pytest.mark.parametrize("output", OUTPUTS)
def test_outputs_are_those_of_the_published_package(
    golden: dict[str, FloatArray], heard: Posteriorgram, output: str
) -> None:
    expected = golden[output]
    np.testing.assert_allclose(getattr(heard, output)[: len(expected)], expected, atol=1e-4)


def test_the_published_settings_give_the_published_notes(
    golden: dict[str, FloatArray], heard: Posteriorgram
) -> None:
    n = len(golden["note"])
    notes = decode_by_thresholds(Posteriorgram(heard.note[:n], heard.onset[:n], heard.contour[:n]))
    found = [
        (published_time_s(note.first), published_time_s(note.end), note.pitch, note.amplitude)
        for note in notes
    ]
    expected = golden["notes_start_end_pitch_amplitude"]
    assert len(expected) == 28
    np.testing.assert_allclose(found, expected, atol=1e-4)


def test_frames_do_not_drift() -> None:
    onsets_s = np.arange(0.5, 40, 1.0)
    clicks = tones([(onset_s, onset_s + 0.4, 69) for onset_s in onsets_s], seconds=41)
    heard = joined(list(posteriorgrams([clicks])))
    curve = heard.onset[:, 69 - 21]
    peaks = 1 + np.flatnonzero((curve[1:-1] > 0.4) & (curve[1:-1] >= curve[:-2]) & (curve[1:-1] > curve[2:]))
    late = frame_times_s(peaks) - onsets_s[np.abs(frame_times_s(peaks)[:, None] - onsets_s).argmin(axis=1)]
    assert len(peaks) >= 38
    assert np.abs(late).max() < 0.03
    assert abs(np.polyfit(frame_times_s(peaks), late, 1)[0]) < 5e-4  # as published: 5e-3


@pytest.mark.parametrize("length", [1000, 36_164, 100_001])
def test_blocks_of_any_length_are_heard_alike(length: int) -> None:
    y = tones(TUNE, seconds=6)
    whole = joined(list(posteriorgrams([y], contour=True)))
    pieces = joined(list(posteriorgrams([y[i : i + length] for i in range(0, len(y), length)], contour=True)))
    for output in OUTPUTS:
        np.testing.assert_array_equal(getattr(whole, output), getattr(pieces, output))


def test_the_contour_is_left_out_unless_asked_for() -> None:
    (stretch,) = posteriorgrams([tones([(0, 0.4, 60)], seconds=0.5)])
    assert stretch.note.shape == stretch.onset.shape == (142, 88)
    assert stretch.contour.shape == (142, 0)


@pytest.mark.parametrize("level", [0.0, 1e-5])
def test_what_is_too_soft_to_be_music_is_silent(level: float) -> None:
    hiss = (level * np.random.default_rng(0).standard_normal(3 * RATE)).astype(np.float32)
    heard = joined(list(posteriorgrams([hiss])))
    assert not heard.note.any()
    assert not heard.onset.any()


def test_nothing_gives_no_notes() -> None:
    nothing = np.zeros((0, 88), np.float32)
    assert decode_by_thresholds(Posteriorgram(nothing, nothing, nothing)) == []
