"""From a file to its beats: heard or read, whole or in pieces."""

from pathlib import Path

import numpy as np
import pytest
from extreme_signals import RATE, extreme

from tunescape.audio.encode import write_audio
from tunescape.audio.signal import Signal
from tunescape.errors import DecodeError, MusicError
from tunescape.features.beats import Beats, track_beats
from tunescape.music.beat_midi import beats_to_midi
from tunescape.music.heard_beats import hear_beats, hear_beats_of_blocks, read_beats

SECONDS, BPM = 30, 120


def clicks() -> np.ndarray:
    noise = extreme("noise", 0, SECONDS * RATE)[0]
    times_s = np.arange(SECONDS * RATE) / RATE
    return (0.5 * noise * np.exp(-60 * (times_s % (60 / BPM)))).astype(np.float32)


def test_a_file_has_the_beats_of_its_sound(tmp_path: Path) -> None:
    path = tmp_path / "clicks.wav"
    write_audio(path, Signal(clicks()[np.newaxis], RATE))
    heard = hear_beats(path)
    assert heard.duration_s == pytest.approx(SECONDS)
    assert heard.beats.tempo_bpm == pytest.approx(BPM, rel=0.01)
    beats_s = np.arange(1, SECONDS - 1, 60 / BPM)
    assert np.abs(heard.beats.times_s[:, None] - beats_s).min(axis=0).max() < 0.02
    assert heard.metre == (f"{heard.beats.beats_per_bar}/4" if heard.beats.beats_per_bar else None)
    path.write_bytes(b"no sound")
    with pytest.raises(DecodeError):
        hear_beats(path)


def test_pieces_are_one_signal() -> None:
    samples = clicks()
    heard = hear_beats_of_blocks(np.array_split(samples, 7))
    np.testing.assert_array_equal(heard.beats.times_s, track_beats(samples, RATE).times_s)
    nothing = hear_beats_of_blocks([])
    assert (nothing.duration_s, nothing.metre, len(nothing.beats.times_s)) == (0, None, 0)


def test_a_midi_file_says_itself_what_its_beats_are(tmp_path: Path) -> None:
    path, times_s = tmp_path / "beats.mid", 0.5 * np.arange(24)
    written = Beats(times_s, times_s[::3], BPM, 1.0, (), 3, 1.0)
    path.write_bytes(beats_to_midi(written, duration_s=12.0))
    read = read_beats(path)
    assert (read.metre, read.beats.beats_per_bar) == ("3/4", 3)
    np.testing.assert_allclose(read.beats.times_s[:24], times_s, atol=0.01)
    path.write_bytes(path.read_bytes()[:40])
    with pytest.raises(MusicError, match="damaged"):
        read_beats(path)
