"""MIDI files: notes where they were heard, beats on beats."""

import io
from pathlib import Path

import mido
import numpy as np
import pretty_midi
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunescape.errors import MusicError
from tunescape.features.beats import Beats
from tunescape.music.transcription.decode import NOTE_TRAITS
from tunescape.music.transcription.midi import is_midi_file, to_midi, write_midi
from tunescape.music.transcription.notes import NoteList
from tunescape.music.transcription.tempo_map import quantise, tempo_map
from tunescape.music.transcription.transcribe import Transcription, quantised

STEADY = np.arange(1.37, 60, 0.5)


def beats(times_s: np.ndarray, *, per_bar: int | None = 4, first_down: int = 0) -> Beats:
    downbeats = times_s[first_down::per_bar] if per_bar else np.zeros(0)
    return Beats(times_s, downbeats, 120.0, 1.0, (), per_bar, 1.0)


def notes_at(onset_s: np.ndarray, lasting_s: float, pitch: int, *, bend: float | None = None) -> NoteList:
    n = len(onset_s)
    bends = () if bend is None else tuple(np.full(30, bend, np.float32) for _ in range(n))
    return NoteList(
        onset_s,
        onset_s + lasting_s,
        np.full(n, pitch),
        np.linspace(0.3, 1, n),
        np.zeros((n, len(NOTE_TRAITS)), np.float32),
        bends,
    )


def transcription(onset_s: np.ndarray, heard: Beats, *, key: str | None = "F# minor") -> Transcription:
    parts = {
        "melody": notes_at(onset_s, 0.3, 72, bend=0.5),
        "bass": notes_at(onset_s[::2], 0.4, 40, bend=0.0),
        "accompaniment": notes_at(onset_s[1::2], 0.2, 60, bend=0.5),
    }
    return Transcription(parts["melody"], parts, heard.tempo_bpm, tempo_map(heard), key, 60.0)


def read_back(song: pretty_midi.PrettyMIDI) -> pretty_midi.PrettyMIDI:
    file = io.BytesIO()
    song.write(file)
    file.seek(0)
    return pretty_midi.PrettyMIDI(file)


def test_tracks_key_metre_and_tempo_are_in_the_file() -> None:
    song = read_back(to_midi(transcription(STEADY, beats(STEADY, per_bar=3, first_down=2))))
    assert [track.name for track in song.instruments] == ["melody", "bass", "accompaniment"]
    assert not any(track.is_drum or track.pitch_bends for track in song.instruments)
    (key,) = song.key_signature_changes
    assert pretty_midi.key_number_to_key_name(key.key_number) in ("F# minor", "f# minor")
    np.testing.assert_allclose(song.get_tempo_changes()[1][-1], 120, atol=0.01)
    pickup, metre = song.time_signature_changes
    assert (pickup.numerator, metre.numerator, metre.denominator) == (2, 3, 4)
    np.testing.assert_allclose(song.get_downbeats()[2:5], STEADY[2:9:3], atol=0.01)


def test_notes_are_where_they_were_heard_and_beats_on_quarters() -> None:
    onset_s = np.sort(np.random.default_rng(0).uniform(0, 60, 80))
    song = read_back(to_midi(transcription(onset_s, beats(STEADY))))
    np.testing.assert_allclose([note.start for note in song.instruments[0].notes], onset_s, atol=2e-3)
    np.testing.assert_allclose(
        [song.time_to_tick(time_s) / song.resolution % 1 for time_s in STEADY[:-1] + 1e-6], 0, atol=0.01
    )
    velocities = [note.velocity for note in song.instruments[0].notes]
    assert velocities == sorted(velocities)
    assert (velocities[0], velocities[-1]) == (40, 110)


@given(
    st.floats(0.25, 1.2), st.floats(0, 3), st.floats(-0.002, 0.004), st.integers(2, 300), st.integers(0, 99)
)
def test_a_tempo_map_passes_near_every_beat_and_back(
    period_s: float, lead_s: float, drift: float, n: int, seed: int
) -> None:
    jitter = np.random.default_rng(seed).uniform(-0.01, 0.01, n)
    times_s = lead_s + np.cumsum(period_s * np.exp(drift * np.arange(n))) - period_s + np.abs(jitter)
    grid = tempo_map(beats(times_s))
    assert grid is not None
    positions = grid.to_beats(times_s)
    assert np.abs(grid.to_seconds(np.round(positions)) - times_s).max() <= 0.0201
    np.testing.assert_allclose(np.diff(np.round(positions)), 1)
    assert grid.beats[0] == 0
    assert np.all(np.diff(grid.beats) > 0)
    assert np.all(np.diff(grid.times_s) > 0)
    np.testing.assert_allclose(grid.to_seconds(positions), times_s, atol=1e-9)


def test_a_steady_tempo_is_one_tempo() -> None:
    jitter = np.random.default_rng(0).uniform(-0.009, 0.009, len(STEADY))
    grid = tempo_map(beats(STEADY + jitter))
    assert grid is not None
    assert len(grid.beats) <= 4


@pytest.mark.parametrize("times_s", [np.zeros(0), np.array([1.0])])
def test_without_beats_there_is_no_map_and_the_file_counts_120(times_s: np.ndarray) -> None:
    assert tempo_map(beats(times_s)) is None
    heard = transcription(STEADY, beats(times_s), key=None)
    song = read_back(to_midi(heard))
    np.testing.assert_allclose(song.get_tempo_changes()[1], [120])
    assert song.key_signature_changes == []
    np.testing.assert_allclose([note.start for note in song.instruments[0].notes], STEADY, atol=2e-3)
    with pytest.raises(MusicError, match="no beats are heard"):
        quantised(heard, steps_per_whole=16)


@given(st.integers(0, 10_000), st.sampled_from([4, 8, 12, 16, 24, 32]))
def test_quantised_notes_are_on_steps_and_none_is_lost_but_in_another(seed: int, steps: int) -> None:
    rng = np.random.default_rng(seed)
    onset_s = np.sort(rng.uniform(0, 50, 40))
    notes = notes_at(onset_s, float(rng.uniform(0.03, 1.5)), 60)
    grid = tempo_map(beats(STEADY))
    assert grid is not None
    moved = quantise(notes, grid, steps_per_whole=steps)
    places = grid.to_beats(moved.onset_s) * steps / 4
    np.testing.assert_allclose(places, np.round(places), atol=1e-6)
    assert np.all(np.diff(places) > 0.5)
    assert np.all(moved.offset_s > moved.onset_s)
    assert np.all(moved.offset_s[:-1] <= moved.onset_s[1:] + 1e-9)
    nearest = np.abs(grid.to_beats(notes.onset_s)[:, None] * steps / 4 - places).min(axis=1)
    assert nearest.max() <= 0.5 + 1e-6


def test_melody_and_bass_bend_if_asked_to_and_come_back() -> None:
    song = read_back(to_midi(transcription(STEADY[:10], beats(STEADY)), pitch_bends=True))
    melody, bass, accompaniment = (track.pitch_bends for track in song.instruments)
    assert {bend.pitch for bend in melody} == {2048, 0}  # half a semitone of a range of two
    assert melody[-1].pitch == 0
    assert {bend.pitch for bend in bass} == {0}
    assert accompaniment == []


def test_a_mix_of_three_hours_has_a_file() -> None:
    times_s = np.arange(0.5, 10_800, 0.46)
    song = to_midi(transcription(np.array([1.0, 10_799.0]), beats(times_s)))
    assert song.instruments[0].notes[-1].start == 10_799


def test_files_are_written_whole_and_known_again(tmp_path: Path) -> None:
    path = tmp_path / "夜曲.mid"
    write_midi(transcription(STEADY, beats(STEADY)), path)
    assert is_midi_file(path)
    assert [file.name for file in tmp_path.iterdir()] == ["夜曲.mid"]
    assert len(pretty_midi.PrettyMIDI(str(path)).instruments[0].notes) == len(STEADY)
    (tmp_path / "text.mid").write_text("no notes")
    assert not is_midi_file(tmp_path / "text.mid")
    assert not is_midi_file(tmp_path / "missing.mid")
    with pytest.raises(MusicError, match="cannot be written"):
        write_midi(transcription(STEADY, beats(STEADY)), tmp_path / "nowhere" / "x.mid")


@pytest.mark.parametrize("per_bar", [None, 3])
def test_only_a_metre_that_was_heard_is_in_the_file(tmp_path: Path, per_bar: int | None) -> None:
    path = tmp_path / "song.mid"
    write_midi(transcription(STEADY, beats(STEADY, per_bar=per_bar)), path)
    metres = [event for event in mido.MidiFile(path) if event.type == "time_signature"]
    assert {event.numerator for event in metres} == ({3} if per_bar else set())
    onsets = [note.start for note in pretty_midi.PrettyMIDI(str(path)).instruments[0].notes]
    np.testing.assert_allclose(onsets, STEADY, atol=2e-3)
