"""MIDI files as tracks: what they hold is read, and damage is one sentence."""

import io
from pathlib import Path

import numpy as np
import pretty_midi
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tunescape.audio.midi_signature import is_midi_file
from tunescape.errors import MusicError
from tunescape.music.transcription.midi_reader import read_midi


def song(*, metre: tuple[int, int] | None = (3, 4), bpm: float = 100.0) -> bytes:
    midi = pretty_midi.PrettyMIDI(initial_tempo=bpm)
    beat_s = 60 / bpm
    for name, pitch, is_drum in (
        ("MELODY", 72, False),
        ("Bass", 36, False),
        ("", 60, False),
        ("kit", 38, True),
    ):
        track = pretty_midi.Instrument(0, name=name, is_drum=is_drum)
        track.notes = [pretty_midi.Note(127, pitch, i * beat_s, (i + 0.9) * beat_s) for i in range(12)]
        midi.instruments.append(track)
    midi.instruments[2].notes.append(pretty_midi.Note(64, 5, 0.0, 1.0))  # below the lowest key
    if metre:
        midi.time_signature_changes = [pretty_midi.TimeSignature(*metre, 0.0)]
    buffer = io.BytesIO()
    midi.write(buffer)
    return buffer.getvalue()


def written(folder: Path, data: bytes) -> Path:
    path = folder / "song.mid"
    path.write_bytes(data)
    return path


def test_notes_beats_and_metre_are_as_written(tmp_path: Path) -> None:
    read = read_midi(written(tmp_path, song()))
    assert {name: len(part) for name, part in read.parts.items()} == {
        "melody": 12,
        "bass": 12,
        "accompaniment": 12,
    }
    assert set(read.parts["melody"].pitch) == {72}
    assert read.metre == "3/4"
    assert read.beats.beats_per_bar == 3
    assert read.beats.tempo_bpm == pytest.approx(100, rel=1e-3)
    np.testing.assert_allclose(read.beats.times_s[:12], 0.6 * np.arange(12), atol=1e-3)
    np.testing.assert_allclose(read.beats.downbeats_s[:4], 1.8 * np.arange(4), atol=1e-3)
    assert read.duration_s == pytest.approx(11.9 * 0.6, abs=0.01)


def test_six_eighths_have_two_beats(tmp_path: Path) -> None:
    read = read_midi(written(tmp_path, song(metre=(6, 8))))
    assert (read.metre, read.beats.beats_per_bar) == ("6/8", 2)


def test_without_notes_there_are_no_beats(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    pretty_midi.PrettyMIDI().write(buffer)
    read = read_midi(written(tmp_path, buffer.getvalue()))
    assert (len(read.beats.times_s), read.beats.tempo_bpm) == (0, None)
    assert [len(part) for part in read.parts.values()] == [0, 0, 0]


def test_a_midi_file_is_known_by_its_first_bytes(tmp_path: Path) -> None:
    path = tmp_path / "song.mp3"
    path.write_bytes(song())
    assert is_midi_file(path)
    path.write_bytes(b"RIFF....WAVE")
    assert not is_midi_file(path)
    assert not is_midi_file(tmp_path / "missing.mid")
    assert not is_midi_file(tmp_path)


WHOLE = song()


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    end=st.integers(4, len(WHOLE)),
    changes=st.lists(st.tuples(st.integers(4, len(WHOLE) - 1), st.integers(0, 255)), max_size=6),
)
def test_damage_is_one_sentence(tmp_path: Path, end: int, changes: list[tuple[int, int]]) -> None:
    data = bytearray(WHOLE)
    for place, value in changes:
        data[place] = value
    path = written(tmp_path, bytes(data[:end]))
    try:
        read = read_midi(path)
    except MusicError as error:
        said = str(error)
    else:
        said = "is a MIDI file that can be read"
        assert (np.diff(read.beats.times_s) > 0).all()
        assert all((part.offset_s > part.onset_s).all() for part in read.parts.values())
    assert "is a MIDI file" in said
